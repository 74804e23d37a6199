/* The citizen's view as it stands in the cells: nothing is cut in Thai or English at any size,
 * the ground is white, and a code is as large as fits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/text.h"
#include "terminal.h"
#include "tui/citizen_draw.h"
#include "tui/paint_letters.h"
#include "tui/paint_qr.h"

#define URL   "HTTPS://CENTRE.TEST:8444/E/ABCDEFGHIJKLMNOPQRSTUVWX23"
#define TYPED "7KQ4-MX2P-9D-0"

static const struct {
	int rows, columns;
} sizes[] = {{24, 80}, {30, 100}, {43, 132}};

static void all_text(char *out, size_t size, WINDOW *win)
{
	char row[1024];
	out[0] = '\0';
	for (int y = 0; y < getmaxy(win); y++) {
		terminal_row(row, sizeof row, win, y);
		text_append(out, size, row);
		text_append(out, size, "\n");
	}
}

static struct citizen_picture picture_of(enum citizen_moment moment, enum finger finger)
{
	struct citizen_picture p = {.moment = moment,
	    .finger = finger,
	    .press = 2,
	    .presses = 3,
	    .has_code = moment == CITIZEN_SCAN,
	    .code_ends = 299000,
	    .url = URL,
	    .typed = TYPED};
	if (moment == CITIZEN_SCAN)
		p.press = p.presses = 1;
	return p;
}

static void check_whole(WINDOW *win, const struct citizen_picture *p)
{
	static char text[65536];
	citizen_draw(win, p, 0);
	all_text(text, sizeof text, win);
	if (strstr(text, "…") || strlen(text) < 40)
		fail_msg("moment %d is cut:\n%s", (int)p->moment, text);
	if (p->has_code)
		assert_non_null(strstr(text, "4:59"));
	else if (p->presses == 3)
		assert_non_null(strstr(text, "3"));
}

static void nothing_is_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		SCREEN *screen = terminal_begin("xterm-256color", sizes[i].rows, sizes[i].columns);
		WINDOW *win = newwin(sizes[i].rows, sizes[i].columns, 0, 0);
		for (int m = 0; m < 2 * 2 * CITIZEN_MOMENT_COUNT; m++) {
			struct citizen_picture p =
			    picture_of((enum citizen_moment)(m / 4), (enum finger)(m & 1));
			lang_set(m & 2 ? LANG_EN : LANG_TH);
			check_whole(win, &p);
		}
		delwin(win);
		terminal_end(screen);
	}
}

/* The background of a cell. */
static int ground_at(WINDOW *win, int y, int x)
{
	cchar_t cell;
	wchar_t text[CCHARW_MAX + 1] = L"";
	attr_t attributes;
	short short_pair = 0;
	int pair = 0, fg = -1, bg = -1;
	mvwin_wch(win, y, x, &cell);
	getcchar(&cell, text, &attributes, &short_pair, &pair);
	extended_pair_content(pair, &fg, &bg);
	return bg;
}

static void the_ground_is_white(void **state)
{
	struct citizen_picture p = picture_of(CITIZEN_COUNTER, FINGER_RIGHT_INDEX);
	(void)state;
	SCREEN *screen = terminal_begin("xterm-256color", 24, 80);
	WINDOW *win = newwin(24, 80, 0, 0);
	citizen_draw(win, &p, 0);
	assert_int_equal(ground_at(win, 0, 0), QR_WHITE_256);
	assert_int_equal(ground_at(win, 23, 79), QR_WHITE_256);
	delwin(win);
	terminal_end(screen);
	screen = terminal_begin("xterm", 24, 80);
	win = newwin(24, 80, 0, 0);
	citizen_draw(win, &p, 0);
	assert_int_equal(ground_at(win, 0, 0), COLOR_WHITE);
	delwin(win);
	terminal_end(screen);
}

static void the_code_is_as_large_as_fits(void **state)
{
	(void)state;
	assert_int_equal(qr_size_for(24, 37), QR_HALF_BLOCKS);
	assert_int_equal(qr_size_for(19, 37), QR_HALF_BLOCKS);
	assert_int_equal(qr_size_for(18, 80), QR_TOO_LARGE);
	assert_int_equal(qr_size_for(36, 132), QR_HALF_BLOCKS);
	assert_int_equal(qr_size_for(37, 73), QR_HALF_BLOCKS);
	assert_int_equal(qr_size_for(37, 74), QR_TWO_CELLS);
}

/* 7KQ4 / MX2P / 9D-0, two of them a line, or all in one: 6 columns a symbol, the last
 * without its gap; 4 rows a line and one between. */
static void typed_codes_are_broken_at_their_parts(void **state)
{
	(void)state;
	assert_int_equal(letters_code(NULL, 0, 0, 83, TYPED, 0), 4);
	assert_int_equal(letters_code(NULL, 0, 0, 82, TYPED, 0), 9);
	assert_int_equal(letters_code(NULL, 0, 0, 53, TYPED, 0), 9);
	assert_int_equal(letters_code(NULL, 0, 0, 52, TYPED, 0), 14);
	assert_int_equal(letters_code(NULL, 0, 0, 23, TYPED, 0), 14);
	assert_int_equal(letters_code(NULL, 0, 0, 22, TYPED, 0), 0);
	assert_int_equal(letters_width(60, TYPED), 53);
	assert_int_equal(letters_width(41, TYPED), 23);
}

static void check_ascii(WINDOW *win, enum citizen_moment moment)
{
	static char text[65536];
	struct citizen_picture p = picture_of(moment, FINGER_RIGHT_INDEX);
	citizen_draw(win, &p, 0);
	all_text(text, sizeof text, win);
	for (const char *c = text; *c; c++)
		assert_true(*c == '\n' || (*c >= ' ' && *c <= '~'));
	assert_null(strstr(text, "..."));
	assert_true(strlen(text) > 40);
	if (p.has_code)
		assert_non_null(strstr(text, TYPED));
}

/* Consoles without Thai letters: the same moments in English, the typed code in figures and in
 * large letters; the code itself where a module can have two cells. */
static void consoles_are_told_in_ascii(void **state)
{
	static const char *const types[] = {"linux", "vt100", "vt220"};
	(void)state;
	for (size_t i = 0; i < 9; i++) {
		int rows = sizes[i % 3].rows, columns = sizes[i % 3].columns;
		SCREEN *screen = terminal_begin(types[i / 3], rows, columns);
		WINDOW *win = newwin(rows, columns, 0, 0);
		lang_use_ascii();
		for (int m = 0; m < CITIZEN_MOMENT_COUNT; m++)
			check_ascii(win, (enum citizen_moment)m);
		assert_int_equal(qr_size_for(rows, columns),
		    rows >= QR_LARGE_ROWS ? QR_TWO_CELLS : QR_TOO_LARGE);
		assert_int_equal(letters_rows(), 7);
		delwin(win);
		terminal_end(screen);
	}
	lang_init();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_is_cut),
	    cmocka_unit_test(the_ground_is_white),
	    cmocka_unit_test(the_code_is_as_large_as_fits),
	    cmocka_unit_test(typed_codes_are_broken_at_their_parts),
	    cmocka_unit_test(consoles_are_told_in_ascii),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
