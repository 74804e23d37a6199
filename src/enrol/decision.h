/*
 * enrol/decision.h - what an officer may decide in an enrollment or at the desk: whether it can
 * be done now, and if not, why, and who can lift it. The faces grey out by it and answer by it,
 * so that all say the same. What a decision does is the runner's (enrol/runner.h).
 *
 * A text of its own fits the line of a screen that tells what is waited for (74 cells), but for
 * those of enrol/finger.h about one finger; a problem is told whole, by the catalogue.
 */
#ifndef DDOPA_ENROL_DECISION_H
#define DDOPA_ENROL_DECISION_H

#include "enrol/runner.h"
#include "enrol/why_not.h"

enum decision {
	DECIDE_FREE, /* a face's own affair: always possible */
	DECIDE_READ, /* the card that is in the reader */
	DECIDE_RETRY,
	DECIDE_NO_APP,
	DECIDE_SAME_PERSON,
	DECIDE_NOT_SAME_PERSON,
	DECIDE_RIGHT, /* is matched */
	DECIDE_LEFT,
	DECIDE_CODE, /* to be made, or made anew */
	DECIDE_CANCEL,
	DECIDE_CONTEST,
	DECIDE_LEAVE,
	DECIDE_NEW_PHONE, /* after an end: the same citizen with another phone */
	DECIDE_MOC,	  /* after an end: to the locked fingers */
	DECIDE_SEE_NUMBER,
	DECIDE_SEE_CODE,
	DECIDE_STORE_BOTH, /* STORING's answers */
	DECIDE_STORE_RIGHT,
	DECIDE_STORE_LEFT,
	DECIDE_EXCEPTION,
	DECIDE_WRITE_AGAIN,
	DECIDE_GIVE_UP, /* out of LAST_TRY, EXCEPTION or STORING */
	DECIDE_STORE,	/* the desk's */
	DECIDE_REMOVE,
	DECIDE_REMOVE_RIGHT,
	DECIDE_REMOVE_LEFT,
	DECISION_COUNT
};

/* policy: the centre's, NULL while it is not known. */
struct why_not decision_why_not(
    const struct runner_view *view, const struct api_status *policy, enum decision decision);
bool decision_possible(
    const struct runner_view *view, const struct api_status *policy, enum decision decision);

#endif
