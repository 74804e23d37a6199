/* What the citizen's view costs on the line to a thin client: the bytes that ncurses writes for
 * each of the nine terminals, in three sizes; with many a code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/lang.h"
#include "codes.h"
#include "tui/citizen_draw.h"
#include "tui/palette.h"
#include "tui/terminfo.h"

/* conventions.md, E18. */
#define FULL_SCREEN 8192
#define TICK	    200

static const char *const types[] = {"linux", "xterm", "xterm-256color", "tmux-256color", "screen",
    "putty", "putty-256color", "vt100", "vt220"};
static const struct {
	int rows, columns;
} sizes[] = {{24, 80}, {30, 100}, {43, 132}};

static struct citizen_picture picture = {.moment = CITIZEN_SCAN,
    .press = 1,
    .presses = 1,
    .has_code = true,
    .code_ends = 299000,
    .url = "HTTPS://CENTRE.TEST:8444/E/ABCDEFGHIJKLMNOPQRSTUVWX23",
    .typed = "7KQ4-MX2P-9D-0"};

struct line {
	FILE *out;
	SCREEN *screen;
	WINDOW *win;
	long before;
};

static void line_open(struct line *l, const char *type, int rows, int columns)
{
	char number[16];
	snprintf(number, sizeof number, "%d", rows);
	setenv("LINES", number, 1);
	snprintf(number, sizeof number, "%d", columns);
	setenv("COLUMNS", number, 1);
	l->out = tmpfile();
	assert_non_null(l->out);
	setenv("TERM", type, 1);
	lang_init();
	if (!palette_shows_thai())
		lang_use_ascii();
	l->screen = terminfo_open(type, l->out, stdin);
	assert_non_null(l->screen);
	palette_init();
	l->win = newwin(rows, columns, 0, 0);
	l->before = 0;
}

/* The bytes of painting it at that time. */
static long cost(struct line *l, int64_t now)
{
	citizen_draw(l->win, &picture, now);
	wrefresh(l->win);
	fflush(l->out);
	long after = ftell(l->out), bytes = after - l->before;
	l->before = after;
	return bytes;
}

static void line_close(struct line *l)
{
	delwin(l->win);
	endwin();
	delscreen(l->screen);
	fclose(l->out);
}

/* Of painting all of it anew, with whichever code costs most. */
static long worst_full(struct line *l)
{
	long worst = 0;
	for (unsigned i = 0; i < CODES; i++) {
		codes_url(picture.url, i);
		clearok(l->win, TRUE);
		long bytes = cost(l, 2000);
		worst = bytes > worst ? bytes : worst;
	}
	return worst;
}

static void check(const char *type, int rows, int columns)
{
	struct line l;
	line_open(&l, type, rows, columns);
	codes_url(picture.url, 0);
	long first = cost(&l, 0);
	long tick = cost(&l, 1000);
	long full = worst_full(&l);
	line_close(&l);
	print_message("# %s %dx%d: first %ld, full %ld, a second %ld\n", type, columns, rows, first,
	    full, tick);
	assert_in_range(tick, 1, TICK);
	assert_in_range(first, 1, FULL_SCREEN);
	assert_in_range(full, 1, FULL_SCREEN);
}

static void the_code_costs_little(void **state)
{
	(void)state;
	for (size_t t = 0; t < sizeof types / sizeof *types; t++)
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
			check(types[t], sizes[i].rows, sizes[i].columns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_code_costs_little)};
	lang_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
