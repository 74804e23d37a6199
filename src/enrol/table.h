/*
 * enrol/table.h - private to the room: the shape of the table states x events, between
 * table.c, which holds it, and machine.c, which walks it.
 */
#ifndef DDOPA_ENROL_TABLE_H
#define DDOPA_ENROL_TABLE_H

#include "enrol/machine.h"

/* What a row may ask for: facts of the enrollment, and of the event at hand. */
enum fact {
	READ_DONE = 1 << 0,
	VERDICT = 1 << 1,
	ALLOWED = 1 << 2,
	FINGER_OK = 1 << 3, /* the card has a finger that can be matched */
	VERIFYING = 1 << 4,
	CREATED = 1 << 5,
	ALARM = 1 << 6,
	LINKAGE_RUNNING = 1 << 7,
	LINKAGE_FAILED = 1 << 8,
	EVIDENCE_RUNNING = 1 << 9,
	EVIDENCE_FAILED = 1 << 10,  /* or its outcome is unknown */
	EVIDENCE_NOWHERE = 1 << 11, /* it failed, and nothing was created */
	CODE_RUNNING = 1 << 12,
	CODE_FAILED = 1 << 13,
	CANCEL_FAILED = 1 << 14,
	CONTEST = 1 << 15,
	CLEAR = 1 << 16,     /* event: the centre has changed nothing, for certain */
	FINAL = 1 << 17,     /* event: and trying again cannot help this attempt */
	NO_SENSOR = 1 << 18, /* event: this counter cannot take fingers */
	LOCKED = 1 << 19,    /* event: no finger of the card is left to try */
	AHEAD = 1 << 20,     /* event: the centre is further than this state */
	EMPTY = 1 << 21,     /* the chip holds no finger, but could */
	AT_DESK = 1 << 22,
	CONFIRMED = 1 << 23, /* the officer has typed that the last try may be spent */
	APPROVAL_RUNNING = 1 << 24,
	LAST_TRY = 1 << 25,	 /* event: the finger has one try left */
	NOT_CONFIRMED = 1 << 26, /* event: something else was typed */
	NOT_ALLOWED = 1 << 27,	 /* event: the centre allows no exceptions */
	UNAPPROVED = 1 << 28,	 /* event: the second officer's word is no longer good */
	NONE_STORED = 1 << 29	 /* event: the chip holds no finger any more, but could */
};

/* What becomes of `problem`: WHY and UNMATCHABLE also set the reason of the end. */
enum trouble { KEEP, GONE, FROM_EVENT, WHY, UNMATCHABLE, REASON, LEFT_OPEN };
enum call { NO_CALL, LINKAGE, APPROVAL, EVIDENCE, CODE, CANCEL };
enum outcome { SENT, ANSWERED, FAILED };
enum take {
	NOTHING,
	TAKE_FINGER,
	TAKE_TRIES,
	TAKE_FINGER_PROBLEM,
	TAKE_CENTRE,
	TAKE_ABSENCE,
	DROP_ABSENCE
};

struct row {
	enum enrol_state next;
	bool stays; /* in the state it is in, instead */
	unsigned effects;
	unsigned needs;	 /* facts that must all hold */
	unsigned unless; /* facts of which none may hold */
	unsigned sets;	 /* facts that hold from now on */
	enum trouble trouble;
	enum call call; /* which call of the centre this speaks of, and how it stands now */
	enum outcome outcome;
	enum take take;		     /* what the event brings along */
	const struct row *otherwise; /* tried where this one does not apply */
	bool by_centre; /* the row of `centre_rows` that the event's arg names, instead */
};

struct state_row {
	const char *name;
	bool holds_card;   /* the transaction stays open; leaving them all: ENROL_FX_RELEASE */
	unsigned on_entry; /* effects on coming from another state */
	int step, substep; /* of the manual */
	/* How far the centre is when this state says so; a report not ahead of it is old. */
	enum enrolment_state rank;
};

/* NULL: the event has no meaning in that state. */
extern const struct row *const enrol_table[ENROL_STATE_COUNT][ENROL_EVENT_COUNT];
extern const struct row *const enrol_centre_rows[STATE_COUNT];
extern const struct state_row enrol_states[ENROL_STATE_COUNT];

#endif
