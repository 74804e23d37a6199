/* The same key again: the same answer, nothing done twice; another body: refused. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static void post_keyed(struct counter *k, const char *id, const char *what, const char *key,
    const char *json, struct answer *a)
{
	char path[128];
	snprintf(path, sizeof path, "/v1/enrollments/%s/%s", id, what);
	const struct request r = {
	    .method = "POST", .path = path, .body = json, .len = strlen(json), .key = key};
	client_call(&k->client, &r, a);
}

static void expect_same(struct answer *first, struct answer *second)
{
	assert_int_equal(first->status, second->status);
	assert_string_equal(first->type, second->type);
	assert_int_equal(first->body.len, second->body.len);
	assert_memory_equal(first->body.data, second->body.data, first->body.len);
	answer_free(first);
	answer_free(second);
}

static void a_code_is_made_once(void **state)
{
	(void)state;
	struct scene s;
	struct answer first, second;
	scene_begin(&s, "somsri");
	post_keyed(&s.counter, s.enrolment.id, "codes", "key-1", "{}", &first);
	answer_is(&first, 200);
	post_keyed(&s.counter, s.enrolment.id, "codes", "key-1", "{}", &second);
	expect_same(&first, &second);
	scene_look(&s);
	assert_int_equal(s.enrolment.renewals_left, 3);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM codes"), 1);
	scene_end(&s);
}

static void also_after_a_crash_a_new_login_and_a_new_certificate(void **state)
{
	(void)state;
	struct scene s;
	struct answer first, second;
	scene_begin(&s, "somsri");
	post_keyed(&s.counter, s.enrolment.id, "codes", "key-2", "{}", &first);
	answer_is(&first, 200);
	world_kill(&world, SIGKILL);
	world_start(&world);
	counter_free(&s.counter);
	counter_ready(&s.counter, &world);
	post_keyed(&s.counter, s.enrolment.id, "codes", "key-2", "{}", &second);
	expect_same(&first, &second);
	scene_end(&s);
}

static void another_request_under_the_same_key_is_refused(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_begin(&s, "somsri");
	post_keyed(&s.counter, s.enrolment.id, "codes", "key-3", "{}", &a);
	expect_status(&a, 200);
	post_keyed(&s.counter, s.enrolment.id, "codes", "key-3", "{ }", &a);
	expect_problem(&a, PROBLEM_KEY_REUSED);
	post_keyed(&s.counter, s.enrolment.id, "cancel", "key-3", "{\"contested\":false}", &a);
	expect_problem(&a, PROBLEM_KEY_REUSED);
	scene_end(&s);
}

/* Keys are a counter's own: another counter's request under the same is another's. */
static void another_counters_key_is_another(void **state)
{
	(void)state;
	struct scene s;
	struct counter other;
	struct answer a;
	scene_begin(&s, "somsri");
	post_keyed(&s.counter, s.enrolment.id, "codes", "key-4", "{}", &a);
	expect_status(&a, 200);
	counter_logged_in(&other, "4701", "02", "1470199999117", "97531864");
	post_keyed(&other, s.enrolment.id, "cancel", "key-4", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	counter_free(&other);
	scene_end(&s);
}

/* A refusal that cost something is an answer too; one that changed nothing is judged anew. */
static void a_counted_wrong_match_code_counts_once(void **state)
{
	(void)state;
	struct scene s;
	struct answer first, second;
	char digits[API_MATCH_DIGITS + 1];
	char json[64];
	scene_claimed(&s, "somsri");
	phone_digits(&s.phone, digits);
	digits[3] = digits[3] == '9' ? '0' : (char)(digits[3] + 1);
	snprintf(json, sizeof json, "{\"digits\":\"%s\"}", digits);
	post_keyed(&s.counter, s.enrolment.id, "match-code", "key-5", json, &first);
	answer_problem(&first, PROBLEM_MATCH_CODE_WRONG);
	post_keyed(&s.counter, s.enrolment.id, "match-code", "key-5", json, &second);
	expect_same(&first, &second);
	scene_look(&s);
	assert_int_equal(s.enrolment.match_tries_left, 2);
	scene_end(&s);
}

static void a_refusal_that_changed_nothing_is_judged_anew(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_claimed(&s, "somsri");
	post_keyed(&s.counter, s.enrolment.id, "codes", "key-6", "{}", &a);
	expect_problem(&a, PROBLEM_STATE);
	post_keyed(&s.counter, s.enrolment.id, "codes", "key-6", "{}", &a);
	expect_problem(&a, PROBLEM_STATE);
	assert_int_equal(
	    world_number(&world,
		"SELECT COUNT(*) FROM audit WHERE act = 'code.create' AND result = 'DD-703'"),
	    2);
	scene_end(&s);
}

static void a_phones_request_too(void **state)
{
	(void)state;
	struct scene s;
	struct answer first, second;
	char path[128];
	scene_confirmed(&s, "somsri");
	snprintf(path, sizeof path, "/citizen/v1/enrollments/%s/refuse", s.phone.id);
	const struct request r = {
	    .method = "POST", .path = path, .body = "{}", .len = 2, .key = "phone-key"};
	phone_call(&s.phone, &r, &first);
	answer_is(&first, 200);
	phone_call(&s.phone, &r, &second);
	expect_same(&first, &second);
	scene_end(&s);
}

static void a_key_is_demanded(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    NULL, "with space", "0123456789012345678901234567890123456789"};
	struct scene s;
	struct answer a;
	scene_begin(&s, "somsri");
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		post_keyed(&s.counter, s.enrolment.id, "codes", bad[i], "{}", &a);
		expect_problem(&a, PROBLEM_BAD_REQUEST);
	}
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_code_is_made_once),
	    cmocka_unit_test(also_after_a_crash_a_new_login_and_a_new_certificate),
	    cmocka_unit_test(another_request_under_the_same_key_is_refused),
	    cmocka_unit_test(another_counters_key_is_another),
	    cmocka_unit_test(a_counted_wrong_match_code_counts_once),
	    cmocka_unit_test(a_refusal_that_changed_nothing_is_judged_anew),
	    cmocka_unit_test(a_phones_request_too),
	    cmocka_unit_test(a_key_is_demanded),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
