/* Four real fingers as pictures (tests/data/fingers): each is known again when it comes down
 * elsewhere, turned or in part, and is none of the others. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <png.h>

#include "card/print.h"
#include "finger/match.h"

#define FINGERS	 4
#define SIDE_MAX 256
#define PAPER	 255
/* The size of the pictures and the distance of their ridges say 250 dpi: half of the
 * 512 x 480 pixels of the collections at 500 dpi that NIST gave out. */
#define PPMM (250 / 25.4)

struct picture {
	int width, height;
	uint8_t grey[SIDE_MAX * SIDE_MAX];
};

static const char *const names[FINGERS] = {"arch", "tented_arch", "loop-right", "whorl"};

static void load(struct picture *out, const char *name)
{
	png_image png = {.version = PNG_IMAGE_VERSION};
	char path[512];

	snprintf(path, sizeof path, "%s/tests/data/fingers/%s.png", getenv("top_srcdir"), name);
	assert_int_not_equal(png_image_begin_read_from_file(&png, path), 0);
	assert_in_range(png.width, 200, SIDE_MAX);
	assert_in_range(png.height, 200, SIDE_MAX);
	png.format = PNG_FORMAT_GRAY;
	out->width = (int)png.width;
	out->height = (int)png.height;
	assert_int_not_equal(png_image_finish_read(&png, NULL, out->grey, 0, NULL), 0);
}

static struct print print_of(const struct picture *p)
{
	struct print print;
	struct error err;

	assert_true(print_from_image(p->grey, p->width, p->height, PPMM, &print, &err));
	return print;
}

/* How a finger comes down: turned (degrees, counter-clockwise), shifted (pixels), and what
 * of the picture is cut off at each side. */
struct move {
	double turn, dx, dy;
	int left, right, top, bottom;
};

static const struct move moves[] = {
    {.turn = 0},
    {.dx = 25, .dy = -20},
    {.dx = -31, .dy = 17},
    {.turn = 10},
    {.turn = -15, .dx = 8, .dy = 12},
    {.turn = 20, .dx = -10},
    {.turn = 30},
    {.left = 60},
    {.right = 60, .top = 40},
    {.turn = -20, .bottom = 70},
    {.turn = 12, .dx = 20, .dy = 20, .left = 50, .top = 50},
};
#define MOVES (sizeof moves / sizeof *moves)

static struct print prints[FINGERS];
static struct minutiae probes[FINGERS][MOVES];

static uint8_t pixel(const struct picture *p, int x, int y)
{
	return x < 0 || y < 0 || x >= p->width || y >= p->height ? PAPER
								 : p->grey[y * p->width + x];
}

/* Between four pixels. */
static uint8_t sample(const struct picture *p, double x, double y)
{
	const int left = (int)floor(x), top = (int)floor(y);
	const double u = x - left, v = y - top;

	return (uint8_t)lround(
	    (pixel(p, left, top) * (1 - u) + pixel(p, left + 1, top) * u) * (1 - v) +
	    (pixel(p, left, top + 1) * (1 - u) + pixel(p, left + 1, top + 1) * u) * v);
}

static void move(struct picture *out, const struct picture *p, const struct move *how)
{
	const double radians = how->turn * M_PI / 180, c = cos(radians), s = sin(radians);
	const double middle_x = p->width / 2.0, middle_y = p->height / 2.0;

	out->width = p->width;
	out->height = p->height;
	memset(out->grey, PAPER, sizeof out->grey);
	for (int y = how->top; y < p->height - how->bottom; y++)
		for (int x = how->left; x < p->width - how->right; x++) {
			const double u = x - middle_x - how->dx, v = y - middle_y - how->dy;

			out->grey[y * p->width + x] =
			    sample(p, middle_x + c * u - s * v, middle_y + s * u + c * v);
		}
}

static int load_all(void **state)
{
	static struct picture picture, moved;

	(void)state;
	for (size_t i = 0; i < FINGERS; i++) {
		load(&picture, names[i]);
		prints[i] = print_of(&picture);
		for (size_t k = 0; k < MOVES; k++) {
			move(&moved, &picture, &moves[k]);
			probes[i][k] = print_of(&moved).minutiae;
		}
	}
	return 0;
}

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < FINGERS; i++) {
		assert_int_equal(print_judge(&prints[i], MINUTIAE_MIN_ENROLL), PRINT_GOOD);
		assert_int_equal(prints[i].minutiae.count, MINUTIAE_MAX);
	}
}

static void test_known_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < FINGERS; i++)
		for (size_t k = 0; k < MOVES; k++) {
			const int score = match_score(&prints[i].minutiae, &probes[i][k]);

			if (score < MATCH_THRESHOLD)
				fail_msg("%s, move %d: %d", names[i], (int)k, score);
		}
}

static void no_other(size_t i, size_t k)
{
	for (size_t j = 0; j < FINGERS; j++) {
		const int score = match_score(&prints[j].minutiae, &probes[i][k]);

		if (i != j && score >= MATCH_THRESHOLD)
			fail_msg("%s for %s, move %d: %d", names[i], names[j], (int)k, score);
	}
}

static void test_no_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < FINGERS; i++)
		for (size_t k = 0; k < MOVES; k++)
			no_other(i, k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_good),
	    cmocka_unit_test(test_known_again),
	    cmocka_unit_test(test_no_other),
	};
	return cmocka_run_group_tests(tests, load_all, NULL);
}
