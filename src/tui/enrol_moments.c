/*
 * One row a state of the engine: the keys of that moment, what is waited for, what to tell
 * the citizen meanwhile.
 */
#include "base/lang.h"
#include "counter/wait_words.h"
#include "tui/enrol_view.h"
#include "tui/fingers_view.h"
#include "tui/reader_view.h"

#define SHOW_NUMBER                                                                                \
	{                                                                                          \
		.action = ACT_SHOW_NUMBER, .keys = {TK_F4, 'v'}, .help = N_("Number")              \
	}
#define STOP_ROW                                                                                   \
	{                                                                                          \
		.action = ACT_STOP, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Cancel")              \
	}
#define CANCEL_ROW                                                                                 \
	{                                                                                          \
		.action = ACT_CANCEL, .keys = {'x'}, .help = N_("Cancel")                          \
	}
#define CANCEL_ESC_ROW                                                                             \
	{                                                                                          \
		.action = ACT_CANCEL, .keys = {'x', TK_ESC, TK_CTRL_C}, .help = N_("Cancel")       \
	}
#define AGAIN_ROW                                                                                  \
	{                                                                                          \
		.action = ACT_AGAIN, .keys = {TK_F3, 'a'}, .help = N_("Try again")                 \
	}
#define PARK_ROW                                                                                   \
	{                                                                                          \
		.action = ACT_PARK, .keys = {'n'}, .help = N_("Next")                              \
	}
#define LEAVE_ROW                                                                                  \
	{                                                                                          \
		.action = ACT_LEAVE_OPEN, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Leave open")    \
	}

static const struct key_row keys_error[] = {
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Menu")},
    {0},
};
static const struct key_row keys_card[] = {
    {.action = ACT_NO_APP, .keys = {'n'}, .help = N_("No app")},
    {.action = ACT_READ, .keys = {TK_F3, 'a', TK_ENTER}, .help = N_("Read card")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Menu")},
    {0},
};
static const struct key_row keys_reading[] = {SHOW_NUMBER, STOP_ROW, {0}};
static const struct key_row keys_face[] = {
    {.action = ACT_SAME, .keys = {'y', '1'}, .help = N_("Same person")},
    {.action = ACT_NOT_SAME, .keys = {'n'}, .help = N_("No")},
    AGAIN_ROW,
    SHOW_NUMBER,
    STOP_ROW,
    {0},
};
static const struct key_row keys_checking[] = {AGAIN_ROW, SHOW_NUMBER, STOP_ROW, {0}};
static const struct key_row keys_finger[] = {
    {.action = ACT_RIGHT, .keys = {'r', TK_RIGHT, '1'}, .help = N_("Right")},
    {.action = ACT_LEFT, .keys = {'l', TK_LEFT, '2'}, .help = N_("Left")},
    {.action = ACT_NO_FINGER, .keys = {'e'}, .help = N_("Exception")},
    SHOW_NUMBER,
    STOP_ROW,
    {0},
};
static const struct key_row keys_proofed[] = {
    {.action = ACT_CODE, .keys = {'c', TK_ENTER, '1'}, .help = N_("Create QR code")},
    SHOW_NUMBER,
    CANCEL_ESC_ROW,
    {0},
};
static const struct key_row keys_creating[] = {
    AGAIN_ROW,
    SHOW_NUMBER,
    CANCEL_ESC_ROW,
    {0},
};
static const struct key_row keys_code[] = {
    {.action = ACT_RENEW, .keys = {'r'}, .help = N_("New code")},
    {.action = ACT_QR_ONLY, .keys = {TK_F5, 'q'}, .help = N_("Code alone")},
    CANCEL_ROW,
    PARK_ROW,
    {.action = ACT_SHOW_NUMBER, .keys = {TK_F4, 'v'}, .help = N_("Number"), .quiet = true},
    {.action = ACT_PICTURE, .keys = {'s'}, .help = N_("Code as a PNG file"), .quiet = true},
    LEAVE_ROW,
    {0},
};
/* While the code stands alone: these are shown, any other comes back as well. */
static const struct key_row keys_qr_only[] = {
    {.action = ACT_QR_ONLY, .keys = {TK_F5, 'q', TK_ESC, TK_ENTER}, .help = N_("Back: any key")},
    {0},
};
static const struct key_row keys_phone[] = {
    {.action = ACT_CONTEST, .keys = {'k'}, .help = N_("End: second phone")},
    CANCEL_ROW,
    PARK_ROW,
    {.action = ACT_SHOW_NUMBER, .keys = {TK_F4, 'v'}, .help = N_("Number"), .quiet = true},
    LEAVE_ROW,
    {0},
};
static const struct key_row keys_cancelling[] = {AGAIN_ROW, LEAVE_ROW, {0}};
static const struct key_row keys_end[] = {
    {.action = ACT_SCROLL_UP, .keys = {TK_UP}, .help = N_("up")},
    {.action = ACT_SCROLL_DOWN, .keys = {TK_DOWN}, .help = N_("down")},
    {.action = ACT_MOC, .keys = {'m'}, .help = N_("Match on Card"), .quiet = true},
    {.action = ACT_NEW_PHONE, .keys = {'p'}, .help = N_("New phone")},
    {.action = ACT_NEXT, .keys = {TK_ENTER}, .help = N_("Next citizen")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Menu")},
    {0},
};

static const struct key_row keys_taking[] = {
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Menu")},
    {0},
};

const struct key_row *const enrol_tables[] = {keys_error, keys_taking, keys_card, keys_reading,
    keys_face, keys_checking, keys_finger, keys_proofed, keys_creating, keys_code, keys_qr_only,
    keys_phone, keys_cancelling, keys_end, NULL};

struct moment {
	const struct key_row *keys;
	const struct wait_words *words; /* NULL: the state's */
	bool done;			/* nothing is waited for: a statement */
};

static const struct moment moments[ENROL_STATE_COUNT] = {
    [ENROL_WAIT_CARD] = {.keys = keys_card},
    [ENROL_READING] = {.keys = keys_reading},
    [ENROL_FACE] = {.keys = keys_face},
    [ENROL_CHECKING] = {.keys = keys_checking},
    [ENROL_FINGER] = {.keys = keys_finger},
    [ENROL_MATCHING] = {.keys = keys_reading},
    [ENROL_LAST_TRY] = {.keys = keys_reading},
    [ENROL_STORING] = {.keys = keys_reading},
    [ENROL_EXCEPTION] = {.keys = keys_reading},
    [ENROL_DESK] = {.keys = keys_reading},
    [ENROL_PROOFING] = {.keys = keys_creating},
    [ENROL_PROOFED] = {.keys = keys_proofed},
    [ENROL_CREATING] = {.keys = keys_creating},
    [ENROL_QR_CREATED] = {.keys = keys_code},
    [ENROL_SCANNED] = {.keys = keys_phone},
    [ENROL_CONFIRMING] = {.keys = keys_phone},
    [ENROL_CONFIRMED] = {.keys = keys_phone},
    [ENROL_CONSENTED] = {.keys = keys_phone},
    [ENROL_SAVED] = {.keys = keys_phone},
    [ENROL_CANCELLING] = {.keys = keys_cancelling},
    [ENROL_SUCCESS] = {.keys = keys_end, .done = true},
    [ENROL_ENDED] = {.keys = keys_end, .done = true},
    [ENROL_STOPPED] = {.keys = keys_end, .done = true},
    [ENROL_PARKED] = {.keys = keys_end, .done = true},
};

/* The verdict needs the picture. */
static const struct wait_words photo_words = {
    .what = N_("Reading the photo"), .say = N_("Please leave the card in")};
static const struct moment photo_to_come = {.keys = keys_face, .words = &photo_words};

/* The code is asked for anew, or is waited to be. */
static const struct wait_words renewing_words = {
    .what = N_("The centre makes the QR code"), .say = N_("Please open the D.DOPA app")};
static const struct moment code_renewing = {.keys = keys_code, .words = &renewing_words};
static const struct wait_words missing_words = {
    .what = N_("No code is good now: make a new one"), .say = N_("One moment, please")};
static const struct moment code_missing = {.keys = keys_code, .words = &missing_words};

static const struct wait_words taking_words = {
    .what = N_("The centre hands the colleague's enrollment over")};
static const struct moment taking = {.keys = keys_taking, .words = &taking_words};

static const struct moment *moment_of(const struct enrol_screen *s)
{
	const struct runner_view *view = runner_view(s->runner);
	enum enrol_state state = view->enrol->state;
	if (view->taking)
		return &taking;
	if (wait_for_photo(view))
		return &photo_to_come;
	if (state == ENROL_QR_CREATED && !view->code)
		return view->enrol->code == ENROL_CALL_RUNNING ? &code_renewing : &code_missing;
	return &moments[state];
}

bool enrol_live(const struct enrol_screen *s)
{
	return s->runner && s->error.problem == PROBLEM_NONE;
}

const struct key_row *enrol_keys(const struct enrol_screen *s)
{
	if (!enrol_live(s))
		return keys_error;
	if (s->qr_only)
		return keys_qr_only;
	return finger_dialog_active(&s->dialog) ? finger_dialog_keys(&s->dialog)
						: moment_of(s)->keys;
}

static void tell(const struct moment *m, const struct wait_words *words, struct waiting *w)
{
	*w = (struct waiting){
	    .what = _(words->what), .say = words->say ? _(words->say) : NULL, .done = m->done};
}

void enrol_waiting_of(enum enrol_state state, struct waiting *w)
{
	tell(&moments[state], wait_words_of(state), w);
}

void enrol_waiting(const struct enrol_screen *s, struct waiting *w)
{
	if (!enrol_live(s))
		return;
	const struct runner_view *view = runner_view(s->runner);
	enum enrol_state state = view->enrol->state;
	if (finger_dialog_active(&s->dialog)) {
		finger_dialog_waiting(&s->dialog, w);
		return;
	}
	const struct moment *m = moment_of(s);
	tell(m, m->words ? m->words : wait_words_of(state), w);
	if (w->done)
		return;
	w->since = wait_since(view);
	/* In step 3 it stands with the sub-steps. */
	if (enrol_step_of(state) != 3)
		w->usual = wait_usual(view);
	if (state == ENROL_MATCHING && !view->enrol->verifying)
		guide_waiting(view, view->enrol->finger, w);
	if (state == ENROL_WAIT_CARD && reader_waiting(view))
		*w = (struct waiting){.what = reader_waiting(view), .since = w->since};
	if (view->centre_away)
		w->what = _("The centre is away, retrying");
}

static const enum enrol_event events[ACT_ENROL_END - ACT_SCREEN] = {
    [ACT_READ - ACT_SCREEN] = ENROL_EV_RETRY,
    [ACT_NO_APP - ACT_SCREEN] = ENROL_EV_NO_APP,
    [ACT_SAME - ACT_SCREEN] = ENROL_EV_SAME_PERSON,
    [ACT_NOT_SAME - ACT_SCREEN] = ENROL_EV_NOT_SAME_PERSON,
    [ACT_RIGHT - ACT_SCREEN] = ENROL_EV_FINGER_CHOSEN,
    [ACT_LEFT - ACT_SCREEN] = ENROL_EV_FINGER_CHOSEN,
    [ACT_CODE - ACT_SCREEN] = ENROL_EV_CODE_ASKED,
    [ACT_RENEW - ACT_SCREEN] = ENROL_EV_CODE_ASKED,
    [ACT_AGAIN - ACT_SCREEN] = ENROL_EV_RETRY,
    [ACT_STOP - ACT_SCREEN] = ENROL_EV_CANCEL,
    [ACT_CANCEL - ACT_SCREEN] = ENROL_EV_CANCEL,
    [ACT_CANCEL_SURE - ACT_SCREEN] = ENROL_EV_CANCEL,
    [ACT_CONTEST - ACT_SCREEN] = ENROL_EV_CONTEST,
    [ACT_CONTEST_SURE - ACT_SCREEN] = ENROL_EV_CONTEST,
    [ACT_LEAVE_OPEN - ACT_SCREEN] = ENROL_EV_LEAVE,
    [ACT_PARK - ACT_SCREEN] = ENROL_EV_LEAVE,
    [ACT_NEXT - ACT_SCREEN] = ENROL_EVENT_COUNT,
    [ACT_NEW_PHONE - ACT_SCREEN] = ENROL_EVENT_COUNT,
    [ACT_MOC - ACT_SCREEN] = ENROL_EVENT_COUNT,
    [ACT_SHOW_NUMBER - ACT_SCREEN] = ENROL_EVENT_COUNT,
    [ACT_SCROLL_UP - ACT_SCREEN] = ENROL_EVENT_COUNT,
    [ACT_SCROLL_DOWN - ACT_SCREEN] = ENROL_EVENT_COUNT,
    [ACT_QR_ONLY - ACT_SCREEN] = ENROL_EVENT_COUNT,
    [ACT_PICTURE - ACT_SCREEN] = ENROL_EVENT_COUNT,
    [ACT_PICTURE_SURE - ACT_SCREEN] = ENROL_EVENT_COUNT,
};

static const enum decision decisions[ACT_ENROL_END - ACT_SCREEN] = {
    [ACT_READ - ACT_SCREEN] = DECIDE_READ,
    [ACT_NO_APP - ACT_SCREEN] = DECIDE_NO_APP,
    [ACT_SAME - ACT_SCREEN] = DECIDE_SAME_PERSON,
    [ACT_NOT_SAME - ACT_SCREEN] = DECIDE_NOT_SAME_PERSON,
    [ACT_RIGHT - ACT_SCREEN] = DECIDE_RIGHT,
    [ACT_LEFT - ACT_SCREEN] = DECIDE_LEFT,
    [ACT_CODE - ACT_SCREEN] = DECIDE_CODE,
    [ACT_RENEW - ACT_SCREEN] = DECIDE_CODE,
    [ACT_AGAIN - ACT_SCREEN] = DECIDE_RETRY,
    [ACT_STOP - ACT_SCREEN] = DECIDE_CANCEL,
    [ACT_CANCEL - ACT_SCREEN] = DECIDE_CANCEL,
    [ACT_CANCEL_SURE - ACT_SCREEN] = DECIDE_CANCEL,
    [ACT_CONTEST - ACT_SCREEN] = DECIDE_CONTEST,
    [ACT_CONTEST_SURE - ACT_SCREEN] = DECIDE_CONTEST,
    [ACT_LEAVE_OPEN - ACT_SCREEN] = DECIDE_LEAVE,
    [ACT_PARK - ACT_SCREEN] = DECIDE_LEAVE,
    [ACT_NEW_PHONE - ACT_SCREEN] = DECIDE_NEW_PHONE,
    [ACT_MOC - ACT_SCREEN] = DECIDE_MOC,
    [ACT_SHOW_NUMBER - ACT_SCREEN] = DECIDE_SEE_NUMBER,
    [ACT_QR_ONLY - ACT_SCREEN] = DECIDE_SEE_CODE,
    [ACT_PICTURE - ACT_SCREEN] = DECIDE_SEE_CODE,
};

enum decision enrol_decision_of(int action)
{
	return action >= ACT_SCREEN && action < ACT_ENROL_END ? decisions[action - ACT_SCREEN]
							      : DECIDE_FREE;
}

enum enrol_event enrol_event_of(int action)
{
	return action >= ACT_SCREEN && action < ACT_ENROL_END ? events[action - ACT_SCREEN]
							      : ENROL_EVENT_COUNT;
}

/* What is being asked for is no news, and not true before the centre has answered. */
static bool only_asked_for(const struct enrol *e)
{
	return e->state == ENROL_CANCELLING && (e->problem == PROBLEM_CANCELLED_BY_OFFICER ||
						   e->problem == PROBLEM_ENDED_CONTESTED);
}

struct error enrol_trouble(const struct runner_view *view)
{
	bool told = view->error.problem == view->enrol->problem;
	bool poll_fails = view->centre_away && view->enrol->problem == PROBLEM_NONE;
	if (only_asked_for(view->enrol))
		return (struct error){.problem = PROBLEM_NONE};
	if (told || poll_fails)
		return view->error;
	return (struct error){.problem = view->enrol->problem};
}

bool enrol_is_end(enum enrol_state state)
{
	return state == ENROL_SUCCESS || state == ENROL_ENDED || state == ENROL_STOPPED ||
	       state == ENROL_PARKED;
}
