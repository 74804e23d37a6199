/* The runner and the centre: keys that make a request repeated the same one, answers that are
 * late or never come, the long-poll, codes that run out, restarts, disks that fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench.h"

static void key_of(char out[API_ID_SIZE], enum asked what)
{
	snprintf(out, API_ID_SIZE, "%s", centre.calls[what].key);
}

/* ---- keys ---- */

/* The outcome is unknown: the same evidence with the same key. */
static void test_evidence_in_doubt(void **state)
{
	struct bench *b = *state;
	char first[API_ID_SIZE];
	go_proofing(b);
	key_of(first, ASKED_ENROL);
	centre_fails(ASKED_ENROL, PROBLEM_CENTRE_TIMEOUT, false, true);
	assert_int_equal(bench_enrol(b)->state, ENROL_PROOFING);
	assert_int_equal(bench_problem(b), PROBLEM_CENTRE_TIMEOUT);
	assert_int_equal(desk.releases, 0);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_int_equal(centre.calls[ASKED_ENROL].count, 2);
	assert_string_equal(centre.calls[ASKED_ENROL].key, first);
	assert_string_equal(centre.enrol.evidence, "signed.evidence.1");
	say_state(b, ASKED_ENROL, STATE_PROOFED);
	assert_int_equal(bench_enrol(b)->state, ENROL_PROOFED);
}

/* Refused for good: nothing is kept of it, a new try is a new request. */
static void test_evidence_turned_down(void **state)
{
	struct bench *b = *state;
	char first[API_ID_SIZE];
	go_proofing(b);
	key_of(first, ASKED_ENROL);
	centre_fails(ASKED_ENROL, PROBLEM_RATE_LIMITED, true, false);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_string_not_equal(centre.calls[ASKED_ENROL].key, first);
	assert_string_equal(centre.enrol.evidence, "signed.evidence.2");
	centre_fails(ASKED_ENROL, PROBLEM_EVIDENCE_OLD, true, false);
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), PROBLEM_EVIDENCE_OLD);
}

static void test_cancelled_in_doubt(void **state)
{
	struct bench *b = *state;
	char first[API_ID_SIZE];
	go_proofing(b);
	key_of(first, ASKED_ENROL);
	centre_fails(ASKED_ENROL, PROBLEM_CENTRE_DOWN, false, true);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_int_equal(bench_enrol(b)->state, ENROL_CANCELLING);
	assert_string_equal(centre.calls[ASKED_ENROL].key, first);
	centre_fails(ASKED_ENROL, PROBLEM_CENTRE_DOWN, false, true);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_string_equal(centre.calls[ASKED_ENROL].key, first);
	say_state(b, ASKED_ENROL, STATE_PROOFED);
	say_state(b, ASKED_CANCEL, STATE_CANCELLED);
	assert_int_equal(bench_enrol(b)->state, ENROL_ENDED);
	assert_int_equal(bench_problem(b), PROBLEM_CENTRE_DOWN);
}

static void test_code_in_doubt(void **state)
{
	struct bench *b = *state;
	char first[API_ID_SIZE];
	go_proofed(b);
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	key_of(first, ASKED_CODE);
	centre_fails(ASKED_CODE, PROBLEM_CENTRE_TIMEOUT, false, true);
	assert_int_equal(bench_enrol(b)->state, ENROL_CREATING);
	/* It was made after all, says the poll; only its answer was lost. */
	say_state(b, ASKED_POLL, STATE_QR_CREATED);
	assert_int_equal(bench_enrol(b)->state, ENROL_QR_CREATED);
	assert_null(runner_view(b->runner)->code);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_string_equal(centre.calls[ASKED_CODE].key, first);
	say_code(b, "AAAA");
	assert_non_null(runner_view(b->runner)->code);
}

