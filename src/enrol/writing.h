/*
 * enrol/writing.h - storing fingers in the chip, or removing one, as a pure state machine of
 * its own: an event goes in, effects come out. It runs within ENROL_STORING (enrol/machine.h);
 * the table states × events stands in writing_table.c and every cell of it is tested.
 *
 * Storing: ASK (which fingers; one alone needs the reason why the other is not stored) →
 * APPROVAL (a second officer's number and PIN, where the centre's policy wants them) →
 * APPROVING → then for each finger CAPTURE (three presses) → CHALLENGE (of the card) →
 * AUTHORISING (the centre answers it with a cryptogram) → WRITING (presented and written) →
 * DONE. Removing goes the same way without CAPTURE.
 *
 * Any step that fails leads to TROUBLE: `problem` says why, `again` where trying again leads
 * to. The finger that was captured is kept for it; an authorisation whose outcome is unknown
 * is asked for again as the same request, any other gets a new challenge. While the chip is
 * being written nobody can turn back, and a card that goes away is the card helper's affair:
 * it tells afterwards what became of the write.
 */
#ifndef DDOPA_ENROL_WRITING_H
#define DDOPA_ENROL_WRITING_H

#include <stdbool.h>

#include "base/problem.h"
#include "card/card.h"
#include "person/person.h"

enum writing_state {
	WRITING_ASK,
	WRITING_APPROVAL, /* a second officer's number and PIN are wanted; problem: why again */
	WRITING_APPROVING,
	WRITING_CAPTURE,
	WRITING_CHALLENGE,
	WRITING_AUTHORISING,
	WRITING_WRITING,
	WRITING_TROUBLE, /* the officer tries again or gives up */
	WRITING_DONE,	 /* every finger wanted is written */
	WRITING_ENDED,	 /* given up, or the card is gone; problem says which, NONE: given up */
	WRITING_STATE_COUNT
};

enum writing_event {
	WRITING_EV_FINGERS, /* officer; arg: bit set of 1 << enum finger, to remove one alone; when
			     * storing, in TROUBLE as well: others than
			     * before. problem: why nothing can be written at all, or NONE */
	WRITING_EV_APPROVE, /* a second officer's number and PIN are there */
	WRITING_EV_APPROVED,
	WRITING_EV_TEMPLATE,
	WRITING_EV_SENSOR_FAILED, /* problem */
	WRITING_EV_CHALLENGE,
	WRITING_EV_AUTHORISED,
	WRITING_EV_CENTRE_FAILED, /* problem; arg: 0 nothing was changed at the centre, 1 unknown */
	WRITING_EV_WRITTEN,	  /* arg: enum write_outcome; problem unless GOOD */
	WRITING_EV_NOT_WRITTEN,	  /* problem: the card refused, nothing was changed */
	WRITING_EV_CARD_OUT,	  /* problem: pulled, or another one put in */
	WRITING_EV_CARD_FAILED,	  /* problem: card or helper failed; what was being written, if
				   * anything, nobody knows */
	WRITING_EV_AGAIN,	  /* officer */
	WRITING_EV_GIVE_UP,	  /* officer */
	WRITING_EVENT_COUNT
};

/* Effects are carried out by the runner in the order of the bits. */
enum writing_effect {
	WRITING_FX_OUTCOME = 1 << 0, /* tell the centre `outcome` of the authorised write */
	WRITING_FX_DROP = 1 << 1,    /* wipe what was captured and is not written */
	WRITING_FX_APPROVE = 1 << 2,
	WRITING_FX_CAPTURE = 1 << 3,
	WRITING_FX_CHALLENGE = 1 << 4,
	WRITING_FX_AUTHORISE = 1 << 5, /* a new request, unless the last one is in doubt */
	WRITING_FX_WRITE = 1 << 6,
	WRITING_FX_REREAD = 1 << 7 /* the states in the chip are not what was thought */
};

struct writing {
	enum writing_state state;
	enum writing_state again; /* in TROUBLE: where AGAIN leads; TROUBLE: nowhere */
	enum problem problem;	  /* last trouble not yet got over, or why it ended */
	enum finger_write write;
	unsigned wanted; /* bit set of 1 << enum finger: still to be written */
	unsigned done;	 /* written well */
	enum finger finger;
	enum write_outcome outcome; /* of the last write */
	bool approval;		    /* policy: a second officer has to approve */
	bool approved;
	bool captured;	/* a template of `finger` is held */
	bool card_lost; /* ENDED because the card can no longer be spoken to */
};

struct writing_input {
	enum writing_event event;
	int arg;
	enum problem problem;
};

/* Begins at ASK. approval: the centre's policy wants a second officer for this write. */
void writing_init(struct writing *w, enum finger_write write, bool approval);
/* Returns effects; 0 and no change when the event has no meaning in this state. */
unsigned writing_step(struct writing *w, const struct writing_input *in);
/* Whether the event would do something now: faces grey out what would not. */
bool writing_accepts(const struct writing *w, enum writing_event event);
const char *writing_state_name(enum writing_state s);
const char *writing_event_name(enum writing_event ev);

#endif
