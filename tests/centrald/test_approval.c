/* A second officer's word: whose it may be, what a wrong PIN costs, and that it is told
 * once. What it is good for: test_finger_write.c and test_exception.c. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "fixture.h"

#define CITIZEN "1112034563562"

static struct counter k;

static int begin(void **state)
{
	*state = NULL;
	counter_ready(&k, &world);
	return 0;
}

static int end(void **state)
{
	*state = NULL;
	counter_free(&k);
	world_sql(&world, "UPDATE logins SET failures = 0", NULL, 0);
	return 0;
}

static void ask(const char *number, const char *pin, enum problem expected)
{
	struct answer a;
	counter_approve(&k, number, pin, ACT_FINGER_STORE, CITIZEN, &a);
	expect_problem(&a, expected);
}

static long failures_of_the_second(void)
{
	return world_number(&world, "SELECT COALESCE(MAX(failures), 0) FROM logins WHERE citizen = "
				    "(SELECT citizen FROM officers WHERE id = 't4701-2')");
}

static void it_is_the_second_officers(void **state)
{
	(void)state;
	struct api_approval approval;
	struct answer a;
	struct error err;
	char text[80];
	int64_t now = clock_real_ms(&clock_system) + world.offset;
	counter_approve(&k, SECOND_NUMBER, SECOND_PIN, ACT_FINGER_STORE, CITIZEN, &a);
	answer_is(&a, 201);
	assert_true(api_approval_read(&approval, a.body.data, a.body.len, &err));
	assert_string_equal(approval.officer_name, "อรทัย ทดสอบคนที่สอง");
	assert_in_range(approval.expires - now, 5 * 60 * 1000, 5 * 60 * 1000 + 20000);
	answer_free(&a);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM approvals WHERE act = 'finger-store' AND "
				 "officer = 't4701-1' AND second = 't4701-2' AND office = '4701' "
				 "AND counter = '01' AND used_by = ''"),
	    1);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = 'approval'"), 1);
	world_audit(&world, "approval", "who || ' ' || result", text, sizeof text);
	assert_string_equal(text, "t4701-2 ok");
	world_audit(&world, "approval", "enrolment", text, sizeof text);
	assert_string_equal(text, approval.id);
	assert_int_equal(world_number(&world,
			     "SELECT COUNT(*) FROM audit a JOIN approvals p ON p.id = a.enrolment "
			     "WHERE a.act = 'approval' AND a.citizen = p.citizen"),
	    1);
	assert_int_equal(failures_of_the_second(), 0);
}

/* Neither the officer who is logged in nor the citizen, right PIN or wrong. */
static void it_is_another_person(void **state)
{
	(void)state;
	struct answer a;
	ask("1234567890121", "24681357", PROBLEM_SAME_OFFICER);
	ask("1234567890121", "11112222", PROBLEM_SAME_OFFICER);
	counter_approve(&k, SECOND_NUMBER, SECOND_PIN, ACT_FINGER_REMOVE, SECOND_NUMBER, &a);
	expect_problem(&a, PROBLEM_SAME_OFFICER);
	assert_int_equal(failures_of_the_second(), 0);
	assert_int_equal(world_number(&world, "SELECT SUM(failures) FROM logins"), 0);
}

/* Of another office, or without the right: told only to who has the PIN. */
static void of_this_office_and_with_the_right(void **state)
{
	(void)state;
	ask("1471899999226", "64297531", PROBLEM_OTHER_OFFICE);
	ask("1471899999226", "11112222", PROBLEM_WRONG_PIN);
	ask("1470199999206", "86427531", PROBLEM_NOT_PERMITTED);
	ask("1470199999206", "11112222", PROBLEM_WRONG_PIN);
}

static void wrong_and_unknown_look_the_same(void **state)
{
	(void)state;
	struct answer known, unknown;
	for (int i = 0; i < 5; i++) {
		counter_approve(&k, SECOND_NUMBER, "11112222", ACT_FINGER_STORE, CITIZEN, &known);
		counter_approve(
		    &k, "1101700207030", "11112222", ACT_FINGER_STORE, CITIZEN, &unknown);
		enum problem expected = i < 4 ? PROBLEM_WRONG_PIN : PROBLEM_ACCOUNT_LOCKED;
		answer_problem(&known, expected);
		answer_problem(&unknown, expected);
		assert_string_equal(known.problem.detail, unknown.problem.detail);
		answer_free(&known);
		answer_free(&unknown);
	}
}

