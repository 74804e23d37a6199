/* Search of an office's enrollments: by day, state and officer; by citizen number as a look
 * at a person's data. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "fixture.h"

#define HOUR	 (60 * 60 * 1000L)
#define SOMSRI	 "1112034563562"
#define STRANGER "1101700207030" /* nobody's */

static struct api_search_result *found; /* of the last search */

static int set_up(void **state)
{
	found = calloc(1, sizeof *found);
	return set_up_samples(state);
}

static int clean_up(void **state)
{
	free(found);
	return tear_down(state);
}

static void read_found(struct answer *a)
{
	struct error err;
	answer_is(a, 200);
	if (!api_search_result_read(found, a->body.data, a->body.len, &err))
		fail_msg("%s: %s", err.context, (char *)a->body.data);
	assert_null(strstr((char *)a->body.data, SOMSRI));
	assert_null(strstr((char *)a->body.data, "สมศรี"));
	answer_free(a);
}

static void search(struct counter *k, const char *query)
{
	struct answer a;
	char path[160];
	snprintf(path, sizeof path, "/v1/searches%s", query);
	client_json(&k->client, "GET", path, NULL, &a);
	read_found(&a);
}

static void ask_person(struct counter *k, const char *number, struct answer *a)
{
	char json[64];
	snprintf(json, sizeof json, "{\"number\":\"%s\"}", number);
	client_json(&k->client, "POST", "/v1/searches", json, a);
}

static void search_person(struct counter *k, const char *number)
{
	struct answer a;
	ask_person(k, number, &a);
	read_found(&a);
}

static void day_query(char out[40], int64_t ms)
{
	char iso[DATE_ISO_SIZE];
	date_to_iso(iso, bangkok_time_of(ms).date);
	snprintf(out, 40, "?day=%s", iso);
}

/* One enrollment each of two officers of 4701, one of 4799. */
struct trio {
	struct counter first, second, elsewhere;
	struct api_enrolment ended, open, foreign;
};

static void make_trio(struct trio *t)
{
	struct api_card_claim card;
	struct answer a;
	counter_ready(&t->first, &world);
	card_of(&card, "somsri");
	counter_create_ok(&t->first, &card, false, &t->ended);
	counter_post(&t->first, t->ended.id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	world_advance(&world, 1000);
	counter_make(&t->second, &world, "4701", "02");
	counter_login_ok(&t->second, SECOND_NUMBER, SECOND_PIN);
	card_of(&card, "somchai");
	counter_create_ok(&t->second, &card, false, &t->open);
	counter_make(&t->elsewhere, &world, "4799", "01");
	counter_login_ok(&t->elsewhere, "1479999999233", "53186429");
	card_of(&card, "somsri");
	counter_create_ok(&t->elsewhere, &card, false, &t->foreign);
}

static void end_trio(struct trio *t)
{
	struct answer a;
	counter_post(&t->second, t->open.id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	counter_post(&t->elsewhere, t->foreign.id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	counter_free(&t->first);
	counter_free(&t->second);
	counter_free(&t->elsewhere);
	world_advance(&world, 25 * HOUR); /* the next test has a day of its own */
}

static void expect_row(size_t i, const struct api_enrolment *e)
{
	assert_true(i < found->row_count);
	assert_string_equal(found->rows[i].id, e->id);
	assert_int_equal(found->rows[i].created, e->created);
}

static void newest_first_of_this_office(void **state)
{
	(void)state;
	struct trio t;
	make_trio(&t);
	search(&t.first, "");
	assert_int_equal(found->row_count, 2);
	assert_false(found->more);
	expect_row(0, &t.open);
	expect_row(1, &t.ended);
	const struct api_search_row *r = &found->rows[1];
	assert_int_equal(r->state, STATE_CANCELLED);
	assert_int_equal(r->end_problem, PROBLEM_ENDED_CANCELLED);
	assert_string_equal(r->officer_name, "วินัย ทดสอบรับลงทะเบียน");
	assert_string_equal(r->counter, "01");
	assert_string_equal(r->assurance, "IAL2.3");
	assert_int_equal(r->absence, ABSENCE_NONE);
	assert_string_equal(r->holder_id, "t4701-1");
	assert_string_equal(found->rows[0].counter, "02");
	search(&t.elsewhere, "");
	assert_int_equal(found->row_count, 1);
	expect_row(0, &t.foreign);
	end_trio(&t);
}

static void by_day_state_and_officer(void **state)
{
	(void)state;
	struct trio t;
	struct answer a;
	char today[40], query[120];
	make_trio(&t);
	day_query(today, t.open.now);
	search(&t.first, today);
	assert_int_equal(found->row_count, 2);
	day_query(query, t.open.now - 25 * HOUR); /* that of the test before */
	search(&t.first, query);
	assert_int_equal(found->row_count, 2);
	assert_string_not_equal(found->rows[0].id, t.open.id);
	day_query(query, t.open.now + 25 * HOUR);
	search(&t.first, query);
	assert_int_equal(found->row_count, 0);
	search(&t.first, "?state=CANCELLED&limit=1");
	expect_row(0, &t.ended);
	assert_true(found->more); /* the day before */
	snprintf(query, sizeof query, "%s&state=PROOFED", today);
	search(&t.first, query);
	assert_int_equal(found->row_count, 1);
	expect_row(0, &t.open);
	snprintf(query, sizeof query, "%s&officer=t4701-1", today);
	search(&t.first, query);
	assert_int_equal(found->row_count, 1);
	expect_row(0, &t.ended);
	counter_post(&t.first, t.open.id, "take-over", "{}", &a);
	expect_status(&a, 200);
	search(&t.first, query); /* both names are found by it */
	assert_int_equal(found->row_count, 2);
	assert_string_equal(found->rows[0].taken_by, "วินัย ทดสอบรับลงทะเบียน");
	assert_string_equal(found->rows[0].holder_id, "t4701-1");
	counter_post(&t.second, t.open.id, "take-over", "{}", &a);
	expect_status(&a, 200);
	end_trio(&t);
}

static void a_bad_query_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"?day=2026-13-01", "?day=2026-02",
	    "?day=", "?day=9999-12-31", "?state=DONE", "?limit=0", "?limit=65", "?limit=-1",
	    "?officer=a%20b", "?officer=", "?number=1112034563562",
	    "?day=2026-11-23&day=2026-11-23", "?x"};
	struct counter k;
	counter_ready(&k, &world);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct answer a;
		char path[120];
		snprintf(path, sizeof path, "/v1/searches%s", bad[i]);
		client_json(&k.client, "GET", path, NULL, &a);
		expect_problem(&a, PROBLEM_BAD_REQUEST);
	}
	counter_free(&k);
}

