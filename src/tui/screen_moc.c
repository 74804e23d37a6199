/*
 * Match on Card without an enrollment: which index fingers the chip holds and how many tries
 * are left, to match one, to store what is missing, to remove one with a second officer. What
 * may be done is the engine's (runner_begin_desk); what is asked about storing is shared with
 * the enrollment (tui/finger_dialog.h).
 */
#include "base/lang.h"
#include "counter/wait_words.h"
#include "tui/citizen.h"
#include "tui/fingers_view.h"
#include "counter/parked_words.h"
#include "tui/moc_view.h"
#include "tui/reader_view.h"
#include "tui/screens.h"
#include "tui/unmask.h"
#include "tui/writing_view.h"

#define SHOW_NUMBER                                                                                \
	{                                                                                          \
		.action = MOC_SHOW_NUMBER, .keys = {TK_F4, 'v'}, .help = N_("Number")              \
	}

static const struct key_row keys_card[] = {
    {.action = MOC_READ, .keys = {TK_F3, 'a', TK_ENTER}, .help = N_("Read card")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Menu")},
    {0},
};
static const struct key_row keys_busy[] = {
    SHOW_NUMBER,
    {.action = MOC_STOP, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Cancel")},
    {0},
};
static const struct key_row keys_desk[] = {
    {.action = MOC_RIGHT, .keys = {'r', TK_RIGHT, '1'}, .help = N_("Right")},
    {.action = MOC_LEFT, .keys = {'l', TK_LEFT, '2'}, .help = N_("Left")},
    {.action = MOC_STORE, .keys = {'s', '3'}, .help = N_("Store")},
    {.action = MOC_REMOVE, .keys = {'x'}, .help = N_("Remove")},
    SHOW_NUMBER,
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Menu")},
    {0},
};
static const struct key_row keys_face[] = {
    {.action = MOC_SAME, .keys = {'y', '1'}, .help = N_("Same person")},
    {.action = MOC_NOT_SAME, .keys = {'n'}, .help = N_("No")},
    {.action = MOC_ASK_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Back")},
    {0},
};
static const struct key_row keys_remove[] = {
    {.action = MOC_REMOVE_RIGHT, .keys = {'r', TK_RIGHT, '1'}, .help = N_("Right index finger")},
    {.action = MOC_REMOVE_LEFT, .keys = {'l', TK_LEFT, '2'}, .help = N_("Left index finger")},
    {.action = MOC_ASK_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Back")},
    {0},
};

const struct key_row *const moc_tables[] = {
    keys_card, keys_busy, keys_desk, keys_face, keys_remove, NULL};

/* ---- how it stands ---- */

bool moc_live(const struct moc_screen *s)
{
	return s->runner && s->error.problem == PROBLEM_NONE;
}

static enum enrol_state state_of(const struct moc_screen *s)
{
	return runner_view(s->runner)->enrol->state;
}

static bool dialog_has_it(const struct moc_screen *s)
{
	return moc_live(s) && finger_dialog_active(&s->dialog);
}

bool moc_over(const struct moc_screen *s)
{
	return state_of(s) == ENROL_STOPPED || state_of(s) == ENROL_ENDED;
}

/* ---- coming and going ---- */

static void begin(struct moc_screen *s)
{
	unmask_end(s->app);
	s->ask = ASK_NOTHING;
	finger_dialog_begin(&s->dialog, s->app, s->runner);
	runner_begin_desk(s->runner, &s->error);
}

static int stored_count(const struct runner_view *view)
{
	const struct finger_states *states = view->fingers;
	return states ? states->finger[FINGER_RIGHT_INDEX].stored +
			    states->finger[FINGER_LEFT_INDEX].stored
		      : 0;
}

/* Told by what the chip holds now, not by what was meant to be done. */
static void note_end(struct moc_screen *s, const struct runner_view *view)
{
	if (s->last == ENROL_MATCHING && view->desk_result.known && view->desk_result.matched)
		s->note = NOTE_MATCHED;
	else if (s->last == ENROL_STORING && stored_count(view) > s->stored)
		s->note = NOTE_STORED;
	else if (s->last == ENROL_STORING && stored_count(view) < s->stored)
		s->note = NOTE_REMOVED;
}

static void on_entry(struct moc_screen *s, const struct runner_view *view)
{
	s->ask = ASK_NOTHING;
	s->note = NOTE_NOTHING;
	if (view->enrol->state == ENROL_DESK)
		note_end(s, view);
	if (view->enrol->state == ENROL_STORING)
		s->stored = stored_count(view);
	if (moc_over(s))
		app_wipe_screen(s->app);
	s->last = view->enrol->state;
}

/* After an end the next card is read without a key. */
static bool next_card(const struct moc_screen *s, const struct runner_view *view)
{
	return moc_over(s) && view->card == RUNNER_CARD_PRESENT &&
	       (s->last_card == RUNNER_CARD_EMPTY || s->last_card == RUNNER_CARD_NO_READER);
}

static void changed(void *arg)
{
	struct moc_screen *s = arg;
	const struct runner_view *view = runner_view(s->runner);
	bool next = next_card(s, view);
	app_changed(s->app);
	finger_dialog_changed(&s->dialog);
	s->last_card = view->card;
	if (view->enrol->state != s->last)
		on_entry(s, view);
	if (next)
		begin(s);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct moc_screen *s = state;
	struct runner_options options = {.loop = app->loop,
	    .central = app->central,
	    .host = app_host(app),
	    .state_directory = app->options->config->state_directory,
	    .desk_only = true,
	    .training = app->options->config->training,
	    .poll_wait_s = app->options->config->poll_wait,
	    .usual = &app->usual};
	(void)arg;
	s->app = app;
	s->runner = runner_new(&options, &s->error);
	finger_dialog_begin(&s->dialog, app, s->runner);
	if (!s->runner)
		return;
	runner_on_change(s->runner, changed, s);
	begin(s);
}

static void leave(struct app *app, void *state)
{
	struct moc_screen *s = state;
	if (s->runner)
		runner_free(s->runner);
	app_wipe_screen(app);
}

static void go_back(struct app *app, struct moc_screen *s)
{
	const struct error *error = moc_live(s) ? &runner_view(s->runner)->error : &s->error;
	if (app_session_ended(error))
		app_log_out(app);
	else
		app_close(app);
}

/* ---- keys ---- */

static const char *at_risk(const struct app *app, const void *state)
{
	const struct moc_screen *s = state;
	(void)app;
	return moc_live(s) ? parked_risk(runner_view(s->runner)) : NULL;
}

static const struct key_row *keys_of_state(const struct moc_screen *s)
{
	static const struct key_row *const asked[] = {
	    [ASK_FACE] = keys_face, [ASK_REMOVE] = keys_remove};
	if (!moc_live(s) || state_of(s) == ENROL_WAIT_CARD || moc_over(s))
		return keys_card;
	if (state_of(s) != ENROL_DESK)
		return keys_busy;
	return s->ask == ASK_NOTHING ? keys_desk : asked[s->ask];
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	const struct moc_screen *s = state;
	(void)app;
	return dialog_has_it(s) ? finger_dialog_keys(&s->dialog) : keys_of_state(s);
}

static const enum decision decisions[MOC_END - ACT_SCREEN] = {
    [MOC_READ - ACT_SCREEN] = DECIDE_READ,
    [MOC_RIGHT - ACT_SCREEN] = DECIDE_RIGHT,
    [MOC_LEFT - ACT_SCREEN] = DECIDE_LEFT,
    [MOC_STORE - ACT_SCREEN] = DECIDE_STORE,
    [MOC_REMOVE - ACT_SCREEN] = DECIDE_REMOVE,
    [MOC_REMOVE_RIGHT - ACT_SCREEN] = DECIDE_REMOVE_RIGHT,
    [MOC_REMOVE_LEFT - ACT_SCREEN] = DECIDE_REMOVE_LEFT,
    [MOC_STOP - ACT_SCREEN] = DECIDE_CANCEL,
    [MOC_SHOW_NUMBER - ACT_SCREEN] = DECIDE_SEE_NUMBER,
};

static enum decision decision_of(int action)
{
	return action >= ACT_SCREEN && action < MOC_END ? decisions[action - ACT_SCREEN]
							: DECIDE_FREE;
}

bool moc_can(const struct moc_screen *s, int action)
{
	return decision_possible(
	    runner_view(s->runner), finger_dialog_policy(&s->dialog), decision_of(action));
}

static bool can(const struct app *app, const void *state, int action)
{
	const struct moc_screen *s = state;
	(void)app;
	if (!moc_live(s))
		return action == ACT_BACK;
	return action > ACT_DIALOG ? finger_dialog_can(&s->dialog, action) : moc_can(s, action);
}

static void denied(struct app *app, void *state, int action)
{
	struct moc_screen *s = state;
	finger_dialog_clear(&s->dialog);
	if (!moc_live(s))
		app->notice = N_("Not now: what is said above comes first. Esc leads to the menu.");
	else if (action > ACT_DIALOG)
		finger_dialog_denied(&s->dialog, action);
	else
		finger_dialog_deny(&s->dialog, decision_of(action));
	denied_tell(app, &s->dialog);
}

static void ask_remove(struct moc_screen *s, enum finger finger)
{
	s->ask = ASK_NOTHING;
	s->finger = finger;
	app_ask(s->app,
	    finger == FINGER_RIGHT_INDEX ? N_("Remove the right index finger from the chip?")
					 : N_("Remove the left index finger from the chip?"),
	    MOC_REMOVE_SURE);
}

/* The verdict is given; on to what it was asked for. */
static void go_on(struct moc_screen *s, int action)
{
	const struct finger_state *f = runner_view(s->runner)->fingers->finger;
	bool left = finger_can(&f[FINGER_LEFT_INDEX], FINGER_REMOVE);
	s->ask = ASK_NOTHING;
	if (action == MOC_STORE)
		finger_dialog_ask(&s->dialog, QUESTION_FINGERS);
	else if (finger_can(&f[FINGER_RIGHT_INDEX], FINGER_REMOVE) && left)
		s->ask = ASK_REMOVE;
	else
		ask_remove(s, left ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX);
}

static void write_asked(struct moc_screen *s, int action)
{
	s->after_face = action;
	if (runner_view(s->runner)->enrol->verdict_given)
		go_on(s, action);
	else
		s->ask = ASK_FACE;
}

static void same_person(struct moc_screen *s)
{
	if (runner_officer(s->runner, ENROL_EV_SAME_PERSON, 0)) {
		go_on(s, s->after_face);
		return;
	}
	s->ask = ASK_NOTHING;
	s->dialog.why.problem = PROBLEM_PHOTO_UNREADABLE;
}

static void read_card(struct moc_screen *s)
{
	if (moc_over(s))
		begin(s);
	if (state_of(s) == ENROL_WAIT_CARD)
		runner_officer(s->runner, ENROL_EV_RETRY, 0);
}

static void act_desk(struct moc_screen *s, int action)
{
	if (action == MOC_RIGHT || action == MOC_LEFT)
		runner_officer(s->runner, ENROL_EV_FINGER_CHOSEN,
		    action == MOC_LEFT ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX);
	else if (action == MOC_STORE || action == MOC_REMOVE)
		write_asked(s, action);
	else if (action == MOC_REMOVE_RIGHT || action == MOC_REMOVE_LEFT)
		ask_remove(s, action == MOC_REMOVE_LEFT ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX);
	else if (action == MOC_REMOVE_SURE)
		runner_remove(s->runner, s->finger);
	else if (action == MOC_SAME)
		same_person(s);
	else if (action == MOC_NOT_SAME)
		finger_dialog_ask(&s->dialog, QUESTION_FACE);
	else if (action == MOC_ASK_BACK)
		s->ask = ASK_NOTHING;
}

static void act(struct app *app, void *state, int action)
{
	struct moc_screen *s = state;
	finger_dialog_clear(&s->dialog);
	s->note = NOTE_NOTHING;
	if (action == ACT_BACK)
		go_back(app, s);
	else if (action > ACT_DIALOG)
		finger_dialog_act(&s->dialog, action);
	else if (action == MOC_SHOW_NUMBER)
		unmask_toggle(app);
	else if (action == MOC_READ)
		read_card(s);
	else if (action == MOC_STOP)
		runner_officer(s->runner, ENROL_EV_CANCEL, 0);
	else
		act_desk(s, action);
}

static bool type(struct app *app, void *state, int key)
{
	struct moc_screen *s = state;
	(void)app;
	return dialog_has_it(s) && finger_dialog_type(&s->dialog, key);
}

/* ---- what is waited for ---- */

struct moment {
	const char *what;
	const char *say;
	bool done;
};

static const struct moment moments[ENROL_STATE_COUNT] = {
    [ENROL_WAIT_CARD] = {.what = N_("Waiting for a card"),
	.say = N_("Please hand me your latest ID card")},
    [ENROL_READING] = {.what = N_("Reading the chip"),
	.say = N_("Please leave the card in the reader")},
    [ENROL_DESK] = {.what = N_("What is to be done?"),
	.say = N_("Please leave the card in the reader")},
    [ENROL_MATCHING] = {.what = N_("The chip compares the finger")},
    [ENROL_STOPPED] = {.what = N_("Put in the next card: it is read at once"), .done = true},
    [ENROL_ENDED] = {.what = N_("Put in the next card: it is read at once"), .done = true},
};

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct moc_screen *s = state;
	(void)app;
	if (!moc_live(s))
		return;
	const struct runner_view *view = runner_view(s->runner);
	const struct moment *m = &moments[view->enrol->state];
	if (dialog_has_it(s)) {
		finger_dialog_waiting(&s->dialog, w);
		return;
	}
	if (!m->what)
		return;
	*w = (struct waiting){.what = _(m->what),
	    .say = m->say ? _(m->say) : NULL,
	    .since = m->done ? 0 : view->waiting_since,
	    .usual = m->done ? 0 : wait_usual(view),
	    .done = m->done};
	if (view->enrol->state == ENROL_WAIT_CARD && reader_waiting(view))
		*w = (struct waiting){.what = reader_waiting(view), .since = w->since};
	if (view->enrol->state == ENROL_MATCHING && !view->enrol->verifying)
		guide_waiting(view, view->enrol->finger, w);
	if (s->ask == ASK_FACE)
		*w = (struct waiting){.what = _("Waiting for your verdict"),
		    .say = _("Please take off mask and hat"),
		    .since = w->since};
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	moc_draw(app, state, win);
}

static void citizen(const struct app *app, const void *state, struct citizen_picture *p)
{
	const struct moc_screen *s = state;
	struct citizen_now now = {.mono = app_mono(app), .real = app_real(app)};
	if (moc_live(s))
		citizen_of_view(p, runner_view(s->runner), now);
}

const struct screen_ops screen_moc = {
    .name = "moc",
    .title = LABEL_MOC,
    .state_size = sizeof(struct moc_screen),
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
    .draw = draw,
};
