/* The runner and the colleague: an enrollment that is taken over, here and there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench.h"

#define MINE	  "t4701-1"
#define THEIRS	  "t4701-2"
#define COLLEAGUE "อรทัย ทดสอบคนที่สอง"

static void held_by(struct bench *b, const char *holder)
{
	snprintf(centre.session.officer_id, sizeof centre.session.officer_id, "%s", MINE);
	snprintf(b->enrolment.holder_id, sizeof b->enrolment.holder_id, "%s", holder);
	snprintf(b->enrolment.taken_by, sizeof b->enrolment.taken_by, "%s", COLLEAGUE);
	b->enrolment.revision++;
}

static size_t in_the_journal(struct bench *b)
{
	struct runner_pending kept[4];
	return runner_pending(b->runner, kept, 4);
}

/* The first counter sees it in its poll: it ends there with its own sentence, asks no more and
 * keeps nothing of it. */
static void test_lets_go(void **state)
{
	struct bench *b = *state;
	go_scanned(b);
	held_by(b, THEIRS);
	say_state(b, ASKED_POLL, STATE_SCANNED);
	assert_int_equal(bench_enrol(b)->state, ENROL_ENDED);
	assert_int_equal(bench_problem(b), PROBLEM_TAKEN_OVER);
	assert_string_equal(runner_view(b->runner)->error.context, COLLEAGUE);
	assert_null(runner_view(b->runner)->text);
	assert_int_equal(centre.calls[ASKED_POLL].pending, 0);
	assert_int_equal(in_the_journal(b), 0);
}

static void test_own_goes_on(void **state)
{
	struct bench *b = *state;
	go_scanned(b);
	held_by(b, MINE);
	say_state(b, ASKED_POLL, STATE_CONFIRMED);
	assert_int_equal(bench_enrol(b)->state, ENROL_CONFIRMED);
}

/* The poll had not told yet: what is asked for is refused. */
static void test_refused_since_taken(void **state)
{
	struct bench *b = *state;
	go_scanned(b);
	assert_true(runner_match_code(b->runner, "1234"));
	centre_fails(ASKED_MATCH, PROBLEM_TAKEN_OVER, true, false);
	assert_int_equal(bench_enrol(b)->state, ENROL_ENDED);
	assert_int_equal(bench_problem(b), PROBLEM_TAKEN_OVER);
}

/* An end that came meanwhile is told, whoever had it. */
static void test_end_is_told(void **state)
{
	struct bench *b = *state;
	go_scanned(b);
	held_by(b, THEIRS);
	say_state(b, ASKED_POLL, STATE_SUCCESS);
	assert_int_equal(bench_enrol(b)->state, ENROL_SUCCESS);
}

static void begin_taking(struct bench *b)
{
	struct error err;
	held_by(b, MINE);
	assert_true(runner_take_over(b->runner, "e1", &err));
	assert_int_equal(centre.calls[ASKED_TAKE_OVER].count, 1);
	assert_string_equal(centre.calls[ASKED_TAKE_OVER].id, "e1");
}

/* Until the centre has agreed nothing is polled and nothing can be done. */
static void test_takes_over(void **state)
{
	struct bench *b = *state;
	begin_taking(b);
	assert_true(runner_view(b->runner)->taking);
	assert_int_equal(centre.calls[ASKED_POLL].count, 0);
	assert_false(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	assert_false(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_false(runner_officer(b->runner, ENROL_EV_LEAVE, 0));
	say_state(b, ASKED_TAKE_OVER, STATE_SCANNED);
	assert_false(runner_view(b->runner)->taking);
	assert_int_equal(bench_enrol(b)->state, ENROL_SCANNED);
	assert_int_equal(centre.calls[ASKED_POLL].count, 1);
	assert_true(runner_match_code(b->runner, "1234"));
}

/* No answer: the same request again, by itself. */
static void test_taking_in_doubt(void **state)
{
	struct bench *b = *state;
	char first[API_ID_SIZE];
	begin_taking(b);
	snprintf(first, sizeof first, "%s", centre.calls[ASKED_TAKE_OVER].key);
	centre_fails(ASKED_TAKE_OVER, PROBLEM_CENTRE_TIMEOUT, false, true);
	assert_true(runner_view(b->runner)->centre_away);
	assert_true(runner_view(b->runner)->taking);
	bench_pass(b, 1000);
	assert_int_equal(centre.calls[ASKED_TAKE_OVER].count, 2);
	assert_string_equal(centre.calls[ASKED_TAKE_OVER].key, first);
	say_state(b, ASKED_TAKE_OVER, STATE_QR_CREATED);
	assert_int_equal(bench_enrol(b)->state, ENROL_QR_CREATED);
	assert_false(runner_view(b->runner)->centre_away);
}

static void test_not_allowed(void **state)
{
	struct bench *b = *state;
	begin_taking(b);
	centre_fails(ASKED_TAKE_OVER, PROBLEM_REFUSED_OWN_CARD, true, false);
	assert_int_equal(bench_enrol(b)->state, ENROL_ENDED);
	assert_int_equal(bench_problem(b), PROBLEM_REFUSED_OWN_CARD);
	assert_int_equal(centre.calls[ASKED_POLL].count, 0);
	assert_int_equal(in_the_journal(b), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_BENCH(test_lets_go),
	    AT_BENCH(test_own_goes_on),
	    AT_BENCH(test_refused_since_taken),
	    AT_BENCH(test_end_is_told),
	    AT_BENCH(test_takes_over),
	    AT_BENCH(test_taking_in_doubt),
	    AT_BENCH(test_not_allowed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
