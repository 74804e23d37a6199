/*
 * enrol/face_reasons.h - why an officer answers «same person?» with no. No is never said
 * without one of these; none is preset. Whichever it is, the attempt ends and the centre gets
 * a refusal record of step "face" with the row's problem as its reason, nothing of the person.
 *
 * From mission.md's rule 4 (the officer makes sure that holder and card are one person), and
 * what officers meet: another face, a photo that time has overtaken, a relative sent with the
 * card, a face that stays covered.
 */
#ifndef DDOPA_ENROL_FACE_REASONS_H
#define DDOPA_ENROL_FACE_REASONS_H

#include <stdbool.h>

#include "base/problem.h"

struct face_reason {
	enum problem problem; /* its name is the code that scripts answer with */
	const char *words;    /* msgid: as it is chosen; 45 columns at most */
	const char *say;      /* msgid: what to tell the citizen then */
};

#define FACE_REASONS 4

extern const struct face_reason face_reasons[FACE_REASONS];

/* NULL: the problem is none of them. */
const struct face_reason *face_reason_of(enum problem problem);

#endif
