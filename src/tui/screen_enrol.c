/*
 * The enrollment: the manual's three steps. What may happen next is the engine's; here a
 * key becomes an officer's decision, and what the engine's view holds becomes cells.
 */
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "tui/citizen.h"
#include "tui/enrol_view.h"
#include "tui/draw.h"
#include "tui/fingers_view.h"
#include "tui/parked.h"
#include "tui/lock.h"
#include "tui/screens.h"
#include "tui/unmask.h"
#include "tui/writing_view.h"

static enum enrol_state state_of(const struct enrol_screen *s)
{
	return runner_view(s->runner)->enrol->state;
}

/* ---- what changed ---- */

static void keep_qr(struct enrol_screen *s)
{
	const struct api_code *code = runner_view(s->runner)->code;
	if (!code) {
		secret_wipe(&s->qr, sizeof s->qr);
		secret_wipe(s->qr_url, sizeof s->qr_url);
		s->has_qr = false;
		s->qr_only = false;
		code_file_remove(&s->picture);
	} else if (strcmp(code->url, s->qr_url) != 0) {
		snprintf(s->qr_url, sizeof s->qr_url, "%s", code->url);
		s->had_code = true;
		code_file_remove(&s->picture);
		s->has_qr = qr_encode(&s->qr, s->qr_url);
	}
}

static void begin(struct enrol_screen *s, bool new_phone)
{
	s->cancel_when_known = false; /* it was of the one before */
	s->new_phone = new_phone;
	unmask_end(s->app);
	s->alarm_rung = false;
	s->had_code = false;
	digits_clear(&s->match);
	finger_dialog_begin(&s->dialog, s->app, s->runner);
	runner_begin(s->runner, new_phone, &s->error);
}

/* The same proofing again; the card may still be in the reader. */
static void begin_new_phone(struct enrol_screen *s)
{
	begin(s, true);
	runner_officer(s->runner, ENROL_EV_RETRY, 0);
}

/* After an end the next card is the next citizen, without a key; not behind the lock. */
static bool next_card(const struct enrol_screen *s, const struct runner_view *view)
{
	return !lock_on(s->app) && enrol_is_end(view->enrol->state) &&
	       view->card == RUNNER_CARD_PRESENT &&
	       (s->last_card == RUNNER_CARD_EMPTY || s->last_card == RUNNER_CARD_NO_READER);
}

static void on_entry(struct enrol_screen *s, enum enrol_state state)
{
	digits_clear(&s->match);
	s->scrolled = 0;
	if (state == ENROL_SUCCESS || state == ENROL_ENDED || state == ENROL_STOPPED)
		app_wipe_screen(s->app);
}

/* A colleague's is ours first. */
static void cancel_when_known(struct enrol_screen *s)
{
	if (s->cancel_when_known && runner_officer(s->runner, ENROL_EV_CANCEL, 0))
		s->cancel_when_known = false;
}

static void ring(struct enrol_screen *s, const struct runner_view *view)
{
	bool alarm = view->enrol->second_phone;
	if (alarm && !s->alarm_rung && !s->app->bell_off)
		beep();
	s->alarm_rung = alarm;
}

static void changed(void *arg)
{
	struct enrol_screen *s = arg;
	const struct runner_view *view = runner_view(s->runner);
	app_changed(s->app);
	keep_qr(s);
	finger_dialog_changed(&s->dialog);
	ring(s, view);
	bool next = next_card(s, view);
	s->last_card = view->card;
	if (view->enrol->state != s->last) {
		if (enrol_step_of(view->enrol->state) != enrol_step_of(s->last))
			unmask_end(s->app);
		s->last = view->enrol->state;
		lock_moved(s->app);
		on_entry(s, s->last);
	}
	cancel_when_known(s);
	if (next)
		begin(s, false); /* reads the card: it was put in since */
}

/* ---- coming and going ---- */

static void resume(struct app *app, struct enrol_screen *s)
{
	bool begun = s->take_over ? runner_take_over(s->runner, s->resume_id, &s->error)
				  : runner_resume(s->runner, s->resume_id, &s->error);
	if (begun)
		parked_drop(app, s->resume_id);
}