static void test_each_renewal_is_its_own_request(void **state)
{
	struct bench *b = *state;
	char first[API_ID_SIZE];
	go_qr(b);
	key_of(first, ASKED_CODE);
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	assert_null(runner_view(b->runner)->code); /* the old one is dying */
	assert_string_not_equal(centre.calls[ASKED_CODE].key, first);
	assert_false(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	say_code(b, "BBBB");
	assert_string_equal(runner_view(b->runner)->code->url, "HTTPS://C/E/BBBB");
}

static void test_renewal_refused(void **state)
{
	struct bench *b = *state;
	go_qr(b);
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	centre_fails(ASKED_CODE, PROBLEM_RENEWALS_USED, true, false);
	assert_int_equal(bench_problem(b), PROBLEM_RENEWALS_USED);
	assert_string_equal(runner_view(b->runner)->code->url, "HTTPS://C/E/AAAA");
}

/* No place left when the code is made: the attempt ends, at the centre too. */
static void test_quota_gone(void **state)
{
	struct bench *b = *state;
	go_proofed(b);
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	centre_fails(ASKED_CODE, PROBLEM_REFUSED_QUOTA, true, false);
	assert_int_equal(bench_enrol(b)->state, ENROL_CANCELLING);
	say_state(b, ASKED_CANCEL, STATE_CANCELLED);
	assert_int_equal(bench_problem(b), PROBLEM_REFUSED_QUOTA);
}

/* ---- the code's life ---- */

static void test_code_runs_out(void **state)
{
	struct bench *b = *state;
	go_qr(b);
	bench_pass(b, 299000);
	assert_non_null(runner_view(b->runner)->code);
	int changes = b->changes;
	bench_pass(b, 1001);
	assert_null(runner_view(b->runner)->code);
	assert_true(b->changes > changes);
	assert_int_equal(bench_enrol(b)->state, ENROL_QR_CREATED);
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
}

static void test_code_too_late(void **state)
{
	struct bench *b = *state;
	go_qr(b);
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	say_state(b, ASKED_POLL, STATE_SCANNED); /* the old one was quicker */
	say_code(b, "BBBB");
	assert_int_equal(bench_enrol(b)->state, ENROL_SCANNED);
	assert_null(runner_view(b->runner)->code);
}

/* ---- match code ---- */

static void test_wrong_digits(void **state)
{
	struct bench *b = *state;
	char first[API_ID_SIZE];
	go_scanned(b);
	assert_false(runner_match_code(b->runner, "12\0\0"));
	assert_false(runner_match_code(b->runner, "12a4"));
	assert_true(runner_match_code(b->runner, "1234"));
	assert_false(runner_match_code(b->runner, "1234")); /* one at a time */
	key_of(first, ASKED_MATCH);
	centre_fails(ASKED_MATCH, PROBLEM_MATCH_CODE_WRONG, true, false);
	assert_int_equal(bench_enrol(b)->state, ENROL_SCANNED);
	assert_int_equal(bench_problem(b), PROBLEM_MATCH_CODE_WRONG);
	assert_int_equal(b->runner->person->match[0], 0);
	assert_true(runner_match_code(b->runner, "1234"));
	assert_string_not_equal(centre.calls[ASKED_MATCH].key, first);
	centre_fails(ASKED_MATCH, PROBLEM_ENDED_MATCH_CODE, true, false);
	assert_int_equal(bench_enrol(b)->state, ENROL_ENDED);
	assert_int_equal(bench_problem(b), PROBLEM_ENDED_MATCH_CODE);
}

static void test_digits_in_doubt(void **state)
{
	struct bench *b = *state;
	go_scanned(b);
	assert_true(runner_match_code(b->runner, "1234"));
	centre_fails(ASKED_MATCH, PROBLEM_CENTRE_TIMEOUT, false, true);
	assert_int_equal(bench_enrol(b)->state, ENROL_SCANNED);
	say_state(b, ASKED_POLL, STATE_CONFIRMED); /* it had arrived */
	assert_int_equal(bench_enrol(b)->state, ENROL_CONFIRMED);
}

/* The policy has switched it off: nothing is asked. */
static void test_without_match_code(void **state)
{
	struct bench *b = *state;
	go_qr(b);
	say_state(b, ASKED_POLL, STATE_CONFIRMED);
	assert_int_equal(bench_enrol(b)->state, ENROL_CONFIRMED);
	assert_int_equal(centre.calls[ASKED_MATCH].count, 0);
}

static void test_second_phone(void **state)
{
	struct bench *b = *state;
	go_scanned(b);
	assert_false(runner_officer(b->runner, ENROL_EV_CONTEST, 0));
	b->enrolment.second_phone = true;
	say_state(b, ASKED_POLL, STATE_SCANNED);
	assert_true(bench_enrol(b)->second_phone);
	assert_int_equal(bench_enrol(b)->state, ENROL_SCANNED);
	assert_true(runner_officer(b->runner, ENROL_EV_CONTEST, 0));
	assert_true(centre.cancel.contested);
	say_state(b, ASKED_CANCEL, STATE_CONTESTED);
	assert_int_equal(bench_problem(b), PROBLEM_ENDED_CONTESTED);
}

static void test_cancelled_by_officer(void **state)
{
	struct bench *b = *state;
	go_scanned(b);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_false(centre.cancel.contested);
	centre_fails(ASKED_CANCEL, PROBLEM_CENTRE_DOWN, false, false);
	assert_int_equal(bench_problem(b), PROBLEM_CENTRE_DOWN);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	say_state(b, ASKED_CANCEL, STATE_CANCELLED);
	assert_int_equal(bench_problem(b), PROBLEM_CANCELLED_BY_OFFICER);
}

/* ---- the long-poll ---- */

static void test_poll_is_never_given_up(void **state)
{
	struct bench *b = *state;
	go_qr(b);
	int64_t waited = 0;
	for (int i = 0; i < 20; i++) {
		int before = centre.calls[ASKED_POLL].count;
		centre_fails(ASKED_POLL, PROBLEM_CENTRE_DOWN, false, false);
		assert_true(runner_view(b->runner)->centre_away);
		assert_int_equal(bench_enrol(b)->state, ENROL_QR_CREATED);
		for (waited = 0; centre.calls[ASKED_POLL].count == before; waited += 500)
			bench_pass(b, 500);
		assert_in_range(waited, 500, 15500);
		assert_int_equal(centre.after, -1); /* the answer comes at once, news or none */
	}
	assert_true(waited > 10000); /* and not in a hurry any more */
	say_state(b, ASKED_POLL, STATE_SCANNED);
	assert_false(runner_view(b->runner)->centre_away);
	assert_int_equal(centre.after, b->enrolment.revision);
	assert_int_equal(bench_problem(b), PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_SCANNED);
}

static void test_polls_on(void **state)
{
	struct bench *b = *state;
	go_qr(b);
	for (int i = 0; i < 5; i++) {
		centre_answers(ASKED_POLL, &b->enrolment); /* its time was up: nothing new */
		assert_int_not_equal(centre.calls[ASKED_POLL].pending, 0);
		assert_int_equal(centre.after, b->enrolment.revision);
	}
}

/* Polls that were lost leave no state out. */
static void test_states_in_between(void **state)
{
	struct bench *b = *state;
	static const enum enrol_state passed[] = {
	    ENROL_SCANNED, ENROL_CONFIRMED, ENROL_CONSENTED, ENROL_SAVED, ENROL_SUCCESS};
	go_qr(b);
	say_state(b, ASKED_POLL, STATE_SUCCESS);
	assert_int_equal(bench_enrol(b)->state, ENROL_SUCCESS);
	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
		assert_int_equal(
		    runner_view(b->runner)->state_since[passed[i]], clock_real_ms(&b->clock));
	assert_int_equal(centre.calls[ASKED_MATCH].count, 0);
}

/* An answer that was overtaken tells nothing. */
static void test_old_answer(void **state)
{
	struct bench *b = *state;
	go_scanned(b);
	struct api_enrolment old = b->enrolment;
	assert_true(runner_match_code(b->runner, "1234"));
	say_state(b, ASKED_MATCH, STATE_CONFIRMED);
	old.second_phone = true;
	centre_answers(ASKED_POLL, &old);
	assert_int_equal(bench_enrol(b)->state, ENROL_CONFIRMED);
	assert_false(bench_enrol(b)->second_phone);
	assert_int_equal(runner_view(b->runner)->enrolment->state, STATE_CONFIRMED);
}

static void test_expired(void **state)
{
	struct bench *b = *state;
	go_qr(b);
	b->enrolment.end_problem = PROBLEM_ENDED_EXPIRED;
	say_state(b, ASKED_POLL, STATE_EXPIRED);
	assert_int_equal(bench_enrol(b)->state, ENROL_ENDED);
	assert_int_equal(bench_problem(b), PROBLEM_ENDED_EXPIRED);
	assert_null(runner_view(b->runner)->code);
	assert_int_equal(centre.calls[ASKED_POLL].pending, 0);
}

/* ---- linkage ---- */

static void test_register_away(void **state)
{
	struct bench *b = *state;
	go_reading(b);
	tell_text();
	centre_fails(ASKED_LINKAGE, PROBLEM_CENTRE_DOWN, false, false);
	assert_int_equal(bench_enrol(b)->state, ENROL_FACE);
	assert_int_equal(bench_problem(b), PROBLEM_CENTRE_DOWN);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	allow_linkage();
	assert_int_equal(bench_problem(b), PROBLEM_NONE);
}

static void test_register_refuses_by_problem(void **state)
{
	struct bench *b = *state;
	go_reading(b);
	tell_text();
	centre_fails(ASKED_LINKAGE, PROBLEM_REFUSED_JOINT_CENTRE, true, false);
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), PROBLEM_REFUSED_JOINT_CENTRE);
	assert_int_equal(runner_view(b->runner)->linkage->reason_count, 1);
}

