/* The runner and the chip that is written: what becomes of each write, the card pulled at each
 * moment, giving up, and what is kept of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench.h"

/* ---- what becomes of a write ---- */

static void test_unchanged_and_damaged(void **state)
{
	struct bench *b = *state;
	go_writing(b);
	tell_written(WRITE_UNCHANGED, false, false);
	assert_told("w1", OUTCOME_UNCHANGED);
	assert_writing(b, WRITING_TROUBLE);
	assert_int_equal(bench_problem(b), PROBLEM_WRITE_UNCHANGED);
	assert_int_equal(desk.challenges, 1); /* never silently repeated */
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	tell_challenge(2);
	authorise("w2");
	assert_int_equal(desk.enrolls, 1); /* the finger is held */
	assert_int_equal(desk.template_len, 72);
	tell_written(WRITE_DAMAGED, false, false);
	assert_told("w2", OUTCOME_DAMAGED);
	assert_int_equal(bench_problem(b), PROBLEM_WRITE_DAMAGED);
	assert_true(runner_view(b->runner)->fingers->finger[FINGER_RIGHT_INDEX].damaged);
	/* The other one instead. */
	assert_true(runner_store(b->runner, LEFT, ABSENCE_NO_PRINT));
	assert_int_equal(desk.finger, FINGER_LEFT_INDEX);
	assert_int_equal(desk.other_len, 0);
	sensor_gives(2);
	tell_challenge(3);
	assert_int_equal(centre.write.absence, ABSENCE_NO_PRINT);
	authorise("w3");
	tell_written(WRITE_GOOD, false, true);
	assert_int_equal(bench_enrol(b)->state, ENROL_FINGER);
}

static void test_unknown(void **state)
{
	struct bench *b = *state;
	go_writing(b);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	assert_writing(b, WRITING_WRITING); /* the helper waits for it */
	tell_written(WRITE_UNKNOWN, false, false);
	assert_stopped(b, PROBLEM_WRITE_UNKNOWN);
	assert_told("w1", OUTCOME_UNKNOWN);
}

/* Pulled and put back in time: the helper knows what became of it. */
static void test_back_in_time(void **state)
{
	struct bench *b = *state;
	go_writing(b);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	assert_int_equal(desk.reads, 1);
	tell_written(WRITE_GOOD, true, false);
	assert_told("w1", OUTCOME_GOOD);
	assert_writing(b, WRITING_CAPTURE);
}

static void test_helper_dies_while_writing(void **state)
{
	struct bench *b = *state;
	go_writing(b);
	card_tells(CARD_EV_GONE, PROBLEM_HELPER_DIED);
	assert_stopped(b, PROBLEM_WRITE_UNKNOWN);
	assert_told("w1", OUTCOME_UNKNOWN);
}

