/*
 * enrol/machine.h - one enrollment at a counter as a pure state machine: an event goes
 * in, effects come out. No I/O, no clock, no ncurses; the table states × events stands in
 * machine.c and every cell of it is tested. Both faces (tui/, batch/) run it through
 * enrol/runner.h, so neither can hold a rule that the other lacks.
 *
 * The path: WAIT_CARD (is the app there? putting the card in is «yes») → READING → FACE
 * (the officer looks while the linkage check runs) → CHECKING (verdict given, answers
 * outstanding) → FINGER → MATCHING → PROOFING (evidence sent) → PROOFED (step 2) →
 * CREATING → QR_CREATED … as protocol.md «States». Until QR_CREATED a pulled card ends
 * the attempt; after it, taking the card back changes nothing.
 *
 * Where the chip holds no finger, STORING comes before FINGER (enrol/writing.h runs in it), and
 * after it where the chip has lost the last one it held;
 * a finger must match before the enrollment goes on. A finger with one try left goes through
 * LAST_TRY: only what the officer types there lets it be spent. Where the centre allows
 * exceptions, FINGER and STORING may lead to EXCEPTION instead: a second officer approves,
 * and the evidence tells the reason in place of a match.
 *
 * The desk is the same without an enrollment (enrol_init_desk): WAIT_CARD → READING → DESK,
 * and from there LAST_TRY, MATCHING and STORING, which lead back to it. Nothing is asked of
 * the register, no evidence is made, no refusal is reported.
 *
 * CANCEL ends the attempt; but in LAST_TRY and EXCEPTION, and at the desk's MATCHING, it
 * leads back to where the officer came from, and in STORING it is for enrol/writing.h.
 */
#ifndef DDOPA_ENROL_MACHINE_H
#define DDOPA_ENROL_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"
#include "person/person.h"

enum enrol_state {
	ENROL_WAIT_CARD,
	ENROL_READING,
	ENROL_FACE,
	ENROL_CHECKING,
	ENROL_FINGER,	/* a finger is asked for; the officer picks right or left */
	ENROL_LAST_TRY, /* the finger picked has one try left: to be confirmed by typing */
	ENROL_MATCHING,
	ENROL_STORING,	 /* fingers are stored in the chip, or removed: enrol/writing.h */
	ENROL_EXCEPTION, /* a second officer is asked to approve, or approves */
	ENROL_DESK,	 /* the card is read, no enrollment: the officer picks what to do */
	ENROL_PROOFING,
	ENROL_PROOFED,
	ENROL_CREATING,
	ENROL_QR_CREATED,
	ENROL_SCANNED,
	ENROL_CONFIRMING, /* match code sent */
	ENROL_CONFIRMED,
	ENROL_CONSENTED,
	ENROL_SAVED,
	ENROL_CANCELLING,
	ENROL_SUCCESS,
	ENROL_ENDED,   /* an end of protocol.md other than SUCCESS, or a colleague goes on with it;
			* problem says which */
	ENROL_STOPPED, /* ended before PROOFED; problem says why */
	ENROL_PARKED,  /* left open at the centre by the officer; listed there */
	ENROL_STATE_COUNT
};

enum enrol_event {
	ENROL_EV_CARD_IN,
	ENROL_EV_CARD_OUT,
	ENROL_EV_CARD_FAILED, /* problem */
	ENROL_EV_TEXT,
	ENROL_EV_READ_DONE, /* problem: why no finger of this card can be matched, or none */
	ENROL_EV_NO_APP,    /* officer: the citizen has no app */
	ENROL_EV_SAME_PERSON,
	ENROL_EV_NOT_SAME_PERSON, /* problem: of enrol/face_reasons.h */
	ENROL_EV_LINKAGE_ALLOWED,
	ENROL_EV_LINKAGE_REFUSED,
	ENROL_EV_FINGER_CHOSEN,	 /* arg: enum finger; problem FINGER_LAST_TRY: it has one left */
	ENROL_EV_LAST_TRY_TYPED, /* problem FINGER_LAST_TRY_KEPT: not the digits shown */
	ENROL_EV_TEMPLATE,
	ENROL_EV_SENSOR_FAILED, /* problem */
	ENROL_EV_MATCHED,
	ENROL_EV_NOT_MATCHED,	 /* arg: tries left; problem FINGER_LOCKED: no finger is left */
	ENROL_EV_NO_FINGER_LEFT, /* the chip tells that none can be matched any more; problem: why
				  */
	ENROL_EV_STORE,		 /* officer, at the desk: fingers are to be stored */
	ENROL_EV_REMOVE,	 /* officer, at the desk: one is to be removed */
	ENROL_EV_STORED,	 /* the writing is over and the card has a finger to match; at the
				  * desk: and nothing went wrong */
	ENROL_EV_STORE_ENDED,	 /* it is over, and there is none; problem */
	ENROL_EV_EXCEPTION,	 /* officer; arg: enum finger_absence; problem EXCEPTIONS_OFF */
	ENROL_EV_APPROVE,	 /* a second officer's number and PIN are there */
	ENROL_EV_APPROVED,
	ENROL_EV_CREATED,    /* the centre has the enrollment: PROOFED */
	ENROL_EV_CODE_ASKED, /* officer: create or renew the QR */
	ENROL_EV_CODE,	     /* the centre's answer with a code */
	ENROL_EV_MATCH_CODE_TYPED,
	ENROL_EV_MATCH_CODE_WRONG,
	ENROL_EV_CENTRE_STATE,	/* arg: enum enrolment_state of a poll or answer */
	ENROL_EV_CENTRE_FAILED, /* problem; arg: 0 nothing was changed at the centre, 1 unknown.
				 * It speaks of the call that belongs to the state: linkage in
				 * FACE and CHECKING, the approval in EXCEPTION, evidence in
				 * PROOFING, code in CREATING
				 * and QR_CREATED, match code in CONFIRMING, and in CANCELLING
				 * the cancel, or the evidence while there is no id yet */
	ENROL_EV_CANCEL,	/* officer */
	ENROL_EV_CONTEST,	/* officer, after the second phone's alarm */
	ENROL_EV_LEAVE,		/* officer leaves it open, end of input in batch; before
				 * QR_CREATED there is nothing to leave: it ends the attempt */
	ENROL_EV_RETRY,		/* officer: the same again after a failure; in WAIT_CARD: read
				 * the card that is in the reader already */
	ENROL_EV_SECOND_PHONE,	/* the centre's alarm: another phone tried to claim */
	ENROL_EV_TAKEN_OVER, /* a colleague goes on with it, or taking it over was refused; problem
			      */
	ENROL_EVENT_COUNT
};

