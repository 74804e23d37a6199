/* From the image of a finger to a template: known geometry, resolutions, images of no use. */
#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "card/print.h"
#include "grating.h"

static uint8_t grey[PRINT_SIDE_MAX * PRINT_SIDE_MAX];
static struct print print;
static struct error err;

/* 300 x 300 pixels of 500 dpi, the minutia at (150, 140) from the upper left corner. */
static const struct grating plain = {
    .width = 300, .height = 300, .period = 9, .x = 150, .y = 140, .contrast = 100, .rim = 20};

static void from(const struct grating *r, double ppmm)
{
	grating_paint(grey, r);
	assert_true(print_from_image(grey, r->width, r->height, ppmm, &print, &err));
}

static void assert_near(double is, double should, double within)
{
	if (fabs(is - should) > within)
		fail_msg("%g, not %g", is, should);
}

/* ISO/IEC 19794-2: 0.1 mm, angle counter-clockwise from the x axis, into the ending's ridge
 * or the bifurcation's valley; here y grows upwards. mindtct knows 32 directions. */
static void test_place_direction_type(void **state)
{
	(void)state;
	for (int degrees = 0; degrees < 360; degrees += 15)
		for (int bifurcation = 0; bifurcation < 2; bifurcation++) {
			struct grating r = plain;
			const struct minutia *m = &print.minutiae.m[0];

			r.degrees = degrees;
			r.bifurcation = bifurcation == 1;
			from(&r, 0);
			assert_int_equal(print.minutiae.count, 1);
			assert_near(m->x, 150 / 19.685 * 10, 1.5);
			assert_near(m->y, (299 - 140) / 19.685 * 10, 1.5);
			assert_near(remainder(m->angle * 360.0 / 64 - degrees, 360), 0, 8.5);
			assert_int_equal(
			    m->type, bifurcation ? MINUTIA_BIFURCATION : MINUTIA_ENDING);
			assert_true(print.quality[0] >= 50);
		}
}

/* The same finger as a sensor of another resolution sees it. */
static void test_resolutions(void **state)
{
	static const double ppmms[] = {12, 15, 19.685, 20, 30, 39.37};

	(void)state;
	for (size_t i = 0; i < sizeof ppmms / sizeof *ppmms; i++) {
		const double scale = ppmms[i] / 19.685;
		struct grating r = plain;

		r.width = r.height = (int)(300 * scale);
		r.period *= scale;
		r.x *= scale;
		r.y *= scale;
		r.rim *= scale;
		r.degrees = 90;
		from(&r, ppmms[i]);
		assert_int_equal(print.minutiae.count, 1);
		assert_near(print.minutiae.m[0].x, 76.2, 2);
		assert_near(print.minutiae.m[0].y, 80.8, 2);
	}
	assert_false(print_from_image(grey, 300, 300, 1e9, &print, &err));
	assert_int_equal(err.problem, PROBLEM_SENSOR_FAILED);
	assert_false(print_from_image(grey, 300, 300, NAN, &print, &err));
	assert_false(print_from_image(grey, 300, 300, -20, &print, &err));
	assert_false(print_from_image(grey, 1900, 1900, 10, &print, &err));
}

/* 8 bits hold 25.5 mm; of a larger image the window is taken that holds the minutia. */
static void test_window(void **state)
{
	static const double places[][2] = {{60, 60}, {740, 60}, {60, 640}, {740, 640}};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct grating r = plain;

		r.width = 800; /* 40.6 mm */
		r.height = 700;
		r.x = places[i][0];
		r.y = places[i][1];
		from(&r, 0);
		assert_int_equal(print.minutiae.count, 1);
	}
}

static void test_no_image(void **state)
{
	static const int sizes[][2] = {{0, 0}, {0, 300}, {300, 0}, {-1, 300}, {300, -1}, {63, 300},
	    {300, 63}, {1, 1}, {2001, 300}, {300, 2001}, {2147483647, 2147483647}};

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		err.problem = PROBLEM_NONE;
		assert_false(print_from_image(grey, sizes[i][0], sizes[i][1], 0, &print, &err));
		assert_int_equal(err.problem, PROBLEM_SENSOR_FAILED);
		assert_int_equal(print.minutiae.count, 0);
	}
	assert_false(print_from_image(NULL, 300, 300, 0, &print, &err));
}

static void test_one_grey(void **state)
{
	static const int greys[] = {0, 127, 255};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		memset(grey, greys[i], 300 * 300);
		assert_true(print_from_image(grey, 300, 300, 0, &print, &err));
		assert_int_equal(print.minutiae.count, 0);
		assert_int_equal(print.area, 0);
		assert_int_equal(print_judge(&print, 1), PRINT_FAINT);
	}
	memset(grey, 127, 64 * 64);
	assert_true(print_from_image(grey, 64, 64, 0, &print, &err));
}

static void test_judged(void **state)
{
	struct grating r = plain;

	(void)state;
	from(&r, 0);
	assert_int_equal(print_judge(&print, 1), PRINT_GOOD);
	assert_int_equal(print_judge(&print, MINUTIAE_MIN_VERIFY), PRINT_FEW);
	r.contrast = 15; /* hardly there */
	from(&r, 0);
	assert_int_equal(print_judge(&print, 1), PRINT_FAINT);
	r.contrast = 100;
	r.rim = 110; /* 4 mm of it */
	from(&r, 0);
	assert_int_equal(print_judge(&print, 1), PRINT_FEW);
}

/* What is no finger at all. */
static void test_noise(void **state)
{
	unsigned seed = 20261124;

	(void)state;
	for (int i = 0; i < 20; i++) {
		const int width = 64 + rand_r(&seed) % 300, height = 64 + rand_r(&seed) % 300;

		for (int n = 0; n < width * height; n++)
			grey[n] = (uint8_t)rand_r(&seed);
		if (print_from_image(grey, width, height, 0, &print, &err))
			assert_true(print.minutiae.count <= MINUTIAE_MAX);
		else
			assert_int_equal(err.problem, PROBLEM_SENSOR_FAILED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_place_direction_type),
	    cmocka_unit_test(test_resolutions),
	    cmocka_unit_test(test_window),
	    cmocka_unit_test(test_no_image),
	    cmocka_unit_test(test_one_grey),
	    cmocka_unit_test(test_judged),
	    cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
