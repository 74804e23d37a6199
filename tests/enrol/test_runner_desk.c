/* The runner at the desk: a card's fingers looked at, matched, stored and removed without an
 * enrollment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench.h"

/* ---- the desk ---- */

static void reopen(struct bench *b, bool with_centre)
{
	struct error err = {0};
	const struct runner_options options = {.loop = b->loop,
	    .central = with_centre ? fake_central() : NULL,
	    .host = {.start_card = fake_start_card, .start_sensor = fake_start_sensor},
	    .state_directory = "/nonexistent",
	    .desk_only = true};
	bench_close(b);
	b->runner = runner_new(&options, &err);
	assert_non_null(b->runner);
}

static void assert_nothing_asked(void)
{
	for (int i = 0; i < ASKED_COUNT; i++)
		assert_int_equal(centre.calls[i].count, 0);
}

static void test_desk_without_centre(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	reopen(b, false);
	assert_false(runner_begin(b->runner, false, &err)); /* no journal, no centre */
	assert_int_equal(err.problem, PROBLEM_STATE);
	go_desk(b, true, false);
	const struct runner_view *view = runner_view(b->runner);
	assert_true(view->fingers->finger[FINGER_RIGHT_INDEX].stored);
	assert_null(view->policy);
	assert_false(view->desk_result.known);
	assert_false(pick(b, FINGER_LEFT_INDEX));
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_not_verified(FINGER_RIGHT_INDEX, 2);
	assert_state(b, ENROL_DESK);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_MISMATCH);
	assert_true(view->desk_result.known && !view->desk_result.matched);
	assert_int_equal(view->desk_result.tries_left, 2);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_verified(3);
	assert_state(b, ENROL_DESK);
	assert_int_equal(bench_problem(b), PROBLEM_NONE);
	assert_true(view->desk_result.known && view->desk_result.matched);
	assert_int_equal(view->desk_result.finger, FINGER_RIGHT_INDEX);
	assert_int_equal(view->desk_result.tries_left, 3);
	/* Nothing can be written. */
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_false(runner_store(b->runner, LEFT, ABSENCE_NONE));
	assert_false(runner_remove(b->runner, FINGER_RIGHT_INDEX));
	assert_state(b, ENROL_DESK);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_state(b, ENROL_STOPPED);
	assert_int_equal(desk.releases, 1);
	assert_null(view->text);
	assert_nothing_asked();
}

static void test_desk_last_try(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	assert_true(runner_begin_desk(b->runner, &err));
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	tell_text();
	tell_read_done(true, 1, true, 0);
	assert_state(b, ENROL_DESK);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	assert_state(b, ENROL_LAST_TRY);
	assert_true(runner_last_try(b->runner, "000"));
	assert_state(b, ENROL_DESK);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_LAST_TRY_KEPT);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	assert_true(runner_last_try(b->runner, "562"));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_not_verified(FINGER_RIGHT_INDEX, 0);
	assert_state(b, ENROL_DESK); /* locked for good; it may still be looked at */
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_LOCKED);
	assert_false(pick(b, FINGER_RIGHT_INDEX));
	assert_nothing_asked(); /* no refusal: nobody was to be enrolled */
}

static void test_desk_stores(void **state)
{
	struct bench *b = *state;
	go_desk(b, false, false);
	assert_false(runner_store(b->runner, RIGHT | LEFT, ABSENCE_NONE)); /* same person? */
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	int changes = b->changes;
	assert_true(runner_store(b->runner, RIGHT, ABSENCE_MISSING));
	assert_int_equal(b->changes, changes + 1); /* the question is answered already */
	assert_state(b, ENROL_STORING);
	assert_int_equal(runner_view(b->runner)->writing->state, WRITING_CAPTURE);
	sensor_gives(1);
	tell_challenge(1);
	assert_int_equal(centre.write.absence, ABSENCE_MISSING);
	authorise("w1");
	tell_written(WRITE_GOOD, true, false);
	centre_answers(ASKED_OUTCOME, NULL);
	assert_state(b, ENROL_DESK);
	assert_int_equal(bench_problem(b), PROBLEM_NONE);
	assert_true(runner_view(b->runner)->fingers->finger[FINGER_RIGHT_INDEX].stored);
	/* The other one needs no reason any more; the same one is never written over. */
	assert_false(runner_store(b->runner, RIGHT, ABSENCE_NONE));
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_STORED);
	assert_false(runner_store(b->runner, LEFT, ABSENCE_MISSING));
	assert_true(runner_store(b->runner, LEFT, ABSENCE_NONE));
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_state(b, ENROL_DESK);
	assert_int_equal(centre.calls[ASKED_LINKAGE].count, 0);
}

