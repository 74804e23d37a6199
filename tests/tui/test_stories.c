/* What must hold on every screen, wherever the scripts of this folder lead (stage.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/text.h"
#include "stage.h"
#include "terminal.h"
#include "tui/draw.h"
#include "tui/frame.h"
#include "tui/screens.h"
#include "world.h"

#define STEPS_LEAST 200 /* the scripts of today have more */
#define ROW_SIZE    1024

static unsigned faults;

static void fault(const char *step, int y, const char *what, const char *row)
{
	print_message("# %s, row %d: %s: %s\n", step, y + 1, what, row);
	faults++;
}

static void for_each_row(struct app *app, const char *step,
    void (*check)(WINDOW *win, int y, int screen_row, const char *step))
{
	WINDOW *windows[] = {app->frame.head, app->frame.content, app->frame.foot};
	int row = 0;
	for (size_t i = 0; i < 3; i++)
		for (int y = 0; y < getmaxy(windows[i]); y++)
			check(windows[i], y, row++, step);
}

static void play(enum world_texts texts, FILE *sent, stage_look_fn *look)
{
	struct stage_options how = {.sent = sent, .look = look};
	faults = 0;
	world_texts = texts;
	for (int lang = LANG_TH; lang <= LANG_EN; lang++) {
		how.lang = (enum lang)lang;
		assert_true(stage_play(&how) > STEPS_LEAST);
	}
	world_texts = WORLD_PLAIN;
	assert_int_equal(faults, 0);
}

/* ---- nothing of ours is cut ---- */

/* Everything that is not ours is one letter: what ends in an ellipsis is ours. */
static void no_ellipsis(WINDOW *win, int y, int screen_row, const char *step)
{
	char row[ROW_SIZE];
	terminal_row(row, sizeof row, win, y);
	if (strstr(row, "…"))
		fault(step, screen_row, "cut", row);
}

static void names_key(const char *row, const char *key, const char *help, const char *step)
{
	char wanted[64];
	snprintf(wanted, sizeof wanted, "%s %s", key, help);
	if (!strstr(row, wanted))
		fault(step, 23, "no room for", wanted);
}

/* The ways to the help, and out of sight when one leaves the counter, have their place whatever
 * else the last line lists. */
static void names_help_and_lock(struct app *app, const char *step)
{
	char row[ROW_SIZE];
	terminal_row(row, sizeof row, app->frame.foot, 1);
	names_key(row, "?", _("Help"), step);
	if (app->session.open && app_top(app)->ops != &screen_lock)
		names_key(row, "F9", _("Lock"), step);
}

static void looks_whole(struct app *app, const char *step)
{
	for_each_row(app, step, no_ellipsis);
	names_help_and_lock(app, step);
}

/* Rows that are left out leave no mark; so they are counted, unless they can be scrolled to. */
int __real_draw_wrapped(WINDOW *win, struct box box, enum paint paint, const char *text);
int __wrap_draw_wrapped(WINDOW *win, struct box box, enum paint paint, const char *text);
int __real_draw_problem(WINDOW *win, struct box box, const struct error *error);
int __wrap_draw_problem(WINDOW *win, struct box box, const struct error *error);

static bool looked_at(WINDOW *win, const struct box *box)
{
	return win && box->top == 0 && world_texts == WORLD_SHORT;
}

int __wrap_draw_wrapped(WINDOW *win, struct box box, enum paint paint, const char *text)
{
	struct box endless = box;
	endless.rows = 1000;
	if (looked_at(win, &box) && __real_draw_wrapped(NULL, endless, paint, text) > box.rows)
		fault(stage_step(), box.y, "rows left out", text);
	return __real_draw_wrapped(win, box, paint, text);
}

static void append_without_blanks(wchar_t *out, size_t size, const wchar_t *in)
{
	size_t len = wcslen(out);
	for (; *in && len + 1 < size; in++)
		if (*in != L' ')
			out[len++] = *in;
	out[len] = L'\0';
}

