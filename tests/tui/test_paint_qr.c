/* The code as it stands in ncurses' cells, against the modules that libqrencode made:
 * protocol.md, «Painting». */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "terminal.h"
#include "tui/paint_qr.h"

#define TEXT "HTTPS://CENTRE.TEST:8444/E/ABCDEFGHIJKLMNOPQRSTUVWX23"
#define Y    2
#define X    5

/* As it is seen. */
struct painted {
	wchar_t symbol;
	attr_t attributes;
	int fg, bg;
};

static struct painted cell_at(WINDOW *win, int y, int x)
{
	cchar_t cell;
	wchar_t text[CCHARW_MAX + 1] = L"";
	struct painted p = {0};
	short short_pair = 0;
	int pair = 0;
	mvwin_wch(win, y, x, &cell);
	getcchar(&cell, text, &p.attributes, &short_pair, &pair);
	p.symbol = text[0];
	p.fg = p.bg = -1;
	if (pair > 0 && (p.attributes & A_STANDOUT)) /* the colours exchanged */
		extended_pair_content(pair, &p.bg, &p.fg);
	else if (pair > 0)
		extended_pair_content(pair, &p.fg, &p.bg);
	return p;
}

static bool dark(const struct qr *qr, int row, int column)
{
	return row < QR_MODULES && qr->dark[row][column];
}

static void check_coloured(const struct painted *p, bool top, bool bottom, int black, int white)
{
	assert_int_equal(p->bg, top ? black : white);
	if (top == bottom) {
		assert_int_equal(p->symbol, L' ');
	} else {
		assert_int_equal(p->symbol, 0x2584);
		assert_int_equal(p->fg, bottom ? black : white);
	}
	assert_int_equal(p->attributes & (A_REVERSE | A_BOLD | A_DIM), 0);
}

/* Bright letters on a dark ground: plain is dark, reversed is light. */
static void check_plain(const struct painted *p, bool top, bool bottom)
{
	assert_int_equal(p->symbol, top == bottom ? L' ' : 0x2584);
	assert_int_equal((p->attributes & A_REVERSE) != 0, !top);
	assert_int_equal(p->fg, -1);
	assert_int_equal(p->bg, -1);
}

static void check_all(const char *type, int black, int white)
{
	struct qr qr;
	SCREEN *screen = terminal_begin(type, 24, 80);
	WINDOW *win = newwin(24, 80, 0, 0);
	assert_true(qr_encode(&qr, TEXT));
	qr_paint(win, Y, X, &qr);
	for (int row = 0; row < QR_ROWS; row++) {
		for (int column = 0; column < QR_COLUMNS; column++) {
			struct painted p = cell_at(win, Y + row, X + column);
			bool top = dark(&qr, 2 * row, column);
			bool bottom = dark(&qr, 2 * row + 1, column);
			if (black < 0)
				check_plain(&p, top, bottom);
			else
				check_coloured(&p, top, bottom, black, white);
		}
	}
	delwin(win);
	terminal_end(screen);
}

static void with_256_colours(void **state)
{
	(void)state;
	check_all("xterm-256color", 16, 231);
}

static void with_8_colours(void **state)
{
	(void)state;
	check_all("xterm", 0, 7);
}

static void without_colours(void **state)
{
	(void)state;
	check_all("vt220", -1, -1);
}

/* The quiet zone of four modules is light on all sides: two rows of cells, four columns. */
static void the_quiet_zone_is_light(void **state)
{
	struct qr qr;
	SCREEN *screen = terminal_begin("xterm-256color", 24, 80);
	WINDOW *win = newwin(24, 80, 0, 0);
	(void)state;
	assert_true(qr_encode(&qr, TEXT));
	qr_paint(win, 0, 0, &qr);
	for (int i = 0; i < QR_COLUMNS; i++) {
		struct painted top = cell_at(win, 1, i);
		struct painted bottom = cell_at(win, QR_ROWS - 1, i);
		struct painted left = cell_at(win, i / 2, 3);
		assert_int_equal(top.bg, 231);
		assert_int_equal(bottom.bg, 231);
		assert_int_equal(left.bg, 231);
		assert_int_equal(top.symbol, L' ');
	}
	delwin(win);
	terminal_end(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(with_256_colours),
	    cmocka_unit_test(with_8_colours),
	    cmocka_unit_test(without_colours),
	    cmocka_unit_test(the_quiet_zone_is_light),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