static void by_number_it_is_a_look_at_a_person(void **state)
{
	(void)state;
	struct trio t;
	char text[80];
	make_trio(&t);
	search_person(&t.first, SOMSRI);
	expect_row(0, &t.ended); /* not the one elsewhere */
	for (size_t i = 0; i < found->row_count; i++)
		assert_int_equal(found->rows[i].state, STATE_CANCELLED);
	world_audit(&world, "enrollment.search", "who || ' ' || counter || ' ' || result", text,
	    sizeof text);
	assert_string_equal(text, "t4701-1 01 ok");
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM audit a WHERE act = 'enrollment.search' AND "
				 "citizen = (SELECT DISTINCT p.citizen FROM people p "
				 "WHERE p.number = '" SOMSRI "')"),
	    1);
	search_person(&t.first, STRANGER);
	assert_int_equal(found->row_count, 0);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = 'enrollment.search'"), 2);
	struct answer a;
	ask_person(&t.first, "1112034563563", &a);
	expect_problem(&a, PROBLEM_BAD_REQUEST);
	end_trio(&t);
}

static void numbers_cannot_be_tried_through(void **state)
{
	(void)state;
	struct counter k, other;
	struct answer a;
	counter_ready(&k, &world);
	counter_logged_in(&other, "4701", "02", SECOND_NUMBER, SECOND_PIN);
	for (int i = 0; i < 200; i++)
		search_person(&k, STRANGER);
	for (int i = 0; i < 3; i++) {
		ask_person(&k, SOMSRI, &a);
		expect_problem(&a, PROBLEM_RATE_LIMITED);
	}
	search_person(&other, STRANGER);
	search(&k, ""); /* without a number it goes on */
	world_advance(&world, HOUR + 1000);
	counter_login_ok(&k, "1234567890121", "24681357");
	search_person(&k, STRANGER);
	counter_free(&other);
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(newest_first_of_this_office),
	    cmocka_unit_test(by_day_state_and_officer),
	    cmocka_unit_test(a_bad_query_is_refused),
	    cmocka_unit_test(by_number_it_is_a_look_at_a_person),
	    cmocka_unit_test(numbers_cannot_be_tried_through),
	};
	return cmocka_run_group_tests(tests, set_up, clean_up);
}
