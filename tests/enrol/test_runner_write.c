/* The runner while fingers are stored in the chip: sensor, card, centre and second officer in
 * turn, each of them failing at each moment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench.h"

/* ---- the straight path ---- */

static void test_store_then_match(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	assert_int_equal(desk.enrolls, 0); /* nothing before the officer has chosen */
	choose(b, BOTH);
	assert_writing(b, WRITING_CAPTURE);
	assert_int_equal(desk.finger, FINGER_RIGHT_INDEX);
	assert_int_equal(desk.other_len, 0);
	sensor_gives(1);
	assert_int_equal(desk.challenges, 1);
	tell_challenge(0x11);
	assert_writing(b, WRITING_AUTHORISING);
	assert_string_equal(centre.write.card.number.digits, "1112034563562");
	assert_int_equal(centre.write.reference, 0x81);
	assert_int_equal(centre.write.challenge[0], 0x11);
	assert_int_equal(centre.write.serial[0], 9);
	assert_true(centre.write.same_person && !centre.write.remove);
	assert_int_equal(centre.write.absence, ABSENCE_NONE);
	assert_string_equal(centre.write.approval, "");
	authorise("w1");
	assert_int_equal(desk.stores, 1);
	assert_int_equal(desk.template_len, 72);
	assert_int_equal(desk.cryptogram[0], 0xc0);
	tell_written(WRITE_GOOD, true, false);
	assert_told("w1", OUTCOME_GOOD);
	assert_writing(b, WRITING_CAPTURE);
	assert_int_equal(desk.finger, FINGER_LEFT_INDEX);
	assert_int_equal(desk.other_len, 72); /* the sensor knows the first */
	sensor_gives(2);
	tell_challenge(0x22);
	assert_int_equal(centre.write.reference, 0x82);
	authorise("w2");
	tell_written(WRITE_GOOD, true, true);
	assert_told("w2", OUTCOME_GOOD);
	/* Stored is not proven: a finger has to match. */
	assert_int_equal(bench_enrol(b)->state, ENROL_FINGER);
	assert_null(writing_of(b));
	assert_int_equal(centre.calls[ASKED_ENROL].count, 0);
	assert_true(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, FINGER_LEFT_INDEX));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_verified(3);
	assert_int_equal(bench_enrol(b)->state, ENROL_PROOFING);
	assert_int_equal(centre.evidence.absence, ABSENCE_NONE);
}

/* An exception is for when the officer is asked, not for the middle of storing. */
static void test_no_exception_meanwhile(void **state)
{
	struct bench *b = *state;
	centre.status.exceptions = true;
	go_storing(b);
	choose(b, RIGHT);
	assert_writing(b, WRITING_CAPTURE);
	assert_false(runner_exception(b->runner, ABSENCE_INJURED));
	sensor_gives(1);
	assert_false(runner_exception(b->runner, ABSENCE_INJURED));
	tell_challenge(1);
	assert_writing(b, WRITING_AUTHORISING);
	assert_false(runner_exception(b->runner, ABSENCE_INJURED));
	authorise("w1");
	assert_false(runner_exception(b->runner, ABSENCE_INJURED));
	assert_int_equal(bench_enrol(b)->state, ENROL_STORING);
	assert_int_equal(bench_enrol(b)->absence, ABSENCE_NONE);
	tell_written(WRITE_UNCHANGED, false, false);
	assert_writing(b, WRITING_TROUBLE);
	assert_true(runner_exception(b->runner, ABSENCE_INJURED));
}

