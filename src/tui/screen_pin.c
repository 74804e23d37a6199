/*
 * The officer's own PIN: the old one, and twice the new one. After a reset this screen comes
 * before anything else, since whoever reset the PIN may know it; it is left by a change or by
 * logging out.
 */
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "counter/own_pin.h"
#include "tui/app.h"
#include "tui/digits.h"
#include "tui/draw.h"
#include "tui/lock.h"
#include "tui/screens.h"

enum { ACT_ENTER = ACT_SCREEN, ACT_NEXT, ACT_BEFORE, ACT_DONE };

enum field { FIELD_OLD, FIELD_NEW, FIELD_AGAIN, FIELDS };

struct pin {
	struct app *app;
	bool forced;
	struct digits field[FIELDS];
	enum field at;
	int64_t since;
	bool done;
	bool verifier_late; /* the lock's verifier is renewed when this screen is left */
	const char *notice;
	struct error error;
	struct own_pin own;
};

static const struct key_row keys[] = {
    {.action = ACT_ENTER, .keys = {TK_ENTER}, .help = N_("Change the PIN")},
    {.action = ACT_NEXT, .keys = {TK_TAB, TK_DOWN}, .help = N_("Other field")},
    {.action = ACT_BEFORE, .keys = {TK_UP}, .help = N_("row above"), .quiet = true},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Back")},
    {0},
};

static const struct key_row keys_forced[] = {
    {.action = ACT_ENTER, .keys = {TK_ENTER}, .help = N_("Change the PIN")},
    {.action = ACT_NEXT, .keys = {TK_TAB, TK_DOWN}, .help = N_("Other field")},
    {.action = ACT_BEFORE, .keys = {TK_UP}, .help = N_("row above"), .quiet = true},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Log out")},
    {0},
};

/* The change may be carried out all the same: no key takes it back. */
static const struct key_row keys_busy[] = {
    {.action = ACT_BACK, .keys = {TK_ESC}, .help = N_("Stop waiting")},
    {0},
};

static const struct key_row keys_done[] = {
    {.action = ACT_DONE, .keys = {TK_ENTER, TK_ESC, TK_CTRL_C}, .help = N_("Menu")},
    {0},
};

const struct key_row *const pin_tables[] = {keys, keys_forced, keys_busy, keys_done, NULL};

static void enter(struct app *app, void *state, const void *arg)
{
	struct pin *s = state;
	s->app = app;
	s->forced = arg && ((const struct pin_arg *)arg)->forced;
	for (int i = 0; i < FIELDS; i++)
		s->field[i].max = API_PIN_DIGITS;
}

static void leave(struct app *app, void *state)
{
	struct pin *s = state;
	own_pin_stop(&s->own);
	if (s->verifier_late)
		app_pin_changed(app, s->own.change.new);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	const struct pin *s = state;
	(void)app;
	if (s->own.call)
		return keys_busy;
	if (s->done)
		return keys_done;
	return s->forced ? keys_forced : keys;
}

/* ---- the change ---- */

static void clear_fields(struct pin *s)
{
	for (int i = 0; i < FIELDS; i++)
		digits_clear(&s->field[i]);
	s->at = FIELD_OLD;
}

/* A verifier that checks a PIN for the lock at this moment is not taken from it. */
static void renew_verifier(struct pin *s)
{
	s->verifier_late = lock_on(s->app);
	if (!s->verifier_late) {
		app_pin_changed(s->app, s->own.change.new);
		own_pin_forget(&s->own);
	}
}

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct pin *s = arg;
	(void)answer;
	app_changed(s->app);
	if (failure && failure->maybe_done) {
		s->error = failure->error; /* what was typed stays: Enter asks with the same key */
		return;
	}
	clear_fields(s);
	if (failure && !failure->answered)
		app_centre_lost(s->app, &failure->error);
	if (failure) {
		s->error = failure->error;
		return;
	}
	s->done = true;
	renew_verifier(s);
}

/* What is missing or wrong, before the centre is asked: a notice, or a problem. */
static bool whole(struct pin *s)
{
	struct date today = bangkok_time_of(app_real(s->app)).date;
	const char *new = s->field[FIELD_NEW].text;
	s->notice = NULL;
	s->error = (struct error){0};
	for (int i = 0; i < FIELDS; i++) {
		if (digits_full(&s->field[i]))
			continue;
		s->at = (enum field)i;
		s->notice = s->field[i].len > 0 ? N_("The PIN has 8 digits.") : NULL;
		return false;
	}
	s->error.problem =
	    own_pin_check(s->field[FIELD_OLD].text, new, s->field[FIELD_AGAIN].text, today);
	if (!s->error.problem)
		return true;
	digits_clear(&s->field[FIELD_NEW]);
	digits_clear(&s->field[FIELD_AGAIN]);
	s->at = FIELD_NEW;
	return false;
}

