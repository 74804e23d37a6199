/* One row a state of the engine: what is asked or waited for, and the answers. */
#include "base/lang.h"
#include "linear/enrol_talk.h"
#include "linear/words.h"

#define CANCEL_ROW                                                                                 \
	{                                                                                          \
		'c', ACT_CANCEL, N_("Cancel this enrollment")                                      \
	}
#define STOP_ROW                                                                                   \
	{                                                                                          \
		'c', ACT_STOP, N_("Cancel")                                                        \
	}
#define NUMBER_ROW                                                                                 \
	{                                                                                          \
		'v', ACT_NUMBER, N_("Tell all of the person (it stays in this terminal)")          \
	}
#define AGAIN_ROW                                                                                  \
	{                                                                                          \
		'a', ACT_AGAIN, N_("Try again")                                                    \
	}
#define LEAVE_ROW                                                                                  \
	{                                                                                          \
		'b', ACT_LEAVE_OPEN, N_("Back (stays open)")                                       \
	}
#define MENU_ROW                                                                                   \
	{                                                                                          \
		'b', ACT_MENU, N_("Menu")                                                          \
	}

static const struct choice to_error[] = {MENU_ROW, {0}};
static const struct choice to_app[] = {
    {'1', ACT_APP, N_("Yes: put their latest ID card into the reader")},
    {'2', ACT_NO_APP, N_("No, the applicant has no app")},
    MENU_ROW,
    {0},
};
static const struct choice to_card[] = {
    {'a', ACT_READ, N_("Read the card that is in the reader")},
    {'2', ACT_NO_APP, N_("The applicant has no app")},
    MENU_ROW,
    {0},
};
static const struct choice to_reading[] = {AGAIN_ROW, NUMBER_ROW, STOP_ROW, {0}};
/* Keys of their own: nothing typed ahead for another question may answer this one. */
static const struct choice to_face[] = {
    {'y', ACT_SAME, N_("Same person")},
    {'n', ACT_NOT_SAME, N_("Not / not sure")},
    {'p', ACT_PHOTO, N_("Show the photo in signs")},
    AGAIN_ROW,
    NUMBER_ROW,
    STOP_ROW,
    {0},
};
static const struct choice to_finger[] = {
    {'1', ACT_RIGHT, N_("Right index finger")},
    {'2', ACT_LEFT, N_("Left index finger")},
    {'3', ACT_EXCEPT, N_("Exception: no finger can be matched")},
    NUMBER_ROW,
    STOP_ROW,
    {0},
};
static const struct choice to_proofed[] = {
    {'1', ACT_CODE, N_("Create QR code")}, NUMBER_ROW, CANCEL_ROW, {0}};
static const struct choice to_creating[] = {AGAIN_ROW, NUMBER_ROW, CANCEL_ROW, {0}};
static const struct choice to_code[] = {
    {'r', ACT_CODE, N_("New code")},
    {'q', ACT_PICTURE, N_("Show the QR code in signs")},
    {'k', ACT_CONTEST, N_("End: second phone")},
    NUMBER_ROW,
    CANCEL_ROW,
    LEAVE_ROW,
    {0},
};
static const struct choice to_picture[] = {
    {'1', ACT_PICTURE_LIGHT, N_("Light letters on a dark ground")},
    {'2', ACT_PICTURE_DARK, N_("Dark letters on a light ground")},
    {'b', ACT_PICTURE_BACK, N_("Back")},
    {0},
};
static const struct choice to_phone[] = {
    {'k', ACT_CONTEST, N_("End: second phone")}, NUMBER_ROW, CANCEL_ROW, LEAVE_ROW, {0}};
static const struct choice to_cancelling[] = {AGAIN_ROW, LEAVE_ROW, {0}};
static const struct choice to_end[] = {
    {'1', ACT_NEXT, N_("Next citizen")},
    {'p', ACT_NEW_PHONE, N_("The same citizen, enrolled already, with a new phone")},
    {'m', ACT_MOC, N_("Index fingers on the card (Match on Card)")},
    MENU_ROW,
    {0},
};

