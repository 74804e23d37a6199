/* A colleague goes on with an enrollment: both names stay, the first counter hears of it and
 * lets go, and nobody takes over their own. */
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "fixture.h"

#define FIRST  "วินัย ทดสอบรับลงทะเบียน"
#define SECOND "อรทัย ทดสอบคนที่สอง"

static void second_counter(struct counter *k)
{
	counter_make(k, &world, "4701", "02");
	counter_login_ok(k, SECOND_NUMBER, SECOND_PIN);
}

static void take_over_ok(struct counter *k, const char *id, struct api_enrolment *out)
{
	struct answer a;
	counter_post(k, id, "take-over", "{}", &a);
	answer_is(&a, 200);
	read_enrolment(&a, out);
	answer_free(&a);
}

static void expect_let_go(struct scene *s)
{
	static const char *const acts[][2] = {{"codes", "{}"},
	    {"match-code", "{\"digits\":\"0000\"}"}, {"cancel", "{\"contested\":false}"}};
	struct answer a;
	for (size_t i = 0; i < COUNT_OF(acts); i++) {
		scene_post(s, acts[i][0], acts[i][1], &a);
		expect_problem(&a, PROBLEM_TAKEN_OVER);
	}
}

static void both_names_stay(const struct api_enrolment *e)
{
	assert_string_equal(e->officer_name, FIRST);
	assert_string_equal(e->taken_by, SECOND);
	assert_string_equal(e->holder_id, "t4701-2");
	assert_string_equal(e->counter, "01");
}

static void a_colleague_goes_on_with_it(void **state)
{
	(void)state;
	struct scene s;
	struct counter k;
	struct api_enrolment e;
	struct answer a;
	char text[120];
	scene_with_code(&s, "somsri");
	assert_string_equal(s.enrolment.taken_by, "");
	assert_string_equal(s.enrolment.holder_id, "t4701-1");
	second_counter(&k);
	take_over_ok(&k, s.enrolment.id, &e);
	both_names_stay(&e);
	assert_int_equal(e.state, STATE_QR_CREATED);
	assert_int_equal(e.revision, s.enrolment.revision + 1);
	world_audit(&world, "enrollment.take-over", "who || counter || result", text, sizeof text);
	assert_string_equal(text, "t4701-202ok");
	expect_let_go(&s);
	client_json(&s.counter.client, "GET", "/v1/enrollments", NULL, &a);
	struct api_enrolment_list list;
	struct error err;
	assert_true(api_enrolment_list_read(&list, a.body.data, a.body.len, &err));
	assert_int_equal(list.count, 1);
	both_names_stay(&list.rows[0]);
	api_enrolment_list_free(&list);
	answer_free(&a);
	counter_code_ok(&k, e.id, &e); /* the code on the first screen dies with it */
	phone_claim_ok(&s.phone, &e.code, s.card.number.digits);
	match_ok(&k, &s.phone);
	phone_finish_ok(&s.phone);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_SUCCESS);
	both_names_stay(&s.enrolment);
	counter_free(&k);
	scene_end(&s);
}

static void the_first_counter_hears_of_it(void **state)
{
	(void)state;
	struct scene s;
	struct counter k;
	struct client poller;
	struct async x = {0};
	struct api_enrolment e;
	struct answer a;
	char path[160];
	scene_begin(&s, "somchai");
	second_counter(&k);
	client_make(&poller, &world, &s.counter.certificate);
	memcpy(poller.token, s.counter.client.token, sizeof poller.token);
	client_json(&poller, "GET", "/v1/status", NULL, &a); /* the connection is up */
	expect_status(&a, 200);
	snprintf(path, sizeof path, "/v1/enrollments/%s?after=%ld&wait=30", s.enrolment.id,
	    s.enrolment.revision);
	const struct request poll = {.method = "GET", .path = path};
	async_start(&x, &poller, &poll);
	async_wait_sent(&x);
	take_over_ok(&k, s.enrolment.id, &e);
	async_join(&x);
	answer_is(&x.answer, 200);
	assert_true(x.took_ms < 10000);
	read_enrolment(&x.answer, &e);
	both_names_stay(&e);
	answer_free(&x.answer);
	client_free(&poller);
	take_over_ok(&s.counter, e.id, &e); /* so that the scene can end it */
	counter_free(&k);
	scene_end(&s);
}

