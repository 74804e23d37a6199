/* The officer's login: five wrong lock, unknown looks like wrong, the token is the
 * counter's alone and ends by itself. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "fixture.h"

#define OFFICER "1234567890121"
#define PIN	"24681357"

static void get_list(struct counter *k, struct answer *a)
{
	client_json(&k->client, "GET", "/v1/enrollments", NULL, a);
}

static void login_gives_what_the_officer_may(void **state)
{
	(void)state;
	struct counter k;
	counter_logged_in(&k, "4701", "02", "1470199999206", "86427531");
	assert_string_equal(k.session.officer_id, "t4701-3");
	assert_string_equal(k.session.office.code, "4701");
	assert_false(k.session.may_enroll);
	assert_int_equal(k.session.today_success, 0);
	counter_free(&k);
}

static void wrong_pin_and_unknown_number_look_the_same(void **state)
{
	(void)state;
	struct counter k;
	struct answer known, unknown;
	counter_make(&k, &world, "4705", "01");
	for (int i = 1; i <= 4; i++) {
		counter_login(&k, "1470599999211", "11112222", &known);
		counter_login(&k, "1101700207030", "11112222", &unknown);
		answer_problem(&known, PROBLEM_WRONG_PIN);
		answer_problem(&unknown, PROBLEM_WRONG_PIN);
		assert_string_equal(known.problem.detail, unknown.problem.detail);
		answer_free(&known);
		answer_free(&unknown);
	}
	counter_login(&k, "1470599999211", "11112222", &known);
	expect_problem(&known, PROBLEM_ACCOUNT_LOCKED);
	counter_login(&k, "1101700207030", "11112222", &unknown);
	expect_problem(&unknown, PROBLEM_ACCOUNT_LOCKED);
	counter_login(&k, "1470599999211", "75318642", &known);
	expect_problem(&known, PROBLEM_ACCOUNT_LOCKED); /* the right one comes too late */
	counter_free(&k);
}

/* The quickest of three: what else the machine does makes them slower, never faster. */
static int64_t time_of_login(struct counter *k, const char *number)
{
	int64_t best = INT64_MAX;
	for (int i = 0; i < 3; i++) {
		struct answer a;
		int64_t before = clock_mono_ms(&clock_system);
		counter_login(k, number, "11112222", &a);
		expect_problem(&a, PROBLEM_WRONG_PIN);
		int64_t took = clock_mono_ms(&clock_system) - before;
		best = took < best ? took : best;
	}
	return best;
}

/* scrypt takes tens of milliseconds; without it an answer takes one or two. */
static void an_unknown_number_takes_as_long(void **state)
{
	(void)state;
	struct counter k;
	counter_make(&k, &world, "4799", "01");
	int64_t known = time_of_login(&k, "1479999999233");
	int64_t unknown = time_of_login(&k, "1500199999060");
	assert_true(unknown * 2 > known);
	assert_true(known * 2 > unknown);
	counter_login_ok(&k, "1479999999233", "53186429");
	counter_free(&k);
}

static void a_right_pin_clears_the_count(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_make(&k, &world, "4701", "01");
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 4; i++) {
			counter_login(&k, OFFICER, "11112222", &a);
			expect_problem(&a, PROBLEM_WRONG_PIN);
		}
		counter_login_ok(&k, OFFICER, PIN);
	}
	counter_free(&k);
}

static void an_officer_of_another_office_is_refused(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_make(&k, &world, "4701", "01");
	counter_login(&k, "1471899999226", "64297531", &a);
	expect_problem(&a, PROBLEM_OTHER_OFFICE);
	counter_login(&k, "1471899999226", "64297530", &a);
	expect_problem(&a, PROBLEM_WRONG_PIN); /* nothing is told to who has not the PIN */
	counter_free(&k);
}

static void the_token_is_bound_to_the_certificate(void **state)
{
	(void)state;
	struct counter k, other;
	struct answer a;
	counter_ready(&k, &world);
	counter_make(&other, &world, "4701", "02");
	memcpy(other.client.token, k.client.token, sizeof other.client.token);
	get_list(&k, &a);
	expect_status(&a, 200);
	get_list(&other, &a);
	expect_problem(&a, PROBLEM_NOT_LOGGED_IN);
	counter_free(&other);
	counter_free(&k);
}

static void without_a_token_nothing_but_status_answers(void **state)
{
	(void)state;
	static const char *const paths[] = {
	    "linkage-checks", "refusals", "enrollments", "enrollments/e1/codes"};
	struct counter k;
	struct answer a;
	char path[64];
	counter_make(&k, &world, "4701", "01");
	get_list(&k, &a);
	expect_problem(&a, PROBLEM_NOT_LOGGED_IN);
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		snprintf(path, sizeof path, "/v1/%s", paths[i]);
		client_json(&k.client, "POST", path, "{}", &a);
		expect_problem(&a, PROBLEM_NOT_LOGGED_IN);
	}
	client_json(&k.client, "GET", "/v1/status", NULL, &a);
	expect_status(&a, 200);
	counter_free(&k);
}

