#include "linear/finger_talk.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "linear/answer.h"
#include "linear/words.h"

#define LAST_TRY_DIGITS 3

/* ---- moments ---- */

static const struct choice to_last_try[] = {{'c', ACT_GIVE_UP, N_("Another finger")}, {0}};
static const struct choice to_ask[] = {
    {'1', ACT_BOTH, N_("Both, each placed three times")},
    {'2', ACT_ONLY_RIGHT, N_("Right index finger")},
    {'3', ACT_ONLY_LEFT, N_("Left index finger")},
    {'4', ACT_NO_FINGER, N_("Neither can be stored: an exception")},
    {'c', ACT_GIVE_UP, N_("Do not store")},
    {0},
};
static const struct choice to_fingers[] = {
    {'1', ACT_BOTH, N_("Both, each placed three times")},
    {'2', ACT_ONLY_RIGHT, N_("Right index finger")},
    {'3', ACT_ONLY_LEFT, N_("Left index finger")},
    {'b', ACT_QUESTION_BACK, N_("Back")},
    {0},
};
static const struct choice to_reason[] = {
    {'1', ACT_MISSING, N_("the finger is missing")},
    {'2', ACT_INJURED, N_("the finger is injured")},
    {'3', ACT_NO_PRINT, N_("its print cannot be captured")},
    {'b', ACT_QUESTION_BACK, N_("Back")},
    {0},
};
/* In the order of enrol/face_reasons.h, with its words. */
static const struct choice to_not_same[] = {
    {'1', ACT_FACE_REASON, N_("another face than on the photo")},
    {'2', ACT_FACE_REASON + 1, N_("cannot say: photo too old, looks changed")},
    {'3', ACT_FACE_REASON + 2, N_("somebody else's card")},
    {'4', ACT_FACE_REASON + 3, N_("the face is not shown")},
    {'b', ACT_QUESTION_BACK, N_("Back")},
    {0},
};
static const struct choice to_number[] = {{'c', ACT_GIVE_UP, N_("Give up")}, {0}};
static const struct choice to_pin[] = {
    {'b', ACT_NUMBER_AGAIN, N_("Back to the number")},
    {'c', ACT_GIVE_UP, N_("Give up")},
    {0},
};
static const struct choice to_busy[] = {{'c', ACT_GIVE_UP, N_("Give up")}, {0}};
static const struct choice to_trouble[] = {
    {'1', ACT_WRITE_AGAIN, N_("Try again")},
    {'2', ACT_ONLY_RIGHT, N_("Right only")},
    {'3', ACT_ONLY_LEFT, N_("Left only")},
    {'c', ACT_GIVE_UP, N_("Give up")},
    {0},
};

static const struct moment second_number = {.text = N_("Second officer's number, 13 digits"),
    .typed = N_("the 13 digits"),
    .choices = to_number};
static const struct moment second_pin = {.text = N_("PIN, 8 digits; it is not shown"),
    .typed = N_("the 8 digits"),
    .hidden = true,
    .choices = to_pin};
static const struct moment second_checked = {
    .text = N_("The centre checks the second officer"), .waits = true, .choices = to_busy};

static const struct moment moments[WRITING_STATE_COUNT] = {
    [WRITING_ASK] = {.text = N_("Which index fingers are stored in the chip?"),
	.say = N_("Please get both index fingers ready"),
	.choices = to_ask},
    [WRITING_CAPTURE] = {.text = N_("Waiting for the finger"),
	.say = N_("Please place the finger on the reader"),
	.waits = true,
	.choices = to_busy},
    [WRITING_CHALLENGE] = {.text = N_("The chip gets ready"),
	.say = N_("Please do not touch the card"),
	.waits = true,
	.choices = to_busy},
    [WRITING_AUTHORISING] = {.text = N_("The centre authorises the writing"),
	.say = N_("Please do not touch the card"),
	.waits = true,
	.choices = to_busy},
    [WRITING_WRITING] = {.text = N_("The chip is being written"),
	.say = N_("Please do not touch the card"),
	.waits = true,
	.choices = to_busy},
    [WRITING_TROUBLE] = {.text = N_("Try again, or give up?"), .choices = to_trouble},
    [WRITING_DONE] = {.text = N_("The chip is asked what it holds now"), .waits = true},
    [WRITING_ENDED] = {.text = N_("The chip is asked what it holds now"), .waits = true},
};

static const struct moment last_try = {
    .text = N_("Last three digits of the citizen number, to spend the last try"),
    .say = N_("Please wipe the finger"),
    .typed = N_("the three digits"),
    .choices = to_last_try};

static const struct moment questions[] = {
    [QUESTION_FINGERS] = {.text = N_("Which index fingers are stored in the chip?"),
	.say = N_("Please get both index fingers ready"),
	.choices = to_fingers},
    [QUESTION_REASON] = {.text = N_("Why only one finger?"), .choices = to_reason},
    [QUESTION_EXCEPTION] = {.text = N_("Enroll without a finger: why can none be matched?"),
	.choices = to_reason},
    [QUESTION_FACE] = {.text = N_("Why are holder and card not the same person?"),
	.choices = to_not_same},
};