/* Five wrong PINs here and there together lock the account here and there. */
static void five_wrong_lock_the_login_too(void **state)
{
	(void)state;
	struct counter other;
	struct answer a;
	char text[80];
	counter_make(&other, &world, "4701", "02");
	for (int i = 0; i < 2; i++) {
		counter_login(&other, SECOND_NUMBER, "11112222", &a);
		expect_problem(&a, PROBLEM_WRONG_PIN);
	}
	for (int i = 0; i < 2; i++)
		ask(SECOND_NUMBER, "11112222", PROBLEM_WRONG_PIN);
	world_audit(&world, "approval", "who || ' ' || result", text, sizeof text);
	assert_string_equal(text, "t4701-1 DD-503");
	assert_int_equal(world_number(&world, "SELECT COUNT(DISTINCT a.citizen) FROM audit a JOIN "
					      "officers o ON o.citizen = a.citizen "
					      "WHERE o.id = 't4701-2' AND a.result = 'DD-503'"),
	    1);
	ask(SECOND_NUMBER, "11112222", PROBLEM_ACCOUNT_LOCKED);
	ask(SECOND_NUMBER, SECOND_PIN, PROBLEM_ACCOUNT_LOCKED);
	counter_login(&other, SECOND_NUMBER, SECOND_PIN, &a);
	expect_problem(&a, PROBLEM_ACCOUNT_LOCKED);
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &a);
	expect_status(&a, 200); /* the officer at the counter goes on */
	counter_free(&other);
}

static void a_right_pin_clears_the_count(void **state)
{
	(void)state;
	char id[API_ID_SIZE];
	struct api_card_claim card;
	card_of(&card, "somsri");
	for (int i = 0; i < 4; i++)
		ask(SECOND_NUMBER, "11112222", PROBLEM_WRONG_PIN);
	counter_approve_ok(&k, ACT_FINGER_STORE, &card, id);
	assert_int_equal(failures_of_the_second(), 0);
}

static void keyed(const char *key, const char *pin, struct answer *a)
{
	char json[200];
	snprintf(json, sizeof json,
	    "{\"number\":\"" SECOND_NUMBER "\",\"pin\":\"%s\",\"act\":\"finger-store\","
	    "\"citizen\":\"" CITIZEN "\"}",
	    pin);
	const struct request r = {.method = "POST",
	    .path = "/v1/approvals",
	    .body = json,
	    .len = strlen(json),
	    .key = key};
	client_call(&k.client, &r, a);
}

/* Sent again under its key it is answered again, and counted and given once. */
static void a_repeated_one_is_the_same(void **state)
{
	(void)state;
	struct answer first, again;
	keyed("wrong", "11112222", &first);
	answer_problem(&first, PROBLEM_WRONG_PIN);
	keyed("wrong", "11112222", &again);
	assert_string_equal((char *)first.body.data, (char *)again.body.data);
	answer_free(&first);
	answer_free(&again);
	assert_int_equal(failures_of_the_second(), 1);
	long before = world_number(&world, "SELECT COUNT(*) FROM approvals");
	keyed("right", SECOND_PIN, &first);
	answer_is(&first, 201);
	keyed("right", SECOND_PIN, &again);
	answer_is(&again, 201);
	assert_string_equal((char *)first.body.data, (char *)again.body.data);
	answer_free(&first);
	answer_free(&again);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM approvals"), before + 1);
	keyed("right", "11112222", &again);
	expect_problem(&again, PROBLEM_KEY_REUSED);
}

/* What the store keeps of a request tells nothing to who tries all PINs: the same body
 * leaves another trace under another key. */
static void the_store_does_not_tell_the_pin(void **state)
{
	(void)state;
	struct answer a;
	long before = world_number(&world, "SELECT COUNT(DISTINCT request_hash) FROM idempotency");
	keyed("key-a", SECOND_PIN, &a);
	expect_status(&a, 201);
	keyed("key-b", SECOND_PIN, &a);
	expect_status(&a, 201);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(DISTINCT request_hash) FROM idempotency"),
	    before + 2);
}

/* No PIN is asked for what policy forbids. */
static void exceptions_are_off(void **state)
{
	(void)state;
	struct answer a;
	counter_approve(&k, SECOND_NUMBER, "11112222", ACT_EXCEPTION, CITIZEN, &a);
	expect_problem(&a, PROBLEM_EXCEPTIONS_OFF);
	assert_int_equal(failures_of_the_second(), 0);
}

static void garbage_is_refused(void **state)
{
	(void)state;
	static const char *const bodies[] = {"{}",
	    "{\"number\":\"" SECOND_NUMBER "\",\"pin\":\"97531864\",\"act\":\"all\","
	    "\"citizen\":\"" CITIZEN "\"}",
	    "{\"number\":\"" SECOND_NUMBER "\",\"pin\":\"9753186\",\"act\":\"exception\","
	    "\"citizen\":\"" CITIZEN "\"}",
	    "{\"number\":\"" SECOND_NUMBER "\",\"pin\":\"97531864\",\"act\":\"exception\"}"};
	struct answer a;
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		client_json(&k.client, "POST", "/v1/approvals", bodies[i], &a);
		expect_problem(&a, PROBLEM_BAD_REQUEST);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(it_is_the_second_officers),
	    TEST(it_is_another_person),
	    TEST(of_this_office_and_with_the_right),
	    TEST(wrong_and_unknown_look_the_same),
	    TEST(five_wrong_lock_the_login_too),
	    TEST(a_right_pin_clears_the_count),
	    TEST(a_repeated_one_is_the_same),
	    TEST(the_store_does_not_tell_the_pin),
	    TEST(exceptions_are_off),
	    TEST(garbage_is_refused),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
