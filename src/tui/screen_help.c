/*
 * The keys of the screen below, made from its table: each row with all its keys.
 */
#include <stdio.h>

#include "base/lang.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/screens.h"

struct help {
	struct help_arg about;
};

static const struct key_row keys[] = {
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

static void act(struct app *app, void *state, int action)
{
	(void)state;
	if (action == ACT_BACK)
		app_close(app);
}

#define KEYS_X 4
#define TEXT_X 24

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
		draw_text(win, y, KEYS_X, TEXT_X - KEYS_X - 1, PAINT_STRONG, all);
		draw_text(win, y, TEXT_X, getmaxx(win) - TEXT_X - 1, PAINT_TEXT, _(row->help));
	}
	return y;
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct help *s = state;
	(void)app;
	draw_format(win, 0, 2, getmaxx(win) - 4, PAINT_STRONG, _("Keys here: %s"),
	    label(s->about.ops->title));
	int y = draw_rows(win, 2, s->about.keys);
	draw_text(win, y + 1, 2, getmaxx(win) - 4, PAINT_STRONG, _("Keys everywhere"));
	draw_rows(win, y + 2, keys_global);
}

const struct screen_ops screen_help = {
    .name = "help",
    .title = LABEL_HELP,
    .state_size = sizeof(struct help),
    .enter = enter,
    .keys = keys_now,
    .act = act,
    .draw = draw,
};
