/* An officer changes their own PIN: the old one counts as at login, the new one has a rule,
 * other sessions end; after a reset nothing else is answered. */
#include <stdio.h>
#include <string.h>

#include "centrald/own_pin.h"
#include "centrald/router.h"
#include "centrald/session.h"
#include "fixture.h"

#define OFFICER "1234567890121"
#define PIN	"24681357"
#define NEW_PIN "50718293"

static void change_keyed(
    struct counter *k, const char *old, const char *new, const char *key, struct answer *a)
{
	char json[80];
	snprintf(json, sizeof json, "{\"old\":\"%s\",\"new\":\"%s\"}", old, new);
	const struct request r = {
	    .method = "POST", .path = "/v1/pin", .body = json, .len = strlen(json), .key = key};
	client_call(&k->client, &r, a);
}

static void change(struct counter *k, const char *old, const char *new, struct answer *a)
{
	change_keyed(k, old, new, "", a);
}

static void expect_change(
    struct counter *k, const char *old, const char *new, enum problem expected)
{
	struct answer a;
	change(k, old, new, &a);
	expect_problem(&a, expected);
}

static void change_ok(struct counter *k, const char *old, const char *new)
{
	struct answer a;
	change(k, old, new, &a);
	answer_is(&a, 204);
	assert_int_equal(a.body.len, 0);
	answer_free(&a);
}

static void expect_list(struct counter *k, enum problem expected)
{
	struct answer a;
	client_json(&k->client, "GET", "/v1/enrollments", NULL, &a);
	if (expected == PROBLEM_NONE)
		expect_status(&a, 200);
	else
		expect_problem(&a, expected);
}

static long failures(void)
{
	return world_number(&world, "SELECT COALESCE(MAX(failures), 0) FROM logins WHERE citizen = "
				    "(SELECT citizen FROM officers WHERE id = 't4701-1')");
}

static void the_new_one_is_good_and_the_old_one_dead(void **state)
{
	(void)state;
	struct counter here, there, colleague;
	struct answer a;
	char text[80];
	counter_ready(&here, &world);
	counter_logged_in(&there, "4701", "02", OFFICER, PIN);
	counter_logged_in(&colleague, "4701", "02", SECOND_NUMBER, SECOND_PIN);
	change_ok(&here, PIN, NEW_PIN);
	expect_list(&here, PROBLEM_NONE); /* this session goes on */
	expect_list(&there, PROBLEM_NOT_LOGGED_IN);
	expect_list(&colleague, PROBLEM_NONE);
	world_audit(&world, "pin.change", "who || ' ' || result", text, sizeof text);
	assert_string_equal(text, "t4701-1 ok");
	counter_login(&there, OFFICER, PIN, &a);
	expect_problem(&a, PROBLEM_WRONG_PIN);
	counter_login_ok(&there, OFFICER, NEW_PIN);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM officers WHERE pin_hash LIKE "
					      "'%50718293%' OR pin_salt LIKE '%50718293%'"),
	    0);
	change_ok(&there, NEW_PIN, PIN);
	counter_free(&colleague);
	counter_free(&there);
	counter_free(&here);
}

/* protocol.md «PIN»: runs and repeats of four, dates in either era and order. */
static void a_new_one_has_a_rule(void **state)
{
	(void)state;
	static const char *const weak[] = {"12349876", "98765017", "11115072", "50722227",
	    "28022520", "25200228", "28021977", "19770228"};
	struct counter k;
	counter_ready(&k, &world);
	for (size_t i = 0; i < COUNT_OF(weak); i++)
		expect_change(&k, "11112222", weak[i], PROBLEM_PIN_WEAK);
	expect_change(&k, PIN, PIN, PROBLEM_PIN_UNCHANGED);
	expect_change(&k, PIN, "5071829", PROBLEM_BAD_REQUEST);
	expect_change(&k, PIN, "5071829a", PROBLEM_BAD_REQUEST);
	assert_int_equal(failures(), 0); /* the old one was not even looked at */
	counter_free(&k);
}

