/* Synthetic fingers as pictures: the same seed, the same picture; each impression another
 * view of one skin; ridges where the model has them. */
#include "world.h"

#include <math.h>
#include <stdio.h>

#include "simcard/press.h"

#define FINGERS 120
#define PRESSES 4
#define SEED	7000

static uint8_t picture[PRESS_SIZE], other[PRESS_SIZE];

static void test_same_seed(void **state)
{
	(void)state;
	press_finger(picture, SEED, 1);
	press_finger(other, SEED, 1);
	assert_memory_equal(picture, other, PRESS_SIZE);
}

/* Many numbers go by one finger, and so do many fingers by one number. */
static void test_impressions_differ(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < FINGERS; i++)
		for (uint64_t n = 0; n < PRESSES; n++) {
			struct press a, b, c;

			press_choose(&a, SEED + i, n);
			press_choose(&b, SEED + i, n + 1);
			press_choose(&c, SEED + i + 1, n);
			assert_true(a.turn != b.turn && a.turn != c.turn);
			assert_true(a.seed != b.seed && a.seed != c.seed);
		}
}

static void test_fingers_differ(void **state)
{
	struct ridges a, b;

	(void)state;
	for (uint64_t i = 0; i < FINGERS; i++) {
		size_t same = 0;

		ridges_draw(&a, SEED + i);
		ridges_draw(&b, SEED + i + 1);
		for (size_t k = 0; k < a.count && k < b.count; k++)
			same +=
			    hypot(a.spiral[k].x - b.spiral[k].x, a.spiral[k].y - b.spiral[k].y) < 1;
		assert_true(same < 3);
	}
}

/* They share patterns: two of three are loops, and each kind is there. */
static void test_patterns(void **state)
{
	int seen[PATTERN_WHORL + 1] = {0};

	(void)state;
	for (uint64_t i = 0; i < FINGERS; i++) {
		struct ridges f;

		ridges_draw(&f, SEED + i);
		seen[f.pattern]++;
	}
	for (size_t i = 0; i <= PATTERN_WHORL; i++)
		assert_true(seen[i] > 0);
	assert_in_range(seen[PATTERN_LEFT] + seen[PATTERN_RIGHT], FINGERS / 2, FINGERS * 4 / 5);
}

/* Within the pad, apart from each other, of both kinds and both turns. */
static void test_minutiae(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < FINGERS; i++) {
		struct ridges f;
		int turns = 0, endings = 0;

		ridges_draw(&f, SEED + i);
		assert_in_range(f.count, 60, RIDGE_SPIRALS);
		for (size_t k = 0; k < f.count; k++) {
			const struct ridge_minutia m = ridges_minutia(&f, k);

			assert_true(fabs(m.x) <= PAD_HALF_WIDTH && fabs(m.y) <= PAD_HALF_HEIGHT);
			turns += f.spiral[k].turn;
			endings += m.type == MINUTIA_ENDING;
			for (size_t l = 0; l < k; l++)
				assert_true(hypot(f.spiral[l].x - m.x, f.spiral[l].y - m.y) > 15);
		}
		assert_in_range(abs(turns), 0, 1);
		assert_in_range(endings, f.count / 5, f.count * 4 / 5);
	}
}

/* Nearly half a ridge's way on lies a valley, and ridges are 0.4 to 0.55 mm apart: in a
 * quiet part of an arch, going down. */
static void test_ridges_apart(void **state)
{
	struct ridges f;
	int crossings = 0;
	bool up;

	(void)state;
	ridges_draw(&f, SEED);
	f.pattern = PATTERN_ARCH;
	f.count = 0;
	f.bend_left = f.bend_right = 0;
	for (size_t i = 0; i < RIDGE_WAVES; i++)
		f.wave[i].amplitude = 0;
	up = ridges_at(&f, 0, 0) > 0;
	for (int y = 1; y <= 1000; y++) {
		const bool now = ridges_at(&f, 0, y / 10.0) > 0;

		crossings += now != up;
		up = now;
	}
	/* 100 pixels hold 100 / period ridges, each with two edges */
	assert_in_range(crossings, (int)(200 / f.period) - 1, (int)(200 / f.period) + 1);
	assert_in_range((int)(1000 * f.period / RIDGES_PER_MM), 400, 550);
}

/* Place and skin are each other's inverse, to a hundredth of a pixel. */
static void test_inverse(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < FINGERS; i++) {
		struct press p;

		press_choose(&p, SEED + i, i);
		for (int y = 0; y <= PRESS_HEIGHT; y += 40)
			for (int x = 0; x <= PRESS_WIDTH; x += 30) {
				const struct press_point at = {x, y};
				const struct press_point back = press_place(&p, press_skin(&p, at));

				assert_true(hypot(back.x - x, back.y - y) < 0.01);
			}
	}
}

/* Counter-clockwise as seen: what lay right of the middle lies above it. */
static void test_turn(void **state)
{
	struct press p = {.turn = 90, .stretch_x = 1, .stretch_y = 1};
	const struct press_point at = press_place(&p, (struct press_point){10, 0});

	(void)state;
	assert_true(fabs(at.x - PRESS_WIDTH / 2.0) < 0.01);
	assert_true(fabs(at.y - (PRESS_HEIGHT / 2.0 - 10)) < 0.01);
}

/* Ridges are dark, what does not touch is light. */
static void test_dark_ridges(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 12; i++) {
		double sum[2] = {0}, count[2] = {0};
		struct ridges f;
		struct press p;

		ridges_draw(&f, SEED + i);
		press_choose(&p, SEED + i, 0);
		press_picture(picture, &f, &p);
		for (int k = 0; k < PRESS_SIZE; k++) {
			const struct press_point at = {k % PRESS_WIDTH, k / PRESS_WIDTH};
			const struct press_point skin = press_skin(&p, at);
			const bool ridge = ridges_at(&f, skin.x, skin.y) > 0;

			if (press_touches(&p, at)) {
				sum[ridge] += picture[k];
				count[ridge]++;
			}
		}
		assert_true(count[0] > PRESS_SIZE / 10.0 && count[1] > PRESS_SIZE / 10.0);
		assert_true(sum[1] / count[1] + 50 < sum[0] / count[0]);
		assert_in_range(picture[0], 170, 255);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same_seed),
	    cmocka_unit_test(test_impressions_differ),
	    cmocka_unit_test(test_fingers_differ),
	    cmocka_unit_test(test_patterns),
	    cmocka_unit_test(test_minutiae),
	    cmocka_unit_test(test_ridges_apart),
	    cmocka_unit_test(test_inverse),
	    cmocka_unit_test(test_turn),
	    cmocka_unit_test(test_dark_ridges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