static void test_one_finger(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	assert_false(runner_store(b->runner, LEFT, ABSENCE_NONE)); /* why not the right one? */
	assert_false(runner_store(b->runner, BOTH, ABSENCE_INJURED));
	assert_false(runner_store(b->runner, LEFT, (enum finger_absence)9));
	assert_false(runner_store(b->runner, 0, ABSENCE_NONE));
	assert_false(runner_store(b->runner, 4, ABSENCE_MISSING));
	assert_writing(b, WRITING_ASK);
	assert_true(runner_store(b->runner, LEFT, ABSENCE_INJURED));
	sensor_gives(1);
	tell_challenge(1);
	assert_int_equal(centre.write.absence, ABSENCE_INJURED);
	assert_int_equal(centre.write.finger, FINGER_LEFT_INDEX);
	authorise("w1");
	tell_written(WRITE_GOOD, false, true);
	assert_int_equal(bench_enrol(b)->state, ENROL_FINGER);
	assert_false(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, FINGER_RIGHT_INDEX));
	assert_true(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, FINGER_LEFT_INDEX));
}

static void test_guidance(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	choose(b, RIGHT);
	assert_false(runner_view(b->runner)->guiding);
	sensor_guides(GUIDE_FAINT, 2, ENROLL_PRESSES);
	assert_true(runner_view(b->runner)->guiding);
	assert_int_equal(runner_view(b->runner)->guide, GUIDE_FAINT);
	assert_int_equal(runner_view(b->runner)->press, 2);
	assert_int_equal(runner_view(b->runner)->presses, 3);
	sensor_gives(1);
	assert_false(runner_view(b->runner)->guiding);
	sensor_guides(GUIDE_LIFT, 3, ENROLL_PRESSES);
	assert_false(runner_view(b->runner)->guiding);
}

static void test_centre_without_key(void **state)
{
	struct bench *b = *state;
	centre.status.can_write = false;
	go_storing(b);
	choose(b, RIGHT);
	assert_writing(b, WRITING_TROUBLE);
	assert_int_equal(bench_problem(b), PROBLEM_NO_CARD_KEY);
	assert_int_equal(desk.enrolls, 0); /* nobody's finger is taken for nothing */
	assert_false(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_stopped(b, PROBLEM_NO_CARD_KEY);
}

/* ---- one finger for both hands ---- */

static void test_duplicate(void **state)
{
	struct bench *b = *state;
	go_writing(b);
	tell_written(WRITE_GOOD, true, false);
	sensor_gives(1); /* the right one again */
	assert_writing(b, WRITING_TROUBLE);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_DUPLICATE);
	assert_int_equal(desk.challenges, 1);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_int_equal(desk.enrolls, 3);
	sensor_gives(2);
	assert_int_equal(desk.challenges, 2);
}

static void test_garbage_from_the_sensor(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	choose(b, RIGHT);
	sensor_tells_bytes(0xff, 36); /* a type that the format does not know */
	assert_writing(b, WRITING_TROUBLE);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_TEMPLATE);
	assert_int_equal(desk.challenges, 0);
}

static void test_deaf_sensor(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	desk.deaf = true;
	choose(b, RIGHT);
	assert_writing(b, WRITING_TROUBLE);
	assert_int_equal(bench_problem(b), PROBLEM_SENSOR_FAILED);
	sensor_tells(SENSOR_EV_GONE, PROBLEM_HELPER_DIED);
	desk.deaf = false;
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_int_equal(desk.sensor_starts, 2);
	assert_writing(b, WRITING_CAPTURE);
}

/* ---- the second officer ---- */

static void test_second_officer(void **state)
{
	struct bench *b = *state;
	centre.status.approve_store = true;
	go_storing(b);
	assert_false(give_word(b, "24681357")); /* not asked yet */
	choose(b, BOTH);
	assert_writing(b, WRITING_APPROVAL);
	assert_int_equal(desk.enrolls, 0);
	assert_false(give_word(b, "2468135"));
	assert_false(give_word(b, "2468135a"));
	assert_true(give_word(b, "24681357"));
	assert_writing(b, WRITING_APPROVING);
	assert_string_equal(centre.approve.number.digits, "1101700207030");
	assert_string_equal(centre.approve.pin, "24681357");
	assert_int_equal(centre.approve.act, ACT_FINGER_STORE);
	assert_string_equal(centre.approve.citizen.digits, "1112034563562");
	assert_null(b->runner->second); /* sent: nothing is kept of it */
	assert_false(give_word(b, "24681357"));
	approve("a1");
	assert_string_equal(runner_view(b->runner)->approval->officer_name, "สมปอง ทดสอบ");
	assert_writing(b, WRITING_CAPTURE);
	sensor_gives(1);
	tell_challenge(1);
	assert_string_equal(centre.write.approval, "a1");
}

