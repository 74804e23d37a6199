/* The runner: the last try of a finger, and exceptions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench.h"

static void tell_why_not(enum finger finger, int tries, enum problem problem)
{
	const struct card_event event = {.type = CARD_EV_NOT_VERIFIED,
	    .finger = finger,
	    .tries_left = tries,
	    .error = {.problem = problem}};
	card_tell(&event);
}

/* ---- the last try ---- */

static void go_finger_with(struct bench *b, int right_tries, int left_tries)
{
	go_reading(b);
	tell_text();
	tell_photo();
	tell_read_done(true, right_tries, true, left_tries);
	allow_linkage();
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_state(b, ENROL_FINGER);
}

/* The chip has lost what it held: a new card is not what is needed, so it is not «locked». */
static void test_lost_finger_is_not_locked(void **state)
{
	struct bench *b = *state;
	go_reading(b);
	tell_text();
	tell_photo();
	tell_read_done(true, 3, true, 3);
	allow_linkage();
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_true(pick(b, FINGER_LEFT_INDEX));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_why_not(FINGER_LEFT_INDEX, 0, PROBLEM_NO_FINGER_ON_CARD);
	assert_state(b, ENROL_FINGER); /* the other one is there */
	assert_int_equal(bench_problem(b), PROBLEM_NO_FINGER_ON_CARD);
	assert_int_equal(desk.rereads, 1);
	const struct finger_state *left =
	    &runner_view(b->runner)->fingers->finger[FINGER_LEFT_INDEX];
	assert_false(left->stored);
	assert_false(left->locked);
}

/* And where it was the only one it is stored first, as mission.md's rule 6 has it. */
static void test_lost_last_finger_is_stored_anew(void **state)
{
	struct bench *b = *state;
	go_reading(b);
	tell_text();
	tell_photo();
	tell_read_done(false, 3, true, 3);
	allow_linkage();
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_true(pick(b, FINGER_LEFT_INDEX));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_why_not(FINGER_LEFT_INDEX, 0, PROBLEM_NO_FINGER_ON_CARD);
	assert_state(b, ENROL_STORING);
	assert_int_equal(bench_problem(b), PROBLEM_NONE);
	assert_non_null(runner_view(b->runner)->writing);
	assert_int_equal(runner_view(b->runner)->writing->state, WRITING_ASK);
}

/* The chip did not say how many tries are left, was asked again, and says: none. */
static void test_locked_as_the_chip_says_later_ends_it(void **state)
{
	struct bench *b = *state;
	const struct finger_state locked = {.stored = true, .locked = true};
	struct card_event event = {
	    .type = CARD_EV_FINGERS, .fingers = {.applet = true, .finger = {locked, locked}}};
	go_reading(b);
	tell_text();
	tell_photo();
	tell_read_done(true, 3, true, 3);
	allow_linkage();
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_state(b, ENROL_FINGER);
	card_tell(&event);
	assert_state(b, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_LOCKED);
}

static void test_last_try_is_asked_for(void **state)
{
	struct bench *b = *state;
	go_finger_with(b, 1, 3);
	assert_false(runner_last_try(b->runner, "562")); /* nothing to confirm yet */
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	assert_state(b, ENROL_LAST_TRY);
	assert_int_equal(bench_enrol(b)->tries_left, 1);
	assert_int_equal(desk.captures, 0);
	assert_false(runner_last_try(b->runner, "56"));
	assert_false(runner_last_try(b->runner, "5622"));
	assert_false(runner_last_try(b->runner, "56a"));
	assert_state(b, ENROL_LAST_TRY);
	assert_true(runner_last_try(b->runner, "562")); /* 1-1120-xxxxx-56-2 */
	assert_state(b, ENROL_MATCHING);
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	assert_int_equal(desk.verifies, 1);
	assert_true(desk.last_try);
}

static void test_other_digits(void **state)
{
	struct bench *b = *state;
	go_finger_with(b, 1, 3);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	assert_true(runner_last_try(b->runner, "563"));
	assert_state(b, ENROL_FINGER);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_LAST_TRY_KEPT);
	assert_int_equal(desk.captures, 0);
	/* Typed once it is typed for one capture. */
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	assert_true(runner_last_try(b->runner, "562"));
	sensor_tells(SENSOR_EV_FAILED, PROBLEM_FINGER_TIMEOUT);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	assert_state(b, ENROL_LAST_TRY);
	/* The other finger instead, without a word. */
	assert_true(pick(b, FINGER_LEFT_INDEX));
	assert_state(b, ENROL_MATCHING);
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	assert_false(desk.last_try);
}

