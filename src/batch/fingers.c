#include "batch/fingers.h"

#include "base/lang.h"

enum place { PLACE_EMPTY, PLACE_STORED, PLACE_LOCKED, PLACE_DAMAGED };

static const struct {
	const char *name;
	const char *words;
} places[] = {
    [PLACE_EMPTY] = {"empty", N_("none stored")},
    [PLACE_STORED] = {"stored", N_("stored")},
    [PLACE_LOCKED] = {"locked", N_("locked, no try left")},
    [PLACE_DAMAGED] = {"damaged", N_("damaged, to be stored anew")},
};

static const char *const finger_words[FINGER_COUNT] = {
    [FINGER_RIGHT_INDEX] = N_("Right index finger"),
    [FINGER_LEFT_INDEX] = N_("Left index finger"),
};

static enum place place_of(const struct finger_state *f)
{
	if (f->damaged)
		return PLACE_DAMAGED;
	if (f->locked)
		return PLACE_LOCKED;
	return f->stored ? PLACE_STORED : PLACE_EMPTY;
}

static json_t *finger_json(const struct finger_state *f)
{
	const enum place place = place_of(f);
	json_t *finger = json_object();

	json_object_set_new(finger, "state", json_string(places[place].name));
	if (place == PLACE_STORED)
		json_object_set_new(finger, "tries_left",
		    f->tries_left < 0 ? json_null() : json_integer(f->tries_left));
	if (place == PLACE_LOCKED)
		json_object_set_new(finger, "tries_left", json_integer(0));
	return finger;
}

json_t *fingers_json(const struct finger_states *fingers)
{
	json_t *all;

	if (!fingers->applet)
		return json_null();
	all = json_object();
	for (int f = 0; f < FINGER_COUNT; f++)
		json_object_set_new(
		    all, finger_name((enum finger)f), finger_json(&fingers->finger[f]));
	return all;
}

const char *fingers_word(enum finger finger)
{
	return _(finger_words[finger]);
}

void fingers_text(struct buf *out, const struct finger_states *fingers)
{
	for (int f = 0; f < FINGER_COUNT; f++) {
		const struct finger_state *state = &fingers->finger[f];
		const enum place place = place_of(state);

		buf_printf(out, "%s: %s", fingers_word((enum finger)f), _(places[place].words));
		if (place == PLACE_STORED && state->tries_left >= 0)
			buf_printf(out, _(", tries left: %d"), state->tries_left);
		buf_puts(out, "\n");
	}
}