static void change(struct app *app, struct pin *s)
{
	if (!whole(s) || !app->central)
		return;
	s->own.central = app->central;
	s->own.fn = answered;
	s->own.arg = s;
	s->since = app_mono(app);
	own_pin_ask(&s->own, s->field[FIELD_OLD].text, s->field[FIELD_NEW].text, &s->error);
}

static void stop_waiting(struct pin *s)
{
	own_pin_stop(&s->own);
	s->notice = N_("It is not known whether the PIN is changed: Enter asks the centre again.");
}

/* ---- keys ---- */

static void go_back(struct app *app, const struct pin *s)
{
	if (s->forced || app_session_ended(&s->error))
		app_log_out(app);
	else
		app_close(app);
}

static void act(struct app *app, void *state, int action)
{
	struct pin *s = state;
	if (action == ACT_ENTER)
		change(app, s);
	else if (action == ACT_NEXT)
		s->at = (enum field)((s->at + 1) % FIELDS);
	else if (action == ACT_BEFORE)
		s->at = (enum field)((s->at + FIELDS - 1) % FIELDS);
	else if (action == ACT_DONE && s->forced)
		app_replace(app, &screen_menu, NULL);
	else if (action == ACT_DONE)
		app_close(app);
	else if (action == ACT_BACK && s->own.call)
		stop_waiting(s);
	else if (action == ACT_BACK)
		go_back(app, s);
}

static bool type(struct app *app, void *state, int key)
{
	struct pin *s = state;
	struct digits *d = &s->field[s->at];
	(void)app;
	if (s->own.call || s->done || !digits_key(d, key))
		return false;
	s->notice = NULL;
	s->error = (struct error){0};
	own_pin_forget(&s->own);
	if (digits_full(d) && key != TK_BACKSPACE && s->at + 1 < FIELDS)
		s->at++;
	return true;
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct pin *s = state;
	(void)app;
	if (s->own.call)
		*w = (struct waiting){
		    .what = _("Waiting for the centre's answer"), .since = s->since};
	else if (s->done)
		*w = (struct waiting){.what = _("The PIN is changed"), .done = true};
}

/* ---- drawing ---- */

#define X	6
#define FIELD_X 44
#define FIELD_Y 5

static void draw_field(struct app *app, const struct pin *s, WINDOW *win, int i)
{
	static const char *const names[FIELDS] = {[FIELD_OLD] = N_("PIN until now"),
	    [FIELD_NEW] = N_("New PIN, 8 digits"),
	    [FIELD_AGAIN] = N_("New PIN once more")};
	char shown[API_PIN_DIGITS * 3 + 1] = "";
	bool here = i == (int)s->at && !s->own.call;
	int y = FIELD_Y + 2 * i;
	for (size_t n = 0; n < API_PIN_DIGITS; n++)
		text_append(shown, sizeof shown, n < s->field[i].len ? "•" : "_");
	draw_text(win, y, X, FIELD_X - X - 1, here ? PAINT_STRONG : PAINT_TEXT, _(names[i]));
	draw_text(win, y, FIELD_X, API_PIN_DIGITS, PAINT_STRONG, shown);
	if (here)
		app_cursor(app, y, FIELD_X + (int)s->field[i].len);
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct pin *s = state;
	struct box box = {.y = 2, .x = X, .rows = 3, .cells = getmaxx(win) - 2 * X};
	if (s->done) {
		box.y = 6;
		draw_wrapped(win, box, PAINT_STRONG,
		    _("Your PIN is changed. It holds from now on, at every counter; your other "
		      "sessions have ended."));
		return;
	}
	draw_wrapped(win, box, PAINT_STRONG,
	    s->forced ? _("Your PIN was reset, and whoever reset it may know it: choose one of "
			  "your own before anything else.")
		      : _("Officer's own PIN"));
	for (int i = 0; i < FIELDS; i++)
		draw_field(app, s, win, i);
	box.y = FIELD_Y + 2 * FIELDS;
	box.rows = 5;
	if (s->error.problem)
		draw_problem(win, box, &s->error);
	else if (s->notice)
		draw_wrapped(win, box, PAINT_STRONG, _(s->notice));
	box.y = CONTENT_ROWS - 2;
	draw_wrapped(win, box, PAINT_TEXT,
	    _("Eight digits; no run and no repeat of four, no date. Tell it to nobody."));
}

const struct screen_ops screen_pin = {
    .name = "pin",
    .title = LABEL_PIN,
    .state_size = sizeof(struct pin),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .act = act,
    .type = type,
    .waiting = waiting,
    .draw = draw,
};
