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
#include "tui/digits.h"
#include "tui/draw.h"
#include "tui/screens.h"

enum field { FIELD_NUMBER, FIELD_PIN };

enum { ACT_ENTER = ACT_SCREEN, ACT_OTHER_FIELD, ACT_SHOW, ACT_OFFLINE };

struct login {
	struct app *app; /* for the callback */
	struct digits number, pin;
	enum field field;
	bool show;
	central_call call;
	int64_t since; /* monotonic, of the call */
	struct error error;
	const char *notice; /* msgid */
	struct api_login request;
};

static const struct key_row keys[] = {
    {.action = ACT_ENTER, .keys = {TK_ENTER}, .help = N_("Log in")},
    {.action = ACT_OTHER_FIELD, .keys = {TK_TAB, TK_UP, TK_DOWN}, .help = N_("Other field")},
    {.action = ACT_SHOW, .keys = {TK_F4, 'v'}, .help = N_("Number")},
    {.action = ACT_OFFLINE, .keys = {'o'}, .help = N_("Offline"), .quiet = true},
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
	(void)arg;
	s->app = app;
	s->number = (struct digits){.max = CITIZEN_NUMBER_DIGITS};
	s->pin = (struct digits){.max = API_PIN_DIGITS};
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

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct login *s = arg;
	struct app *app = s->app;
	s->call = 0;
	secret_wipe(&s->request, sizeof s->request);
	digits_clear(&s->pin);
	app_changed(app);
	if (failure && !failure->answered)
		app_centre_lost(app, &failure->error);
	if (failure)
		s->error = failure->error;
	else
		app_log_in(app, answer); /* frees this state */
}

/* What is missing, or NULL. */
static const char *incomplete(struct login *s)
{
	bool whole = digits_full(&s->number);
	if (!whole || !citizen_number_valid(s->number.text)) {
		s->field = FIELD_NUMBER;
		return whole ? N_("This is no citizen number: compare each digit.")
			     : N_("The citizen number has 13 digits.");
	}
	s->field = FIELD_PIN;
	return digits_full(&s->pin) ? NULL : N_("The PIN has 8 digits.");
}

static void log_in(struct app *app, struct login *s)
{
	if (s->field == FIELD_NUMBER && s->pin.len == 0 && digits_full(&s->number) &&
	    citizen_number_valid(s->number.text)) {
		s->field = FIELD_PIN;
		return;
	}
	s->notice = incomplete(s);
	if (s->notice)
		return;
	s->error = app->centre_error;
	if (!app->central)
		return;
	s->error = (struct error){0};
	text_append(s->request.number.digits, sizeof s->request.number.digits, s->number.text);
	text_append(s->request.pin, sizeof s->request.pin, s->pin.text);
	s->since = app_mono(app);
	s->call = central_login(app->central, &s->request, answered, s);
}

static void stop_waiting(struct app *app, struct login *s)
{
	central_abort(app->central, s->call);
	s->call = 0;
	secret_wipe(&s->request, sizeof s->request);
	digits_clear(&s->pin);
}

static void act(struct app *app, void *state, int action)
{
	struct login *s = state;
	s->notice = NULL;
	if (action == ACT_ENTER)
		log_in(app, s);
	else if (action == ACT_OTHER_FIELD)
		s->field = s->field == FIELD_NUMBER ? FIELD_PIN : FIELD_NUMBER;
	else if (action == ACT_SHOW)
		s->show = !s->show;
	else if (action == ACT_OFFLINE)
		app_open(app, &screen_offline, NULL);
	else if (action == ACT_BACK)
		stop_waiting(app, s);
	else if (action == ACT_QUIT)
		app_quit(app);
}

static bool type(struct app *app, void *state, int key)
{
	struct login *s = state;
	struct digits *d = s->field == FIELD_NUMBER ? &s->number : &s->pin;
	(void)app;
	if (s->call || !digits_key(d, key))
		return false;
	s->notice = NULL;
	s->error = (struct error){0};
	if (s->field == FIELD_NUMBER && digits_full(d) && key != TK_BACKSPACE) {
		s->notice = citizen_number_valid(d->text)
				? NULL
				: N_("This is no citizen number: compare each digit.");
		s->field = s->notice ? FIELD_NUMBER : FIELD_PIN;
	}
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

#define LABEL_X 6
#define FIELD_X 44

static void draw_number(struct app *app, const struct login *s, WINDOW *win, int y)
{
	char shown[CITIZEN_NUMBER_SHOWN];
	struct citizen_number number = {0};
	bool here = s->field == FIELD_NUMBER && !s->call;
	int at = digits_grouped(&s->number, shown);
	if (!here && !s->show && digits_full(&s->number)) {
		text_append(number.digits, sizeof number.digits, s->number.text);
		citizen_number_mask(shown, &number);
	}
	draw_text(win, y, LABEL_X, FIELD_X - LABEL_X - 1, here ? PAINT_STRONG : PAINT_TEXT,
	    _("Officer's citizen number"));
	draw_text(win, y, FIELD_X, CITIZEN_NUMBER_SHOWN, PAINT_STRONG, shown);
	if (here)
		app_cursor(app, y, FIELD_X + at);
}

static void draw_pin(struct app *app, const struct login *s, WINDOW *win, int y)
{
	char shown[API_PIN_DIGITS * 3 + 1] = "";
	bool here = s->field == FIELD_PIN && !s->call;
	for (size_t i = 0; i < API_PIN_DIGITS; i++)
		text_append(shown, sizeof shown, i < s->pin.len ? "•" : "_");
	draw_text(win, y, LABEL_X, FIELD_X - LABEL_X - 1, here ? PAINT_STRONG : PAINT_TEXT,
	    _("PIN, 8 digits"));
	draw_text(win, y, FIELD_X, API_PIN_DIGITS, PAINT_STRONG, shown);
	if (here)
		app_cursor(app, y, FIELD_X + (int)s->pin.len);
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct login *s = state;
	struct box box = {.y = 10, .x = LABEL_X, .rows = 8, .cells = getmaxx(win) - 2 * LABEL_X};
	struct box hint = {.y = 16, .x = LABEL_X, .rows = 2};
	const struct error *error = s->error.problem ? &s->error : &app->centre_error;
	draw_centred(win, 2, PAINT_STRONG, label(LABEL_SSO_SYSTEM));
	draw_number(app, s, win, 5);
	draw_pin(app, s, win, 7);
	if (s->notice)
		draw_wrapped(win, box, PAINT_STRONG, _(s->notice));
	else if (error->problem && !s->call)
		draw_problem(win, box, error);
	hint.cells = box.cells;
	draw_wrapped(win, hint, PAINT_TEXT,
	    _("O reads a card without logging in, also while the centre cannot be reached."));
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