static void cell_text(WINDOW *win, int y, int x, wchar_t text[CCHARW_MAX + 1])
{
	cchar_t cell;
	attr_t attributes;
	short pair;
	wmemset(text, 0, CCHARW_MAX + 1);
	mvwin_wch(win, y, x, &cell);
	getcchar(&cell, text, &attributes, &pair, NULL);
}

/* Whether the box holds the text, wherever its lines were broken. */
static bool box_holds(WINDOW *win, const struct box *box, const char *text)
{
	static wchar_t seen[8 * ROW_SIZE];
	wchar_t wanted[ROW_SIZE] = L"", part[ROW_SIZE] = L"", cell[CCHARW_MAX + 1];
	seen[0] = L'\0';
	for (int i = 0; i < box->rows * box->cells && box->y + i / box->cells < getmaxy(win); i++) {
		cell_text(win, box->y + i / box->cells, box->x + i % box->cells, cell);
		append_without_blanks(seen, 8 * ROW_SIZE, cell);
	}
	mbstowcs(part, text, ROW_SIZE - 1);
	append_without_blanks(wanted, ROW_SIZE, part);
	return wcsstr(seen, wanted) != NULL;
}

int __wrap_draw_problem(WINDOW *win, struct box box, const struct error *error)
{
	const struct problem_row *row = problem_row(error->problem);
	int rows = __real_draw_problem(win, box, error);
	if (looked_at(win, &box) && !box_holds(win, &box, _(row->what)))
		fault(stage_step(), box.y, "not said what happened", row->id);
	if (looked_at(win, &box) && !box_holds(win, &box, _(row->todo)))
		fault(stage_step(), box.y, "not said what to do", row->id);
	return rows;
}

static void nothing_of_ours_is_cut(void **state)
{
	(void)state;
	play(WORLD_SHORT, NULL, looks_whole);
}

/* ---- nothing hostile gets through ---- */

static unsigned replaced, carried;

static bool is_harmless(uint32_t cp)
{
	return cp >= ' ' && !(cp >= 0x7f && cp <= 0x9f) && cp != 0xad && cp != 0x61c &&
	       !(cp >= 0x200b && cp <= 0x200f) && !(cp >= 0x202a && cp <= 0x202e) &&
	       !(cp >= 0x2060 && cp <= 0x206f) && cp != 0xfeff && cp != 0x34f && cp != 0x5d0 &&
	       !(cp >= 0xe000 && cp <= 0xf8ff);
}

static void check_cell(const wchar_t *cell, int screen_row, const char *step)
{
	if (!is_harmless((uint32_t)cell[0]) || text_cp_width((uint32_t)cell[0]) == 0)
		fault(step, screen_row, "a cell without a character", "");
	for (size_t i = 1; cell[i]; i++)
		if (!is_harmless((uint32_t)cell[i]) || text_cp_width((uint32_t)cell[i]) != 0 ||
		    i > 3)
			fault(step, screen_row, "a cell with more than marks", "");
	replaced += cell[0] == 0xfffd;
	carried += cell[0] == 0x25cc && cell[1] != 0;
}

static void clean_cells(WINDOW *win, int y, int screen_row, const char *step)
{
	for (int x = 0; x < getmaxx(win); x++) {
		wchar_t text[CCHARW_MAX + 1];
		cell_text(win, y, x, text);
		check_cell(text, screen_row, step);
	}
}

static void looks_clean(struct app *app, const char *step)
{
	for_each_row(app, step, clean_cells);
}

/* In UTF-8, and what would begin a command to the terminal. ncurses itself sends neither a
 * title nor a tab. */
static const char *const never_sent[] = {"\033]", "hostile\a", "\xe2\x80\xae", "\xe2\x81\xa6",
    "\xe2\x80\x8b", "\xe2\x80\x8d", "\xef\xbb\xbf", "\xc2\x9b", "\xff", "\xd7\x90", "\xcd\x8f"};

static void check_sent(const char *bytes, size_t len)
{
	for (size_t i = 0; i < sizeof never_sent / sizeof never_sent[0]; i++)
		if (memmem(bytes, len, never_sent[i], strlen(never_sent[i])))
			fault("all of them", 0, "sent to the terminal", "");
	assert_null(memchr(bytes, '\0', len));
}