/* ---- restarts ---- */

static void restart(struct bench *b)
{
	bench_close(b);
	bench_open(b);
}

static void test_restart(void **state)
{
	struct bench *b = *state;
	struct runner_pending pending[4];
	struct error err = {0};
	go_scanned(b);
	restart(b);
	assert_int_equal(runner_pending(b->runner, pending, 4), 1);
	assert_string_equal(pending[0].id, "e1");
	assert_int_equal(pending[0].state, STATE_SCANNED);
	assert_true(runner_resume(b->runner, "e1", &err));
	assert_int_equal(bench_enrol(b)->state, ENROL_SCANNED);
	assert_int_equal(centre.after, -1); /* at once, whatever the revision */
	say_state(b, ASKED_POLL, STATE_CONSENTED);
	assert_int_equal(bench_enrol(b)->state, ENROL_CONSENTED);
	say_state(b, ASKED_POLL, STATE_SUCCESS);
	assert_int_equal(runner_pending(b->runner, pending, 4), 0);
}

static void test_resume_of_the_list(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	assert_true(runner_resume(b->runner, "e1", &err));
	say_state(b, ASKED_POLL, STATE_SAVED);
	assert_int_equal(bench_enrol(b)->state, ENROL_SAVED);
	assert_false(runner_resume(b->runner, "e1", &err)); /* not while one is open */
}

