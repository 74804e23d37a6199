/*
 * enrol/finger.h - the fingers of a card: how one stands in the chip, what may be done with it,
 * and why not. The one place where this is derived; runner and faces ask here.
 *
 * As card.md has it the chip tells of each index finger, without spending a try, whether it is
 * stored, whether its place is damaged, and how many tries are left.
 */
#ifndef DDOPA_ENROL_FINGER_H
#define DDOPA_ENROL_FINGER_H

#include "card/card.h"
#include "enrol/why_not.h"

enum standing {
	STANDING_GOOD,
	STANDING_LAST, /* one try left */
	STANDING_EMPTY,
	STANDING_DAMAGED, /* its data are no longer good; may be stored anew */
	STANDING_LOCKED,  /* stored, and no try left */
	STANDING_COUNT
};

enum finger_act { FINGER_MATCH, FINGER_STORE, FINGER_REMOVE, FINGER_ACT_COUNT };

enum standing finger_standing(const struct finger_state *f);
bool finger_can(const struct finger_state *f, enum finger_act act);
/* states NULL: the chip has not told yet, and nothing is said against it. */
struct why_not finger_why_not(
    const struct finger_states *states, enum finger finger, enum finger_act act);
/* The same of storing several, a bit set of 1 << enum finger. */
struct why_not fingers_why_not_store(const struct finger_states *states, unsigned fingers);
/* Why no finger of this card can be matched: NO_MOC_APPLET, FINGER_LOCKED (one is stored at
 * least, and no try is left), NO_FINGER_ON_CARD; or NONE. */
enum problem fingers_problem(const struct finger_states *states);
/* The same of one finger: FINGER_LOCKED, NO_FINGER_ON_CARD or NONE. */
enum problem finger_problem(const struct finger_state *f);
enum finger finger_other(enum finger finger);

/* ---- in words, in the language that is set ---- */

const char *finger_title(enum finger finger); /* "Right index finger" */
const char *absence_words(enum finger_absence a);

#define FINGER_TEXT_SIZE 192
/* "3 tries", "last try", "stored" (where the chip tells no count), "empty", "damaged",
 * "locked". */
void finger_standing_text(char *out, size_t size, const struct finger_state *f);

#endif