static const struct moment trouble = {
    .text = N_("An enrollment cannot be begun now."), .choices = to_error};
static const struct moment app = {
    .text = N_("Has the applicant the D.DOPA app on their own phone already?"), .choices = to_app};
static const struct moment picture = {
    .text = N_("How does this terminal show letters?"), .choices = to_picture};
static const struct moment checked = {.text = N_("Waiting for the centre's checks"),
    .say = N_("One moment, please"),
    .waits = true,
    .choices = to_reading};
static const struct moment code_renewing = {.text = N_("The centre makes the QR code"),
    .say = N_("Please open the D.DOPA app"),
    .waits = true,
    .choices = to_code};
static const struct moment code_missing = {.text = N_("No code is good now: make a new one"),
    .say = N_("One moment, please"),
    .choices = to_code};
static const struct moment ended = {.text = N_("What is next? A card that is put in now begins "
					       "with the next citizen."),
    .choices = to_end};

static const struct moment moments[ENROL_STATE_COUNT] = {
    [ENROL_WAIT_CARD] = {.text = N_("Waiting for a card"),
	.say = N_("Please hand me your latest ID card"),
	.waits = true,
	.choices = to_card},
    [ENROL_READING] = {.text = N_("Reading the chip"),
	.say = N_("Please leave the card in the reader"),
	.waits = true,
	.choices = to_reading},
    [ENROL_FACE] = {.text = N_("Are the person at the counter and the holder of the card the "
			       "same?"),
	.say = N_("Please take off mask and hat"),
	.choices = to_face},
    [ENROL_CHECKING] = {.text = N_("Waiting for the centre's checks"),
	.say = N_("One moment, please"),
	.waits = true,
	.choices = to_reading},
    [ENROL_FINGER] = {.text = N_("Which index finger is laid on the reader?"),
	.say = N_("Please get an index finger ready"),
	.choices = to_finger},
    [ENROL_MATCHING] = {.text = N_("Waiting for the finger"),
	.say = N_("Please place the finger on the reader"),
	.waits = true,
	.choices = to_reading},
    [ENROL_LAST_TRY] = {.text = N_("The last try: to be confirmed"), .choices = to_reading},
    [ENROL_STORING] = {.text = N_("The chip is asked what it holds now"), .waits = true},
    [ENROL_EXCEPTION] = {.text = N_("Waiting for the second officer"), .choices = to_reading},
    [ENROL_DESK] = {.text = N_("What is to be done?"), .choices = to_reading},
    [ENROL_PROOFING] = {.text = N_("The centre records the proof"),
	.say = N_("One moment, please"),
	.waits = true,
	.choices = to_creating},
    [ENROL_PROOFED] = {.text = N_("Checks passed: create the QR code"), .choices = to_proofed},
    [ENROL_CREATING] = {.text = N_("The centre makes the QR code"),
	.waits = true,
	.choices = to_creating},
    [ENROL_QR_CREATED] = {.text = N_("Waiting for the citizen's scan"),
	.waits = true,
	.choices = to_code},
    [ENROL_SCANNED] = {.text = N_("Which four digits does the citizen's phone show?"),
	.typed = N_("the four digits"),
	.choices = to_phone},
    [ENROL_CONFIRMING] = {.text = N_("The centre compares the digits"),
	.waits = true,
	.choices = to_phone},
    [ENROL_CONFIRMED] = {.text = N_("Waiting for PIN and consent"),
	.waits = true,
	.choices = to_phone},
    [ENROL_CONSENTED] = {.text = N_("The centre records the result"),
	.waits = true,
	.choices = to_phone},
    [ENROL_SAVED] = {.text = N_("The phone proves its key"), .waits = true, .choices = to_phone},
    [ENROL_CANCELLING] = {.text = N_("The centre cancels the enrollment"),
	.waits = true,
	.choices = to_cancelling},
};

