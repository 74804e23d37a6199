/* Every step and every event: where mission.md and protocol.md lead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "phone/flow.h"

#define NOT STEP_COUNT /* the event has no place there */

static void every_cell(void **state)
{
	(void)state;
	static const enum step want[STEP_COUNT][EVENT_COUNT] = {
	    /*                YES           NO           DONE          CONFIRMED */
	    [STEP_LEAVE] = {STEP_NUMBER, STEP_NUMBER, NOT, NOT},
	    [STEP_NUMBER] = {STEP_TEXTS, NOT, NOT, NOT},
	    [STEP_TEXTS] = {NOT, NOT, STEP_TERMS, NOT},
	    [STEP_TERMS] = {STEP_CODE, STEP_END, NOT, NOT},
	    [STEP_CODE] = {STEP_CLAIM, NOT, NOT, NOT},
	    [STEP_CLAIM] = {NOT, NOT, STEP_PIN, NOT},
	    [STEP_PIN] = {STEP_OFFICER, NOT, NOT, STEP_PIN},
	    [STEP_OFFICER] = {NOT, NOT, NOT, STEP_CONSENT},
	    [STEP_CONSENT] = {STEP_SIGN, STEP_REFUSE, NOT, NOT},
	    [STEP_SIGN] = {NOT, NOT, STEP_PERSON, NOT},
	    [STEP_PERSON] = {NOT, NOT, STEP_PROOF, NOT},
	    [STEP_PROOF] = {NOT, NOT, STEP_SUCCESS, NOT},
	    [STEP_REFUSE] = {NOT, NOT, STEP_END, NOT},
	    [STEP_SUCCESS] = {NOT, NOT, NOT, NOT},
	    [STEP_END] = {NOT, NOT, NOT, NOT},
	};
	for (int s = 0; s < STEP_COUNT; s++)
		for (int e = 0; e < EVENT_COUNT; e++) {
			struct flow f = {.step = (enum step)s};
			const struct flow before = f;
			bool taken = flow_event(&f, (enum event)e);
			assert_int_equal(taken, want[s][e] != NOT);
			if (taken)
				assert_int_equal(f.step, want[s][e]);
			else
				assert_memory_equal(&f, &before, sizeof f);
		}
}

static void what_is_known_is_not_asked_again(void **state)
{
	(void)state;
	struct flow f = {.step = STEP_NUMBER, .accepted = true};
	assert_true(flow_event(&f, EVENT_YES));
	assert_int_equal(f.step, STEP_CODE);
	f = (struct flow){.step = STEP_NUMBER, .accepted = true, .code = true};
	assert_true(flow_event(&f, EVENT_YES));
	assert_int_equal(f.step, STEP_CLAIM);
}

static void leave_decides_about_pictures(void **state)
{
	(void)state;
	struct flow f = {.step = STEP_LEAVE};
	flow_event(&f, EVENT_YES);
	assert_true(f.devices);
	f = (struct flow){.step = STEP_LEAVE};
	flow_event(&f, EVENT_NO);
	assert_false(f.devices);
}

/* The officer may be quicker than the citizen with the PIN, or slower. */
static void the_officer_may_come_first(void **state)
{
	(void)state;
	struct flow f = {.step = STEP_PIN};
	flow_state(&f, STATE_SCANNED, PROBLEM_NONE);
	assert_int_equal(f.step, STEP_PIN);
	flow_state(&f, STATE_CONFIRMED, PROBLEM_NONE);
	assert_int_equal(f.step, STEP_PIN);
	flow_problem(&f, PROBLEM_PIN_WEAK);
	assert_int_equal(f.step, STEP_PIN);
	flow_event(&f, EVENT_YES);
	assert_int_equal(f.step, STEP_CONSENT);
	flow_state(&f, STATE_CONFIRMED, PROBLEM_NONE); /* polls go on saying so */
	assert_int_equal(f.step, STEP_CONSENT);
}

static void a_problem_stays_while_the_officer_confirms(void **state)
{
	(void)state;
	struct flow f = {.step = STEP_PIN};
	flow_problem(&f, PROBLEM_PIN_DIFFERS);
	flow_state(&f, STATE_CONFIRMED, PROBLEM_NONE);
	assert_int_equal(f.problem, PROBLEM_PIN_DIFFERS);
	flow_event(&f, EVENT_YES);
	assert_int_equal(f.problem, PROBLEM_NONE);
}