/* Neither wrong digits nor a centre that is away are tried again by themselves. */
static void test_second_officer_fails(void **state)
{
	struct bench *b = *state;
	static const struct {
		enum problem problem;
		bool answered, maybe_done;
	} failures[] = {
	    {PROBLEM_WRONG_PIN, true, false},
	    {PROBLEM_SAME_OFFICER, true, false},
	    {PROBLEM_CENTRE_DOWN, false, false},
	    {PROBLEM_CENTRE_TIMEOUT, false, true},
	};
	char key[API_ID_SIZE] = "";
	centre.status.approve_store = true;
	go_storing(b);
	choose(b, RIGHT);
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		assert_true(give_word(b, "24681357"));
		assert_string_not_equal(centre.calls[ASKED_APPROVE].key, key);
		snprintf(key, sizeof(key), "%s", centre.calls[ASKED_APPROVE].key);
		centre_fails(ASKED_APPROVE, failures[i].problem, failures[i].answered,
		    failures[i].maybe_done);
		assert_writing(b, WRITING_APPROVAL);
		assert_int_equal(bench_problem(b), failures[i].problem);
		assert_int_equal(centre.calls[ASKED_APPROVE].count, (int)i + 1);
	}
}

/* The word ran out while the finger was taken: a new one, the finger stays. */
static void test_approval_ran_out(void **state)
{
	struct bench *b = *state;
	centre.status.approve_store = true;
	go_storing(b);
	choose(b, RIGHT);
	assert_true(give_word(b, "24681357"));
	approve("a1");
	sensor_gives(1);
	tell_challenge(1);
	centre_fails(ASKED_WRITE, PROBLEM_APPROVAL_BAD, true, false);
	assert_writing(b, WRITING_APPROVAL);
	assert_int_equal(bench_problem(b), PROBLEM_APPROVAL_BAD);
	assert_true(give_word(b, "24681357"));
	approve("a2");
	assert_writing(b, WRITING_CHALLENGE);
	assert_int_equal(desk.enrolls, 1);
	tell_challenge(2);
	assert_string_equal(centre.write.approval, "a2");
}

/* ---- the centre down at each moment ---- */

static void test_authorisation_in_doubt(void **state)
{
	struct bench *b = *state;
	char key[API_ID_SIZE];
	go_storing(b);
	choose(b, RIGHT);
	sensor_gives(1);
	tell_challenge(0x33);
	snprintf(key, sizeof(key), "%s", centre.calls[ASKED_WRITE].key);
	assert_true(key[0]);
	centre_fails(ASKED_WRITE, PROBLEM_CENTRE_TIMEOUT, false, true);
	assert_writing(b, WRITING_TROUBLE);
	assert_int_equal(bench_problem(b), PROBLEM_CENTRE_TIMEOUT);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_string_equal(centre.calls[ASKED_WRITE].key, key);
	assert_int_equal(centre.write.challenge[0], 0x33);
	assert_int_equal(desk.challenges, 1);
	authorise("w1");
	assert_int_equal(desk.stores, 1);
}

