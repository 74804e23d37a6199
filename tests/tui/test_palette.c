/* What brings both of its colours has a contrast of 7:1 (WCAG 2.1, 1.4.6), by the values that
 * terminals give them: xterm's 256, and the eight of xterm, PuTTY and the Linux console. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>

#include <cmocka.h>

#include "terminal.h"
#include "tui/palette.h"

#define LEAST	   7.0
#define LEAST_SIGN 3.0 /* WCAG 2.1, 1.4.11: a large sign, a word beside it */

/* XTerm-col.ad, PuTTY's default settings, drivers/tty/vt/vt.c: plain, then bold. */
static const uint32_t sixteen[][16] = {
    {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
	0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff},
    {0x000000, 0xbb0000, 0x00bb00, 0xbbbb00, 0x0000bb, 0xbb00bb, 0x00bbbb, 0xbbbbbb, 0x555555,
	0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff},
    {0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa, 0x555555,
	0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff},
};

/* 16 to 231 are a cube of six levels, 232 to 255 greys (xterm's 256colres.pl). */
static uint32_t of_256(int colour)
{
	static const uint32_t level[] = {0, 95, 135, 175, 215, 255};
	if (colour >= 232)
		return (uint32_t)(8 + 10 * (colour - 232)) * 0x010101;
	colour -= 16;
	return level[colour / 36] << 16 | level[colour / 6 % 6] << 8 | level[colour % 6];
}

static double linear(uint32_t value)
{
	double c = (value & 0xff) / 255.0;
	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
	return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
}

static double contrast(uint32_t a, uint32_t b)
{
	double la = luminance(a) + 0.05, lb = luminance(b) + 0.05;
	return la > lb ? la / lb : lb / la;
}

static void the_formula_is_right(void **state)
{
	(void)state;
	assert_true(fabs(contrast(0x000000, 0xffffff) - 21.0) < 0.001);
	assert_true(fabs(contrast(0x777777, 0xffffff) - 4.48) < 0.01); /* the known border case */
}

static void check(enum paint paint, double got, double least)
{
	if (got < least)
		print_message("# paint %d: %.2f:1\n", (int)paint, got);
	assert_true(got >= least);
}

struct seen {
	int fg, bg;
	bool bold;
};

static bool look_of(enum paint paint, struct seen *s)
{
	int pair = 0;
	s->bold = palette_attr(paint, &pair) & A_BOLD;
	return pair > 0 && extended_pair_content(pair, &s->fg, &s->bg) == OK;
}

static void check_256(enum paint paint, const struct seen *s)
{
	if (s->fg != s->bg) {
		check(paint, contrast(of_256(s->fg), of_256(s->bg)), LEAST);
		return;
	}
	check(paint, contrast(of_256(s->fg), 0x000000), LEAST_SIGN);
	check(paint, contrast(of_256(s->fg), 0xffffff), LEAST_SIGN);
}

static void check_8(enum paint paint, const struct seen *s)
{
	for (size_t i = 0; i < sizeof sixteen / sizeof sixteen[0] && s->fg != s->bg; i++)
		check(paint, contrast(sixteen[i][s->fg + (s->bold ? 8 : 0)], sixteen[i][s->bg]),
		    LEAST);
}

static unsigned for_each_pair(const char *type, void (*fn)(enum paint, const struct seen *))
{
	unsigned pairs = 0;
	SCREEN *screen = terminal_begin(type, 24, 80);
	unsetenv("NO_COLOR");
	for (int paint = 0; paint < PAINT_COUNT; paint++) {
		struct seen s;
		if (!look_of((enum paint)paint, &s))
			continue;
		fn((enum paint)paint, &s);
		pairs++;
	}
	terminal_end(screen);
	return pairs;
}

static void of_256_colours(void **state)
{
	(void)state;
	assert_true(for_each_pair("xterm-256color", check_256) >= 4);
}

static void of_8_colours(void **state)
{
	(void)state;
	assert_true(for_each_pair("xterm", check_8) >= 4);
}

/* What has a colour has a look without any, too. */
static void no_colour_is_missed(void **state)
{
	SCREEN *screen = terminal_begin("xterm-256color", 24, 80);
	(void)state;
	for (int paint = 0; paint < PAINT_COUNT; paint++) {
		int pair = 0;
		unsetenv("NO_COLOR");
		palette_attr((enum paint)paint, &pair);
		bool coloured = pair > 0;
		setenv("NO_COLOR", "1", 1);
		attr_t plain = palette_attr((enum paint)paint, &pair);
		assert_int_equal(pair, 0);
		assert_true(!coloured || (plain & (A_REVERSE | A_BOLD)));
	}
	unsetenv("NO_COLOR");
	terminal_end(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_formula_is_right),
	    cmocka_unit_test(of_256_colours),
	    cmocka_unit_test(of_8_colours),
	    cmocka_unit_test(no_colour_is_missed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
