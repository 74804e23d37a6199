/* Text into cells: what is let through, cut and wrapped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/text.h"
#include "terminal.h"
#include "counter/number.h"
#include "tui/draw.h"

static SCREEN *screen;
static WINDOW *win;

static int begin(void **state)
{
	(void)state;
	screen = terminal_begin("xterm-256color", 24, 80);
	win = newwin(24, 80, 0, 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	delwin(win);
	terminal_end(screen);
	return 0;
}

static void assert_row(int y, const char *wanted)
{
	char row[512];
	terminal_row(row, sizeof row, win, y);
	assert_string_equal(row, wanted);
}

static void assert_clean(const char *text, const char *wanted)
{
	char out[256];
	draw_clean(out, sizeof out, text);
	assert_string_equal(out, wanted);
}

static void only_clean_text_gets_through(void **state)
{
	(void)state;
	assert_clean("นางสมศรี น้ำผึ้ง", "นางสมศรี น้ำผึ้ง");
	assert_clean("✓ · ▸ ✗ →", "✓ · ▸ ✗ →");
	assert_clean("a\rb\tc\bd\033[2J", "a\ufffdb\ufffdc\ufffdd\ufffd[2J");
	assert_clean("a\u202eb\u2066c", "a\ufffdb\ufffdc"); /* bidi */
	assert_clean("a\u200bb\u200dc", "a\ufffdb\ufffdc"); /* zero width */
	assert_clean("\xc2\x9b"
		     "31m",
	    "\ufffd31m"); /* C1 */
	assert_clean("a\u05d0\u061c\u00ad\ue000\u4e2d\u034fb",
	    "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb"); /* from the right, ignored, private, wide */
	assert_clean("a\xff\xfe", "a\ufffd\ufffd");    /* no UTF-8 */
}

static void a_mark_without_a_base_gets_one(void **state)
{
	(void)state;
	assert_clean("\u0e35ก", "\u25cc\u0e35ก");
	assert_clean("ก \u0e35ก", "ก \u25cc\u0e35ก"); /* a field inside a line */
	assert_int_equal(draw_text(win, 0, 4, 10, PAINT_TEXT, "\u0e48x"), 2);
	assert_row(0, "    \u25cc\u0e48x");
}

static void without_utf8_all_is_ascii(void **state)
{
	(void)state;
	setenv("LC_ALL", "C", 1);
	lang_init();
	assert_clean("a\033b\r\u202e\u2713 \u0e01\u0e35\xff", "a?b??v ??");
	setenv("LC_ALL", "C.UTF-8", 1);
	lang_init();
}

static void marks_do_not_pile_up(void **state)
{
	(void)state;
	assert_clean("ก\u0e35\u0e48\u0e4c\u0e4d\u0e4e.", "ก\u0e35\u0e48\u0e4c.");
}

static void cut_at_a_whole_cluster(void **state)
{
	(void)state;
	werase(win);
	assert_int_equal(draw_text(win, 0, 0, 5, PAINT_TEXT, "กี่ที่นี่ที่"), 4);
	assert_row(0, "กี่ที่นี่ที่");
	werase(win);
	assert_int_equal(draw_text(win, 0, 0, 3, PAINT_TEXT, "กี่ที่นี่ที่"), 3);
	assert_row(0, "กี่ที่…");
	assert_int_equal(draw_text(win, 1, 0, 0, PAINT_TEXT, "abc"), 0);
	assert_int_equal(draw_text(win, 1, 0, -3, PAINT_TEXT, "abc"), 0);
	assert_row(1, "");
}

static void right_and_centre(void **state)
{
	(void)state;
	werase(win);
	assert_int_equal(draw_right(win, 0, 79, 10, PAINT_TEXT, "ก่อน"), 76);
	draw_centred(win, 1, PAINT_TEXT, "น้ำ");
	assert_row(1, "                                       น้ำ");
}

static void wrapped_without_spaces_at_the_ends(void **state)
{
	struct box box = {.y = 0, .x = 2, .rows = 3, .cells = 8};
	(void)state;
	werase(win);
	assert_int_equal(draw_wrapped(win, box, PAINT_TEXT, "one two three four"), 3);
	assert_row(0, "  one two");
	assert_row(1, "  three");
	assert_row(2, "  four");
	assert_int_equal(draw_wrapped(NULL, box, PAINT_TEXT, "one two three four"), 3);
}

static void scrolled_away_rows_are_counted(void **state)
{
	struct box box = {.y = -1, .x = 0, .rows = 9, .cells = 5, .top = 0};
	(void)state;
	werase(win);
	assert_int_equal(draw_wrapped(win, box, PAINT_TEXT, "one two three"), 3);
	assert_row(0, "two");
	assert_row(1, "three");
}

static void times(void **state)
{
	char out[SPAN_SIZE];
	char number[NUMBER_SIZE];
	(void)state;
	span_format(out, 0);
	assert_string_equal(out, "0:00");
	span_format(out, 69999);
	assert_string_equal(out, "1:09");
	span_format(out, 3723000);
	assert_string_equal(out, "1:02:03");
	span_format(out, -5);
	assert_string_equal(out, "0:00");
	hour_format(out, 1795417512000LL); /* 2026-11-23T07:05:12Z */
	assert_string_equal(out, "14:05:12");
	number_format(number, 61204);
	assert_string_equal(number, "61,204");
	number_format(number, 100000);
	assert_string_equal(number, "100,000");
	number_format(number, 7);
	assert_string_equal(number, "7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_clean_text_gets_through),
	    cmocka_unit_test(a_mark_without_a_base_gets_one),
	    cmocka_unit_test(marks_do_not_pile_up),
	    cmocka_unit_test(without_utf8_all_is_ascii),
	    cmocka_unit_test(cut_at_a_whole_cluster),
	    cmocka_unit_test(right_and_centre),
	    cmocka_unit_test(wrapped_without_spaces_at_the_ends),
	    cmocka_unit_test(scrolled_away_rows_are_counted),
	    cmocka_unit_test(times),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
