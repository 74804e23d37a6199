/* The comparison of minutiae: the same finger however it comes down, and no other. */
#include "../simcard/world.h"

#include <stdio.h>

#include "simcard/file.h"
#include "simcard/finger.h"
#include "finger/match.h"
#include "simcard/rng.h"

#define FINGERS 120

static struct minutiae finger(uint64_t seed)
{
	struct minutiae m;

	finger_draw(&m, seed, 34 + seed % 12);
	return m;
}

static int score(uint64_t seed, struct impression how)
{
	const struct minutiae f = finger(seed);
	struct minutiae pressed;

	finger_press(&pressed, &f, &how);
	return match_score(&f, &pressed);
}

static void test_itself(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < FINGERS; i++) {
		const struct minutiae f = finger(i);

		assert_int_equal(match_score(&f, &f), 1000);
	}
}

static void test_moved(void **state)
{
	static const double steps[] = {-30, -10, 0, 10, 30};

	(void)state;
	for (size_t i = 0; i < 5; i++)
		for (size_t j = 0; j < 5; j++)
			assert_in_range(
			    score(7, (struct impression){.dx = steps[i], .dy = steps[j]}),
			    MATCH_THRESHOLD, 1000);
}

static void test_turned(void **state)
{
	(void)state;
	for (int degrees = -20; degrees <= 20; degrees++)
		assert_in_range(score(11, (struct impression){.rotate = degrees, .dx = 10}),
		    MATCH_THRESHOLD, 1000);
}

/* A finger laid down upside down, or across, is not taken. */
static void test_turned_too_far(void **state)
{
	(void)state;
	assert_in_range(score(11, (struct impression){.rotate = 60}), 0, MATCH_THRESHOLD - 1);
	assert_in_range(score(11, (struct impression){.rotate = 180}), 0, MATCH_THRESHOLD - 1);
}

static struct impression noisy(uint64_t seed)
{
	struct rng r = {seed};
	struct impression how = {
	    .jitter = 3, .turn = 8, .missing = 0.2, .other_type = 0.1, .spurious = 4};

	how.rotate = rng_between(&r, -20, 20);
	how.dx = rng_between(&r, -25, 25);
	how.dy = rng_between(&r, -25, 25);
	how.seed = rng_next(&r);
	return how;
}

static void test_noisy(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < FINGERS; i++)
		if (score(i, noisy(i + 5000)) < MATCH_THRESHOLD)
			fail_msg("finger %d is refused", (int)i);
}

/* Impostors: clean and noisy, no two fingers alike, and both ways round. */
static void test_others(void **state)
{
	int best = 0;

	(void)state;
	for (uint64_t i = 0; i < FINGERS; i++) {
		const struct minutiae a = finger(i), b = finger(i + 100000);
		const struct impression how = noisy(i);
		struct minutiae pressed;
		int s;

		finger_press(&pressed, &b, &how);
		s = match_score(&a, &b);
		best = s > best ? s : best;
		s = match_score(&a, &pressed);
		best = s > best ? s : best;
	}
	if (best >= MATCH_THRESHOLD)
		fail_msg("another finger scores %d", best);
	/* far below, so that the threshold is no matter of luck */
	assert_in_range(best, 0, MATCH_THRESHOLD * 2 / 3);
}

/* Same places, but directions as they come: the angles are looked at. */
static void test_angles_count(void **state)
{
	const struct minutiae f = finger(3);
	struct minutiae g = f;
	struct rng r = {3};

	(void)state;
	for (size_t i = 0; i < g.count; i++)
		g.m[i].angle = (uint8_t)rng_below(&r, MINUTIA_ANGLES);
	assert_in_range(match_score(&f, &g), 0, MATCH_THRESHOLD - 1);
}

/* Every type wrong: half the weight each, so a quarter of the score. */
static void test_types_count(void **state)
{
	(void)state;
	assert_int_equal(score(3, (struct impression){.other_type = 1}), 250);
}

/* A type that the sensor could not tell costs less. */
static void test_unknown_types(void **state)
{
	const struct minutiae f = finger(3);
	struct minutiae g = f;

	(void)state;
	for (size_t i = 0; i < g.count; i++)
		g.m[i].type = MINUTIA_OTHER;
	assert_int_equal(match_score(&f, &g), 562); /* 0.75 squared */
}

/* Seven points in the right places prove nothing. */
static void test_too_few_pairs(void **state)
{
	const struct minutiae f = finger(3);
	struct minutiae part = f;

	(void)state;
	part.count = MATCH_PAIRS_MIN - 1;
	assert_int_equal(match_score(&f, &part), 0);
	part.count = 0;
	assert_int_equal(match_score(&f, &part), 0);
}

/* The samples: a right finger lives up to its card and to no other. */
static void test_samples(void **state)
{
	static const char *const names[] = {"somsri", "somchai", "boonmee", "khampan", "kanchana"};
	char name[64];
	struct error err;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		for (size_t j = 0; j < 5; j++) {
			struct minutiae card, live;

			snprintf(name, sizeof name, "%s-right.fmd", names[i]);
			assert_true(file_read_minutiae(&card, sample(name), &err));
			snprintf(name, sizeof name, "%s-right-live.fmd", names[j]);
			assert_true(file_read_minutiae(&live, sample(name), &err));
			assert_int_equal(match_same_finger(&card, &live), i == j);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_itself),
	    cmocka_unit_test(test_moved),
	    cmocka_unit_test(test_turned),
	    cmocka_unit_test(test_turned_too_far),
	    cmocka_unit_test(test_noisy),
	    cmocka_unit_test(test_others),
	    cmocka_unit_test(test_angles_count),
	    cmocka_unit_test(test_types_count),
	    cmocka_unit_test(test_unknown_types),
	    cmocka_unit_test(test_too_few_pairs),
	    cmocka_unit_test(test_samples),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
