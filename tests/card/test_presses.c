/* What becomes of the presses of a finger, and the order of minutiae without qualities. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "card/sensor_presses.h"

static struct presses presses;

/* A finger of `count` minutiae, another one for each seed. */
static struct press finger(unsigned seed, size_t count, int quality)
{
	struct press p = {.state = PRESS_GOOD, .quality = quality, .len = 3 * count};

	for (size_t i = 0; i < count; i++) {
		p.template_[3 * i] = (uint8_t)(20 + rand_r(&seed) % 200);
		p.template_[3 * i + 1] = (uint8_t)(20 + rand_r(&seed) % 200);
		p.template_[3 * i + 2] = (uint8_t)(0x80 | rand_r(&seed) % 64);
	}
	return p;
}

static struct press moved(struct press p, int quality)
{
	for (size_t i = 0; i < p.len; i += 3)
		p.template_[i] = (uint8_t)(p.template_[i] + 9);
	p.quality = quality;
	return p;
}

static void takes(struct press p, enum sensor_guide guide, int then)
{
	assert_int_equal(presses_take(&presses, &p), PRESSES_MORE);
	assert_int_equal(presses.guide, guide);
	assert_int_equal(presses_current(&presses), then);
}

static void fails(struct press p, enum problem problem)
{
	assert_int_equal(presses_take(&presses, &p), PRESSES_FAILED);
	assert_int_equal(presses.problem, problem);
}

static void chooses(struct press p, int quality)
{
	assert_int_equal(presses_take(&presses, &p), PRESSES_DONE);
	assert_int_equal(presses.chosen->quality, quality);
}

static const struct press faint = {.state = PRESS_FAINT}, few = {.state = PRESS_FEW};

/* To be compared: the first good one. */
static void test_capture(void **state)
{
	(void)state;
	presses_begin(&presses, false, NULL, 0);
	assert_int_equal(presses_wanted(&presses), 1);
	assert_int_equal(presses_current(&presses), 1);
	chooses(finger(1, 12, 7), 7);
	presses_begin(&presses, false, NULL, 0);
	takes(faint, GUIDE_FAINT, 1);
	takes(few, GUIDE_FEW, 1);
	assert_int_equal(presses_made(&presses), 2);
	chooses(finger(1, 20, 7), 7);
}

/* What is no finger never gets as far as the card, where it would cost a try: no minutiae, one,
 * fewer than 12, or one told again and again. */
static void test_no_finger(void **state)
{
	const struct press zeros = {.state = PRESS_GOOD, .len = TEMPLATE_MAX};
	const struct press none = {.state = PRESS_GOOD};
	struct press again = finger(1, 20, 50);

	(void)state;
	presses_begin(&presses, false, NULL, 0);
	takes(none, GUIDE_FEW, 1);
	takes(zeros, GUIDE_FEW, 1);
	takes(finger(1, 1, 50), GUIDE_FEW, 1);
	takes(finger(1, 11, 50), GUIDE_FEW, 1);
	for (size_t i = 11 * 3; i < again.len; i++)
		again.template_[i] = again.template_[i - 3];
	fails(again, PROBLEM_FINGER_TEMPLATE);
	presses_begin(&presses, true, NULL, 0);
	takes(zeros, GUIDE_FEW, 1);
}

static void test_bad_ones_end(void **state)
{
	(void)state;
	presses_begin(&presses, false, NULL, 0);
	for (int i = 1; i < PRESSES_BAD_MAX; i++)
		takes(faint, GUIDE_FAINT, 1);
	fails(few, PROBLEM_FINGER_TEMPLATE);
	presses_begin(&presses, true, NULL, 0);
	for (int i = 1; i < PRESSES_BAD_MAX; i++)
		takes(finger(1, MINUTIAE_MIN_ENROLL - 1, 50), GUIDE_FEW, 1);
	fails(faint, PROBLEM_FINGER_TEMPLATE);
}

