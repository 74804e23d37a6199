/*
 * The manual as it stands in SSO under the online registration system: who may be enrolled,
 * the officer's path step by step, and what the phone does meanwhile. It needs neither a
 * login nor the centre. The manual's own words (labels, what the system says) are those of
 * the tables that the other screens use.
 */
#include <limits.h>
#include <stdio.h>

#include "base/lang.h"
#include "counter/manual.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/screens.h"

enum {
	ACT_UP = ACT_SCREEN,
	ACT_DOWN,
	ACT_PAGE_UP,
	ACT_PAGE_DOWN,
	ACT_FIRST,
	ACT_LAST,
	ACT_CHAPTER
};

struct manual {
	int top; /* the first row that is shown */
};

static const struct key_row keys[] = {
    {.action = ACT_PAGE_DOWN, .keys = {TK_PAGE_DOWN, ' '}, .help = N_("Page down")},
    {.action = ACT_PAGE_UP, .keys = {TK_PAGE_UP, 'b'}, .help = N_("Page up")},
    {.action = ACT_CHAPTER, .keys = {TK_TAB}, .help = N_("Next part")},
    {.action = ACT_UP, .keys = {TK_UP, '8'}, .help = N_("row above"), .quiet = true},
    {.action = ACT_DOWN, .keys = {TK_DOWN, TK_ENTER, '2'}, .help = N_("row below"), .quiet = true},
    {.action = ACT_FIRST, .keys = {TK_HOME}, .help = N_("the beginning"), .quiet = true},
    {.action = ACT_LAST, .keys = {TK_END}, .help = N_("the end"), .quiet = true},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Back")},
    {0},
};

/* ---- drawing, and counting: win NULL only counts ---- */

#define HEAD_X 2
#define TEXT_X 6
#define MARK_X 4

static void draw_mark(WINDOW *win, int y, const struct manual_part *p)
{
	if (p->kind != PART_POINT && p->kind != PART_SUBSTEP)
		return;
	if (p->number > 0)
		draw_format(win, y, MARK_X, 2, PAINT_TEXT, "%d", p->number);
	else
		draw_text(win, y, MARK_X, 1, PAINT_TEXT, SIGN_TO_DO);
}

/* Row y of the whole text stands at row y - top of the window. Returns the rows used. */
static int draw_part(WINDOW *win, const struct manual_part *p, int y, int cells)
{
	char text[DRAW_TEXT_SIZE];
	bool head = p->kind == PART_HEAD || p->kind == PART_STEP;
	int x = head || p->kind == PART_PATH ? HEAD_X : TEXT_X;
	struct box box = {.y = y, .x = x, .rows = INT_MAX, .cells = cells - x - 2};
	manual_text(text, sizeof text, p, false);
	if (win && y >= 0)
		draw_mark(win, y, p);
	return draw_wrapped(win, box, head ? PAINT_STRONG : PAINT_TEXT, text);
}

/* Returns the rows of the whole. */
static int draw_parts(WINDOW *win, int top, int cells)
{
	int y = -top;
	for (size_t i = 0; i < manual_part_count; i++) {
		bool head = manual_parts[i].kind == PART_HEAD || manual_parts[i].kind == PART_STEP;
		y += head && i > 0;
		y += draw_part(win, &manual_parts[i], y, cells);
	}
	return y + top;
}

/* ---- moving ---- */

static int shown_rows(const struct app *app)
{
	return (app->frame.content ? getmaxy(app->frame.content) : CONTENT_ROWS) - 1;
}

static int columns(const struct app *app)
{
	return app->frame.content ? getmaxx(app->frame.content) : CONTENT_COLUMNS;
}

static int last_top(const struct app *app)
{
	int over = draw_parts(NULL, 0, columns(app)) - shown_rows(app);
	return over > 0 ? over : 0;
}

/* The first part below the one at the top; from the last one back to the beginning. */
static int next_chapter(const struct app *app, int top)
{
	int y = 0;
	for (size_t i = 0; i < manual_part_count; i++) {
		bool head = manual_parts[i].kind == PART_HEAD || manual_parts[i].kind == PART_STEP;
		y += head && i > 0;
		if (head && y > top && top < last_top(app))
			return y;
		y += draw_part(NULL, &manual_parts[i], y, columns(app));
	}
	return 0;
}

static void enter(struct app *app, void *state, const void *arg)
{
	(void)app;
	(void)state;
	(void)arg;
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static void scroll_to(const struct app *app, struct manual *s, int top)
{
	int last = last_top(app);
	s->top = top < 0 ? 0 : top > last ? last : top;
}

static void act(struct app *app, void *state, int action)
{
	struct manual *s = state;
	int page = shown_rows(app) - 1;
	if (action == ACT_BACK)
		app_close(app);
	else if (action == ACT_UP)
		scroll_to(app, s, s->top - 1);
	else if (action == ACT_DOWN)
		scroll_to(app, s, s->top + 1);
	else if (action == ACT_PAGE_UP)
		scroll_to(app, s, s->top - page);
	else if (action == ACT_PAGE_DOWN)
		scroll_to(app, s, s->top + page);
	else if (action == ACT_FIRST)
		s->top = 0;
	else if (action == ACT_LAST)
		scroll_to(app, s, INT_MAX / 2);
	else if (action == ACT_CHAPTER)
		scroll_to(app, s, next_chapter(app, s->top));
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct manual *s = state;
	char where[64];
	int rows = shown_rows(app);
	int end = getmaxx(win) - 2;
	/* The language may have changed since the last key. */
	int last = last_top(app);
	int top = s->top < last ? s->top : last;
	int total = draw_parts(win, top, getmaxx(win));
	wmove(win, rows, 0);
	wclrtobot(win);
	snprintf(where, sizeof where, _("rows %d to %d of %d"), top + 1,
	    total < top + rows ? total : top + rows, total);
	draw_right(win, rows, end, end, PAINT_STRONG, where);
}

const struct screen_ops screen_manual = {
    .name = "manual",
    .title = LABEL_MANUAL,
    .state_size = sizeof(struct manual),
    .enter = enter,
    .keys = keys_now,
    .act = act,
    .draw = draw,
};