static void test_resume_and_cancel(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	go_qr(b);
	restart(b);
	assert_true(runner_resume(b->runner, "e1", &err));
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	say_state(b, ASKED_CANCEL, STATE_CANCELLED);
	assert_int_equal(bench_enrol(b)->state, ENROL_ENDED);
}

/* The answer with the code was lost with the program: the same key brings it again. */
static void test_code_unanswered_at_restart(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	char first[API_ID_SIZE];
	go_proofed(b);
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	key_of(first, ASKED_CODE);
	restart(b);
	assert_true(runner_resume(b->runner, "e1", &err));
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	assert_string_equal(centre.calls[ASKED_CODE].key, first);
}

static void test_left_open_stays_in_the_journal(void **state)
{
	struct bench *b = *state;
	struct runner_pending pending[4];
	go_qr(b);
	assert_true(runner_officer(b->runner, ENROL_EV_LEAVE, 0));
	assert_int_equal(runner_pending(b->runner, pending, 4), 1);
	restart(b);
	assert_int_equal(runner_pending(b->runner, pending, 4), 1);
}

/* ---- disks that fail ---- */

/* Nothing is sent that is not written down. */
static void test_intent_not_written(void **state)
{
	struct bench *b = *state;
	go_proofed(b);
	fail_sync = EIO;
	failing_syncs = 2;
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	assert_int_equal(centre.calls[ASKED_CODE].count, 0);
	assert_int_equal(bench_enrol(b)->state, ENROL_PROOFED);
	assert_int_equal(bench_problem(b), PROBLEM_IO);
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	assert_int_equal(centre.calls[ASKED_CODE].count, 1);
}

