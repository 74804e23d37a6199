#include "enrol/finger.h"

#include <stdio.h>

#include "base/lang.h"

enum standing finger_standing(const struct finger_state *f)
{
	if (f->damaged)
		return STANDING_DAMAGED;
	if (!f->stored)
		return STANDING_EMPTY;
	if (f->locked || f->tries_left == 0)
		return STANDING_LOCKED;
	return f->tries_left == 1 ? STANDING_LAST : STANDING_GOOD;
}

enum finger finger_other(enum finger finger)
{
	return finger == FINGER_RIGHT_INDEX ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX;
}

/* ---- what may be done ---- */

static const bool may[FINGER_ACT_COUNT][STANDING_COUNT] = {
    [FINGER_MATCH] = {[STANDING_GOOD] = true, [STANDING_LAST] = true},
    [FINGER_STORE] = {[STANDING_EMPTY] = true, [STANDING_DAMAGED] = true},
    [FINGER_REMOVE] = {[STANDING_GOOD] = true,
	[STANDING_LAST] = true,
	[STANDING_DAMAGED] = true,
	[STANDING_LOCKED] = true},
};

bool finger_can(const struct finger_state *f, enum finger_act act)
{
	return may[act][finger_standing(f)];
}

enum problem finger_problem(const struct finger_state *f)
{
	if (finger_can(f, FINGER_MATCH))
		return PROBLEM_NONE;
	return finger_standing(f) == STANDING_LOCKED ? PROBLEM_FINGER_LOCKED
						     : PROBLEM_NO_FINGER_ON_CARD;
}

enum problem fingers_problem(const struct finger_states *states)
{
	enum problem problem = PROBLEM_NO_FINGER_ON_CARD;
	if (!states->applet)
		return PROBLEM_NO_MOC_APPLET;
	for (int f = 0; f < FINGER_COUNT && problem != PROBLEM_NONE; f++) {
		enum problem one = finger_problem(&states->finger[f]);
		if (one != PROBLEM_NO_FINGER_ON_CARD)
			problem = one;
	}
	return problem;
}

/* ---- why not ---- */

static const char *const unmatchable[STANDING_COUNT][FINGER_COUNT] = {
    [STANDING_EMPTY] = {N_("The right index finger cannot be matched: the chip holds no "
			   "fingerprint of it. Take the other finger, or store this one first "
			   "(Match "
			   "on Card)."),
	N_("The left index finger cannot be matched: the chip holds no fingerprint of it. Take the "
	   "other finger, or store this one first (Match on Card).")},
    [STANDING_DAMAGED] = {N_("The right index finger cannot be matched: its place in the chip is "
			     "damaged. Take the other finger, or store this one anew (Match on "
			     "Card)."),
	N_("The left index finger cannot be matched: its place in the chip is damaged. Take the "
	   "other finger, or store this one anew (Match on Card).")},
    [STANDING_LOCKED] = {N_("The right index finger cannot be matched: the chip has locked it "
			    "after too many wrong fingers. Take the other finger; a second officer "
			    "can have it removed and stored anew (Match on Card), or the citizen "
			    "has a new card made."),
	N_("The left index finger cannot be matched: the chip has locked it after too many wrong "
	   "fingers. Take the other finger; a second officer can have it removed and stored anew "
	   "(Match on Card), or the citizen has a new card made.")},
};

static const char not_to_remove[] = N_("The chip holds no fingerprint that could be removed.");

struct why_not finger_why_not(
    const struct finger_states *states, enum finger finger, enum finger_act act)
{
	if (!states)
		return (struct why_not){.problem = PROBLEM_NONE};
	if (!states->applet)
		return (struct why_not){.problem = PROBLEM_NO_MOC_APPLET};
	enum standing standing = finger_standing(&states->finger[finger]);
	if (may[act][standing])
		return (struct why_not){.problem = PROBLEM_NONE};
	if (act == FINGER_MATCH)
		return (struct why_not){.text = unmatchable[standing][finger]};
	if (act == FINGER_REMOVE)
		return (struct why_not){.text = not_to_remove};
	return (struct why_not){.problem = PROBLEM_FINGER_STORED};
}

struct why_not fingers_why_not_store(const struct finger_states *states, unsigned fingers)
{
	struct why_not why = {.problem = PROBLEM_NONE};
	for (int f = 0; f < FINGER_COUNT && why_not_nothing(&why); f++)
		if (fingers & 1u << f)
			why = finger_why_not(states, (enum finger)f, FINGER_STORE);
	return why;
}

/* ---- words ---- */

const char *finger_title(enum finger finger)
{
	return finger == FINGER_RIGHT_INDEX ? _("Right index finger") : _("Left index finger");
}

const char *absence_words(enum finger_absence a)
{
	static const char *const words[FINGER_ABSENCE_COUNT] = {
	    [ABSENCE_MISSING] = N_("the finger is missing"),
	    [ABSENCE_INJURED] = N_("the finger is injured"),
	    [ABSENCE_NO_PRINT] = N_("its print cannot be captured"),
	};
	return words[a] ? _(words[a]) : "";
}

void finger_standing_text(char *out, size_t size, const struct finger_state *f)
{
	static const char *const words[STANDING_COUNT] = {
	    [STANDING_GOOD] = N_("stored"),
	    [STANDING_LAST] = N_("last try"),
	    [STANDING_EMPTY] = N_("empty"),
	    [STANDING_DAMAGED] = N_("damaged"),
	    [STANDING_LOCKED] = N_("locked"),
	};
	enum standing standing = finger_standing(f);
	if (standing == STANDING_GOOD && f->tries_left > 0)
		snprintf(out, size, P_("%d try", "%d tries", f->tries_left), f->tries_left);
	else
		snprintf(out, size, "%s", _(words[standing]));
}