static void test_left_while_writing(void **state)
{
	struct bench *b = *state;
	go_writing(b);
	assert_false(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_true(runner_officer(b->runner, ENROL_EV_LEAVE, 0));
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_told("w1", OUTCOME_UNKNOWN);
}

static void test_card_refuses(void **state)
{
	struct bench *b = *state;
	go_writing(b);
	tell_not_written(PROBLEM_WRITE_REFUSED);
	assert_told("w1", OUTCOME_UNCHANGED);
	assert_writing(b, WRITING_TROUBLE);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	tell_challenge(2);
	authorise("w2");
	tell_not_written(PROBLEM_TEMPLATE_REFUSED);
	assert_told("w2", OUTCOME_UNCHANGED);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_int_equal(desk.enrolls, 2); /* taken again */
	sensor_gives(1);
	tell_not_written(PROBLEM_FINGER_STORED);
	assert_int_equal(desk.rereads, 1);
	assert_false(runner_officer(b->runner, ENROL_EV_RETRY, 0));
}

/* A helper that is gone before the command: nothing was written, for certain. */
static void test_deaf_helper(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	choose(b, RIGHT);
	sensor_gives(1);
	tell_challenge(1);
	desk.deaf = true;
	authorise("w1");
	assert_told("w1", OUTCOME_UNCHANGED);
	assert_writing(b, WRITING_TROUBLE);
	card_tells(CARD_EV_GONE, PROBLEM_HELPER_DIED);
	assert_stopped(b, PROBLEM_HELPER_DIED);
}

static void test_deaf_to_the_challenge(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	choose(b, RIGHT);
	desk.deaf = true;
	sensor_gives(1);
	assert_writing(b, WRITING_TROUBLE);
	assert_int_equal(bench_problem(b), PROBLEM_HELPER_DIED);
	desk.deaf = false;
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_int_equal(desk.challenges, 1);
}

/* ---- the program killed ---- */

static bool journalled(const struct bench *b, const char *words)
{
	static char data[65536];
	int fd = open(b->journal, O_RDONLY);
	ssize_t n = fd >= 0 ? read(fd, data, sizeof(data)) : -1;
	close(fd);
	return n > 0 && memmem(data, (size_t)n, words, strlen(words)) != NULL;
}

/* Ended in the middle of the write: the next start tells that nobody knows, and once only. */
static void test_killed_while_writing(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	struct runner_pending pending[4];
	go_storing(b);
	choose(b, RIGHT);
	sensor_gives(1);
	tell_challenge(1);
	assert_false(journalled(b, "w-killed"));
	authorise("w-killed");
	assert_int_equal(desk.stores, 1);
	assert_true(journalled(b, "w-killed"));
	bench_close(b);
	bench_open(b);
	assert_int_equal(runner_pending(b->runner, pending, 4), 0); /* no enrollment */
	assert_true(runner_begin(b->runner, false, &err));
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 1);
	char key[API_ID_SIZE];
	snprintf(key, sizeof(key), "%s", centre.calls[ASKED_OUTCOME].key);
	centre_fails(ASKED_OUTCOME, PROBLEM_CENTRE_TIMEOUT, false, true);
	bench_close(b);
	bench_open(b);
	assert_true(runner_begin(b->runner, false, &err));
	assert_string_equal(centre.calls[ASKED_OUTCOME].key, key);
	assert_told("w-killed", OUTCOME_UNKNOWN);
	bench_close(b);
	bench_open(b);
	assert_true(runner_begin(b->runner, false, &err));
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 2);
}

static void test_killed_before_it_was_told(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	go_writing(b);
	tell_written(WRITE_DAMAGED, false, false);
	char key[API_ID_SIZE];
	snprintf(key, sizeof(key), "%s", centre.calls[ASKED_OUTCOME].key);
	bench_close(b);
	bench_open(b);
	centre.logged_out = true;
	assert_true(runner_begin(b->runner, false, &err));
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 1); /* nobody is logged in yet */
	centre.logged_out = false;
	assert_true(runner_begin(b->runner, false, &err));
	assert_string_equal(centre.calls[ASKED_OUTCOME].key, key);
	assert_told("w1", OUTCOME_DAMAGED);
}

static void fail_all(void)
{
	while (centre.calls[ASKED_OUTCOME].pending)
		centre_fails(ASKED_OUTCOME, PROBLEM_CENTRE_DOWN, false, true);
}

static int answer_all(void)
{
	int count = 0;
	for (; centre.calls[ASKED_OUTCOME].pending; count++)
		centre_answers(ASKED_OUTCOME, NULL);
	return count;
}

/* More than are kept in memory while the centre is away: the journal has them all. */
static void test_many_outcomes(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	char id[16];
	go_writing(b);
	for (int i = 2; i <= OUTCOMES_MAX + 3; i++) {
		tell_written(WRITE_UNCHANGED, false, false);
		fail_all();
		assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
		tell_challenge(1);
		fail_all();
		snprintf(id, sizeof(id), "w%d", i);
		authorise(id);
	}
	tell_written(WRITE_GOOD, true, false);
	centre_fails(ASKED_OUTCOME, PROBLEM_CENTRE_DOWN, false, true);
	bench_close(b);
	int told[3];
	for (int run = 0; run < 3; run++) {
		bench_open(b);
		assert_true(runner_begin(b->runner, false, &err));
		told[run] = answer_all();
		bench_close(b);
	}
	bench_open(b);
	assert_int_equal(told[0], OUTCOMES_MAX);
	assert_int_equal(told[1], 3);
	assert_int_equal(told[2], 0);
}

/* The centre wants to hear what became of the first before it authorises a second: that is
 * told first, at once, and the second asked for whatever comes of that. */
