/* batch/counter_finger.c - fingers in a conversation: which, stored how, by whose word. */
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "batch/counter.h"
#include "batch/fingers.h"
#include "enrol/finger.h"

/* ---- what one must know to answer ---- */

static json_t *tries_left(const struct finger_states *fingers)
{
	json_t *tries = json_object();

	for (int f = 0; f < FINGER_COUNT; f++)
		if (fingers->finger[f].stored)
			json_object_set_new(tries, finger_name((enum finger)f),
			    json_integer(finger_standing(&fingers->finger[f]) == STANDING_LOCKED
					     ? 0
					     : fingers->finger[f].tries_left));
	return tries;
}

void counter_add_fingers(const struct counter *c, json_t *line)
{
	const struct finger_states *fingers = runner_view(c->runner)->fingers;

	if (fingers == NULL)
		return;
	json_object_set_new(line, "tries_left", tries_left(fingers));
	json_object_set_new(line, "fingers", fingers_json(fingers));
}

void counter_add_last_try(const struct counter *c, json_t *line)
{
	const enum finger finger = runner_view(c->runner)->enrol->finger;

	json_object_set_new(line, "finger", json_string(finger_name(finger)));
	counter_add_fingers(c, line);
}

/* ---- taking the answers ---- */

enum problem counter_finger_trouble(const struct counter *c, enum finger finger)
{
	const struct finger_states *fingers = runner_view(c->runner)->fingers;

	return fingers == NULL ? PROBLEM_NONE : finger_problem(&fingers->finger[finger]);
}

bool counter_take_finger(struct counter *c, const json_t *value)
{
	enum finger finger;
	enum problem trouble;

	if (!json_is_string(value) || !finger_parse(&finger, json_string_value(value)))
		return false;
	trouble = counter_finger_trouble(c, finger);
	if (trouble != PROBLEM_NONE)
		c->refusal = trouble;
	return runner_officer(c->runner, ENROL_EV_FINGER_CHOSEN, (int)finger);
}

bool counter_take_last_try(struct counter *c, const json_t *value)
{
	if (json_is_false(value))
		return runner_officer(c->runner, ENROL_EV_CANCEL, 0);
	return json_is_string(value) && runner_last_try(c->runner, json_string_value(value));
}

/* "both", or {"store": "right-index", "absence": "missing"}; without absence where the other
 * one is stored already, which the runner judges. */
static bool fingers_of(const json_t *value, unsigned *fingers, enum finger_absence *absence)
{
	const json_t *why = json_object_get(value, "absence");
	const char *store = json_string_value(json_object_get(value, "store"));
	enum finger finger;

	*absence = ABSENCE_NONE;
	*fingers = (1U << FINGER_RIGHT_INDEX) | (1U << FINGER_LEFT_INDEX);
	if (json_is_string(value))
		return strcmp(json_string_value(value), "both") == 0;
	if (json_object_size(value) != (why == NULL ? 1 : 2) || store == NULL ||
	    !finger_parse(&finger, store))
		return false;
	*fingers = 1U << finger;
	return why == NULL ||
	       (json_is_string(why) && finger_absence_parse(absence, json_string_value(why)) &&
		   *absence != ABSENCE_NONE);
}

bool counter_take_fingers(struct counter *c, const json_t *value)
{
	enum finger_absence absence;
	unsigned fingers;

	if (json_is_false(value))
		return runner_officer(c->runner, ENROL_EV_CANCEL, 0);
	if (!fingers_of(value, &fingers, &absence))
		return false;
	if (runner_store(c->runner, fingers, absence))
		return true;
	if (runner_view(c->runner)->error.problem != PROBLEM_NONE)
		c->refusal = runner_view(c->runner)->error.problem;
	return false;
}

bool counter_take_second_officer(struct counter *c, const json_t *value)
{
	const char *digits = json_string_value(json_object_get(value, "number"));
	const char *pin = json_string_value(json_object_get(value, "pin"));
	struct citizen_number number;
	bool ok;

	if (json_is_false(value))
		return runner_officer(c->runner, ENROL_EV_CANCEL, 0);
	if (digits == NULL || pin == NULL || !citizen_number_parse(&number, digits))
		return false;
	ok = runner_approve(c->runner, &number, pin);
	secret_wipe(&number, sizeof number);
	return ok;
}