/* The verdict needs the chip read whole; an answer of the register may be all that is open. */
static const struct moment *of_state(const struct enrol_talk *s, const struct enrol *e)
{
	const struct runner_view *view = runner_view(s->runner);

	if (e->state == ENROL_WAIT_CARD && !s->app)
		return &app;
	if (e->state == ENROL_FACE && !enrol_accepts(e, ENROL_EV_SAME_PERSON))
		return e->read_done ? &checked : &moments[ENROL_READING];
	if (e->state == ENROL_QR_CREATED && view->code == NULL)
		return e->code == ENROL_CALL_RUNNING ? &code_renewing : &code_missing;
	return enrol_talk_over(s) ? &ended : &moments[e->state];
}

const struct moment *enrol_talk_now(const struct enrol_talk *s)
{
	const struct moment *m;

	if (!enrol_talk_live(s))
		return &trouble;
	if (s->asks_picture)
		return &picture;
	m = finger_talk_now(&s->fingers);
	return m != NULL ? m : of_state(s, runner_view(s->runner)->enrol);
}

/* ---- what one must know to answer ---- */

static void finger_facts(const struct enrol_talk *s)
{
	const struct finger_states *fingers = runner_view(s->runner)->fingers;

	if (fingers == NULL)
		return;
	words_fingers(s->l, fingers);
	for (int f = 0; f < FINGER_COUNT; f++)
		if (finger_standing(&fingers->finger[f]) == STANDING_LAST)
			say(s->l, "%s",
			    _("! One finger has one try left: if it fails, the chip locks it. Take "
			      "the "
			      "other finger first if you can."));
}

void enrol_talk_facts(const struct enrol_talk *s)
{
	const struct runner_view *view;

	if (!enrol_talk_live(s))
		return;
	view = runner_view(s->runner);
	if (finger_talk_now(&s->fingers) != NULL)
		finger_talk_facts(&s->fingers);
	else if (view->enrol->state == ENROL_FINGER)
		finger_facts(s);
	else if (view->enrol->state == ENROL_SCANNED && view->enrolment != NULL)
		say(s->l, _("Tries left: %d"), view->enrolment->match_tries_left);
}

/* Where the phone takes part: what it shows, and how to go on there. */
void enrol_talk_citizen(const struct enrol_talk *s, const struct moment *m, struct wait_words *w)
{
	const enum enrol_state state = runner_view(s->runner)->enrol->state;
	const struct wait_words *words = wait_words_of(state);

	if (m != &moments[state])
		return;
	w->phone = words->phone;
	if (words->tell != NULL)
		w->say = words->tell;
}

int64_t enrol_talk_usual(const struct enrol_talk *s)
{
	return enrol_talk_live(s) ? wait_usual(runner_view(s->runner)) : 0;
}

/* ---- decisions ---- */

enum enrol_event enrol_talk_event(int action)
{
	static const struct {
		int action;
		enum enrol_event event;
	} events[] = {
	    {ACT_NO_APP, ENROL_EV_NO_APP},
	    {ACT_READ, ENROL_EV_RETRY},
	    {ACT_SAME, ENROL_EV_SAME_PERSON},
	    {ACT_NOT_SAME, ENROL_EV_NOT_SAME_PERSON},
	    {ACT_RIGHT, ENROL_EV_FINGER_CHOSEN},
	    {ACT_LEFT, ENROL_EV_FINGER_CHOSEN},
	    {ACT_CODE, ENROL_EV_CODE_ASKED},
	    {ACT_AGAIN, ENROL_EV_RETRY},
	    {ACT_STOP, ENROL_EV_CANCEL},
	    {ACT_CANCEL, ENROL_EV_CANCEL},
	    {ACT_CANCEL_SURE, ENROL_EV_CANCEL},
	    {ACT_CONTEST, ENROL_EV_CONTEST},
	    {ACT_CONTEST_SURE, ENROL_EV_CONTEST},
	    {ACT_LEAVE_OPEN, ENROL_EV_LEAVE},
	};

	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (events[i].action == action)
			return events[i].event;
	return ENROL_EVENT_COUNT;
}