static void test_outcome_before_the_next(void **state)
{
	struct bench *b = *state;
	go_writing(b);
	tell_written(WRITE_UNCHANGED, false, false);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	tell_challenge(2);
	assert_int_equal(centre.calls[ASKED_WRITE].count, 1);
	assert_told("w1", OUTCOME_UNCHANGED);
	assert_int_equal(centre.calls[ASKED_WRITE].count, 2);
	authorise("w2");
	tell_written(WRITE_DAMAGED, false, false);
	fail_all();
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 2);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	tell_challenge(3);
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 3); /* no waiting for the timer */
	fail_all();
	assert_int_equal(centre.calls[ASKED_WRITE].count, 3);
	/* Given up while it waits: nothing is asked for. */
	centre_fails(ASKED_WRITE, PROBLEM_CENTRE_DOWN, false, false);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	tell_challenge(4);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_told("w2", OUTCOME_DAMAGED);
	assert_int_equal(centre.calls[ASKED_WRITE].count, 3);
}

/* What cannot be put down is not written. */
static void test_disk_full(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	choose(b, RIGHT);
	sensor_gives(1);
	tell_challenge(1);
	fail_sync = ENOSPC;
	failing_syncs = 1000;
	authorise("w1");
	failing_syncs = 0;
	assert_int_equal(desk.stores, 0);
	assert_writing(b, WRITING_TROUBLE);
	assert_int_equal(bench_problem(b), PROBLEM_IO);
	assert_told("w1", OUTCOME_UNCHANGED);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	tell_challenge(2);
	authorise("w2");
	assert_int_equal(desk.stores, 1);
}

/* ---- the card pulled at each moment before the write ---- */

static void pull(struct bench *b)
{
	card_tells(CARD_EV_FAILED, PROBLEM_CARD_REMOVED);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	assert_stopped(b, PROBLEM_CARD_REMOVED);
}

static void test_pulled_while_asked(void **state)
{
	struct bench *b = *state;
	centre.status.approve_store = true;
	go_storing(b);
	pull(b);
	go_storing(b);
	choose(b, RIGHT);
	pull(b);
	go_storing(b);
	choose(b, RIGHT);
	assert_true(give_word(b, "24681357"));
	pull(b);
	assert_int_equal(centre.calls[ASKED_APPROVE].pending, 0);
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 0);
}

static void test_pulled_while_captured(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	choose(b, RIGHT);
	pull(b);
	assert_int_equal(desk.sensor_cancels, 1);
	go_storing(b);
	choose(b, RIGHT);
	sensor_gives(1);
	pull(b);
	assert_int_equal(centre.calls[ASKED_WRITE].count, 0);
}

/* The centre's answer comes after all: what it authorised was never presented. */
static void test_pulled_while_authorised(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	choose(b, RIGHT);
	sensor_gives(1);
	tell_challenge(1);
	pull(b);
	authorise("w1");
	assert_told("w1", OUTCOME_UNCHANGED);
	assert_int_equal(desk.stores, 0);
}

static void test_refused_after_all(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	choose(b, RIGHT);
	sensor_gives(1);
	tell_challenge(1);
	pull(b);
	centre_fails(ASKED_WRITE, PROBLEM_CENTRE_DOWN, false, true);
	assert_int_equal(centre.calls[ASKED_OUTCOME].count, 0);
	assert_stopped(b, PROBLEM_CARD_REMOVED);
}

/* ---- giving up ---- */

static void test_given_up(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_stopped(b, PROBLEM_NO_FINGER_ON_CARD);
	assert_int_equal(centre.refusal.problem, PROBLEM_NO_FINGER_ON_CARD);
	assert_string_equal(centre.refusal.step, "finger");
}

static void test_left(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	assert_true(runner_officer(b->runner, ENROL_EV_LEAVE, 0));
	assert_stopped(b, PROBLEM_NO_FINGER_ON_CARD);
}

static void test_left_while_captured(void **state)
{
	struct bench *b = *state;
	go_storing(b);
	choose(b, RIGHT);
	assert_true(runner_officer(b->runner, ENROL_EV_LEAVE, 0));
	assert_int_equal(desk.sensor_cancels, 1);
	assert_int_equal(desk.releases, 1);
	assert_stopped(b, PROBLEM_NO_FINGER_ON_CARD);
}

