/*
 * Who sits at the counter: citizen number and PIN, checked at the centre only. With the
 * centre down a card can still be read (Smart Card Offline).
 */
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/officer_fields.h"
#include "tui/screens.h"

enum { ACT_ENTER = ACT_SCREEN, ACT_OTHER_FIELD, ACT_SHOW, ACT_OFFLINE, ACT_MANUAL };

#define LABEL_X 6
#define FIELD_X 44

struct login {
	struct app *app; /* for the callback */
	struct officer_fields typed;
	central_call call;
	int64_t since; /* monotonic, of the call */
	struct error error;
	struct api_login request;
};

static const struct key_row keys[] = {
    {.action = ACT_ENTER, .keys = {TK_ENTER}, .help = N_("Log in")},
    {.action = ACT_OTHER_FIELD, .keys = {TK_TAB, TK_UP, TK_DOWN}, .help = N_("Other field")},
    {.action = ACT_SHOW, .keys = {TK_F4, 'v'}, .help = N_("Number")},
    {.action = ACT_OFFLINE, .keys = {'o'}, .help = N_("Offline"), .quiet = true},
    {.action = ACT_MANUAL, .keys = {'h'}, .help = N_("Manual"), .quiet = true},
    {.action = ACT_QUIT, .keys = {TK_F10, 'x', TK_CTRL_C}, .help = N_("Exit")},
    {0},
};

static const struct key_row keys_busy[] = {
    {.action = ACT_BACK, .keys = {TK_ESC}, .help = N_("Stop waiting")},
    {0},
};

static void enter(struct app *app, void *state, const void *arg)
{
	struct login *s = state;
	s->app = app;
	officer_fields_begin(&s->typed, LABEL_X, FIELD_X);
	s->typed.notice = arg;
}

static void leave(struct app *app, void *state)
{
	struct login *s = state;
	if (s->call)
		central_abort(app->central, s->call);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	const struct login *s = state;
	(void)app;
	return s->call ? keys_busy : keys;
}

/* Nothing is under way any more. */
static void end_call(struct login *s)
{
	s->call = 0;
	s->typed.busy = false;
	secret_wipe(&s->request, sizeof s->request);
	digits_clear(&s->typed.pin);
}

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct login *s = arg;
	struct app *app = s->app;
	app_changed(app);
	if (!failure) {
		s->call = 0;
		app_log_in(app, answer, s->request.pin); /* wipes and frees this state */
		return;
	}
	end_call(s);
	if (!failure->answered)
		app_centre_lost(app, &failure->error);
	s->error = failure->error;
}

static void log_in(struct app *app, struct login *s)
{
	if (!officer_fields_enter(&s->typed))
		return;
	s->error = app->centre_error;
	if (!app->central)
		return;
	s->error = (struct error){0};
	s->request.number = officer_fields_number(&s->typed);
	text_append(s->request.pin, sizeof s->request.pin, s->typed.pin.text);
	s->since = app_mono(app);
	s->call = central_login(app->central, &s->request, answered, s);
	s->typed.busy = s->call != 0;
}

static void stop_waiting(struct app *app, struct login *s)
{
	central_abort(app->central, s->call);
	end_call(s);
}

static void act(struct app *app, void *state, int action)
{
	struct login *s = state;
	s->typed.notice = NULL;
	if (action == ACT_ENTER)
		log_in(app, s);
	else if (action == ACT_OTHER_FIELD)
		officer_fields_other(&s->typed);
	else if (action == ACT_SHOW)
		s->typed.show = !s->typed.show;
	else if (action == ACT_OFFLINE)
		app_open(app, &screen_offline, NULL);
	else if (action == ACT_MANUAL)
		app_open(app, &screen_manual, NULL);
	else if (action == ACT_BACK)
		stop_waiting(app, s);
	else if (action == ACT_QUIT)
		app_quit(app);
}

static bool type(struct app *app, void *state, int key)
{
	struct login *s = state;
	(void)app;
	if (!officer_fields_key(&s->typed, key))
		return false;
	s->error = (struct error){0};
	return true;
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct login *s = state;
	if (s->call)
		*w = (struct waiting){
		    .what = _("Waiting for the centre's answer"), .since = s->since};
	else if (app->status_known && app->centre_error.problem == PROBLEM_NONE)
		*w = (struct waiting){.what = _("The centre answers"), .done = true};
	else if (app->central)
		*w = (struct waiting){.what = _("Trying to reach the centre")};
}

/* ---- drawing ---- */

/* In the middle of the fields' columns, however wide the window is. */
static void draw_system(WINDOW *win)
{
	const char *system = label(LABEL_SSO_SYSTEM);
	int x = (CONTENT_COLUMNS - text_width(system)) / 2;
	draw_text(win, 2, x, CONTENT_COLUMNS - x, PAINT_STRONG, system);
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct login *s = state;
	struct box box = {.y = 10, .x = LABEL_X, .rows = 8, .cells = getmaxx(win) - 2 * LABEL_X};
	struct box hint = {.y = 16, .x = LABEL_X, .rows = 2};
	const struct error *error = s->error.problem ? &s->error : &app->centre_error;
	draw_system(win);
	officer_fields_draw(app, &s->typed, win, 5, _("Officer's citizen number"));
	if (s->typed.notice)
		draw_wrapped(win, box, PAINT_STRONG, _(s->typed.notice));
	else if (error->problem && !s->call)
		draw_problem(win, box, error);
	hint.cells = box.cells;
	draw_wrapped(win, hint, PAINT_TEXT,
	    _("O reads a card, H shows the manual: without logging in, also while the centre "
	      "cannot be reached."));
}

const struct screen_ops screen_login = {
    .name = "login",
    .title = LABEL_SSO,
    .state_size = sizeof(struct login),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .act = act,
    .type = type,
    .waiting = waiting,
    .draw = draw,
};