/* The better of the two that agree, wherever they stand among the three. */
static void test_best_two(void **state)
{
	const struct press a = finger(1, 25, 40), b = moved(a, 60), stranger = finger(2, 25, 90);
	const struct press *const orders[][3] = {
	    {&a, &b, &stranger}, {&b, &stranger, &a}, {&stranger, &a, &b}};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		presses_begin(&presses, true, NULL, 0);
		assert_int_equal(presses_wanted(&presses), ENROLL_PRESSES);
		takes(*orders[i][0], GUIDE_LIFT, 2);
		takes(*orders[i][1], GUIDE_LIFT, 3);
		chooses(*orders[i][2], 60);
	}
}

static void test_bad_between(void **state)
{
	const struct press a = finger(1, 16, 1);

	(void)state;
	presses_begin(&presses, true, NULL, 0);
	takes(faint, GUIDE_FAINT, 1);
	takes(a, GUIDE_LIFT, 2);
	takes(few, GUIDE_FEW, 2);
	takes(a, GUIDE_LIFT, 3);
	takes(faint, GUIDE_FAINT, 3);
	chooses(a, 1);
}

static void test_differ(void **state)
{
	unsigned i;

	(void)state;
	presses_begin(&presses, true, NULL, 0);
	takes(finger(1, 25, 1), GUIDE_LIFT, 2);
	takes(finger(2, 25, 1), GUIDE_LIFT, 3);
	for (i = 3; i < ENROLL_PRESSES + PRESSES_EXTRA; i++)
		takes(finger(i, 25, 1), GUIDE_WRONG_FINGER, 3);
	fails(finger(i, 25, 1), PROBLEM_FINGERS_DIFFER);
	/* an extra press that agrees with the very first */
	presses_begin(&presses, true, NULL, 0);
	takes(finger(1, 25, 1), GUIDE_LIFT, 2);
	takes(finger(2, 25, 1), GUIDE_LIFT, 3);
	takes(finger(3, 25, 1), GUIDE_WRONG_FINGER, 3);
	chooses(moved(finger(1, 25, 1), 2), 2);
}

static void test_other_hand(void **state)
{
	const struct press right = finger(1, 25, 50), left = finger(2, 25, 40);

	(void)state;
	presses_begin(&presses, true, right.template_, right.len);
	takes(moved(right, 50), GUIDE_WRONG_FINGER, 1);
	takes(left, GUIDE_LIFT, 2);
	takes(right, GUIDE_WRONG_FINGER, 2);
	takes(left, GUIDE_LIFT, 3);
	chooses(left, 40);
	presses_begin(&presses, true, right.template_, right.len);
	for (int i = 1; i < PRESSES_WRONG_MAX; i++)
		takes(right, GUIDE_WRONG_FINGER, 1);
	fails(right, PROBLEM_FINGER_DUPLICATE);
}

/* Templates of more minutiae than are ever compared: the best of them are. */
static void test_large(void **state)
{
	const struct press a = finger(1, TEMPLATE_MAX / 3, 1);

	(void)state;
	presses_begin(&presses, true, a.template_, a.len);
	takes(a, GUIDE_WRONG_FINGER, 1);
	presses_begin(&presses, true, NULL, 0);
	takes(a, GUIDE_LIFT, 2);
	takes(a, GUIDE_LIFT, 3);
	chooses(a, 1);
	assert_int_equal(presses.chosen->len, TEMPLATE_MAX);
}

static void test_centre_first(void **state)
{
	/* centroid (40, 40); 2 and 4 are equally far and keep their order */
	uint8_t m[] = {0, 0, 1, 50, 40, 2, 40, 40, 3, 30, 40, 4, 80, 80, 5};
	const uint8_t ordered[] = {40, 40, 3, 50, 40, 2, 30, 40, 4, 0, 0, 1, 80, 80, 5};
	uint8_t none[1] = {9};

	(void)state;
	template_centre_first(m, sizeof m);
	assert_memory_equal(m, ordered, sizeof m);
	template_centre_first(none, 0);
	assert_int_equal(none[0], 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_capture),
	    cmocka_unit_test(test_no_finger),
	    cmocka_unit_test(test_bad_ones_end),
	    cmocka_unit_test(test_best_two),
	    cmocka_unit_test(test_bad_between),
	    cmocka_unit_test(test_differ),
	    cmocka_unit_test(test_other_hand),
	    cmocka_unit_test(test_large),
	    cmocka_unit_test(test_centre_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
