#include "batch/fingers.h"

#include "base/lang.h"
#include "enrol/finger.h"

/* The last try is told by the count. */
static const struct {
	const char *name;
	const char *words;
} places[STANDING_COUNT] = {
    [STANDING_GOOD] = {"stored", N_("stored")},
    [STANDING_LAST] = {"stored", N_("stored")},
    [STANDING_EMPTY] = {"empty", N_("none stored")},
    [STANDING_DAMAGED] = {"damaged", N_("damaged, to be stored anew")},
    [STANDING_LOCKED] = {"locked", N_("locked, no try left")},
};

static json_t *finger_json(const struct finger_state *f)
{
	const enum standing place = finger_standing(f);
	json_t *finger = json_object();

	json_object_set_new(finger, "state", json_string(places[place].name));
	if (place <= STANDING_LAST)
		json_object_set_new(finger, "tries_left",
		    f->tries_left < 0 ? json_null() : json_integer(f->tries_left));
	if (place == STANDING_LOCKED)
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

void fingers_text(struct buf *out, const struct finger_states *fingers)
{
	for (int f = 0; f < FINGER_COUNT; f++) {
		const struct finger_state *state = &fingers->finger[f];
		const enum standing place = finger_standing(state);

		buf_printf(out, "%s: %s", finger_title((enum finger)f), _(places[place].words));
		if (place <= STANDING_LAST && state->tries_left >= 0)
			buf_printf(out, _(", tries left: %d"), state->tries_left);
		buf_puts(out, "\n");
	}
}
