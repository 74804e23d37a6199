/*
 * card/sensor_presses.h - what becomes of the presses of a finger: taken, told to be done
 * again, or given up. Pure: the kinds of sensors deliver presses, the sensor process tells
 * what comes of them.
 *
 * To be compared in the chip, one good press is enough. To be stored, ENROLL_PRESSES good
 * ones are taken, of which the best two must agree by finger/match.h; the better of these two
 * is the template. Where none agree, PRESSES_EXTRA more are taken before it is given up.
 * A press that agrees with the other hand's finger does not count (PRESSES_WRONG_MAX of them
 * end it), nor does a bad one (PRESSES_BAD_MAX).
 */
#ifndef DDOPA_CARD_SENSOR_PRESSES_H
#define DDOPA_CARD_SENSOR_PRESSES_H

#include "card/sensor.h"
#include "finger/minutiae.h"

#define PRESSES_EXTRA	  2
#define PRESSES_WRONG_MAX 3
#define PRESSES_BAD_MAX	  5
#define PRESSES_GOOD_MAX  (ENROLL_PRESSES + PRESSES_EXTRA)

enum press_state { PRESS_GOOD, PRESS_FAINT, PRESS_FEW };

struct press {
	enum press_state state;
	int quality;			 /* to choose between two of one finger */
	uint8_t template_[TEMPLATE_MAX]; /* best first */
	size_t len;
};

enum presses_next {
	PRESSES_MORE,  /* another press is wanted; .guide says why */
	PRESSES_DONE,  /* .chosen */
	PRESSES_FAILED /* .problem: _FINGER_TEMPLATE, _FINGERS_DIFFER, _FINGER_DUPLICATE */
};

/* Holds templates: in secret memory. */
struct presses {
	bool enroll;
	struct minutiae other; /* none: count 0 */
	struct press good[PRESSES_GOOD_MAX];
	int good_count, bad, wrong;
	/* of the last press */
	enum sensor_guide guide; /* LIFT: it was good */
	enum problem problem;
	const struct press *chosen;
};

/* other: only with enroll; other_len 0: none. */
void presses_begin(struct presses *p, bool enroll, const uint8_t *other, size_t other_len);
enum presses_next presses_take(struct presses *p, const struct press *press);
/* Of how many, and which one is waited for; from 1. Extra presses are the last one again. */
int presses_wanted(const struct presses *p);
int presses_current(const struct presses *p);
/* How many were made, good or not. */
int presses_made(const struct presses *p);
/* Fewer minutiae than this, at points of their own, are too few, whatever the card would take:
 * no try is spent on them. */
size_t presses_minutiae_min(const struct presses *p);

/* Best first where nothing tells how good each minutia is: those nearest to the centroid
 * first, since the rim of a print is the least certain. len: a multiple of 3. */
void template_centre_first(uint8_t *minutiae, size_t len);

#endif
