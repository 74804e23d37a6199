#include "tui/finger_dialog.h"

#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "counter/wait_words.h"
#include "tui/fingers_view.h"

/* ---- keys ---- */

#define BACK_ROW(text)                                                                             \
	{                                                                                          \
		.action = ACT_GIVE_UP, .keys = {TK_ESC, TK_CTRL_C}, .help = (text)                 \
	}
#define QUESTION_BACK_ROW                                                                          \
	{                                                                                          \
		.action = ACT_QUESTION_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Back")       \
	}

static const struct key_row keys_last_try[] = {BACK_ROW(N_("Another finger")), {0}};
static const struct key_row keys_ask[] = {
    {.action = ACT_BOTH, .keys = {'b', TK_ENTER}, .help = N_("Both")},
    {.action = ACT_ONLY_RIGHT, .keys = {'r', TK_RIGHT, '1'}, .help = N_("Right")},
    {.action = ACT_ONLY_LEFT, .keys = {'l', TK_LEFT, '2'}, .help = N_("Left")},
    {.action = ACT_NO_FINGER, .keys = {'e'}, .help = N_("Exception")},
    BACK_ROW(N_("Do not store")),
    {0},
};
static const struct key_row keys_fingers[] = {
    {.action = ACT_BOTH, .keys = {'b', TK_ENTER}, .help = N_("Both")},
    {.action = ACT_ONLY_RIGHT, .keys = {'r', TK_RIGHT, '1'}, .help = N_("Right")},
    {.action = ACT_ONLY_LEFT, .keys = {'l', TK_LEFT, '2'}, .help = N_("Left")},
    QUESTION_BACK_ROW,
    {0},
};
static const struct key_row keys_reason[] = {
    {.action = ACT_MISSING, .keys = {'1', 'm'}, .help = N_("Missing")},
    {.action = ACT_INJURED, .keys = {'2', 'i'}, .help = N_("Injured")},
    {.action = ACT_NO_PRINT, .keys = {'3', 'p'}, .help = N_("No print")},
    QUESTION_BACK_ROW,
    {0},
};
/* No letter and no digit that may have been meant for the question before. */
static const struct key_row keys_not_same[] = {
    {.action = ACT_FACE_REASON, .keys = {'1'}, .help = N_("Another face"), .quiet = true},
    {.action = ACT_FACE_REASON + 1, .keys = {'2'}, .help = N_("Cannot say"), .quiet = true},
    {.action = ACT_FACE_REASON + 2, .keys = {'3'}, .help = N_("Other's card"), .quiet = true},
    {.action = ACT_FACE_REASON + 3, .keys = {'4'}, .help = N_("Not shown"), .quiet = true},
    QUESTION_BACK_ROW,
    {0},
};
static const struct key_row keys_second[] = {
    {.action = ACT_SECOND_ENTER, .keys = {TK_ENTER}, .help = N_("Approve")},
    {.action = ACT_SECOND_FIELD, .keys = {TK_TAB, TK_UP, TK_DOWN}, .help = N_("Other field")},
    {.action = ACT_SECOND_SHOW, .keys = {TK_F4, 'v'}, .help = N_("Number")},
    BACK_ROW(N_("Give up")),
    {0},
};
static const struct key_row keys_busy[] = {BACK_ROW(N_("Give up")), {0}};
static const struct key_row keys_trouble[] = {
    {.action = ACT_WRITE_AGAIN, .keys = {TK_F3, 'a', TK_ENTER}, .help = N_("Try again")},
    {.action = ACT_ONLY_RIGHT, .keys = {'r', TK_RIGHT, '1'}, .help = N_("Right")},
    {.action = ACT_ONLY_LEFT, .keys = {'l', TK_LEFT, '2'}, .help = N_("Left")},
    BACK_ROW(N_("Give up")),
    {0},
};

const struct key_row *const finger_tables[] = {keys_last_try, keys_ask, keys_fingers, keys_reason,
    keys_not_same, keys_second, keys_busy, keys_trouble, NULL};

/* One row a state of the writing. */
struct moment {
	const struct key_row *keys;
	const char *what;
	const char *say;
};

/* What is waited for in them is told alike by every face (counter/wait_words.h). */
static const struct moment moments[WRITING_STATE_COUNT] = {
    [WRITING_ASK] = {.keys = keys_ask},
    [WRITING_APPROVAL] = {.keys = keys_second},
    [WRITING_APPROVING] = {.keys = keys_busy},
    [WRITING_CAPTURE] = {.keys = keys_busy},
    [WRITING_CHALLENGE] = {.keys = keys_busy},
    [WRITING_AUTHORISING] = {.keys = keys_busy},
    [WRITING_WRITING] = {.keys = keys_busy},
    [WRITING_TROUBLE] = {.keys = keys_trouble},
    [WRITING_DONE] = {.keys = keys_busy},
    [WRITING_ENDED] = {.keys = keys_busy},
};

static const struct moment last_try = {.keys = keys_last_try,
    .what = N_("The last try: to be confirmed"),
    .say = N_("Please wipe the finger")};
static const struct moment second_asked = {.keys = keys_second,
    .what = N_("Waiting for the second officer"),
    .say = N_("One moment, please")};
static const struct moment second_checked = {.keys = keys_busy,
    .what = N_("The centre checks the officer"),
    .say = N_("One moment, please")};

static const struct moment questions[] = {
    [QUESTION_FINGERS] = {.keys = keys_fingers,
	.what = N_("Which fingers are stored?"),
	.say = N_("Please get both index fingers ready")},
    [QUESTION_REASON] = {.keys = keys_reason,
	.what = N_("Why only one finger?"),
	.say = N_("One moment, please")},
    [QUESTION_EXCEPTION] = {.keys = keys_reason,
	.what = N_("Why can no finger be matched?"),
	.say = N_("One moment, please")},
    [QUESTION_FACE] = {.keys = keys_not_same,
	.what = N_("Why not? Waiting for your reason"),
	.say = N_("One moment, please")},
};

static const struct runner_view *engine_view(const struct finger_dialog *d)
{
	return runner_view(d->runner);
}

/* NULL: the dialog is not active. */
static const struct moment *moment_of(const struct finger_dialog *d)
{
	const struct runner_view *view = d->runner ? engine_view(d) : NULL;
	if (!view)
		return NULL;
	if (d->question != QUESTION_NONE)
		return &questions[d->question];
	if (view->enrol->state == ENROL_LAST_TRY)
		return &last_try;
	if (view->enrol->state == ENROL_EXCEPTION)
		return view->enrol->approval == ENROL_CALL_RUNNING ? &second_checked
								   : &second_asked;
	if (view->enrol->state == ENROL_STORING && view->writing)
		return &moments[view->writing->state];
	return NULL;
}

/* ---- life ---- */

#define SECOND_X       3
#define SECOND_FIELD_X 35 /* beside the photo */

void finger_dialog_clear(struct finger_dialog *d)
{
	d->why = (struct why_not){.problem = PROBLEM_NONE};
}

void finger_dialog_begin(struct finger_dialog *d, const struct app *app, struct runner *runner)
{
	d->app = app;
	d->runner = runner;
	d->question = QUESTION_NONE;
	d->fingers = 0;
	d->absence = ABSENCE_NONE;
	digits_clear(&d->last_try);
	d->last_try.max = LAST_TRY_DIGITS;
	officer_fields_begin(&d->second, SECOND_X, SECOND_FIELD_X);
	finger_dialog_clear(d);
}

static enum writing_state writing_of(const struct runner_view *view)
{
	return view->writing ? view->writing->state : WRITING_STATE_COUNT;
}

/* Waiting for the second officer's word, or for the centre's about it. */
static bool approving(const struct runner_view *view)
{
	return view->enrol->state == ENROL_EXCEPTION || writing_of(view) == WRITING_APPROVAL ||
	       writing_of(view) == WRITING_APPROVING;
}

/* A PIN is typed anew each time; the number stays until the approval is over. */
static void keep_second(struct finger_dialog *d, const struct runner_view *view)
{
	if (!approving(view)) {
		officer_fields_begin(&d->second, SECOND_X, SECOND_FIELD_X);
		return;
	}
	bool busy =
	    writing_of(view) == WRITING_APPROVING || view->enrol->approval == ENROL_CALL_RUNNING;
	if (d->second.busy && !busy)
		digits_clear(&d->second.pin);
	d->second.busy = busy;
}

void finger_dialog_changed(struct finger_dialog *d)
{
	const struct runner_view *view = engine_view(d);
	bool moved = view->enrol->state != d->state || writing_of(view) != d->writing;
	keep_second(d, view);
	if (!moved)
		return;
	d->state = view->enrol->state;
	d->writing = writing_of(view);
	d->question = QUESTION_NONE;
	digits_clear(&d->last_try);
	finger_dialog_clear(d);
}

bool finger_dialog_active(const struct finger_dialog *d)
{
	return moment_of(d) != NULL;
}

void finger_dialog_ask(struct finger_dialog *d, enum finger_question question)
{
	d->question = question;
	finger_dialog_clear(d);
}

const struct api_status *finger_dialog_policy(const struct finger_dialog *d)
{
	if (d->runner && engine_view(d)->policy)
		return engine_view(d)->policy;
	return d->app->status_known ? &d->app->status : NULL;
}

/* ---- what a key may do ---- */

const struct key_row *finger_dialog_keys(const struct finger_dialog *d)
{
	return moment_of(d)->keys;
}

static unsigned fingers_of(int action)
{
	unsigned right = 1U << FINGER_RIGHT_INDEX;
	unsigned left = 1U << FINGER_LEFT_INDEX;
	if (action == ACT_BOTH)
		return right | left;
	return action == ACT_ONLY_RIGHT ? right : left;
}

static const enum decision decisions[ACT_DIALOG_END - ACT_DIALOG] = {
    [ACT_BOTH - ACT_DIALOG] = DECIDE_STORE_BOTH,
    [ACT_ONLY_RIGHT - ACT_DIALOG] = DECIDE_STORE_RIGHT,
    [ACT_ONLY_LEFT - ACT_DIALOG] = DECIDE_STORE_LEFT,
    [ACT_NO_FINGER - ACT_DIALOG] = DECIDE_EXCEPTION,
    [ACT_WRITE_AGAIN - ACT_DIALOG] = DECIDE_WRITE_AGAIN,
    [ACT_GIVE_UP - ACT_DIALOG] = DECIDE_GIVE_UP,
};

static enum decision decision_of(int action)
{
	return action > ACT_DIALOG && action < ACT_DIALOG_END ? decisions[action - ACT_DIALOG]
							      : DECIDE_FREE;
}

bool finger_dialog_can(const struct finger_dialog *d, int action)
{
	return decision_possible(engine_view(d), finger_dialog_policy(d), decision_of(action));
}

void finger_dialog_deny(struct finger_dialog *d, enum decision decision)
{
	d->why = decision_why_not(engine_view(d), finger_dialog_policy(d), decision);
}

void finger_dialog_denied(struct finger_dialog *d, int action)
{
	finger_dialog_deny(d, decision_of(action));
}

/* ---- what a key does ---- */

static void store(struct finger_dialog *d, unsigned fingers, enum finger_absence absence)
{
	d->absence = absence;
	d->question = QUESTION_NONE;
	runner_store(d->runner, fingers, absence);
}

/* One alone needs a reason, unless the other is in the chip already. */
static void choose(struct finger_dialog *d, int action)
{
	const struct runner_view *view = engine_view(d);
	enum finger other =
	    finger_other(action == ACT_ONLY_LEFT ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX);
	d->fingers = fingers_of(action);
	if (action == ACT_BOTH || view->fingers->finger[other].stored)
		store(d, d->fingers, ABSENCE_NONE);
	else
		finger_dialog_ask(d, QUESTION_REASON);
}

static void give_reason(struct finger_dialog *d, int action)
{
	static const enum finger_absence reasons[] = {
	    ABSENCE_MISSING, ABSENCE_INJURED, ABSENCE_NO_PRINT};
	enum finger_absence absence = reasons[action - ACT_MISSING];
	bool exception = d->question == QUESTION_EXCEPTION;
	if (!exception) {
		store(d, d->fingers, absence);
		return;
	}
	d->question = QUESTION_NONE;
	d->absence = absence;
	runner_exception(d->runner, absence);
}

static void not_same(struct finger_dialog *d, int action)
{
	d->question = QUESTION_NONE;
	runner_officer(d->runner, ENROL_EV_NOT_SAME_PERSON,
	    (int)face_reasons[action - ACT_FACE_REASON].problem);
}

static void send_second(struct finger_dialog *d)
{
	struct citizen_number number = officer_fields_number(&d->second);
	if (officer_fields_enter(&d->second) &&
	    runner_approve(d->runner, &number, d->second.pin.text))
		d->second.busy = true;
	secret_wipe(&number, sizeof number);
}

void finger_dialog_act(struct finger_dialog *d, int action)
{
	finger_dialog_clear(d);
	d->second.notice = NULL;
	if (action >= ACT_BOTH && action <= ACT_ONLY_LEFT)
		choose(d, action);
	else if (action >= ACT_MISSING && action <= ACT_NO_PRINT)
		give_reason(d, action);
	else if (action >= ACT_FACE_REASON && action <= ACT_FACE_REASON_LAST)
		not_same(d, action);
	else if (action == ACT_NO_FINGER)
		finger_dialog_ask(d, QUESTION_EXCEPTION);
	else if (action == ACT_QUESTION_BACK)
		d->question = QUESTION_NONE;
	else if (action == ACT_SECOND_ENTER)
		send_second(d);
	else if (action == ACT_SECOND_FIELD)
		officer_fields_other(&d->second);
	else if (action == ACT_SECOND_SHOW)
		d->second.show = !d->second.show;
	else if (action == ACT_WRITE_AGAIN || action == ACT_GIVE_UP)
		runner_officer(
		    d->runner, action == ACT_GIVE_UP ? ENROL_EV_CANCEL : ENROL_EV_RETRY, 0);
}

static bool type_last_try(struct finger_dialog *d, int key)
{
	char typed[LAST_TRY_DIGITS + 1] = "";
	if (!digits_key(&d->last_try, key))
		return false;
	if (!digits_full(&d->last_try))
		return true;
	text_append(typed, sizeof typed, d->last_try.text);
	digits_clear(&d->last_try);
	runner_last_try(d->runner, typed);
	secret_wipe(typed, sizeof typed);
	return true;
}

bool finger_dialog_type(struct finger_dialog *d, int key)
{
	const struct moment *now = moment_of(d);
	if (now == &last_try)
		return type_last_try(d, key);
	if (now && now->keys == keys_second)
		return officer_fields_key(&d->second, key);
	return false;
}

/* ---- waiting ---- */

void finger_waiting_of(enum writing_state state, struct waiting *w)
{
	const struct wait_words *words = wait_words_writing(state);
	*w = (struct waiting){.what = _(words->what), .say = _(words->say)};
}

void finger_dialog_waiting(const struct finger_dialog *d, struct waiting *w)
{
	const struct runner_view *view = engine_view(d);
	const struct moment *m = moment_of(d);
	if (m->what)
		*w = (struct waiting){.what = _(m->what), .say = _(m->say)};
	else
		finger_waiting_of(view->writing->state, w);
	w->since = view->waiting_since;
	if (d->question == QUESTION_NONE)
		w->usual = wait_usual(view);
	if (m == &moments[WRITING_CAPTURE])
		guide_waiting(view, view->writing->finger, w);
}
