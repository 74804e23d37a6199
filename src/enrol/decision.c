#include "enrol/decision.h"

#include "base/lang.h"
#include "enrol/finger.h"

struct asked {
	const struct runner_view *view;
	const struct api_status *policy;
};

static const struct why_not possible = {.problem = PROBLEM_NONE};

static struct why_not because(const char *text)
{
	return (struct why_not){.text = text};
}

/* ---- what is looked at beside the engine's table ---- */

static struct why_not card_there(const struct asked *a)
{
	if (a->view->card == RUNNER_CARD_PRESENT)
		return possible;
	if (a->view->card == RUNNER_CARD_EMPTY)
		return because(N_("No card is in the reader: put one in, it is read by itself."));
	return because(N_("No card reader answers: check its cable; the administrator can help."));
}

static struct why_not may_match(const struct asked *a, enum finger finger)
{
	return finger_why_not(a->view->fingers, finger, FINGER_MATCH);
}

static struct why_not right_matches(const struct asked *a)
{
	return may_match(a, FINGER_RIGHT_INDEX);
}

static struct why_not left_matches(const struct asked *a)
{
	return may_match(a, FINGER_LEFT_INDEX);
}

static struct why_not enrolled_already(const struct asked *a)
{
	return a->view->enrol->problem == PROBLEM_REFUSED_ENROLLED
		   ? possible
		   : because(N_("Only for a citizen whom the centre finds enrolled already."));
}

static struct why_not fingers_locked(const struct asked *a)
{
	return a->view->enrol->problem == PROBLEM_FINGER_LOCKED
		   ? possible
		   : because(N_("Only where the card's fingers are locked; else by the menu."));
}

static struct why_not number_known(const struct asked *a)
{
	if (a->view->text)
		return possible;
	return a->view->enrol->state <= ENROL_READING
		   ? because(N_("The chip is not read yet: the number comes with it."))
		   : because(N_("The number is no longer kept here: ask the citizen."));
}

static struct why_not code_shown(const struct asked *a)
{
	return a->view->code ? possible
			     : because(N_("No code is good now: make a new one first (R)."));
}

/* ---- storing and removing ---- */

static const char centre_unknown[] =
    N_("The centre has not answered yet, and has to allow this: wait a moment.");

static struct why_not may_store(const struct asked *a, unsigned fingers)
{
	const struct writing *w = a->view->writing;
	bool trouble = w && w->state == WRITING_TROUBLE;
	if (trouble && w->write == FINGER_WRITE_REMOVE)
		return because(N_("A finger is being removed: try again, or give up."));
	if (trouble && (w->wanted == fingers || !writing_accepts(w, WRITING_EV_FINGERS)))
		return because(N_("That is what failed: try again, or take the other finger."));
	return fingers_why_not_store(a->view->fingers, fingers);
}

static struct why_not both_stored(const struct asked *a)
{
	return may_store(a, 1u << FINGER_RIGHT_INDEX | 1u << FINGER_LEFT_INDEX);
}

static struct why_not right_stored(const struct asked *a)
{
	return may_store(a, 1u << FINGER_RIGHT_INDEX);
}

static struct why_not left_stored(const struct asked *a)
{
	return may_store(a, 1u << FINGER_LEFT_INDEX);
}

static struct why_not exception_allowed(const struct asked *a)
{
	const struct writing *w = a->view->writing;
	if (a->view->enrol->desk)
		return because(N_("An exception belongs to an enrollment; here is none."));
	if (w && w->done)
		return because(N_("A finger has been stored: match it, no exception is needed."));
	if (!a->policy)
		return because(centre_unknown);
	return a->policy->exceptions ? possible
				     : (struct why_not){.problem = PROBLEM_EXCEPTIONS_OFF};
}

static struct why_not again_helps(const struct asked *a)
{
	const struct writing *w = a->view->writing;
	return w && writing_accepts(w, WRITING_EV_AGAIN)
		   ? possible
		   : because(N_("The same again cannot help: take the other finger, or give up."));
}

static struct why_not can_be_given_up(const struct asked *a)
{
	const struct runner_view *view = a->view;
	bool now = view->writing ? writing_accepts(view->writing, WRITING_EV_GIVE_UP)
				 : enrol_accepts(view->enrol, ENROL_EV_CANCEL);
	return now ? possible
		   : because(N_("The chip is being written: this cannot be stopped now. Wait a "
				"moment."));
}

static struct why_not may_write(const struct asked *a)
{
	if (a->view->fingers && !a->view->fingers->applet)
		return (struct why_not){.problem = PROBLEM_NO_MOC_APPLET};
	if (!a->policy)
		return because(centre_unknown);
	return a->policy->can_write ? possible : (struct why_not){.problem = PROBLEM_NO_CARD_KEY};
}