static void open_runner(struct app *app, struct enrol_screen *s)
{
	struct runner_options options = {.loop = app->loop,
	    .central = app->central,
	    .host = app_host(app),
	    .state_directory = app->options->config->state_directory,
	    .training = app->options->config->training,
	    .poll_wait_s = app->options->config->poll_wait,
	    .usual = &app->usual};
	s->runner = runner_new(&options, &s->error);
	if (!s->runner)
		return;
	finger_dialog_begin(&s->dialog, app, s->runner);
	runner_on_change(s->runner, changed, s);
	if (s->resume_id[0] == '\0')
		begin(s, false);
	else
		resume(app, s);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct enrol_screen *s = state;
	const struct enrol_arg *open = arg;
	s->app = app;
	s->match.max = API_MATCH_DIGITS;
	if (open && open->resume_id) {
		snprintf(s->resume_id, sizeof s->resume_id, "%s", open->resume_id);
		s->cancel_when_known = open->cancel;
		s->take_over = open->take_over;
	}
	open_runner(app, s);
}

static void leave(struct app *app, void *state)
{
	struct enrol_screen *s = state;
	if (s->runner) {
		parked_add(app, runner_view(s->runner));
		runner_free(s->runner);
	}
	code_file_remove(&s->picture);
	app_wipe_screen(app);
}

static void go_back(struct app *app, struct enrol_screen *s)
{
	const struct error *error = enrol_live(s) ? &runner_view(s->runner)->error : &s->error;
	bool logged_out = app_session_ended(error);
	if (logged_out)
		app_log_out(app);
	else
		app_close(app);
}

/* ---- keys ---- */

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	return enrol_keys(state);
}

static bool dialog_has_it(const struct enrol_screen *s)
{
	return enrol_live(s) && finger_dialog_active(&s->dialog);
}

static bool can(const struct app *app, const void *state, int action)
{
	const struct enrol_screen *s = state;
	(void)app;
	if (action == ACT_SCROLL_UP)
		return s->scrolled > 0;
	if (action == ACT_SCROLL_DOWN)
		return s->scrolled < enrol_result_more(s);
	if (!enrol_live(s))
		return enrol_event_of(action) == ENROL_EVENT_COUNT && action != ACT_SHOW_NUMBER &&
		       action != ACT_NEW_PHONE && action != ACT_MOC && action != ACT_QR_ONLY;
	if (action > ACT_DIALOG || dialog_has_it(s))
		return finger_dialog_can(&s->dialog, action);
	return decision_possible(
	    runner_view(s->runner), finger_dialog_policy(&s->dialog), enrol_decision_of(action));
}

static void denied(struct app *app, void *state, int action)
{
	struct enrol_screen *s = state;
	finger_dialog_clear(&s->dialog);
	if (action == ACT_SCROLL_UP || action == ACT_SCROLL_DOWN)
		app->notice = N_("There is nothing more in that direction.");
	else if (!enrol_live(s))
		app->notice = N_("Not now: what is said above comes first. Esc leads to the menu.");
	else if (action > ACT_DIALOG)
		finger_dialog_denied(&s->dialog, action);
	else
		finger_dialog_deny(&s->dialog, enrol_decision_of(action));
	denied_tell(app, &s->dialog);
}

/* This citizen's phone goes on by itself; the next one is served. */
static void park(struct app *app, struct enrol_screen *s)
{
	if (!runner_officer(s->runner, ENROL_EV_LEAVE, 0))
		return;
	parked_add(app, runner_view(s->runner));
	app_wipe_screen(app);
	begin(s, false);
}

static void decide(struct app *app, struct enrol_screen *s, int action)
{
	int arg = action == ACT_LEFT ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX;
	if (!runner_officer(s->runner, enrol_event_of(action), arg))
		return;
	if (action == ACT_LEAVE_OPEN)
		go_back(app, s);
}

/* The journal and the reader have one holder at a time: this screen is left first. */
static void go_to_moc(struct app *app)
{
	app_close(app);
	app_open(app, &screen_moc, NULL);
}

/* The person's data go from the screen, not only from sight. */
static void show_alone(struct app *app, struct enrol_screen *s, bool alone)
{
	s->qr_only = alone;
	app_wipe_screen(app);
}