static void five_wrong_ones_lock(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_ready(&k, &world);
	change_keyed(&k, "11112222", NEW_PIN, "one-try", &a);
	expect_problem(&a, PROBLEM_WRONG_PIN);
	change_keyed(&k, "11112222", NEW_PIN, "one-try", &a); /* the stored answer */
	assert_int_equal(a.problem.problem, PROBLEM_WRONG_PIN);
	answer_free(&a);
	assert_int_equal(failures(), 1); /* sent twice, counted once */
	for (int i = 2; i <= 4; i++)
		expect_change(&k, "11112222", NEW_PIN, PROBLEM_WRONG_PIN);
	expect_change(&k, "11112222", NEW_PIN, PROBLEM_ACCOUNT_LOCKED);
	expect_change(&k, PIN, NEW_PIN, PROBLEM_ACCOUNT_LOCKED);
	world_sql(&world, "UPDATE logins SET failures = 0", NULL, 0);
	change_ok(&k, PIN, NEW_PIN); /* the wrong ones changed nothing */
	assert_int_equal(failures(), 0);
	change_ok(&k, NEW_PIN, PIN);
	counter_free(&k);
}

static void a_key_changes_it_once(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_ready(&k, &world);
	change_keyed(&k, PIN, NEW_PIN, "changed-once", &a);
	expect_status(&a, 204);
	change_keyed(&k, PIN, NEW_PIN, "changed-once", &a);
	expect_status(&a, 204);
	assert_int_equal(failures(), 0);
	change_keyed(&k, PIN, "61829304", "changed-once", &a);
	expect_problem(&a, PROBLEM_KEY_REUSED);
	change_ok(&k, NEW_PIN, PIN);
	counter_free(&k);
}

/* ---- after a reset ---- */

static void reset(const char *officer)
{
	char sql[120];
	snprintf(sql, sizeof sql, "UPDATE officers SET must_change = 1 WHERE id = '%s'", officer);
	world_sql(&world, sql, NULL, 0);
}

static void fill_path(char out[160], const char *pattern)
{
	const char *hole = strstr(pattern, "{id}");
	if (hole)
		snprintf(out, 160, "%.*se1%s", (int)(hole - pattern), pattern, hole + 4);
	else
		snprintf(out, 160, "%s", pattern);
}

static void expect_all_shut(struct counter *k)
{
	int shut = 0;
	for (const struct route *r = routes; r->method; r++) {
		char path[160];
		struct answer a;
		if (!r->session || r->handler == pin_change || r->handler == session_logout)
			continue;
		fill_path(path, r->path);
		client_json(
		    &k->client, r->method, path, strcmp(r->method, "POST") == 0 ? "{}" : NULL, &a);
		expect_problem(&a, PROBLEM_PIN_CHANGE_NEEDED);
		shut++;
	}
	assert_true(shut > 10);
}

static void after_a_reset_nothing_else_is_answered(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	reset("t4701-1");
	counter_ready(&k, &world);
	assert_true(k.session.pin_change);
	expect_all_shut(&k);
	expect_change(&k, PIN, PIN, PROBLEM_PIN_UNCHANGED);
	change_ok(&k, PIN, NEW_PIN);
	expect_list(&k, PROBLEM_NONE);
	counter_login_ok(&k, OFFICER, NEW_PIN);
	assert_false(k.session.pin_change);
	change_ok(&k, NEW_PIN, PIN);
	reset("t4701-1");
	expect_list(&k, PROBLEM_PIN_CHANGE_NEEDED); /* also for who is in already */
	client_json(&k.client, "DELETE", "/v1/session", NULL, &a);
	expect_status(&a, 204);
	world_sql(&world, "UPDATE officers SET must_change = 0", NULL, 0);
	counter_free(&k);
}

static void a_reset_pin_approves_nothing(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_ready(&k, &world);
	reset("t4701-2");
	counter_approve(&k, SECOND_NUMBER, SECOND_PIN, ACT_FINGER_STORE, "1112034563562", &a);
	expect_problem(&a, PROBLEM_PIN_CHANGE_NEEDED);
	world_sql(&world, "UPDATE officers SET must_change = 0", NULL, 0);
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_new_one_is_good_and_the_old_one_dead),
	    cmocka_unit_test(a_new_one_has_a_rule),
	    cmocka_unit_test(five_wrong_ones_lock),
	    cmocka_unit_test(a_key_changes_it_once),
	    cmocka_unit_test(after_a_reset_nothing_else_is_answered),
	    cmocka_unit_test(a_reset_pin_approves_nothing),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