static void test_desk_logged_out(void **state)
{
	struct bench *b = *state;
	centre.logged_out = true;
	go_desk(b, true, false);
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_false(runner_store(b->runner, LEFT, ABSENCE_NONE));
	assert_int_equal(bench_problem(b), PROBLEM_NOT_LOGGED_IN);
	assert_false(runner_remove(b->runner, FINGER_RIGHT_INDEX));
	assert_state(b, ENROL_DESK);
}

static void test_desk_removes(void **state)
{
	struct bench *b = *state;
	centre.status.approve_remove = true;
	go_desk(b, true, true);
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_true(runner_remove(b->runner, FINGER_LEFT_INDEX));
	assert_int_equal(runner_view(b->runner)->writing->state, WRITING_APPROVAL);
	assert_true(give_word(b, "24681357"));
	assert_int_equal(centre.approve.act, ACT_FINGER_REMOVE);
	approve("a1");
	tell_challenge(1);
	assert_true(centre.write.remove);
	assert_int_equal(centre.write.absence, ABSENCE_NONE);
	assert_string_equal(centre.write.approval, "a1");
	authorise("w1");
	assert_int_equal(desk.removes, 1);
	assert_int_equal(desk.enrolls, 0);
	tell_written(WRITE_GOOD, true, false);
	assert_state(b, ENROL_DESK);
	assert_int_equal(centre.outcome.outcome, OUTCOME_GOOD);
	assert_false(runner_remove(b->runner, FINGER_LEFT_INDEX));
	assert_int_equal(bench_problem(b), PROBLEM_NO_FINGER_ON_CARD);
}

static void test_desk_write_fails(void **state)
{
	struct bench *b = *state;
	go_desk(b, true, true);
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_true(runner_remove(b->runner, FINGER_LEFT_INDEX));
	tell_challenge(1);
	authorise("w1");
	tell_written(WRITE_UNCHANGED, true, true);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_state(b, ENROL_DESK);
	assert_int_equal(bench_problem(b), PROBLEM_WRITE_UNCHANGED);
	card_tells(CARD_EV_FAILED, PROBLEM_CARD_REMOVED);
	assert_state(b, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), PROBLEM_CARD_REMOVED);
}

/* Without a picture nobody can say that it is the same person: no writing, but looking. */
static void test_desk_without_photo(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	assert_true(runner_begin_desk(b->runner, &err));
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	tell_text();
	card_tells(CARD_EV_PHOTO, PROBLEM_PHOTO_UNREADABLE);
	tell_read_done(true, 3, true, 3);
	assert_state(b, ENROL_DESK);
	assert_false(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_int_equal(bench_problem(b), PROBLEM_PHOTO_UNREADABLE);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
}

static void test_desk_sensor(void **state)
{
	struct bench *b = *state;
	go_desk(b, true, true);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	sensor_tells(SENSOR_EV_FAILED, PROBLEM_NO_SENSOR);
	assert_state(b, ENROL_DESK);
	assert_int_equal(bench_problem(b), PROBLEM_NO_SENSOR);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_state(b, ENROL_DESK);
	assert_true(desk.sensor_cancels > 0);
	assert_true(pick(b, FINGER_RIGHT_INDEX));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	assert_false(runner_officer(b->runner, ENROL_EV_CANCEL, 0)); /* a try is being spent */
	assert_true(runner_officer(b->runner, ENROL_EV_LEAVE, 0));
	assert_state(b, ENROL_STOPPED);
}

/* The desk after an enrollment, and an enrollment after the desk. */
static void test_desk_and_enrollment(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	go_finger(b);
	assert_false(runner_begin_desk(b->runner, &err)); /* one at a time */
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	go_desk(b, true, true);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	go_finger(b);
	assert_false(bench_enrol(b)->desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_BENCH(test_desk_without_centre),
	    AT_BENCH(test_desk_last_try),
	    AT_BENCH(test_desk_stores),
	    AT_BENCH(test_desk_logged_out),
	    AT_BENCH(test_desk_removes),
	    AT_BENCH(test_desk_write_fails),
	    AT_BENCH(test_desk_without_photo),
	    AT_BENCH(test_desk_sensor),
	    AT_BENCH(test_desk_and_enrollment),
	};
	return cmocka_run_group_tests_name("runner_desk", tests, NULL, NULL);
}
