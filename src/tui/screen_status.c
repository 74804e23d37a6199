/*
 * How the system stands: office, centre, certificate, reader, sensor and this terminal, each
 * with what to do where it does not stand well.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/lang.h"
#include "tui/app.h"
#include "tui/facts_view.h"
#include "tui/frame.h"
#include "tui/screens.h"

enum { ACT_REFRESH = ACT_SCREEN, ACT_UP, ACT_DOWN };

struct status {
	int64_t since;
	struct reader_watch reader;
	int top;		     /* the first row of the list that is shown */
	struct fact here[FACTS_MAX]; /* looked at when it was asked */
};

static const struct key_row keys[] = {
    {.action = ACT_REFRESH, .keys = {TK_F3, 'a'}, .help = N_("Ask again")},
    {.action = ACT_UP,
	.keys = {TK_UP, TK_PAGE_UP, 'b'},
	.help = N_("up"),
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_DOWN,
	.keys = {TK_DOWN, TK_PAGE_DOWN, ' '},
	.help = N_("down"),
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C, TK_ENTER}, .help = N_("Menu")},
    {0},
};

/* ---- the facts ---- */

static void tell_terminal(struct fact *f)
{
	static const char *const colours[] = {
	    [COLOURS_NONE] = "1", [COLOURS_8] = "8", [COLOURS_256] = "256"};
	const char *term = getenv("TERM");
	fact_say(f, lang_utf8() ? FACT_GOOD : FACT_BAD, _("%s, %dx%d, %s colours, %s"),
	    term ? term : "", COLS, LINES,
	    palette_uses_colours() ? colours[palette_colours()] : "1",
	    lang_utf8() ? "UTF-8" : "ASCII");
	if (!lang_utf8())
		snprintf(f->todo, sizeof f->todo, "%s",
		    _("For Thai, log in from a terminal with a UTF-8 locale."));
}

static struct known_facts standing_of(const struct app *app, const struct status *s)
{
	const struct api_office *told = app->status_known ? &app->status.office : NULL;
	return (struct known_facts){.config = app->options->config,
	    .office = app->session.open ? &app->session.office : told,
	    .officer_name = app->session.officer_name,
	    .status = app->status_known ? &app->status : NULL,
	    .centre_error = &app->centre_error,
	    .central = app->central,
	    .real = app_real(app),
	    .round_trip_ms = app->round_trip_ms,
	    .clock_offset_ms = app->clock_offset_ms,
	    .reader = &s->reader,
	    .terminal = tell_terminal,
	    .here = s->here};
}

static int draw_all(const struct app *app, const struct status *s, WINDOW *win, int top)
{
	struct known_facts standing = standing_of(app, s);
	return facts_draw(&standing, win, top);
}

static void on_reader(void *arg)
{
	app_changed(arg);
}

/* ---- screen ---- */

static void look_here(const struct app *app, struct status *s)
{
	const struct known_facts known = {
	    .config = app->options->config, .root = app->options->root, .real = app_real(app)};

	facts_look_here(&known, s->here);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct status *s = state;
	(void)arg;
	s->since = app_mono(app);
	app_ask_status(app);
	struct runner_host host = app_host(app);
	reader_watch_open(&s->reader, app->loop, &host, on_reader, app);
	look_here(app, s);
}

static void leave(struct app *app, void *state)
{
	struct status *s = state;
	(void)app;
	reader_watch_close(&s->reader);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

/* The first row that is shown after scrolling. */
static int scrolled(const struct app *app, const struct status *s, int by)
{
	int shown = app->frame.content ? getmaxy(app->frame.content) : CONTENT_ROWS;
	int last = draw_all(app, s, NULL, 0) - shown;
	int top = s->top + by;
	if (top > last)
		top = last;
	return top > 0 ? top : 0;
}

static bool can(const struct app *app, const void *state, int action)
{
	const struct status *s = state;
	if (action != ACT_UP && action != ACT_DOWN)
		return true;
	return scrolled(app, s, action == ACT_UP ? -1 : 1) != s->top;
}

static void act(struct app *app, void *state, int action)
{
	struct status *s = state;

	if (action == ACT_REFRESH)
		enter(app, state, NULL);
	else if (action == ACT_UP || action == ACT_DOWN)
		s->top = scrolled(app, s, action == ACT_UP ? -1 : 1);
	else if (action == ACT_BACK)
		app_close(app);
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct status *s = state;
	if (app->asking_status)
		*w = (struct waiting){
		    .what = _("Waiting for the centre's answer"), .since = s->since};
	else if (app->centre_error.problem == PROBLEM_NONE)
		*w = (struct waiting){.what = _("The centre answers"), .done = true};
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct status *s = state;
	draw_all(app, s, win, s->top);
}

const struct screen_ops screen_status = {
    .name = "status",
    .title = LABEL_STATUS,
    .state_size = sizeof(struct status),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .can = can,
    .act = act,
    .waiting = waiting,
    .draw = draw,
};
