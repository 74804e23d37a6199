/* What ends by itself, and that its place comes back; without the match code (policy). */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define MINUTE (60 * 1000L)

static void expect_end(struct scene *s, enum enrolment_state state)
{
	scene_look(s);
	assert_int_equal(s->enrolment.state, state);
	assert_int_equal(s->enrolment.deadline, 0);
}

static void proofed_expires_with_its_evidence(void **state)
{
	(void)state;
	struct scene s;
	scene_begin(&s, "somsri");
	assert_true(s.enrolment.deadline > s.enrolment.now + 14 * MINUTE);
	world_advance(&world, 14 * MINUTE);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_PROOFED);
	world_advance(&world, MINUTE + 1000);
	counter_login_ok(&s.counter, "1234567890121", "24681357");
	expect_end(&s, STATE_EXPIRED);
	assert_int_equal(s.enrolment.end_problem, PROBLEM_ENDED_EXPIRED);
	scene_end(&s);
}

static void a_living_code_outlives_the_evidence(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_begin(&s, "somsri");
	world_advance(&world, 14 * MINUTE);
	counter_code_ok(&s.counter, s.enrolment.id, &s.enrolment);
	struct api_code code = s.enrolment.code;
	world_advance(&world, 3 * MINUTE);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_QR_CREATED);
	world_advance(&world, 2 * MINUTE + 1000);
	expect_end(&s, STATE_EXPIRED);
	phone_claim(&s.phone, &code, false, s.card.number.digits, &a);
	expect_problem(&a, PROBLEM_CODE_EXPIRED);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
	scene_end(&s);
}

static void ten_minutes_from_the_scan(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_confirmed(&s, "somsri");
	scene_look(&s);
	assert_true(s.enrolment.deadline <= s.enrolment.now + 10 * MINUTE);
	world_advance(&world, 9 * MINUTE);
	phone_consent(&s.phone, &a);
	expect_status(&a, 200);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 1);
	world_advance(&world, MINUTE + 1000);
	phone_post(&s.phone, "person", "{}", &a);
	expect_problem(&a, PROBLEM_ENDED_EXPIRED);
	expect_end(&s, STATE_EXPIRED);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
	scene_end(&s);
}

/* Nobody asks, and yet it ends: the sweep does it, recorded as nobody's act. */
static void it_ends_though_nobody_looks(void **state)
{
	(void)state;
	struct scene s;
	char sql[160];
	scene_with_code(&s, "malee");
	world_advance(&world, 16 * MINUTE);
	snprintf(sql, sizeof sql,
	    "SELECT COUNT(*) FROM audit WHERE act = 'enrollment.expire' AND who = 'centre' "
	    "AND enrolment = '%s'",
	    s.enrolment.id);
	struct answer a;
	for (int i = 0; world_number(&world, sql) == 0 && i < 2000; i++) {
		client_json(&s.counter.client, "GET", "/v1/status", NULL, &a);
		answer_free(&a);
	}
	assert_int_equal(world_number(&world, sql), 1);
	counter_login_ok(&s.counter, "1234567890121", "24681357");
	scene_end(&s);
}

/* The citizen is free again at once, though the sweep may not have come by. */
static void the_next_enrollment_may_begin_at_once(void **state)
{
	(void)state;
	struct scene s, next;
	scene_begin(&s, "boonmee");
	world_advance(&world, 16 * MINUTE);
	scene_begin(&next, "boonmee");
	assert_string_not_equal(s.enrolment.id, next.enrolment.id);
	scene_end(&next);
	counter_login_ok(&s.counter, "1234567890121", "24681357");
	expect_end(&s, STATE_EXPIRED);
	scene_end(&s);
}

static void without_the_match_code_a_claim_confirms(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	world_kill(&world, SIGTERM);
	world.extra[0] = "--policy";
	world.extra[1] = "match_code=no";
	world_start(&world);
	scene_claimed(&s, "somchai");
	assert_int_equal(s.phone.last.state, STATE_CONFIRMED);
	assert_false(s.phone.last.has_match_nonce);
	scene_post(&s, "match-code", "{\"digits\":\"0000\"}", &a);
	expect_problem(&a, PROBLEM_STATE);
	phone_finish_ok(&s.phone);
	scene_end(&s);
}

static void the_lives_can_be_shortened(void **state)
{
	(void)state;
	struct scene s;
	world_kill(&world, SIGTERM);
	world.extra[0] = "--code-life";
	world.extra[1] = "60";
	world.extra[2] = "--evidence-life";
	world.extra[3] = "120";
	world_start(&world);
	scene_with_code(&s, "somsri");
	assert_int_equal(s.enrolment.code.expires - s.enrolment.now, MINUTE);
	assert_true(s.enrolment.deadline - s.enrolment.now <= 2 * MINUTE);
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(proofed_expires_with_its_evidence),
	    cmocka_unit_test(a_living_code_outlives_the_evidence),
	    cmocka_unit_test(ten_minutes_from_the_scan),
	    cmocka_unit_test(it_ends_though_nobody_looks),
	    cmocka_unit_test(the_next_enrollment_may_begin_at_once),
	    cmocka_unit_test(without_the_match_code_a_claim_confirms),
	    cmocka_unit_test(the_lives_can_be_shortened),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