static const struct runner_view *engine_of(const struct finger_talk *t)
{
	return runner_view(t->runner);
}

static const struct moment *second_of(const struct finger_talk *t, bool busy)
{
	if (busy)
		return &second_checked;
	return t->second.has_number ? &second_pin : &second_number;
}

const struct moment *finger_talk_now(const struct finger_talk *t)
{
	const struct runner_view *view = engine_of(t);
	const struct enrol *e = view->enrol;

	if (t->question != QUESTION_NONE)
		return &questions[t->question];
	if (e->state == ENROL_LAST_TRY)
		return &last_try;
	if (e->state == ENROL_EXCEPTION)
		return second_of(t, e->approval == ENROL_CALL_RUNNING);
	if (e->state != ENROL_STORING || view->writing == NULL)
		return NULL;
	if (view->writing->state == WRITING_APPROVAL || view->writing->state == WRITING_APPROVING)
		return second_of(t, view->writing->state == WRITING_APPROVING);
	return &moments[view->writing->state];
}

/* ---- life ---- */

void finger_talk_begin(struct finger_talk *t, struct linear *l, struct runner *runner)
{
	officer_forget(&t->second);
	*t = (struct finger_talk){.l = l, .runner = runner};
}

void finger_talk_look(struct finger_talk *t)
{
	const struct runner_view *view = engine_of(t);
	const enum writing_state writing =
	    view->writing != NULL ? view->writing->state : WRITING_STATE_COUNT;

	if (view->enrol->state == t->state && writing == t->writing)
		return;
	t->state = view->enrol->state;
	t->writing = writing;
	t->question = QUESTION_NONE;
	officer_forget(&t->second);
}

/* What the centre allows; NULL: not known. */
static const struct api_status *policy_of(const struct finger_talk *t)
{
	if (engine_of(t)->policy != NULL)
		return engine_of(t)->policy;
	return t->l->central != NULL ? central_last_status(t->l->central) : NULL;
}

/* ---- what one must know to answer ---- */

static const char *what_is_approved(const struct writing *w)
{
	const unsigned right = 1U << FINGER_RIGHT_INDEX, left = 1U << FINGER_LEFT_INDEX;

	if (w == NULL)
		return N_("Enroll without a finger, level IAL2.2");
	if (w->write == FINGER_WRITE_REMOVE)
		return w->finger == FINGER_RIGHT_INDEX
			   ? N_("Remove the right index finger from this chip")
			   : N_("Remove the left index finger from this chip");
	if (w->wanted == right)
		return N_("Store the right index finger in this chip");
	if (w->wanted == left)
		return N_("Store the left index finger in this chip");
	return N_("Store both index fingers in this chip");
}

static void second_facts(const struct finger_talk *t)
{
	say(t->l, "%s", _("A second officer of this office approves:"));
	say(t->l, "%s", _(what_is_approved(engine_of(t)->writing)));
	say(t->l, "%s",
	    _("Another person than you, with their own number and PIN, who has looked at card and "
	      "citizen. Do not type for them."));
}

static void last_try_facts(const struct finger_talk *t)
{
	say(t->l, "%s",
	    engine_of(t)->enrol->finger == FINGER_RIGHT_INDEX
		? _("!  THE LAST TRY OF THE RIGHT INDEX FINGER")
		: _("!  THE LAST TRY OF THE LEFT INDEX FINGER"));
	say(t->l, "%s",
	    _("If it does not match once more, the chip locks this finger. Type the digits only if "
	      "you are sure that it is the right finger; nothing is spent before."));
}

static void ask_facts(const struct finger_talk *t)
{
	if (engine_of(t)->fingers != NULL)
		words_fingers(t->l, engine_of(t)->fingers);
	if (!engine_of(t)->enrol->desk)
		say(t->l, "%s", _(problem_row(PROBLEM_NO_FINGER_ON_CARD)->todo));
}

void finger_talk_facts(const struct finger_talk *t)
{
	const struct moment *m = finger_talk_now(t);

	if (m == &second_number)
		second_facts(t);
	else if (m == &last_try)
		last_try_facts(t);
	else if (m == &moments[WRITING_ASK] || m == &questions[QUESTION_FINGERS])
		ask_facts(t);
	else if (m == &questions[QUESTION_REASON])
		say(t->l, "%s",
		    _("The reason is kept at the centre. One finger is enough to enroll; the level "
		      "of assurance stays the same."));
	else if (m == &questions[QUESTION_EXCEPTION])
		say(t->l, "%s",
		    _("This lowers the level of assurance of this identity to IAL2.2 (IAL2.3 with "
		      "a finger)."));
}

/* ---- what is possible ---- */