/* A single failed fsync costs a new file, nothing else. */
static void test_one_failed_sync(void **state)
{
	struct bench *b = *state;
	go_proofed(b);
	fail_sync = EIO;
	failing_syncs = 1;
	assert_true(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	assert_int_equal(centre.calls[ASKED_CODE].count, 1);
}

/* Success is told only when it is on the disk. */
static void test_success_not_written(void **state)
{
	struct bench *b = *state;
	go_scanned(b);
	say_state(b, ASKED_POLL, STATE_SAVED);
	fail_sync = ENOSPC;
	failing_syncs = 2;
	say_state(b, ASKED_POLL, STATE_SUCCESS);
	assert_int_equal(bench_enrol(b)->state, ENROL_SAVED);
	assert_int_equal(bench_problem(b), PROBLEM_IO);
	bench_pass(b, 1001);
	centre_answers(ASKED_POLL, &b->enrolment);
	assert_int_equal(bench_enrol(b)->state, ENROL_SUCCESS);
	assert_int_equal(bench_problem(b), PROBLEM_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_BENCH(test_evidence_in_doubt),
	    AT_BENCH(test_evidence_turned_down),
	    AT_BENCH(test_cancelled_in_doubt),
	    AT_BENCH(test_code_in_doubt),
	    AT_BENCH(test_each_renewal_is_its_own_request),
	    AT_BENCH(test_renewal_refused),
	    AT_BENCH(test_quota_gone),
	    AT_BENCH(test_code_runs_out),
	    AT_BENCH(test_code_too_late),
	    AT_BENCH(test_wrong_digits),
	    AT_BENCH(test_digits_in_doubt),
	    AT_BENCH(test_without_match_code),
	    AT_BENCH(test_second_phone),
	    AT_BENCH(test_cancelled_by_officer),
	    AT_BENCH(test_poll_is_never_given_up),
	    AT_BENCH(test_polls_on),
	    AT_BENCH(test_states_in_between),
	    AT_BENCH(test_old_answer),
	    AT_BENCH(test_expired),
	    AT_BENCH(test_register_away),
	    AT_BENCH(test_register_refuses_by_problem),
	    AT_BENCH(test_restart),
	    AT_BENCH(test_resume_of_the_list),
	    AT_BENCH(test_resume_and_cancel),
	    AT_BENCH(test_code_unanswered_at_restart),
	    AT_BENCH(test_left_open_stays_in_the_journal),
	    AT_BENCH(test_intent_not_written),
	    AT_BENCH(test_one_failed_sync),
	    AT_BENCH(test_success_not_written),
	};
	return cmocka_run_group_tests_name("runner and centre", tests, NULL, NULL);
}