/* Effects are carried out by the runner in the order of the bits. */
enum enrol_effect {
	ENROL_FX_READ = 1 << 0, /* read the card, keep the transaction */
	ENROL_FX_LINKAGE = 1 << 1,
	ENROL_FX_REPORT = 1 << 2, /* tell the centre of a refusal, no personal data */
	ENROL_FX_CAPTURE = 1 << 3,
	ENROL_FX_VERIFY = 1 << 4,
	ENROL_FX_EVIDENCE = 1 << 5, /* journal, sign, POST /enrollments */
	ENROL_FX_RELEASE = 1 << 6,  /* end the card's transaction, unpower */
	ENROL_FX_CODE = 1 << 7,
	ENROL_FX_SHOW_CODE = 1 << 8,
	ENROL_FX_HIDE_CODE = 1 << 9,
	ENROL_FX_POLL = 1 << 10, /* (re)start the long-poll */
	ENROL_FX_MATCH_CODE = 1 << 11,
	ENROL_FX_CANCEL = 1 << 12,
	ENROL_FX_FORGET =
	    1 << 13, /* wipe person data; but for PARKED the journal's entry is closed */
	ENROL_FX_TELL = 1 << 14,  /* show `problem` to the officer */
	ENROL_FX_STORE = 1 << 15, /* begin enrol/writing.h with the question which fingers */
	ENROL_FX_REMOVE = 1 << 16,
	ENROL_FX_APPROVE = 1 << 17 /* ask the centre to take the second officer's word */
};

/* How a call of the centre stands. */
enum enrol_call {
	ENROL_CALL_IDLE, /* not begun, or answered */
	ENROL_CALL_RUNNING,
	ENROL_CALL_FAILED, /* nothing was changed */
	ENROL_CALL_UNKNOWN /* it may have been carried out: ask again with the same key */
};

struct enrol {
	enum enrol_state state;
	enum problem problem;	     /* last trouble not yet got over, or why it ended */
	enum problem reason;	     /* why a cancel is under way; outlives failures on its way */
	enum problem finger_problem; /* why no finger of this card can be matched */
	bool verdict_given;	     /* same person: yes */
	bool linkage_allowed;
	bool read_done;
	enum finger finger;
	int tries_left;		     /* of that finger, -1 unknown */
	enum finger_absence absence; /* of an exception, or NONE */
	enum enrolment_state centre; /* last known there; meaningful from PROOFED on */
	bool card_held;		     /* transaction open; released before every end */
	bool contested;		     /* the running cancel is a contest */
	bool second_phone;	     /* alarm raised: only then there is something to contest */
	bool verifying;		     /* the template is with the card: a try is being spent */
	bool last_try;		     /* the officer has confirmed that it may be the last one */
	bool desk;		     /* no enrollment */
	bool created;		     /* the centre holds an enrollment and we know its id */
	enum enrol_call linkage, approval, evidence, code, cancel;
};

struct enrol_input {
	enum enrol_event event;
	int arg;
	enum problem problem;
};

void enrol_init(struct enrol *e);
void enrol_init_desk(struct enrol *e);
/* Goes on with an enrollment that the centre holds (after a restart, or taken from the
 * list): no card, no person data. Returns the effects. */
unsigned enrol_resume(struct enrol *e, enum enrolment_state at_centre);
/* Returns effects; 0 and no change when the event has no meaning in this state. */
unsigned enrol_step(struct enrol *e, const struct enrol_input *in);
/* Whether the event would do something now: faces grey out what would not. */
bool enrol_accepts(const struct enrol *e, enum enrol_event event);
const char *enrol_state_name(enum enrol_state s);
const char *enrol_event_name(enum enrol_event ev);

/* Which of the manual's three steps (1-3), and in step 3 which of the four sub-steps
 * (1-4) is being worked on; 5: all done. */
int enrol_step_of(enum enrol_state s);
int enrol_substep_of(enum enrol_state s);

#endif
