/*
 * phone/flow.h - the steps of the phone as a pure table: an event goes in, the step comes
 * out. No clock, no I/O, no text.
 */
#ifndef DDOPA_PHONE_FLOW_H
#define DDOPA_PHONE_FLOW_H

#include <stdbool.h>

#include "base/problem.h"
#include "person/person.h"

enum step {
	STEP_LEAVE,   /* may the app use the devices of the phone? */
	STEP_NUMBER,  /* the 13 digits */
	STEP_TEXTS,   /* the centre's texts are fetched */
	STEP_TERMS,   /* terms and conditions */
	STEP_CODE,    /* scanned or typed */
	STEP_CLAIM,   /* the centre is told */
	STEP_PIN,     /* set, twice */
	STEP_OFFICER, /* until the officer has typed the match digits */
	STEP_CONSENT, /* by PIN */
	STEP_SIGN,    /* the signed consent goes to the centre */
	STEP_PERSON,  /* person data come */
	STEP_PROOF,
	STEP_REFUSE, /* the refused consent goes to the centre */
	STEP_SUCCESS,
	STEP_END, /* without success: flow.problem says why */
	STEP_COUNT
};

enum event {
	EVENT_YES, /* a question answered by yes, or with what was asked for */
	EVENT_NO,
	EVENT_DONE,	 /* the centre has done it */
	EVENT_CONFIRMED, /* the officer typed the right match digits */
	EVENT_COUNT
};

struct flow {
	enum step step;
	bool devices;	      /* leave was given: pictures may be used */
	bool accepted;	      /* the terms */
	bool code;	      /* a code is at hand */
	bool confirmed;	      /* maybe before the PIN is set */
	enum problem problem; /* the last one, also of a step asked again */
};

/* False: the event has no place at this step, nothing changed. */
bool flow_event(struct flow *f, enum event event);
/* What went wrong, at the question or at the centre: the step to go back to, or the end. */
void flow_problem(struct flow *f, enum problem problem);
/* What a poll said. end_problem: with an end other than SUCCESS. */
void flow_state(struct flow *f, enum enrolment_state state, enum problem end_problem);

const char *step_name(enum step step); /* "leave", for NDJSON */

#endif
