/*
 * The keys of the screen below, made from its table: each row with all its keys. What does not
 * fit is scrolled to.
 */
#include <stdio.h>

#include "base/lang.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/screens.h"

enum { ACT_UP = ACT_SCREEN, ACT_DOWN };

struct help {
	struct help_arg about;
	int top; /* the first row that is shown */
};

static const struct key_row keys[] = {
    {.action = ACT_UP,
	.keys = {TK_UP, '8'},
	.help = N_("more above"),
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_DOWN,
	.keys = {TK_DOWN, '2'},
	.help = N_("more below"),
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_ENTER, TK_CTRL_C}, .help = N_("Back")},
    {0},
};

static void enter(struct app *app, void *state, const void *arg)
{
	struct help *s = state;
	(void)app;
	s->about = *(const struct help_arg *)arg;
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

/* ---- how far it goes ---- */

#define KEYS_X 4
#define TEXT_X 24

static int count(const struct key_row *rows)
{
	int n = 0;
	while (rows[n].help)
		n++;
	return n;
}

/* Heading and blank, rows, blank and heading, rows. */
static int rows_in_all(const struct help *s)
{
	return 2 + count(s->about.keys) + 2 + count(keys_global);
}

static int rows_more(const struct app *app, const struct help *s)
{
	int shown = app->frame.content ? getmaxy(app->frame.content) : CONTENT_ROWS;
	return rows_in_all(s) > shown ? rows_in_all(s) - shown : 0;
}

static bool can(const struct app *app, const void *state, int action)
{
	const struct help *s = state;
	if (action == ACT_UP)
		return s->top > 0;
	return action != ACT_DOWN || s->top < rows_more(app, s);
}

static void act(struct app *app, void *state, int action)
{
	struct help *s = state;
	if (action == ACT_BACK)
		app_close(app);
	else if (action == ACT_UP || action == ACT_DOWN)
		s->top += action == ACT_UP ? -1 : 1;
}

/* ---- drawing ---- */

static int draw_rows(WINDOW *win, int y, const struct key_row *rows)
{
	for (const struct key_row *row = rows; row->help; row++, y++) {
		char all[KEYS_A_ROW * KEY_NAME_SIZE * 2] = "";
		for (size_t i = 0; i < KEYS_A_ROW && row->keys[i]; i++) {
			char name[KEY_NAME_SIZE];
			keys_name(name, row->keys[i]);
			text_append(all, sizeof all, i > 0 ? "  " : "");
			text_append(all, sizeof all, name);
		}
		if (y < 0)
			continue;
		draw_text(win, y, KEYS_X, TEXT_X - KEYS_X - 1, PAINT_STRONG, all);
		draw_text(win, y, TEXT_X, getmaxx(win) - TEXT_X - 1, PAINT_TEXT, _(row->help));
	}
	return y;
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct help *s = state;
	/* The terminal may have grown since it was scrolled. */
	int more = rows_more(app, s);
	int y = s->top < more ? -s->top : -more;
	if (y == 0)
		draw_format(win, y, 2, getmaxx(win) - 4, PAINT_STRONG, _("Keys here: %s"),
		    label(s->about.ops->title));
	y = draw_rows(win, y + 2, s->about.keys);
	if (y + 1 >= 0)
		draw_text(win, y + 1, 2, getmaxx(win) - 4, PAINT_STRONG, _("Keys everywhere"));
	draw_rows(win, y + 2, keys_global);
}

const struct screen_ops screen_help = {
    .name = "help",
    .title = LABEL_HELP,
    .state_size = sizeof(struct help),
    .enter = enter,
    .keys = keys_now,
    .can = can,
    .act = act,
    .draw = draw,
};
