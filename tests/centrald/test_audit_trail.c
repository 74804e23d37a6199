/* The audit of one enrollment as its office reads it; looking is a record too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static void get(struct counter *k, const char *id, struct answer *a)
{
	char path[120];
	snprintf(path, sizeof path, "/v1/enrollments/%s/audit", id);
	client_json(&k->client, "GET", path, NULL, a);
}

static void get_ok(struct counter *k, const char *id, struct api_audit_trail *t)
{
	struct answer a;
	struct error err;
	char hash[80];
	get(k, id, &a);
	answer_is(&a, 200);
	if (!api_audit_trail_read(t, a.body.data, a.body.len, &err))
		fail_msg("%s", err.context);
	world_sql(&world, "SELECT citizen FROM enrolments LIMIT 1", hash, sizeof hash);
	assert_null(strstr((char *)a.body.data, hash)); /* nothing of the citizen */
	answer_free(&a);
}

static const struct api_audit_record *last(const struct api_audit_trail *t)
{
	assert_true(t->record_count > 0);
	return &t->records[t->record_count - 1];
}

static void every_act_stands_there(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	struct api_audit_trail *t = calloc(1, sizeof *t);
	char correlation[48];
	scene_with_code(&s, "somsri");
	get_ok(&s.counter, s.enrolment.id, t);
	assert_int_equal(t->record_count, 2);
	assert_false(t->more);
	const struct api_audit_record *r = &t->records[0];
	assert_string_equal(r->act, "enrollment.create");
	assert_string_equal(r->who, "t4701-1");
	assert_string_equal(r->officer_name, "วินัย ทดสอบรับลงทะเบียน");
	assert_string_equal(r->office, "4701");
	assert_string_equal(r->counter, "01");
	assert_string_equal(r->result, "ok");
	assert_true(r->time >= s.enrolment.created && r->time <= s.enrolment.now);
	assert_string_equal(t->records[1].act, "code.create");
	phone_claim(&s.phone, &s.enrolment.code, false, s.card.number.digits, &a);
	snprintf(correlation, sizeof correlation, "%s", a.correlation);
	expect_status(&a, 201);
	get_ok(&s.counter, s.enrolment.id, t);
	assert_int_equal(t->record_count, 4);
	assert_string_equal(t->records[2].act, "audit.read"); /* the look before */
	assert_string_equal(t->records[2].who, "t4701-1");
	r = last(t);
	assert_string_equal(r->act, "claim");
	assert_int_equal(strncmp(r->who, "phone:", 6), 0);
	assert_string_equal(r->officer_name, "");
	assert_string_equal(r->office, "");
	assert_string_equal(r->correlation, correlation);
	free(t);
	scene_end(&s);
}

static void refusals_stand_there_by_their_number(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	struct api_audit_trail *t = calloc(1, sizeof *t);
	scene_with_code(&s, "somsri");
	scene_post(&s, "match-code", "{\"digits\":\"0000\"}", &a);
	expect_problem(&a, PROBLEM_STATE);
	get_ok(&s.counter, s.enrolment.id, t);
	assert_string_equal(last(t)->act, "match-code");
	assert_string_equal(last(t)->result, "DD-703");
	free(t);
	scene_end(&s);
}

static void time_itself_acts_as_the_centre(void **state)
{
	(void)state;
	struct scene s;
	struct api_audit_trail *t = calloc(1, sizeof *t);
	scene_begin(&s, "somsri");
	world_advance(&world, 16 * 60 * 1000);
	counter_login_ok(&s.counter, "1234567890121", "24681357");
	get_ok(&s.counter, s.enrolment.id, t);
	assert_string_equal(last(t)->act, "enrollment.expire");
	assert_string_equal(last(t)->who, "centre");
	free(t);
	scene_end(&s);
}

static void the_newest_are_kept_where_there_are_many(void **state)
{
	(void)state;
	struct scene s;
	struct api_audit_trail *t = calloc(1, sizeof *t);
	scene_begin(&s, "somsri");
	for (int i = 0; i < API_AUDIT_MAX; i++)
		get_ok(&s.counter, s.enrolment.id, t);
	assert_int_equal(t->record_count, API_AUDIT_MAX); /* 1 and 127 looks */
	assert_false(t->more);
	assert_string_equal(t->records[0].act, "enrollment.create");
	get_ok(&s.counter, s.enrolment.id, t);
	assert_true(t->more);
	assert_int_equal(t->record_count, API_AUDIT_MAX);
	for (size_t i = 0; i < t->record_count; i++)
		assert_string_equal(t->records[i].act, "audit.read");
	for (size_t i = 1; i < t->record_count; i++)
		assert_true(t->records[i].time >= t->records[i - 1].time);
	free(t);
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_act_stands_there),
	    cmocka_unit_test(refusals_stand_there_by_their_number),
	    cmocka_unit_test(time_itself_acts_as_the_centre),
	    cmocka_unit_test(the_newest_are_kept_where_there_are_many),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