static void the_same_officer_again_changes_nothing(void **state)
{
	(void)state;
	struct scene s;
	struct counter k;
	struct api_enrolment first, again;
	scene_begin(&s, "somchai");
	take_over_ok(&s.counter, s.enrolment.id, &first); /* who began it has it */
	assert_int_equal(first.revision, s.enrolment.revision);
	assert_string_equal(first.taken_by, "");
	second_counter(&k);
	take_over_ok(&k, s.enrolment.id, &first);
	take_over_ok(&k, s.enrolment.id, &again);
	assert_int_equal(again.revision, first.revision);
	both_names_stay(&again);
	counter_free(&k);
	take_over_ok(&s.counter, s.enrolment.id, &again); /* and back */
	assert_int_equal(again.revision, first.revision + 1);
	assert_string_equal(again.holder_id, "t4701-1");
	assert_string_equal(again.taken_by, FIRST);
	scene_end(&s);
}

static void a_key_is_answered_once(void **state)
{
	(void)state;
	struct scene s;
	struct counter k;
	struct answer a, b;
	char path[160], text[40];
	scene_begin(&s, "somchai");
	second_counter(&k);
	snprintf(path, sizeof path, "/v1/enrollments/%s/take-over", s.enrolment.id);
	const struct request r = {
	    .method = "POST", .path = path, .body = "{}", .len = 2, .key = "taken-once"};
	client_call(&k.client, &r, &a);
	answer_is(&a, 200);
	struct api_enrolment e;
	take_over_ok(&s.counter, s.enrolment.id, &e); /* back, before the answer is asked again */
	client_call(&k.client, &r, &b);
	answer_is(&b, 200);
	assert_string_equal((char *)a.body.data, (char *)b.body.data);
	world_audit(&world, "enrollment.take-over", "result", text, sizeof text);
	assert_string_equal(text, "replayed");
	scene_look(&s);
	assert_string_equal(s.enrolment.holder_id, "t4701-1");
	answer_free(&a);
	answer_free(&b);
	counter_free(&k);
	scene_end(&s);
}

/* The officer is not the citizen, however the enrollment came to them. */
static void nobody_takes_over_their_own(void **state)
{
	(void)state;
	struct scene s;
	struct counter k;
	struct answer a;
	scene_begin(&s, "second");
	second_counter(&k);
	counter_post(&k, s.enrolment.id, "take-over", "{}", &a);
	expect_problem(&a, PROBLEM_REFUSED_OWN_CARD);
	scene_look(&s);
	assert_string_equal(s.enrolment.holder_id, "t4701-1");
	counter_free(&k);
	scene_end(&s);
}

/* What is over stays with whom it ended, and nothing of its record moves. */
static void what_is_over_stays_as_it_is(void **state)
{
	(void)state;
	struct scene cancelled, done;
	struct counter k;
	struct api_enrolment e;
	struct answer a;
	scene_with_code(&cancelled, "boonmee");
	scene_post(&cancelled, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	scene_confirmed(&done, "malee");
	phone_finish_ok(&done.phone);
	scene_look(&cancelled);
	scene_look(&done);
	second_counter(&k);
	counter_post(&k, cancelled.enrolment.id, "take-over", "{}", &a);
	expect_problem(&a, PROBLEM_ENDED_CANCELLED);
	counter_post(&k, done.enrolment.id, "take-over", "{}", &a);
	expect_problem(&a, PROBLEM_STATE);
	counter_get_ok(&k, done.enrolment.id, &e);
	assert_string_equal(e.taken_by, "");
	assert_string_equal(e.holder_id, "t4701-1");
	assert_int_equal(e.revision, done.enrolment.revision);
	counter_free(&k);
	scene_end(&cancelled);
	scene_end(&done);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_colleague_goes_on_with_it),
	    cmocka_unit_test(the_first_counter_hears_of_it),
	    cmocka_unit_test(the_same_officer_again_changes_nothing),
	    cmocka_unit_test(a_key_is_answered_once),
	    cmocka_unit_test(what_is_over_stays_as_it_is),
	    cmocka_unit_test(nobody_takes_over_their_own),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