static void test_back_from_the_last_try(void **state)
{
	struct bench *b = *state;
	go_finger_with(b, 1, 1);
	assert_true(pick(b, FINGER_LEFT_INDEX));
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_state(b, ENROL_FINGER);
	assert_int_equal(bench_problem(b), PROBLEM_NONE);
}

/* Whatever order: with one try left the card hears of no finger that was not confirmed. */
static void test_no_last_try_unseen(void **state)
{
	struct bench *b = *state;
	go_finger_with(b, 3, 3);
	int unseen = 0;
	for (int tries = 3; tries > 0; tries--) {
		assert_true(pick(b, FINGER_RIGHT_INDEX));
		if (tries == 1)
			assert_true(runner_last_try(b->runner, "562"));
		int before = desk.verifies;
		sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
		unseen += desk.verifies > before && tries == 1 && !desk.last_try;
		assert_true(tries == 1 || !desk.last_try);
		tell_not_verified(FINGER_RIGHT_INDEX, tries - 1);
	}
	assert_int_equal(unseen, 0);
	assert_int_equal(desk.verifies, 3);
	/* That finger is locked, the other is not. */
	assert_state(b, ENROL_FINGER);
	assert_false(pick(b, FINGER_RIGHT_INDEX));
	assert_true(pick(b, FINGER_LEFT_INDEX));
}

/* The helper reads the tries again before it spends one. */
static void test_helper_keeps_it(void **state)
{
	struct bench *b = *state;
	go_finger_with(b, -1, 3); /* not told: no last try, as far as is known */
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	assert_state(b, ENROL_MATCHING);
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	assert_false(desk.last_try);
	tell_why_not(FINGER_RIGHT_INDEX, 1, PROBLEM_FINGER_LAST_TRY_KEPT);
	assert_state(b, ENROL_FINGER);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_LAST_TRY_KEPT);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	assert_state(b, ENROL_LAST_TRY);
}

/* After a failure of which nobody knows whether it spent a try, the card is asked. */
static void test_tries_unknown(void **state)
{
	struct bench *b = *state;
	struct card_event event = {.type = CARD_EV_FINGERS, .fingers = {.applet = true}};
	go_finger_with(b, 2, 3);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_why_not(FINGER_RIGHT_INDEX, -1, PROBLEM_MOC_PROGRAM);
	assert_state(b, ENROL_FINGER);
	assert_int_equal(bench_problem(b), PROBLEM_MOC_PROGRAM);
	assert_int_equal(desk.rereads, 1);
	event.fingers.finger[FINGER_RIGHT_INDEX] =
	    (struct finger_state){.stored = true, .tries_left = 1};
	card_tell(&event);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	assert_state(b, ENROL_LAST_TRY);
}

static void test_template_refused(void **state)
{
	struct bench *b = *state;
	go_finger_with(b, 3, 3);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_why_not(FINGER_RIGHT_INDEX, 3, PROBLEM_FINGER_TEMPLATE);
	assert_state(b, ENROL_FINGER);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_TEMPLATE);
	assert_int_equal(runner_view(b->runner)->fingers->finger[FINGER_RIGHT_INDEX].tries_left, 3);
}

static void test_one_stored_is_enough(void **state)
{
	struct bench *b = *state;
	go_reading(b);
	tell_text();
	tell_photo();
	tell_read_done(false, 3, true, 3);
	allow_linkage();
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_state(b, ENROL_FINGER); /* storing the other is not forced */
	assert_false(runner_store(b->runner, RIGHT, ABSENCE_NONE));
	assert_true(pick(b, FINGER_LEFT_INDEX));
}

/* ---- exceptions ---- */

static void test_exceptions_are_off(void **state)
{
	struct bench *b = *state;
	go_finger(b);
	assert_false(runner_exception(b->runner, ABSENCE_INJURED));
	assert_state(b, ENROL_FINGER);
	assert_int_equal(bench_problem(b), PROBLEM_EXCEPTIONS_OFF);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	go_storing(b);
	assert_false(runner_exception(b->runner, ABSENCE_INJURED));
	assert_int_equal(bench_problem(b), PROBLEM_EXCEPTIONS_OFF);
	assert_true(runner_store(b->runner, RIGHT | LEFT, ABSENCE_NONE));
	assert_int_equal(bench_problem(b), PROBLEM_NONE);
}

