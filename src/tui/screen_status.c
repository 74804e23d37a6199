/*
 * How the system stands: the office in full, the centre and its policy, this terminal.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/lang.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/palette.h"
#include "tui/screens.h"

#include "autoconf.h"

enum { ACT_REFRESH = ACT_SCREEN };

struct status {
	int64_t since;
};

static const struct key_row keys[] = {
    {.action = ACT_REFRESH, .keys = {TK_F3, 'a'}, .help = N_("Ask again")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C, TK_ENTER}, .help = N_("Menu")},
    {0},
};

static void enter(struct app *app, void *state, const void *arg)
{
	struct status *s = state;
	(void)arg;
	s->since = app_mono(app);
	app_ask_status(app);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static void act(struct app *app, void *state, int action)
{
	if (action == ACT_REFRESH)
		enter(app, state, NULL);
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

/* ---- drawing ---- */

#define NAME_X	2
#define VALUE_X 24

struct table {
	WINDOW *win;
	int y;
};

static void put(struct table *t, const char *name, const char *value)
{
	struct box box = {
	    .y = t->y, .x = VALUE_X, .rows = 3, .cells = getmaxx(t->win) - VALUE_X - 2};
	draw_text(t->win, t->y, NAME_X, VALUE_X - NAME_X - 1, PAINT_TEXT, name);
	int rows = draw_wrapped(t->win, box, PAINT_STRONG, value);
	t->y += rows > 0 ? rows : 1;
}

static const char *const office_kinds[] = {
    [OFFICE_DISTRICT] = N_("district registration office"),
    [OFFICE_LOCAL] = N_("local registration office"),
    [OFFICE_JOINT_CENTRE] = N_("joint service centre"),
    [OFFICE_CENTRAL] = N_("central registration office"),
};

static void put_office(const struct app *app, struct table *t)
{
	char text[DRAW_TEXT_SIZE];
	const struct api_office *office =
	    app->session.open ? &app->session.office : &app->status.office;
	app_office_name(app, text, sizeof text);
	put(t, _("Office"), text);
	snprintf(text, sizeof text, "%s · %s", _(office_kinds[office->type]),
	    office->may_enroll ? _("may enroll") : _("may not enroll"));
	put(t, _("Kind of office"), text);
	if (app->status_known)
		put(t, _("Counter"), app->status.counter);
	if (app->session.open)
		put(t, _("Officer"), app->session.officer_name);
}

static void put_centre(const struct app *app, struct table *t)
{
	char text[DRAW_TEXT_SIZE];
	char used[NUMBER_SIZE];
	char quota[NUMBER_SIZE];
	const struct api_status *s = &app->status;
	put(t, _("Centre"), app->options->config->url);
	if (!app->status_known)
		return;
	snprintf(text, sizeof text, "%s · %s",
	    s->open ? _("takes enrollments") : _("takes no enrollments at present"),
	    s->training ? _("training") : _("real operation"));
	put(t, _("Operation"), text);
	number_format(used, s->quota_used);
	number_format(quota, s->quota);
	snprintf(text, sizeof text, _("%s of %s"), used, quota);
	put(t, _("Places used"), text);
	snprintf(text, sizeof text, _("code %ld min, evidence %ld min, match code %s"),
	    s->code_life / 60, s->evidence_life / 60, s->match_code ? _("on") : _("off"));
	put(t, _("Policy"), text);
}

/* What the centre's policy says of fingers. */
static void put_fingers(const struct app *app, struct table *t)
{
	char text[DRAW_TEXT_SIZE];
	const struct api_status *s = &app->status;
	if (!app->status_known)
		return;
	snprintf(text, sizeof text, "%s · %s",
	    !s->can_write      ? _("cannot be stored: no key for cards")
	    : s->approve_store ? _("stored with a second officer")
			       : _("stored by one officer"),
	    s->exceptions ? _("exceptions allowed") : _("no exceptions"));
	put(t, _("Fingers"), text);
}

static void put_terminal(const struct app *app, struct table *t)
{
	static const char *const colours[] = {
	    [COLOURS_NONE] = "1", [COLOURS_8] = "8", [COLOURS_256] = "256"};
	char text[DRAW_TEXT_SIZE];
	const char *term = getenv("TERM");
	(void)app;
	put(t, _("Program"), PACKAGE_STRING);
	snprintf(text, sizeof text, _("%s, %dx%d, %s colours, %s"), term ? term : "", COLS, LINES,
	    colours[palette_colours()], lang_utf8() ? "UTF-8" : "ASCII");
	put(t, _("Terminal"), text);
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	struct table t = {.win = win, .y = 1};
	(void)state;
	if (app->session.open || app->status_known)
		put_office(app, &t);
	put_centre(app, &t);
	put_fingers(app, &t);
	put_terminal(app, &t);
	if (app->centre_error.problem) {
		struct box box = {.y = t.y + 1,
		    .x = NAME_X,
		    .rows = CONTENT_ROWS - t.y - 1,
		    .cells = getmaxx(win) - 2 * NAME_X};
		draw_problem(win, box, &app->centre_error);
	}
}

const struct screen_ops screen_status = {
    .name = "status",
    .title = LABEL_STATUS,
    .state_size = sizeof(struct status),
    .enter = enter,
    .keys = keys_now,
    .act = act,
    .waiting = waiting,
    .draw = draw,
};