/* One is stored, the other cannot be taken: the one is enough. */
static void test_given_up_with_one(void **state)
{
	struct bench *b = *state;
	centre.status.exceptions = true;
	go_writing(b);
	tell_written(WRITE_GOOD, true, false);
	sensor_tells(SENSOR_EV_FAILED, PROBLEM_FINGERS_DIFFER);
	assert_writing(b, WRITING_TROUBLE);
	assert_false(runner_exception(b->runner, ABSENCE_NO_PRINT)); /* there is a finger */
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_int_equal(bench_enrol(b)->state, ENROL_FINGER);
	assert_true(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, FINGER_RIGHT_INDEX));
}

/* ---- what is kept ---- */

static bool all_zero(const void *p, size_t len)
{
	const uint8_t *bytes = p;
	for (size_t i = 0; i < len; i++)
		if (bytes[i])
			return false;
	return true;
}

static void test_nothing_is_kept(void **state)
{
	struct bench *b = *state;
	static uint8_t data[65536];
	centre.status.approve_store = true;
	go_storing(b);
	choose(b, RIGHT);
	assert_true(give_word(b, "24681357"));
	approve("a1");
	sensor_gives(1);
	uint8_t taken[36];
	memcpy(taken, b->runner->person->prints[FINGER_RIGHT_INDEX].template_, sizeof(taken));
	assert_false(all_zero(taken, sizeof(taken)));
	tell_challenge(1);
	authorise("w1");
	assert_true(all_zero(b->runner->person->cryptogram, CARD_CRYPTOGRAM_SIZE));
	tell_written(WRITE_GOOD, true, false);
	const struct person_data *p = b->runner->person;
	assert_true(all_zero(p->prints, sizeof(p->prints)));
	assert_true(all_zero(&p->request, sizeof(p->request)));
	int fd = open(b->journal, O_RDONLY);
	ssize_t n = read(fd, data, sizeof(data));
	close(fd);
	assert_true(n >= 0);
	assert_null(memmem(data, (size_t)n, "24681357", 8));
	assert_null(memmem(data, (size_t)n, taken, sizeof(taken)));
	assert_null(memmem(data, (size_t)n, "1101700207030", 13));
}

/* A chip that cannot be read is told of by its batch; a face is none of the chip's. */
static void test_unreadable_of_a_batch(void **state)
{
	struct bench *b = *state;
	struct card_event event = {
	    .type = CARD_EV_PRESENT, .reader = "Reader 00 00", .batch = "TH-NID-6"};
	struct error err;
	assert_true(runner_begin(b->runner, false, &err));
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	card_tell(&event);
	card_tells(CARD_EV_FAILED, PROBLEM_CARD_LAYOUT);
	assert_int_equal(centre.refusal.problem, PROBLEM_CARD_LAYOUT);
	assert_string_equal(centre.refusal.batch, "TH-NID-6");
}

static void test_no_app_is_of_no_batch(void **state)
{
	struct bench *b = *state;
	struct error err;
	assert_true(runner_begin(b->runner, false, &err));
	assert_true(runner_officer(b->runner, ENROL_EV_NO_APP, 0));
	assert_int_equal(centre.refusal.problem, PROBLEM_NO_APP);
	assert_string_equal(centre.refusal.batch, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_BENCH(test_unchanged_and_damaged),
	    AT_BENCH(test_unknown),
	    AT_BENCH(test_back_in_time),
	    AT_BENCH(test_helper_dies_while_writing),
	    AT_BENCH(test_left_while_writing),
	    AT_BENCH(test_card_refuses),
	    AT_BENCH(test_deaf_helper),
	    AT_BENCH(test_deaf_to_the_challenge),
	    AT_BENCH(test_killed_while_writing),
	    AT_BENCH(test_killed_before_it_was_told),
	    AT_BENCH(test_many_outcomes),
	    AT_BENCH(test_outcome_before_the_next),
	    AT_BENCH(test_disk_full),
	    AT_BENCH(test_pulled_while_asked),
	    AT_BENCH(test_pulled_while_captured),
	    AT_BENCH(test_pulled_while_authorised),
	    AT_BENCH(test_refused_after_all),
	    AT_BENCH(test_given_up),
	    AT_BENCH(test_left_while_captured),
	    AT_BENCH(test_left),
	    AT_BENCH(test_given_up_with_one),
	    AT_BENCH(test_nothing_is_kept),
	    AT_BENCH(test_unreadable_of_a_batch),
	    AT_BENCH(test_no_app_is_of_no_batch),
	};
	return cmocka_run_group_tests_name("runner_chip", tests, NULL, NULL);
}