static void test_exception(void **state)
{
	struct bench *b = *state;
	centre.status.exceptions = true;
	go_storing(b);
	assert_false(runner_exception(b->runner, ABSENCE_NONE));
	assert_false(runner_exception(b->runner, (enum finger_absence)FINGER_ABSENCE_COUNT));
	assert_true(runner_exception(b->runner, ABSENCE_MISSING));
	assert_state(b, ENROL_EXCEPTION);
	assert_null(runner_view(b->runner)->writing);
	assert_true(give_word(b, "24681357"));
	assert_int_equal(centre.approve.act, ACT_EXCEPTION);
	centre_fails(ASKED_APPROVE, PROBLEM_WRONG_PIN, true, false);
	assert_state(b, ENROL_EXCEPTION);
	assert_int_equal(bench_problem(b), PROBLEM_WRONG_PIN);
	assert_true(give_word(b, "24681357"));
	approve("a7");
	assert_state(b, ENROL_PROOFING);
	assert_int_equal(centre.evidence.absence, ABSENCE_MISSING);
	assert_string_equal(centre.evidence.approval, "a7");
	assert_int_equal(centre.evidence.match_time, 0);
	assert_true(centre.evidence.same_person);
	say_state(b, ASKED_ENROL, STATE_PROOFED);
	assert_state(b, ENROL_PROOFED);
	assert_int_equal(desk.verifies, 0);
}

/* The word was too old: another one, and new evidence with it. */
static void test_exception_ran_out(void **state)
{
	struct bench *b = *state;
	centre.status.exceptions = true;
	go_finger(b);
	assert_true(runner_exception(b->runner, ABSENCE_NO_PRINT));
	assert_true(give_word(b, "24681357"));
	approve("a1");
	centre_fails(ASKED_ENROL, PROBLEM_APPROVAL_BAD, true, false);
	assert_state(b, ENROL_EXCEPTION);
	assert_int_equal(bench_problem(b), PROBLEM_APPROVAL_BAD);
	assert_true(give_word(b, "24681357"));
	approve("a2");
	assert_string_equal(centre.evidence.approval, "a2");
	assert_string_equal(centre.enrol.evidence, "signed.evidence.2");
}

/* Evidence in doubt goes again as it is, word and all. */
static void test_exception_in_doubt(void **state)
{
	struct bench *b = *state;
	centre.status.exceptions = true;
	go_finger(b);
	assert_true(runner_exception(b->runner, ABSENCE_NO_PRINT));
	assert_true(give_word(b, "24681357"));
	approve("a1");
	centre_fails(ASKED_ENROL, PROBLEM_CENTRE_TIMEOUT, false, true);
	assert_state(b, ENROL_PROOFING);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_string_equal(centre.enrol.evidence, "signed.evidence.1");
}

static void test_back_from_the_exception(void **state)
{
	struct bench *b = *state;
	centre.status.exceptions = true;
	go_storing(b);
	assert_true(runner_exception(b->runner, ABSENCE_INJURED));
	assert_true(give_word(b, "24681357"));
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_int_equal(centre.calls[ASKED_APPROVE].pending, 0);
	assert_state(b, ENROL_STORING);
	assert_int_equal(runner_view(b->runner)->writing->state, WRITING_ASK);
	assert_int_equal(bench_enrol(b)->absence, ABSENCE_NONE);
}

/* mission.md, rule 5: without a chip that can be read there is nothing to except. */
static void test_no_exception_from_the_chip(void **state)
{
	struct bench *b = *state;
	centre.status.exceptions = true;
	go_reading(b);
	assert_false(runner_exception(b->runner, ABSENCE_MISSING));
	card_tells(CARD_EV_FAILED, PROBLEM_CARD_UNREADABLE);
	assert_false(runner_exception(b->runner, ABSENCE_MISSING));
	assert_state(b, ENROL_STOPPED);
	go_face(b);
	assert_false(runner_exception(b->runner, ABSENCE_MISSING));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_BENCH(test_lost_finger_is_not_locked),
	    AT_BENCH(test_lost_last_finger_is_stored_anew),
	    AT_BENCH(test_locked_as_the_chip_says_later_ends_it),
	    AT_BENCH(test_last_try_is_asked_for),
	    AT_BENCH(test_other_digits),
	    AT_BENCH(test_back_from_the_last_try),
	    AT_BENCH(test_no_last_try_unseen),
	    AT_BENCH(test_helper_keeps_it),
	    AT_BENCH(test_tries_unknown),
	    AT_BENCH(test_template_refused),
	    AT_BENCH(test_one_stored_is_enough),
	    AT_BENCH(test_exceptions_are_off),
	    AT_BENCH(test_exception),
	    AT_BENCH(test_exception_ran_out),
	    AT_BENCH(test_exception_in_doubt),
	    AT_BENCH(test_back_from_the_exception),
	    AT_BENCH(test_no_exception_from_the_chip),
	};
	return cmocka_run_group_tests_name("runner_officer", tests, NULL, NULL);
}
