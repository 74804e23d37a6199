/*
 * Settings: what can be changed while the program runs is changed here, for this session
 * only; what the configuration says is shown as it is in force, with where it comes from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "counter/reader_watch.h"
#include "counter/settings.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/palette.h"
#include "tui/screens.h"

enum { ACT_UP = ACT_SCREEN, ACT_DOWN, ACT_CHANGE, ACT_PAGE_UP, ACT_PAGE_DOWN };

enum setting { SETTING_LANGUAGE, SETTING_COLOURS, SETTING_BELL, SETTINGS };

struct settings {
	enum setting chosen;
	size_t top; /* the first row of the configuration that is shown */
	struct reader_watch reader;
};

static const struct key_row keys[] = {
    {.action = ACT_CHANGE,
	.keys = {TK_ENTER, TK_LEFT, TK_RIGHT, ' '},
	.help = N_("Change"),
	.why = N_("This terminal cannot do it; another kind of terminal or locale can.")},
    {.action = ACT_UP, .keys = {TK_UP, '8'}, .help = N_("row above"), .quiet = true},
    {.action = ACT_DOWN, .keys = {TK_DOWN, TK_TAB, '2'}, .help = N_("row below"), .quiet = true},
    {.action = ACT_PAGE_DOWN,
	.keys = {TK_PAGE_DOWN, 'n', '3'},
	.help = N_("Page down"),
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_PAGE_UP,
	.keys = {TK_PAGE_UP, 'b', '9'},
	.help = N_("Page up"),
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Menu")},
    {0},
};

static void on_reader(void *arg)
{
	app_changed(arg);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct settings *s = state;
	(void)arg;
	struct runner_host host = app_host(app);
	reader_watch_open(&s->reader, app->loop, &host, on_reader, app);
}

static void leave(struct app *app, void *state)
{
	struct settings *s = state;
	(void)app;
	reader_watch_close(&s->reader);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

/* ---- what can be changed ---- */

static bool changeable(enum setting setting)
{
	if (setting == SETTING_LANGUAGE)
		return lang_utf8();
	if (setting == SETTING_COLOURS)
		return palette_colours() != COLOURS_NONE;
	return true;
}

static const char *why_not(enum setting setting)
{
	return setting == SETTING_LANGUAGE ? _("Thai needs a terminal with a UTF-8 locale")
					   : _("this terminal has no colours");
}

static void change(struct app *app, enum setting setting)
{
	if (setting == SETTING_LANGUAGE)
		lang_set(lang_get() == LANG_TH ? LANG_EN : LANG_TH);
	else if (setting == SETTING_COLOURS)
		palette_use_colours(!palette_uses_colours());
	else
		app->bell_off = !app->bell_off;
	if (setting == SETTING_COLOURS)
		clearok(curscr, TRUE);
}

static void value_of(const struct app *app, enum setting setting, char *out, size_t size)
{
	static const char *const colours[] = {
	    [COLOURS_NONE] = "1", [COLOURS_8] = "8", [COLOURS_256] = "256"};
	if (setting == SETTING_LANGUAGE)
		snprintf(out, size, "%s", lang_get() == LANG_TH ? "ไทย" : "English");
	else if (setting == SETTING_COLOURS && palette_uses_colours())
		snprintf(out, size, _("%s colours"), colours[palette_colours()]);
	else if (setting == SETTING_COLOURS)
		snprintf(out, size, "%s", getenv("NO_COLOR") ? _("off (NO_COLOR)") : _("off"));
	else
		snprintf(out, size, "%s", app->bell_off ? _("off") : _("on, at an alarm"));
}

/* ---- screen ---- */

#define CONFIG_ROWS 8

static bool can(const struct app *app, const void *state, int action)
{
	const struct settings *s = state;
	(void)app;
	if (action == ACT_CHANGE)
		return changeable(s->chosen);
	if (action == ACT_PAGE_UP)
		return s->top > 0;
	if (action == ACT_PAGE_DOWN)
		return s->top + CONFIG_ROWS < settings_count();
	return true;
}

static void act(struct app *app, void *state, int action)
{
	struct settings *s = state;
	if (action == ACT_UP)
		s->chosen = (enum setting)((s->chosen + SETTINGS - 1) % SETTINGS);
	else if (action == ACT_DOWN)
		s->chosen = (enum setting)((s->chosen + 1) % SETTINGS);
	else if (action == ACT_CHANGE)
		change(app, s->chosen);
	else if (action == ACT_PAGE_DOWN)
		s->top += CONFIG_ROWS;
	else if (action == ACT_PAGE_UP)
		s->top -= CONFIG_ROWS;
	else if (action == ACT_BACK)
		app_close(app);
}

/* ---- drawing ---- */

#define X	1
#define VALUE_X 28

static void draw_settings(const struct app *app, const struct settings *s, WINDOW *win, int y)
{
	static const char *const names[SETTINGS] = {[SETTING_LANGUAGE] = N_("Language"),
	    [SETTING_COLOURS] = N_("Colours"),
	    [SETTING_BELL] = N_("Bell")};
	for (int i = 0; i < SETTINGS; i++) {
		char value[DRAW_TEXT_SIZE];
		enum paint paint = i == (int)s->chosen ? PAINT_CHOSEN : PAINT_TEXT;
		int cells = getmaxx(win) - VALUE_X - 1;
		value_of(app, (enum setting)i, value, sizeof value);
		draw_format(win, y + i, X, VALUE_X - X - 1, paint, " %s ", _(names[i]));
		if (changeable((enum setting)i))
			draw_text(win, y + i, VALUE_X, cells, PAINT_STRONG, value);
		else
			draw_format(win, y + i, VALUE_X, cells, PAINT_TEXT, "%s: %s", value,
			    why_not((enum setting)i));
	}
}

static void draw_in_use(const struct app *app, const struct settings *s, WINDOW *win, int y)
{
	const struct terminal_config *c = app->options->config;
	static const char *const readers[] = {
	    [RUNNER_CARD_UNKNOWN] = N_("not known yet"),
	    [RUNNER_CARD_NO_PCSCD] = N_("none: the card service does not answer"),
	    [RUNNER_CARD_NO_READER] = N_("none is plugged in"),
	    [RUNNER_CARD_EMPTY] = N_("ready, no card in it"),
	    [RUNNER_CARD_PRESENT] = NULL,
	};
	const char *reader =
	    readers[s->reader.card] ? _(readers[s->reader.card]) : s->reader.reader;
	int cells = getmaxx(win) - VALUE_X - 1;
	draw_text(win, y, X + 1, VALUE_X - X - 2, PAINT_TEXT, _("Card reader"));
	draw_text(win, y, VALUE_X, cells, PAINT_TEXT, reader);
	draw_text(win, y + 1, X + 1, VALUE_X - X - 2, PAINT_TEXT, _("Finger sensor"));
	draw_format(win, y + 1, VALUE_X, cells, PAINT_TEXT, "%s %s", c->sensor_type,
	    c->sensor_path[0] ? c->sensor_path : c->sensor_device);
}

static void draw_config(const struct app *app, const struct settings *s, WINDOW *win, int y)
{
	const struct terminal_config *c = app->options->config;
	size_t count = settings_count();
	size_t end = s->top + CONFIG_ROWS < count ? s->top + CONFIG_ROWS : count;
	for (size_t i = s->top; i < end; i++, y++) {
		const struct config_row *row = &terminal_config_rows[i];
		char value[CONFIG_PATH_MAX];
		settings_value(c, row, value, sizeof value);
		bool preset = row->preset && strcmp(row->preset, value) == 0;
		draw_text(win, y, X + 1, VALUE_X - X - 2, PAINT_TEXT, row->key);
		int used =
		    draw_text(win, y, VALUE_X, getmaxx(win) - VALUE_X - 16, PAINT_TEXT, value);
		if (preset)
			draw_format(win, y, VALUE_X + used + (used > 0), 14, PAINT_TEXT, "(%s)",
			    _("default"));
	}
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct settings *s = state;
	const char *file = app->options->config_file;
	int cells = getmaxx(win) - X - 1;
	draw_text(win, 0, X, cells, PAINT_STRONG,
	    _("Changed here, for this session only: the next start has the configuration's"));
	draw_settings(app, s, win, 1);
	draw_text(win, 5, X, cells, PAINT_STRONG, _("In use"));
	draw_in_use(app, s, win, 6);
	draw_format(win, 9, X, cells, PAINT_STRONG, _("Configuration, read only: %s"),
	    file ? file : TERMINAL_CONFIG_FILE);
	draw_config(app, s, win, 10);
}

const struct screen_ops screen_settings = {
    .name = "settings",
    .title = LABEL_SETTINGS,
    .state_size = sizeof(struct settings),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .can = can,
    .act = act,
    .draw = draw,
};
