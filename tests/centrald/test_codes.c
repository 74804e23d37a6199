/* Codes: made, renewed three times, the old one dead first, kept as hashes only. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static void a_renewed_code_kills_the_old_one(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_with_code(&s, "somsri");
	struct api_code old = s.enrolment.code;
	counter_code_ok(&s.counter, s.enrolment.id, &s.enrolment);
	assert_string_not_equal(old.url, s.enrolment.code.url);
	assert_string_not_equal(old.typed, s.enrolment.code.typed);
	phone_claim(&s.phone, &old, false, s.card.number.digits, &a);
	expect_problem(&a, PROBLEM_CODE_EXPIRED);
	phone_claim(&s.phone, &old, true, s.card.number.digits, &a);
	expect_problem(&a, PROBLEM_CODE_EXPIRED);
	phone_claim_ok(&s.phone, &s.enrolment.code, s.card.number.digits);
	scene_look(&s);
	assert_false(s.enrolment.second_phone);
	scene_end(&s);
}

static void three_renewals_and_no_more(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_with_code(&s, "somsri");
	for (int left = 3; left > 0; left--) {
		assert_int_equal(s.enrolment.renewals_left, left);
		counter_code_ok(&s.counter, s.enrolment.id, &s.enrolment);
	}
	assert_int_equal(s.enrolment.renewals_left, 0);
	scene_post(&s, "codes", "{}", &a);
	expect_problem(&a, PROBLEM_RENEWALS_USED);
	phone_claim_ok(&s.phone, &s.enrolment.code, s.card.number.digits); /* the last one lives */
	scene_end(&s);
}

static void the_typed_code_claims_too(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_with_code(&s, "boonmee");
	assert_int_equal(strlen(s.enrolment.code.typed), TYPED_CODE_SHOWN - 1);
	phone_claim(&s.phone, &s.enrolment.code, true, s.card.number.digits, &a);
	expect_status(&a, 201);
	scene_end(&s);
}

static void it_runs_out_after_five_minutes(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_with_code(&s, "somchai");
	const struct api_code old = s.enrolment.code;
	world_advance(&world, 300 * 1000 + 500);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_QR_CREATED);
	phone_claim(&s.phone, &old, false, s.card.number.digits, &a);
	expect_problem(&a, PROBLEM_CODE_EXPIRED);
	counter_code_ok(&s.counter, s.enrolment.id, &s.enrolment);
	phone_claim_ok(&s.phone, &s.enrolment.code, s.card.number.digits);
	scene_end(&s);
}

static void old_evidence_makes_no_code(void **state)
{
	(void)state;
	struct scene s, t;
	struct answer a;
	scene_begin(&s, "somchai");
	scene_with_code(&t, "boonmee");
	for (int i = 0; i < 2; i++) {
		world_advance(&world, 299 * 1000);
		counter_code_ok(&t.counter, t.enrolment.id, &t.enrolment);
	}
	world_advance(&world, 299 * 1000);
	counter_code_ok(&t.counter, t.enrolment.id, &t.enrolment);
	world_advance(&world, 5000); /* past 15 minutes; t's last code lives for four more */
	counter_login_ok(&s.counter, "1234567890121", "24681357"); /* idle for as long */
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_EXPIRED);
	assert_int_equal(s.enrolment.end_problem, PROBLEM_ENDED_EXPIRED);
	scene_post(&s, "codes", "{}", &a);
	expect_problem(&a, PROBLEM_ENDED_EXPIRED);
	scene_post(&t, "codes", "{}", &a);
	expect_problem(&a, PROBLEM_EVIDENCE_OLD);
	phone_claim_ok(&t.phone, &t.enrolment.code, t.card.number.digits);
	scene_end(&t);
	scene_end(&s);
}

static void only_in_the_first_two_states(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_claimed(&s, "malee");
	scene_post(&s, "codes", "{}", &a);
	expect_problem(&a, PROBLEM_STATE);
	scene_end(&s);
}

/* Everything in the store as text: no part of a code may stand there. */
static void the_store_knows_no_code(void **state)
{
	(void)state;
	struct scene s;
	char sql[512];
	scene_with_code(&s, "malee");
	static const char *const columns[] = {"code_hash", "typed_hash", "enrolment"};
	for (size_t i = 0; i < COUNT_OF(columns); i++) {
		snprintf(sql, sizeof sql,
		    "SELECT COUNT(*) FROM codes WHERE upper(%s) LIKE '%%%s%%'", columns[i],
		    strrchr(s.enrolment.code.url, '/') + 1);
		assert_int_equal(world_number(&world, sql), 0);
	}
	snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM idempotency WHERE answer LIKE '%%%s%%'",
	    "HTTPS");
	assert_int_equal(world_number(&world, sql), 0);
	scene_end(&s);
}

static void another_offices_enrollment_is_not_touched(void **state)
{
	(void)state;
	struct scene s;
	struct counter other;
	struct answer a;
	char path[128];
	scene_begin(&s, "malee");
	counter_logged_in(&other, "4799", "01", "1479999999233", "53186429");
	counter_post(&other, s.enrolment.id, "codes", "{}", &a);
	expect_problem(&a, PROBLEM_OTHER_OFFICE);
	counter_post(&other, s.enrolment.id, "cancel", "{\"contested\":false}", &a);
	expect_problem(&a, PROBLEM_OTHER_OFFICE);
	snprintf(path, sizeof path, "/v1/enrollments/%s", s.enrolment.id);
	client_json(&other.client, "GET", path, NULL, &a);
	expect_problem(&a, PROBLEM_OTHER_OFFICE);
	counter_post(&other, "e00000000000000000000000000000000", "codes", "{}", &a);
	expect_problem(&a, PROBLEM_NOT_FOUND);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_PROOFED);
	counter_free(&other);
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_renewed_code_kills_the_old_one),
	    cmocka_unit_test(three_renewals_and_no_more),
	    cmocka_unit_test(the_typed_code_claims_too),
	    cmocka_unit_test(only_in_the_first_two_states),
	    cmocka_unit_test(the_store_knows_no_code),
	    cmocka_unit_test(another_offices_enrollment_is_not_touched),
	    cmocka_unit_test(it_runs_out_after_five_minutes),
	    cmocka_unit_test(old_evidence_makes_no_code),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