static void write_picture(struct app *app, struct enrol_screen *s)
{
	if (!s->has_qr)
		app->notice = N_("No code is good now: make a new one first.");
	else if (!code_file_write(&s->picture, &s->qr, app_real(app)))
		app->notice = N_("The file could not be written in the home directory.");
}

static void act(struct app *app, void *state, int action)
{
	struct enrol_screen *s = state;
	finger_dialog_clear(&s->dialog);
	if (action == ACT_BACK)
		go_back(app, s);
	else if (action > ACT_DIALOG)
		finger_dialog_act(&s->dialog, action);
	else if (action == ACT_MOC)
		go_to_moc(app);
	else if (action == ACT_QR_ONLY)
		show_alone(app, s, true);
	else if (action == ACT_SHOW_NUMBER)
		unmask_toggle(app);
	else if (action == ACT_SCROLL_UP || action == ACT_SCROLL_DOWN)
		s->scrolled += action == ACT_SCROLL_UP ? -1 : 1;
	else if (action == ACT_NOT_SAME)
		finger_dialog_ask(&s->dialog, QUESTION_FACE);
	else if (action == ACT_PARK)
		park(app, s);
	else if (action == ACT_NEXT)
		begin(s, false);
	else if (action == ACT_NEW_PHONE)
		begin_new_phone(s);
	else if (action == ACT_CANCEL)
		app_ask(app, N_("Cancel this enrollment?"), ACT_CANCEL_SURE);
	else if (action == ACT_PICTURE)
		app_ask(app,
		    N_("Write the code to a PNG file? Until it runs out the file is a secret."),
		    ACT_PICTURE_SURE);
	else if (action == ACT_PICTURE_SURE)
		write_picture(app, s);
	else if (action == ACT_CONTEST)
		app_ask(
		    app, N_("End this enrollment because of the second phone?"), ACT_CONTEST_SURE);
	else
		decide(app, s, action);
}

static const char *at_risk(const struct app *app, const void *state)
{
	const struct enrol_screen *s = state;
	(void)app;
	return enrol_live(s) ? parked_risk(runner_view(s->runner)) : NULL;
}

static bool type(struct app *app, void *state, int key)
{
	struct enrol_screen *s = state;
	if (s->qr_only && !keys_find(keys_global, key)) {
		show_alone(app, s, false);
		return true;
	}
	if (dialog_has_it(s))
		return finger_dialog_type(&s->dialog, key);
	if (!enrol_live(s) || state_of(s) != ENROL_SCANNED || !digits_key(&s->match, key))
		return false;
	if (digits_full(&s->match)) {
		runner_match_code(s->runner, s->match.text);
		digits_clear(&s->match);
	}
	return true;
}

/* ---- showing ---- */

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	(void)app;
	enrol_waiting(state, w);
}

static void citizen(const struct app *app, const void *state, struct citizen_picture *p)
{
	const struct enrol_screen *s = state;
	struct citizen_now now = {.mono = app_mono(app), .real = app_real(app)};
	if (enrol_live(s))
		citizen_of_view(p, runner_view(s->runner), now);
}

static int step(const struct app *app, const void *state)
{
	const struct enrol_screen *s = state;
	(void)app;
	return enrol_live(s) ? enrol_step_of(state_of(s)) : 1;
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct enrol_screen *s = state;
	struct box box = {.y = 4, .x = 4, .rows = 14, .cells = getmaxx(win) - 8};
	if (!enrol_live(s))
		draw_problem(win, box, &s->error);
	else if (enrol_is_end(state_of(s)))
		enrol_draw_result(app, s, win);
	else if (s->qr_only)
		enrol_draw_qr_only(s, win);
	else if (enrol_step_of(state_of(s)) == 3)
		enrol_draw_status(app, s, win);
	else
		enrol_draw_checks(app, s, win);
}

const struct screen_ops screen_enrol = {
    .name = "enrol",
    .title = LABEL_MENU_DDOPA,
    .state_size = sizeof(struct enrol_screen),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .can = can,
    .denied = denied,
    .act = act,
    .type = type,
    .at_risk = at_risk,
    .waiting = waiting,
    .citizen = citizen,
    .step = step,
    .draw = draw,
};
