/* The runner notes how long each wait took, and only what it saw from beginning to end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench.h"

static int64_t last(const struct usual_wait *w)
{
	assert_true(w->count > 0);
	return w->ms[(w->count - 1) % USUAL_KEPT];
}

static void test_waits_are_noted(void **state)
{
	struct bench *b = *state;
	const struct usual_wait *waits = b->usual.enrol;
	go_qr(b);
	assert_int_equal(waits[ENROL_READING].count, 1);
	assert_int_equal(waits[ENROL_FACE].count, 1);
	assert_int_equal(waits[ENROL_MATCHING].count, 1);
	assert_int_equal(waits[ENROL_CREATING].count, 1);
	clock_fake_advance(&b->time, 61000);
	say_state(b, ASKED_POLL, STATE_SCANNED);
	assert_int_equal(last(&waits[ENROL_QR_CREATED]), 61000);
	assert_ptr_equal(runner_view(b->runner)->usual, &b->usual);
	clock_fake_advance(&b->time, 5000);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0)); /* no time of the digits */
	assert_int_equal(waits[ENROL_SCANNED].count, 0);
}

/* The beginning of what it finds when it goes on was elsewhere; of what comes then, here. */
static void test_what_began_elsewhere_is_not_noted(void **state)
{
	struct bench *b = *state;
	const struct usual_wait *waits = b->usual.enrol;
	struct error err = {0};
	assert_true(runner_resume(b->runner, "e1", &err));
	clock_fake_advance(&b->time, 1000);
	say_state(b, ASKED_POLL, STATE_QR_CREATED);
	clock_fake_advance(&b->time, 2000);
	say_state(b, ASKED_POLL, STATE_SCANNED);
	assert_int_equal(waits[ENROL_PROOFED].count, 0);
	assert_int_equal(waits[ENROL_QR_CREATED].count, 0);
	clock_fake_advance(&b->time, 3000);
	say_state(b, ASKED_POLL, STATE_CONFIRMED);
	assert_int_equal(last(&waits[ENROL_SCANNED]), 3000);
}

static void test_next_citizen_is_noted_again(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	assert_true(runner_resume(b->runner, "e1", &err));
	say_state(b, ASKED_POLL, STATE_EXPIRED);
	assert_true(runner_begin(b->runner, false, &err));
	go_finger(b);
	assert_int_equal(b->usual.enrol[ENROL_FACE].count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_BENCH(test_waits_are_noted),
	    AT_BENCH(test_what_began_elsewhere_is_not_noted),
	    AT_BENCH(test_next_citizen_is_noted_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