static void nothing_hostile_gets_through(void **state)
{
	char *bytes = NULL;
	size_t len = 0;
	FILE *sent = tmpfile();
	(void)state;
	assert_non_null(sent);
	play(WORLD_HOSTILE, sent, looks_clean);
	fseek(sent, 0, SEEK_END);
	len = (size_t)ftell(sent);
	rewind(sent);
	bytes = malloc(len + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, len, sent), len);
	check_sent(bytes, len);
	print_message(
	    "# %u cells show U+FFFD, %u a mark on U+25CC, in %zu bytes\n", replaced, carried, len);
	/* It did reach the screens. */
	assert_true(replaced > 1000 && carried > 1000 && len > 100000);
	assert_int_equal(faults, 0);
	free(bytes);
	fclose(sent);
}

/* ---- help ---- */

static void has_plain_keys(const struct key_row *table, const char *step)
{
	for (const struct key_row *row = table; row && row->help; row++) {
		bool function = false, plain = false;
		for (size_t i = 0; i < KEYS_A_ROW && row->keys[i]; i++) {
			function |= row->keys[i] >= TK_F1 && row->keys[i] <= TK_F10;
			plain |= row->keys[i] < TK_NAMED;
		}
		if (function && !plain)
			fault(step, 0, "a function key alone", row->help);
	}
}

/* From wherever one is, by both keys, and back. A question waits for its answer. */
static void looks_helpful(struct app *app, const char *step)
{
	const struct app_screen *top = app_top(app);
	const struct screen_ops *ops = top->ops;
	static const int help[] = {'?', TK_F1, 0x0e26 /* the key of ? under the Thai layout */};
	has_plain_keys(app_keys(app), step);
	if (app->question || app->leaving || ops == &screen_help)
		return;
	for (size_t i = 0; i < sizeof help / sizeof help[0]; i++) {
		stage_key(app, help[i]);
		if (app_top(app)->ops != &screen_help)
			fault(step, 0, "no help", ops->name);
		else
			stage_key(app, TK_ESC);
		if (app_top(app)->ops != ops)
			fault(step, 0, "not back from the help", ops->name);
	}
}

static void help_is_a_key_away(void **state)
{
	(void)state;
	play(WORLD_PLAIN, NULL, looks_helpful);
}

/* ---- the Thai layout ---- */

#define STEPS_MOST 4000

struct shown {
	char *row[FRAME_ROWS];
};

static struct shown shown[STEPS_MOST];
static size_t step_count;

static void remember_row(WINDOW *win, int y, int screen_row, const char *step)
{
	char row[ROW_SIZE];
	(void)step;
	terminal_row(row, sizeof row, win, y);
	shown[step_count].row[screen_row] = strdup(row);
}

static void compare_row(WINDOW *win, int y, int screen_row, const char *step)
{
	char row[ROW_SIZE];
	terminal_row(row, sizeof row, win, y);
	if (strcmp(shown[step_count].row[screen_row], row) != 0)
		fault(step, screen_row, "not so under the Thai layout", row);
	free(shown[step_count].row[screen_row]);
}

static void remembers(struct app *app, const char *step)
{
	assert_true(step_count < STEPS_MOST);
	for_each_row(app, step, remember_row);
	step_count++;
}

static void looks_the_same(struct app *app, const char *step)
{
	for_each_row(app, step, compare_row);
	step_count++;
}

/* Every story again, each letter and digit as Kedmanee sends it: nothing is different. */
static void the_thai_layout_tells_the_same_stories(void **state)
{
	struct stage_options how = {.lang = LANG_TH, .look = remembers};
	(void)state;
	faults = 0;
	step_count = 0;
	unsigned steps = stage_play(&how);
	step_count = 0;
	how.thai_layout = true;
	how.look = looks_the_same;
	assert_int_equal(stage_play(&how), steps);
	assert_int_equal(faults, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_of_ours_is_cut),
	    cmocka_unit_test(nothing_hostile_gets_through),
	    cmocka_unit_test(help_is_a_key_away),
	    cmocka_unit_test(the_thai_layout_tells_the_same_stories),
	};
	lang_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
