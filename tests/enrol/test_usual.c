/* How long a wait usually takes: the median of the last times, and only of those that came to
 * what was waited for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "enrol/usual.h"

static void scan(struct usual *u, int64_t ms)
{
	usual_note(u, ENROL_QR_CREATED, ENROL_SCANNED, ms);
}

static void test_nothing_is_known_at_first(void **state)
{
	struct usual u = {0};
	(void)state;
	for (int s = 0; s < ENROL_STATE_COUNT; s++) {
		assert_int_equal(usual_of(&u, (enum enrol_state)s), 0);
		assert_int_equal(usual_of(NULL, (enum enrol_state)s), 0);
	}
	scan(&u, 60000);
	scan(&u, 70000);
	assert_int_equal(usual_of(&u, ENROL_QR_CREATED), 0); /* two are not «usual» */
	scan(&u, 80000);
	assert_int_equal(usual_of(&u, ENROL_QR_CREATED), 70000);
	usual_note(NULL, ENROL_QR_CREATED, ENROL_SCANNED, 1); /* nobody keeps it */
}

/* One that took an hour moves nothing; of an even count the lower in the middle. */
static void test_median_by_hand(void **state)
{
	struct usual u = {0};
	(void)state;
	scan(&u, 50);
	scan(&u, 3600000);
	scan(&u, 40);
	assert_int_equal(usual_of(&u, ENROL_QR_CREATED), 50);
	scan(&u, 30);
	assert_int_equal(usual_of(&u, ENROL_QR_CREATED), 40); /* 30 40 50 3600000 */
	scan(&u, 45);
	assert_int_equal(usual_of(&u, ENROL_QR_CREATED), 45);
}

static void test_old_times_are_forgotten(void **state)
{
	struct usual u = {0};
	(void)state;
	for (int i = 0; i < 100; i++)
		scan(&u, 1000);
	for (int i = 0; i < USUAL_KEPT / 2 + 1; i++)
		scan(&u, 9000);
	assert_int_equal(usual_of(&u, ENROL_QR_CREATED), 9000);
}

static void thrice(struct usual *u, enum enrol_state from, enum enrol_state to)
{
	for (int i = 0; i < USUAL_MIN; i++)
		usual_note(u, from, to, 1000);
}

/* Cancelled, failed, left open, turned back: no time of what was waited for. */
static void test_only_what_came_is_counted(void **state)
{
	static const enum enrol_state ends[] = {ENROL_CANCELLING, ENROL_ENDED, ENROL_STOPPED,
	    ENROL_PARKED, ENROL_WAIT_CARD, ENROL_DESK, ENROL_EXCEPTION, ENROL_LAST_TRY};
	struct usual u = {0};
	(void)state;
	for (int s = 0; s < ENROL_STATE_COUNT; s++)
		for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
			thrice(&u, (enum enrol_state)s, ends[i]);
	thrice(&u, ENROL_MATCHING, ENROL_FINGER);    /* did not match */
	thrice(&u, ENROL_CONFIRMING, ENROL_SCANNED); /* wrong digits */
	thrice(&u, ENROL_CREATING, ENROL_PROOFED);   /* no code */
	thrice(&u, ENROL_WAIT_CARD, ENROL_READING);  /* the next in the queue comes when he comes */
	for (int s = 0; s < ENROL_STATE_COUNT; s++)
		assert_int_equal(usual_of(&u, (enum enrol_state)s), 0);
}

/* The waits of an enrollment that goes well, each. */
static void test_each_wait_is_known_after_some(void **state)
{
	static const enum enrol_state path[] = {ENROL_FACE, ENROL_CHECKING, ENROL_FINGER,
	    ENROL_MATCHING, ENROL_PROOFING, ENROL_PROOFED, ENROL_CREATING, ENROL_QR_CREATED,
	    ENROL_SCANNED, ENROL_CONFIRMING, ENROL_CONFIRMED, ENROL_CONSENTED, ENROL_SAVED,
	    ENROL_SUCCESS};
	size_t count = sizeof path / sizeof path[0];
	struct usual u = {0};
	(void)state;
	for (size_t i = 0; i + 1 < count; i++)
		thrice(&u, path[i], path[i + 1]);
	for (int i = 0; i < USUAL_MIN; i++)
		usual_note_reading(&u, 1900);
	for (size_t i = 0; i + 1 < count; i++) /* PROOFED waits for the officer alone */
		assert_int_equal(usual_of(&u, path[i]), path[i] == ENROL_PROOFED ? 0 : 1000);
	assert_int_equal(usual_of(&u, ENROL_READING), 1900);
	assert_int_equal(usual_of(&u, ENROL_SUCCESS), 0);
}

static void test_writing(void **state)
{
	struct usual u = {0};
	(void)state;
	for (int i = 0; i < USUAL_MIN; i++) {
		usual_note_writing(&u, WRITING_CAPTURE, WRITING_CHALLENGE, 8000);
		usual_note_writing(&u, WRITING_WRITING, WRITING_CAPTURE, 700); /* the other one */
		usual_note_writing(&u, WRITING_AUTHORISING, WRITING_TROUBLE, 30000);
		usual_note_writing(&u, WRITING_APPROVING, WRITING_APPROVAL, 900); /* wrong PIN */
		usual_note_writing(&u, WRITING_ASK, WRITING_CAPTURE, 4000);	  /* the officer */
	}
	assert_int_equal(usual_of_writing(&u, WRITING_CAPTURE), 8000);
	assert_int_equal(usual_of_writing(&u, WRITING_WRITING), 700);
	assert_int_equal(usual_of_writing(&u, WRITING_AUTHORISING), 0);
	assert_int_equal(usual_of_writing(&u, WRITING_APPROVING), 0);
	assert_int_equal(usual_of_writing(&u, WRITING_ASK), 0);
	assert_int_equal(usual_of_writing(NULL, WRITING_ASK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing_is_known_at_first),
	    cmocka_unit_test(test_median_by_hand),
	    cmocka_unit_test(test_old_times_are_forgotten),
	    cmocka_unit_test(test_only_what_came_is_counted),
	    cmocka_unit_test(test_each_wait_is_known_after_some),
	    cmocka_unit_test(test_writing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
