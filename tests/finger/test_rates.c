/* From pictures to verdicts, a few fingers each day. The whole measurement is
 * tests/finger/rates.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rates.h"

#define FINGERS 20
#define PRESSES 3

static struct rates rates;

static int measure(void **state)
{
	struct error err;

	(void)state;
	return rates_measure(&rates, RATES_TEST_SEED, FINGERS, PRESSES, &err) ? 0 : -1;
}

static void test_counts(void **state)
{
	(void)state;
	assert_int_equal(rates.pictures, FINGERS * PRESSES);
	assert_int_equal(rates.genuine, FINGERS * PRESSES * (PRESSES - 1) / 2);
	assert_int_equal(rates.impostors, FINGERS * (FINGERS - 1));
	assert_int_equal(rates_false_matches(&rates, 0), rates.impostors);
	assert_int_equal(rates_false_non_matches(&rates, RATES_SCORE_MAX + 1), rates.genuine);
}

/* So few pairs allow 3 % one or two errors, and 0.1 % none. */
static void test_errors(void **state)
{
	(void)state;
	assert_in_range(
	    rates_false_non_matches(&rates, MATCH_THRESHOLD), 0, rates.genuine * 3 / 100);
	assert_int_equal(rates_false_matches(&rates, MATCH_THRESHOLD), 0);
	assert_int_equal(rates.refused, 0);
}

/* The pictures show the minutiae that the model tells of, where and how it tells: nine of
 * ten are found; by chance it were one of seven. */
static void test_known(void **state)
{
	(void)state;
	assert_in_range(rates.known, 20 * rates.pictures, 60 * rates.pictures);
	assert_in_range(rates.known_found, rates.known * 85 / 100, rates.known);
	assert_in_range(rates.known_directed, rates.known_found * 3 / 4, rates.known_found);
}

/* It is not made easy: impressions of a finger show parts of it that differ. */
static void test_overlap(void **state)
{
	(void)state;
	assert_true(rates.overlap_least < 0.65);
	assert_true(rates.overlap_sum / (double)rates.genuine < 0.85);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_counts),
	    cmocka_unit_test(test_errors),
	    cmocka_unit_test(test_known),
	    cmocka_unit_test(test_overlap),
	};
	return cmocka_run_group_tests(tests, measure, NULL);
}