/* Of the right finger, unless the left one can be. */
static struct why_not either(const struct asked *a, enum finger_act act)
{
	struct why_not why = may_write(a);
	struct why_not left = finger_why_not(a->view->fingers, FINGER_LEFT_INDEX, act);
	if (!why_not_nothing(&why) || why_not_nothing(&left))
		return why;
	return finger_why_not(a->view->fingers, FINGER_RIGHT_INDEX, act);
}

static struct why_not one_storable(const struct asked *a)
{
	return either(a, FINGER_STORE);
}

static struct why_not one_removable(const struct asked *a)
{
	return either(a, FINGER_REMOVE);
}

static struct why_not may_remove(const struct asked *a, enum finger finger)
{
	struct why_not why = may_write(a);
	return why_not_nothing(&why) ? finger_why_not(a->view->fingers, finger, FINGER_REMOVE)
				     : why;
}

static struct why_not right_removable(const struct asked *a)
{
	return may_remove(a, FINGER_RIGHT_INDEX);
}

static struct why_not left_removable(const struct asked *a)
{
	return may_remove(a, FINGER_LEFT_INDEX);
}

/* ---- the table ---- */

#define NO_EVENT ENROL_EVENT_COUNT

/* What the engine is asked first, and what is said where it would not take it now; then what
 * else is looked at. */
static const struct {
	enum enrol_event event;
	const char *not_now;
	struct why_not (*look)(const struct asked *a);
} rows[DECISION_COUNT] = {
    [DECIDE_READ] = {NO_EVENT, NULL, card_there},
    [DECIDE_RETRY] = {ENROL_EV_RETRY,
	N_("Nothing has failed: there is nothing to try again, only to wait."), NULL},
    [DECIDE_NO_APP] = {ENROL_EV_NO_APP, N_("The card is read already: cancel instead."), NULL},
    [DECIDE_SAME_PERSON] = {ENROL_EV_SAME_PERSON,
	N_("The chip is still being read: answer when the photo is there."), NULL},
    [DECIDE_NOT_SAME_PERSON] = {ENROL_EV_NOT_SAME_PERSON,
	N_("The verdict is given already: to end this, cancel."), NULL},
    [DECIDE_RIGHT] = {ENROL_EV_FINGER_CHOSEN,
	N_("Not now: the finger is asked for once the checks have passed."), right_matches},
    [DECIDE_LEFT] = {ENROL_EV_FINGER_CHOSEN,
	N_("Not now: the finger is asked for once the checks have passed."), left_matches},
    [DECIDE_CODE] = {ENROL_EV_CODE_ASKED,
	N_("The centre is making a code already: wait for its answer."), NULL},
    [DECIDE_CANCEL] = {ENROL_EV_CANCEL,
	N_("The chip compares the finger: its answer comes in a moment."), NULL},
    [DECIDE_CONTEST] = {ENROL_EV_CONTEST,
	N_("No second phone has tried this code; to end it all the same, cancel."), NULL},
    [DECIDE_LEAVE] = {ENROL_EV_LEAVE, N_("There is nothing to be left open here."), NULL},
    [DECIDE_NEW_PHONE] = {NO_EVENT, NULL, enrolled_already},
    [DECIDE_MOC] = {NO_EVENT, NULL, fingers_locked},
    [DECIDE_SEE_NUMBER] = {NO_EVENT, NULL, number_known},
    [DECIDE_SEE_CODE] = {NO_EVENT, NULL, code_shown},
    [DECIDE_STORE_BOTH] = {NO_EVENT, NULL, both_stored},
    [DECIDE_STORE_RIGHT] = {NO_EVENT, NULL, right_stored},
    [DECIDE_STORE_LEFT] = {NO_EVENT, NULL, left_stored},
    [DECIDE_EXCEPTION] = {ENROL_EV_EXCEPTION, N_("An exception belongs to the step of the finger."),
	exception_allowed},
    [DECIDE_WRITE_AGAIN] = {NO_EVENT, NULL, again_helps},
    [DECIDE_GIVE_UP] = {NO_EVENT, NULL, can_be_given_up},
    [DECIDE_STORE] = {NO_EVENT, NULL, one_storable},
    [DECIDE_REMOVE] = {NO_EVENT, NULL, one_removable},
    [DECIDE_REMOVE_RIGHT] = {NO_EVENT, NULL, right_removable},
    [DECIDE_REMOVE_LEFT] = {NO_EVENT, NULL, left_removable},
};

struct why_not decision_why_not(
    const struct runner_view *view, const struct api_status *policy, enum decision decision)
{
	const struct asked a = {.view = view, .policy = policy};
	if (rows[decision].event != NO_EVENT && !enrol_accepts(view->enrol, rows[decision].event))
		return because(rows[decision].not_now);
	return rows[decision].look ? rows[decision].look(&a) : possible;
}

bool decision_possible(
    const struct runner_view *view, const struct api_status *policy, enum decision decision)
{
	struct why_not why = decision_why_not(view, policy, decision);
	return why_not_nothing(&why);
}
