/*
 * enrol/writing_table.h - private to the room: the shape of the table of enrol/writing.h,
 * between writing_table.c, which holds it, and writing.c, which walks it.
 */
#ifndef DDOPA_ENROL_WRITING_TABLE_H
#define DDOPA_ENROL_WRITING_TABLE_H

#include "enrol/writing.h"

/* What a row may ask for: facts of the writing, and of the event at hand. */
enum writing_fact {
	REMOVING = 1 << 0,
	TO_APPROVE = 1 << 1, /* policy wants a second officer, who has not spoken yet */
	CAPTURED = 1 << 2,
	LAST = 1 << 3, /* no other finger is to be written after this one */
	AGAIN_CAPTURE = 1 << 4,
	AGAIN_CHALLENGE = 1 << 5,
	AGAIN_AUTHORISING = 1 << 6,
	BLOCKED = 1 << 7,     /* event: nothing can be written at all */
	DOUBT = 1 << 8,	      /* event: the centre may have carried it out */
	HOPELESS = 1 << 9,    /* event: trying again cannot help */
	UNAPPROVED = 1 << 10, /* event: a second officer's word is wanted, or no longer good */
	GOOD = 1 << 11,	      /* event: written */
	UNKNOWN = 1 << 12,    /* event: nobody can tell what became of it */
	BAD_PRINT = 1 << 13,  /* event: the card does not take this template */
	SURPRISE = 1 << 14    /* event: the chip holds other fingers than was thought */
};

enum writing_trouble { KEEP, GONE, FROM_EVENT, UNTOLD };
enum writing_take {
	NOTHING,
	TAKE_FINGERS,
	TAKE_APPROVAL,
	LOSE_APPROVAL,
	TAKE_TEMPLATE,
	NEXT_FINGER
};
enum writing_fate { NO_FATE, AS_TOLD, NOT_CHANGED, NOBODY_KNOWS }; /* what becomes of `outcome` */

struct writing_row {
	enum writing_state next;
	enum writing_state again; /* with TROUBLE */
	unsigned effects;
	unsigned needs;	 /* facts that must all hold */
	unsigned unless; /* facts of which none may hold */
	enum writing_trouble trouble;
	enum writing_take take;
	enum writing_fate fate;
	bool lost;			     /* the card can no longer be spoken to */
	const struct writing_row *otherwise; /* tried where this one does not apply */
};

/* NULL: the event has no meaning in that state. */
extern const struct writing_row *const writing_table[WRITING_STATE_COUNT][WRITING_EVENT_COUNT];

#endif