static unsigned fingers_of(int action)
{
	const unsigned right = 1U << FINGER_RIGHT_INDEX, left = 1U << FINGER_LEFT_INDEX;

	if (action == ACT_BOTH)
		return right | left;
	return action == ACT_ONLY_RIGHT ? right : left;
}

static enum decision decision_of(int action)
{
	static const struct {
		int action;
		enum decision decision;
	} decisions[] = {
	    {ACT_BOTH, DECIDE_STORE_BOTH},
	    {ACT_ONLY_RIGHT, DECIDE_STORE_RIGHT},
	    {ACT_ONLY_LEFT, DECIDE_STORE_LEFT},
	    {ACT_NO_FINGER, DECIDE_EXCEPTION},
	    {ACT_WRITE_AGAIN, DECIDE_WRITE_AGAIN},
	    {ACT_GIVE_UP, DECIDE_GIVE_UP},
	};

	for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++)
		if (decisions[i].action == action)
			return decisions[i].decision;
	return DECIDE_FREE;
}

bool finger_talk_may(const struct finger_talk *t, enum decision decision, char why[WHY_SIZE])
{
	const struct why_not reason = decision_why_not(engine_of(t), policy_of(t), decision);

	why_not_tell(why, WHY_SIZE, &reason);
	return why_not_nothing(&reason);
}

bool finger_talk_can(const struct finger_talk *t, int action, char why[WHY_SIZE])
{
	return finger_talk_may(t, decision_of(action), why);
}

/* ---- what an answer does ---- */

/* The engine's own word where it refused. */
static void tell_refusal(const struct finger_talk *t)
{
	if (engine_of(t)->error.problem != PROBLEM_NONE)
		words_problem(t->l, &engine_of(t)->error);
}

static void store(struct finger_talk *t, unsigned fingers, enum finger_absence absence)
{
	t->question = QUESTION_NONE;
	if (!runner_store(t->runner, fingers, absence))
		tell_refusal(t);
}

/* One alone needs a reason, unless the other is in the chip already. */
static void choose(struct finger_talk *t, int action)
{
	const enum finger other =
	    finger_other(action == ACT_ONLY_LEFT ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX);

	t->fingers = fingers_of(action);
	if (action == ACT_BOTH || engine_of(t)->fingers->finger[other].stored)
		store(t, t->fingers, ABSENCE_NONE);
	else
		t->question = QUESTION_REASON;
}

static void give_reason(struct finger_talk *t, int action)
{
	static const enum finger_absence reasons[] = {
	    ABSENCE_MISSING, ABSENCE_INJURED, ABSENCE_NO_PRINT};
	const enum finger_absence absence = reasons[action - ACT_MISSING];

	if (t->question == QUESTION_REASON) {
		store(t, t->fingers, absence);
		return;
	}
	t->question = QUESTION_NONE;
	if (!runner_exception(t->runner, absence))
		tell_refusal(t);
}

static void not_same(struct finger_talk *t, int action)
{
	t->question = QUESTION_NONE;
	runner_officer(t->runner, ENROL_EV_NOT_SAME_PERSON,
	    (int)face_reasons[action - ACT_FACE_REASON].problem);
}

void finger_talk_act(struct finger_talk *t, int action)
{
	if (action >= ACT_BOTH && action <= ACT_ONLY_LEFT)
		choose(t, action);
	else if (action >= ACT_MISSING && action <= ACT_NO_PRINT)
		give_reason(t, action);
	else if (action >= ACT_FACE_REASON && action <= ACT_FACE_REASON_LAST)
		not_same(t, action);
	else if (action == ACT_NO_FINGER)
		t->question = QUESTION_EXCEPTION;
	else if (action == ACT_QUESTION_BACK)
		t->question = QUESTION_NONE;
	else if (action == ACT_NUMBER_AGAIN)
		officer_forget(&t->second);
	else if (action == ACT_WRITE_AGAIN)
		runner_officer(t->runner, ENROL_EV_RETRY, 0);
	else
		runner_officer(t->runner, ENROL_EV_CANCEL, 0);
}

static bool type_second(struct finger_talk *t, const char *line)
{
	bool whole;

	if (!officer_type(&t->second, t->l, line, &whole))
		return false;
	if (whole && !runner_approve(t->runner, &t->second.number, t->second.pin))
		tell_refusal(t);
	if (whole)
		officer_forget(&t->second);
	return true;
}

static bool type_last_try(struct finger_talk *t, const char *line)
{
	char digits[LAST_TRY_DIGITS + 1];
	bool ok = answer_digits(digits, LAST_TRY_DIGITS, line);

	ok = ok && runner_last_try(t->runner, digits);
	secret_wipe(digits, sizeof digits);
	return ok;
}

bool finger_talk_type(struct finger_talk *t, const char *line)
{
	return finger_talk_now(t) == &last_try ? type_last_try(t, line) : type_second(t, line);
}