bool counter_take_exception(struct counter *c, const json_t *value)
{
	const char *why = json_string_value(value);
	enum finger_absence absence;

	if (!c->begun || why == NULL || !finger_absence_parse(&absence, why) ||
	    absence == ABSENCE_NONE)
		return false;
	if (runner_exception(c->runner, absence))
		return true;
	if (runner_view(c->runner)->error.problem != PROBLEM_NONE)
		c->refusal = runner_view(c->runner)->error.problem;
	return false;
}

/* ---- telling ---- */

static const struct {
	const char *name;
	const char *words;
} guides[GUIDE_COUNT] = {
    [GUIDE_PLACE] = {"place", N_("Place the finger on the sensor.")},
    [GUIDE_LIFT] = {"lift", N_("Lift the finger.")},
    [GUIDE_FAINT] = {"faint", N_("Too faint: wipe the finger and press it firmly.")},
    [GUIDE_FEW] = {"few", N_("Too little of the finger: place it flat, in the middle.")},
    [GUIDE_WRONG_FINGER] = {"wrong-finger", N_("Not the finger that was asked for.")},
};

static void tell_guide(struct counter *c, const struct runner_view *view)
{
	const int guide = view->guiding ? (int)view->guide + GUIDE_COUNT * view->press : -1;
	enum finger finger;
	json_t *line;

	if (guide == c->told_guide)
		return;
	c->told_guide = guide;
	if (guide < 0)
		return;
	finger = view->writing != NULL ? view->writing->finger : view->enrol->finger;
	if (c->talk == NULL) {
		fprintf(stderr, "%s: %s\n", finger_title(finger), _(guides[view->guide].words));
		return;
	}
	line = talk_line(c->talk);
	json_object_set_new(line, "event", json_string("guide"));
	json_object_set_new(line, "guide", json_string(guides[view->guide].name));
	json_object_set_new(line, "finger", json_string(finger_name(finger)));
	json_object_set_new(line, "press", json_integer(view->press));
	json_object_set_new(line, "presses", json_integer(view->presses));
	json_object_set_new(line, "message", json_string(_(guides[view->guide].words)));
	talk_say(c->talk, line);
}

/* States without a row are not told: what they wait for is asked. */
static const struct {
	const char *step;
	const char *message;
} steps[WRITING_STATE_COUNT] = {
    [WRITING_APPROVING] = {"approving", N_("The centre checks the second officer.")},
    [WRITING_CAPTURE] = {"capture", N_("The finger is taken, three times.")},
    [WRITING_CHALLENGE] = {"challenge", N_("The card is asked for its challenge.")},
    [WRITING_AUTHORISING] = {"authorising", N_("The centre authorises the writing.")},
    [WRITING_WRITING] = {"writing", N_("The chip is being written; the card must stay.")},
};

static void tell_step(struct counter *c, const struct writing *w)
{
	json_t *line;

	if (w->state == c->told_writing && w->finger == c->told_finger)
		return;
	c->told_writing = w->state;
	c->told_finger = w->finger;
	if (steps[w->state].step == NULL)
		return;
	line = talk_line(c->talk);
	json_object_set_new(line, "step", json_string(steps[w->state].step));
	if (w->state != WRITING_APPROVING)
		json_object_set_new(line, "finger", json_string(finger_name(w->finger)));
	json_object_set_new(line, "message", json_string(_(steps[w->state].message)));
	talk_say(c->talk, line);
}

static void tell_written(struct counter *c, enum finger finger, bool stored)
{
	json_t *line = talk_line(c->talk);

	json_object_set_new(line, "event", json_string(stored ? "stored" : "removed"));
	json_object_set_new(line, "finger", json_string(finger_name(finger)));
	json_object_set_new(line, "message",
	    json_string(stored ? _("The finger is in the chip.") : _("The finger is removed.")));
	talk_say(c->talk, line);
}

/* By what the chip says, before and after. */
static void tell_changes(struct counter *c, const struct finger_states *fingers)
{
	if (fingers == NULL) {
		c->knows_fingers = false;
		return;
	}
	for (int f = 0; f < FINGER_COUNT; f++)
		if (c->knows_fingers && fingers->finger[f].stored != c->told_stored[f])
			tell_written(c, (enum finger)f, fingers->finger[f].stored);
	for (int f = 0; f < FINGER_COUNT; f++)
		c->told_stored[f] = fingers->finger[f].stored;
	c->knows_fingers = true;
}

void counter_tell_finger(struct counter *c)
{
	const struct runner_view *view = runner_view(c->runner);

	tell_guide(c, view);
	if (c->talk == NULL)
		return;
	tell_changes(c, view->fingers);
	if (view->writing == NULL)
		c->told_writing = WRITING_ASK;
	else
		tell_step(c, view->writing);
}
