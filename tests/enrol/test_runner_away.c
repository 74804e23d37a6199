/* The reader hangs at another computer, and the connection to it is cut: what holds the card
 * ends and says why, what has let go of it goes on, and it all comes back by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench.h"

/* What the helper tells of a cut: first of the card that it held, then of the reader. */
static void cut(const struct bench *b)
{
	if (bench_enrol(b)->card_held)
		card_tells(CARD_EV_FAILED, PROBLEM_READER_AWAY);
	card_tells(CARD_EV_NO_PCSCD, PROBLEM_READER_AWAY);
}

static void assert_away(const struct bench *b)
{
	const struct runner_view *view = runner_view(b->runner);
	assert_int_equal(view->card, RUNNER_CARD_NO_PCSCD);
	assert_int_equal(view->card_error.problem, PROBLEM_READER_AWAY);
}

static void test_cut_while_the_card_is_held(void **state)
{
	static void (*const go[])(struct bench *) = {go_reading, go_face, go_finger, go_matching};
	struct bench *b = *state;
	struct error err = {0};
	for (size_t i = 0; i < sizeof(go) / sizeof(go[0]); i++) {
		go[i](b);
		cut(b);
		assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
		assert_int_equal(bench_problem(b), PROBLEM_READER_AWAY);
		assert_away(b);
		/* back with the card in it: the next attempt reads it without a key */
		card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
		assert_int_equal(runner_view(b->runner)->card_error.problem, PROBLEM_NONE);
		assert_true(runner_begin(b->runner, false, &err));
		assert_int_equal(bench_enrol(b)->state, ENROL_READING);
		bench_close(b);
		bench_open(b);
	}
}

/* Whether the centre has taken the evidence must be known before it can be cancelled. */
static void test_cut_while_proofing(void **state)
{
	struct bench *b = *state;
	go_proofing(b);
	cut(b);
	assert_int_equal(bench_enrol(b)->state, ENROL_CANCELLING);
	assert_int_equal(bench_enrol(b)->reason, PROBLEM_READER_AWAY);
}

static void test_cut_when_proofed(void **state)
{
	struct bench *b = *state;
	go_proofed(b);
	cut(b);
	assert_int_equal(bench_enrol(b)->state, ENROL_PROOFED);
	assert_away(b);
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_PROOFED);
	assert_int_equal(runner_view(b->runner)->card, RUNNER_CARD_PRESENT);
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	assert_int_equal(bench_enrol(b)->state, ENROL_CREATING);
	cut(b);
	assert_int_equal(bench_enrol(b)->state, ENROL_CREATING);
}

/* It has to be there until the code is: pulled during the cut it is pulled all the same. */
static void test_pulled_during_a_cut(void **state)
{
	struct bench *b = *state;
	go_proofed(b);
	cut(b);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_CANCELLING);
	assert_int_equal(bench_enrol(b)->reason, PROBLEM_CARD_REMOVED);
}

static void test_cut_with_the_code_shown(void **state)
{
	struct bench *b = *state;
	go_qr(b);
	cut(b);
	assert_int_equal(bench_enrol(b)->state, ENROL_QR_CREATED);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_QR_CREATED);
}

/* A silent connection ends each helper by its watchdog, for as long as it is silent. */
static void test_silence_may_last(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	assert_true(runner_begin(b->runner, false, &err));
	for (int i = 0; i < 50; i++) {
		card_tells(CARD_EV_NO_PCSCD, PROBLEM_READER_AWAY);
		card_tells(CARD_EV_GONE, PROBLEM_HELPER_DIED);
		assert_away(b);
		bench_pass(b, 1000);
		assert_true(card_is_linked());
	}
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_READING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_BENCH(test_cut_while_the_card_is_held),
	    AT_BENCH(test_cut_while_proofing),
	    AT_BENCH(test_cut_when_proofed),
	    AT_BENCH(test_pulled_during_a_cut),
	    AT_BENCH(test_cut_with_the_code_shown),
	    AT_BENCH(test_silence_may_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