static void every_end_ends(void **state)
{
	(void)state;
	static const enum enrolment_state ends[] = {
	    STATE_EXPIRED, STATE_CANCELLED, STATE_LOCKED, STATE_CONTESTED, STATE_REFUSED};
	static const enum step waiting[] = {STEP_PIN, STEP_OFFICER, STEP_CONSENT};
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		for (size_t k = 0; k < sizeof waiting / sizeof waiting[0]; k++) {
			struct flow f = {.step = waiting[k]};
			flow_state(&f, ends[i], PROBLEM_ENDED_CONTESTED);
			assert_int_equal(f.step, STEP_END);
			assert_int_equal(f.problem, PROBLEM_ENDED_CONTESTED);
		}
	struct flow f = {.step = STEP_PIN}; /* a centre that does not say why */
	flow_state(&f, STATE_EXPIRED, PROBLEM_NONE);
	assert_int_equal(f.problem, PROBLEM_ENDED_EXPIRED);
}

static void every_problem_has_one_way(void **state)
{
	(void)state;
	static const struct {
		enum problem problem;
		enum step at, back;
	} ways[] = {
	    {PROBLEM_NUMBER_INVALID, STEP_NUMBER, STEP_NUMBER},
	    {PROBLEM_DIGITS_WRONG, STEP_CLAIM, STEP_NUMBER},
	    {PROBLEM_CODE_UNREADABLE, STEP_CODE, STEP_CODE},
	    {PROBLEM_CODE_OTHER_HOST, STEP_CODE, STEP_CODE},
	    {PROBLEM_NO_LEAVE, STEP_CODE, STEP_CODE},
	    {PROBLEM_CODE_UNKNOWN, STEP_CLAIM, STEP_CODE},
	    {PROBLEM_CODE_EXPIRED, STEP_CLAIM, STEP_CODE},
	    {PROBLEM_RATE_LIMITED, STEP_CLAIM, STEP_CODE},
	    {PROBLEM_CENTRE_DOWN, STEP_CLAIM, STEP_CODE},
	    {PROBLEM_CENTRE_TIMEOUT, STEP_CLAIM, STEP_CODE},
	    {PROBLEM_PIN_WEAK, STEP_PIN, STEP_PIN},
	    {PROBLEM_PIN_DIFFERS, STEP_PIN, STEP_PIN},
	    {PROBLEM_PHONE_PIN_WRONG, STEP_CONSENT, STEP_CONSENT},
	};
	for (int s = 0; s < STEP_COUNT; s++)
		for (int p = 1; p < PROBLEM_COUNT; p++) {
			enum step want = STEP_END;
			for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
				if (ways[i].problem == (enum problem)p &&
				    ways[i].at == (enum step)s)
					want = ways[i].back;
			struct flow f = {.step = (enum step)s};
			flow_problem(&f, (enum problem)p);
			assert_int_equal(f.step, want);
			assert_int_equal(f.problem, p);
		}
}

/* A refused code is not claimed again with the next number; one kept after wrong digits is. */
static void a_dead_code_is_forgotten(void **state)
{
	(void)state;
	struct flow f = {.step = STEP_CLAIM, .accepted = true, .code = true};
	flow_problem(&f, PROBLEM_CODE_EXPIRED);
	assert_false(f.code);
	f = (struct flow){.step = STEP_CLAIM, .accepted = true, .code = true};
	flow_problem(&f, PROBLEM_DIGITS_WRONG);
	assert_true(f.code);
}

static void refusals_bear_their_problem(void **state)
{
	(void)state;
	struct flow f = {.step = STEP_TERMS};
	flow_event(&f, EVENT_NO);
	assert_int_equal(f.problem, PROBLEM_TERMS_REFUSED);
	f = (struct flow){.step = STEP_REFUSE};
	flow_event(&f, EVENT_DONE);
	assert_int_equal(f.problem, PROBLEM_CONSENT_REFUSED);
}

static void every_step_has_a_name(void **state)
{
	(void)state;
	for (int a = 0; a < STEP_COUNT; a++) {
		assert_non_null(step_name((enum step)a));
		for (int b = 0; b < a; b++)
			assert_string_not_equal(step_name((enum step)a), step_name((enum step)b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_cell),
	    cmocka_unit_test(what_is_known_is_not_asked_again),
	    cmocka_unit_test(leave_decides_about_pictures),
	    cmocka_unit_test(the_officer_may_come_first),
	    cmocka_unit_test(a_problem_stays_while_the_officer_confirms),
	    cmocka_unit_test(every_end_ends),
	    cmocka_unit_test(every_problem_has_one_way),
	    cmocka_unit_test(a_dead_code_is_forgotten),
	    cmocka_unit_test(refusals_bear_their_problem),
	    cmocka_unit_test(every_step_has_a_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