static void logout_ends_the_session(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_ready(&k, &world);
	client_json(&k.client, "DELETE", "/v1/session", NULL, &a);
	answer_is(&a, 204);
	assert_int_equal(a.body.len, 0);
	answer_free(&a);
	get_list(&k, &a);
	expect_problem(&a, PROBLEM_NOT_LOGGED_IN);
	counter_free(&k);
}

static void an_idle_session_ends_a_used_one_lives(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_ready(&k, &world);
	for (int i = 0; i < 3; i++) {
		world_advance(&world, 14 * 60 * 1000);
		client_json(&k.client, "GET", "/v1/status", NULL, &a);
		answer_free(&a);
		get_list(&k, &a);
		expect_status(&a, 200);
	}
	world_advance(&world, 15 * 60 * 1000 + 1000);
	client_json(&k.client, "GET", "/v1/status", NULL, &a);
	answer_free(&a);
	get_list(&k, &a);
	expect_problem(&a, PROBLEM_NOT_LOGGED_IN);
	counter_free(&k);
}

/* How a counter asks that waits for a phone: at once, or with a long-poll. */
static void look(struct scene *s, bool poll, struct answer *a)
{
	char path[160];
	snprintf(path, sizeof path, "/v1/enrollments/%s%s", s->enrolment.id,
	    poll ? "?after=0&wait=1" : "");
	client_json(&s->counter.client, "GET", path, NULL, a);
}

static void advance(struct counter *k, int minutes)
{
	struct answer a;
	world_advance(&world, minutes * 60 * 1000L);
	client_json(&k->client, "GET", "/v1/status", NULL, &a);
	answer_free(&a);
}

/* protocol.md: a session ends after idleness. Fifteen minutes after the last thing that an
 * officer did, however often the counter has asked by itself. */
static void what_a_counter_asks_by_itself_is_no_use(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_with_code(&s, "somsri");
	for (int minute = 0; minute < 14; minute += 2) {
		look(&s, minute % 4 == 0, &a);
		expect_status(&a, 200);
		advance(&s.counter, 2);
	}
	look(&s, false, &a);
	expect_status(&a, 200);
	advance(&s.counter, 1);
	get_list(&s.counter, &a);
	expect_problem(&a, PROBLEM_NOT_LOGGED_IN);
	look(&s, true, &a);
	expect_problem(&a, PROBLEM_NOT_LOGGED_IN);
	counter_login_ok(&s.counter, OFFICER, PIN);
	scene_end(&s);
}

/* An act in between is one: from then on it lives as long as ever. */
static void an_act_between_the_polls_is_a_use(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_with_code(&s, "boonmee");
	advance(&s.counter, 14);
	counter_code_ok(&s.counter, s.enrolment.id, &s.enrolment);
	advance(&s.counter, 14);
	look(&s, false, &a);
	expect_status(&a, 200);
	advance(&s.counter, 1);
	look(&s, false, &a);
	expect_problem(&a, PROBLEM_NOT_LOGGED_IN);
	counter_login_ok(&s.counter, OFFICER, PIN);
	scene_end(&s);
}

static void an_officer_without_the_right_may_not_enroll(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_logged_in(&k, "4701", "02", "1470199999206", "86427531");
	client_json(&k.client, "POST", "/v1/linkage-checks", "{}", &a);
	expect_problem(&a, PROBLEM_NOT_PERMITTED);
	client_json(&k.client, "POST", "/v1/enrollments", "{}", &a);
	expect_problem(&a, PROBLEM_NOT_PERMITTED);
	counter_free(&k);
}

/* Neither token nor PIN nor number stand in the store. */
static void the_store_holds_hashes_only(void **state)
{
	(void)state;
	struct counter k;
	char found[256];
	char sql[512];
	counter_ready(&k, &world);
	snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM sessions WHERE token_hash LIKE '%%%s%%'",
	    k.client.token);
	assert_int_equal(world_number(&world, sql), 0);
	world_sql(&world,
	    "SELECT citizen || pin_hash || pin_salt FROM officers WHERE id = 't4701-1'", found,
	    sizeof found);
	assert_int_equal(strlen(found), 64 + 64 + 32);
	assert_null(strstr(found, OFFICER));
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(login_gives_what_the_officer_may),
	    cmocka_unit_test(wrong_pin_and_unknown_number_look_the_same),
	    cmocka_unit_test(an_unknown_number_takes_as_long),
	    cmocka_unit_test(a_right_pin_clears_the_count),
	    cmocka_unit_test(an_officer_of_another_office_is_refused),
	    cmocka_unit_test(the_token_is_bound_to_the_certificate),
	    cmocka_unit_test(without_a_token_nothing_but_status_answers),
	    cmocka_unit_test(logout_ends_the_session),
	    cmocka_unit_test(an_officer_without_the_right_may_not_enroll),
	    cmocka_unit_test(the_store_holds_hashes_only),
	    cmocka_unit_test(an_idle_session_ends_a_used_one_lives),
	    cmocka_unit_test(what_a_counter_asks_by_itself_is_no_use),
	    cmocka_unit_test(an_act_between_the_polls_is_a_use),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