static void test_authorisation_not_given(void **state)
{
	struct bench *b = *state;
	char key[API_ID_SIZE];
	go_storing(b);
	choose(b, RIGHT);
	sensor_gives(1);
	tell_challenge(0x33);
	snprintf(key, sizeof(key), "%s", centre.calls[ASKED_WRITE].key);
	centre_fails(ASKED_WRITE, PROBLEM_CENTRE_DOWN, false, false);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_int_equal(desk.challenges, 2); /* a new one, and so a new request */
	tell_challenge(0x44);
	assert_string_not_equal(centre.calls[ASKED_WRITE].key, key);
	assert_int_equal(centre.write.challenge[0], 0x44);
	centre_fails(ASKED_WRITE, PROBLEM_REFUSED_CARD_CANCELLED, true, false);
	assert_writing(b, WRITING_TROUBLE);
	assert_false(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_stopped(b, PROBLEM_REFUSED_CARD_CANCELLED);
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 0);
}

/* The session has run out: the centre says so, as with any other call. */
static void test_session_ran_out(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	centre.logged_out = true;
	choose(b, RIGHT);
	sensor_gives(1);
	tell_challenge(1);
	centre_fails(ASKED_WRITE, PROBLEM_NOT_LOGGED_IN, true, false);
	assert_writing(b, WRITING_TROUBLE);
	assert_int_equal(bench_problem(b), PROBLEM_NOT_LOGGED_IN);
}

/* The outcome is told with the same key until it is taken, whatever happens meanwhile. */
static void test_outcome_is_never_given_up(void **state)
{
	struct bench *b = *state;
	char key[API_ID_SIZE];
	go_writing(b);
	tell_written(WRITE_GOOD, true, false);
	snprintf(key, sizeof(key), "%s", centre.calls[ASKED_OUTCOME].key);
	centre_fails(ASKED_OUTCOME, PROBLEM_CENTRE_DOWN, false, true);
	card_tells(CARD_EV_FAILED, PROBLEM_CARD_REMOVED);
	assert_stopped(b, PROBLEM_CARD_REMOVED);
	bench_pass(b, 1000);
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 2);
	assert_string_equal(centre.calls[ASKED_OUTCOME].key, key);
	assert_string_equal(centre.calls[ASKED_OUTCOME].id, "w1");
	centre_fails(ASKED_OUTCOME, PROBLEM_NOT_LOGGED_IN, true, false);
	bench_pass(b, 1000);
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 2); /* backs off */
	bench_pass(b, 1000);
	assert_string_equal(centre.calls[ASKED_OUTCOME].key, key);
	assert_told("w1", OUTCOME_GOOD);
	bench_pass(b, 60000);
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 3);
}

static void test_outcome_refused(void **state)
{
	struct bench *b = *state;
	go_writing(b);
	tell_written(WRITE_GOOD, true, false);
	centre_fails(ASKED_OUTCOME, PROBLEM_NOT_FOUND, true, false);
	bench_pass(b, 60000);
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 1);
}

static void test_outcome_outlives_the_runner(void **state)
{
	struct bench *b = *state;
	go_writing(b);
	tell_written(WRITE_GOOD, true, false);
	bench_close(b);
	assert_int_equal(centre.let_go, 1);
	bench_open(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_BENCH(test_store_then_match),
	    AT_BENCH(test_no_exception_meanwhile),
	    AT_BENCH(test_one_finger),
	    AT_BENCH(test_guidance),
	    AT_BENCH(test_centre_without_key),
	    AT_BENCH(test_duplicate),
	    AT_BENCH(test_garbage_from_the_sensor),
	    AT_BENCH(test_deaf_sensor),
	    AT_BENCH(test_second_officer),
	    AT_BENCH(test_second_officer_fails),
	    AT_BENCH(test_approval_ran_out),
	    AT_BENCH(test_authorisation_in_doubt),
	    AT_BENCH(test_authorisation_not_given),
	    AT_BENCH(test_session_ran_out),
	    AT_BENCH(test_outcome_is_never_given_up),
	    AT_BENCH(test_outcome_refused),
	    AT_BENCH(test_outcome_outlives_the_runner),
	};
	return cmocka_run_group_tests_name("runner_write", tests, NULL, NULL);
}
