/* The table states × events of enrol/writing.h, in the manner of table.c. */
#include "enrol/writing_table.h"

#include <stddef.h>

/* clang-format off */
#define ROW(...)   (&(const struct writing_row){__VA_ARGS__})
#define ELSE(...)  .otherwise = ROW(__VA_ARGS__)
#define TO(state)  .next = WRITING_##state
#define FX(effect) .effects = WRITING_FX_##effect
#define TROUBLE(state) .next = WRITING_TROUBLE, .again = WRITING_##state, .trouble = FROM_EVENT

static const struct writing_row give_up = {TO(ENDED)};
static const struct writing_row card_lost = {TO(ENDED), .trouble = FROM_EVENT, .lost = true};

/* On the way to the chip, once approved; a finger that is held already is not taken again. */
static const struct writing_row onwards = {TO(CHALLENGE), FX(CHALLENGE), .needs = REMOVING, .trouble = GONE,
    .take = TAKE_APPROVAL,
    ELSE(TO(CHALLENGE), FX(CHALLENGE), .needs = CAPTURED, .trouble = GONE, .take = TAKE_APPROVAL,
    ELSE(TO(CAPTURE), FX(CAPTURE), .trouble = GONE, .take = TAKE_APPROVAL))};

/* With nothing begun, or turned back: whatever was taken before is dropped. */
static const struct writing_row begin = {TROUBLE(TROUBLE), FX(DROP), .needs = BLOCKED, .take = TAKE_FINGERS,
    ELSE(TO(APPROVAL), FX(DROP), .needs = TO_APPROVE, .trouble = GONE, .take = TAKE_FINGERS,
    ELSE(TO(CHALLENGE), .effects = WRITING_FX_DROP | WRITING_FX_CHALLENGE, .needs = REMOVING,
	.trouble = GONE, .take = TAKE_FINGERS,
    ELSE(TO(CAPTURE), .effects = WRITING_FX_DROP | WRITING_FX_CAPTURE, .trouble = GONE,
	.take = TAKE_FINGERS)))};
static const struct writing_row others = {TROUBLE(TROUBLE), FX(DROP), .needs = BLOCKED, .unless = REMOVING,
    .take = TAKE_FINGERS,
    ELSE(TO(APPROVAL), FX(DROP), .needs = TO_APPROVE, .unless = REMOVING, .trouble = GONE,
	.take = TAKE_FINGERS,
    ELSE(TO(CAPTURE), .effects = WRITING_FX_DROP | WRITING_FX_CAPTURE, .unless = REMOVING,
	.trouble = GONE, .take = TAKE_FINGERS))};

/* While nothing is being written. */
#define WAY_OUT_CELLS \
	[WRITING_EV_GIVE_UP] = &give_up, \
	[WRITING_EV_CARD_OUT] = &card_lost, \
	[WRITING_EV_CARD_FAILED] = &card_lost

const struct writing_row *const writing_table[WRITING_STATE_COUNT][WRITING_EVENT_COUNT] = {
	[WRITING_ASK] = {
		[WRITING_EV_FINGERS] = &begin,
		WAY_OUT_CELLS,
	},
	[WRITING_APPROVAL] = {
		[WRITING_EV_APPROVE] = ROW(TO(APPROVING), FX(APPROVE), .trouble = GONE),
		WAY_OUT_CELLS,
	},
	[WRITING_APPROVING] = {
		[WRITING_EV_APPROVED] = &onwards,
		/* The PIN is not kept: it has to be typed again. */
		[WRITING_EV_CENTRE_FAILED] = ROW(TO(APPROVAL), .trouble = FROM_EVENT),
		WAY_OUT_CELLS,
	},
	[WRITING_CAPTURE] = {
		[WRITING_EV_TEMPLATE] =
		    ROW(TO(CHALLENGE), FX(CHALLENGE), .trouble = GONE, .take = TAKE_TEMPLATE),
		[WRITING_EV_SENSOR_FAILED] = ROW(TROUBLE(CAPTURE)),
		WAY_OUT_CELLS,
	},
	[WRITING_CHALLENGE] = {
		[WRITING_EV_CHALLENGE] = ROW(TO(AUTHORISING), FX(AUTHORISE)),
		[WRITING_EV_NOT_WRITTEN] =
		    ROW(TROUBLE(TROUBLE), FX(REREAD), .needs = SURPRISE,
			ELSE(TROUBLE(TROUBLE), .needs = HOPELESS,
			ELSE(TROUBLE(CHALLENGE)))),
		WAY_OUT_CELLS,
	},
	[WRITING_AUTHORISING] = {
		[WRITING_EV_AUTHORISED] = ROW(TO(WRITING), FX(WRITE)),
		[WRITING_EV_CENTRE_FAILED] =
		    ROW(TROUBLE(AUTHORISING), .needs = DOUBT,
			ELSE(TO(APPROVAL), .needs = UNAPPROVED, .trouble = FROM_EVENT, .take = LOSE_APPROVAL,
			ELSE(TROUBLE(TROUBLE), .needs = HOPELESS,
			ELSE(TROUBLE(CHALLENGE))))),
		WAY_OUT_CELLS,
	},
	/* Nothing turns back here, and a card that is moved is waited for by its helper. */
	[WRITING_WRITING] = {
		[WRITING_EV_WRITTEN] =
		    ROW(TO(DONE), FX(OUTCOME), .needs = GOOD | LAST, .trouble = GONE, .take = NEXT_FINGER,
			.fate = AS_TOLD,
			ELSE(TO(CAPTURE), .effects = WRITING_FX_OUTCOME | WRITING_FX_CAPTURE,
			    .needs = GOOD, .trouble = GONE, .take = NEXT_FINGER, .fate = AS_TOLD,
			ELSE(TO(ENDED), FX(OUTCOME), .needs = UNKNOWN, .trouble = UNTOLD, .fate = AS_TOLD,
			    .lost = true,
			ELSE(TROUBLE(CHALLENGE), FX(OUTCOME), .fate = AS_TOLD)))),
		[WRITING_EV_NOT_WRITTEN] =
		    ROW(TROUBLE(CAPTURE), .effects = WRITING_FX_OUTCOME | WRITING_FX_DROP, .needs = BAD_PRINT,
			.fate = NOT_CHANGED,
			ELSE(TROUBLE(TROUBLE), .effects = WRITING_FX_OUTCOME | WRITING_FX_REREAD,
			    .needs = SURPRISE, .fate = NOT_CHANGED,
			ELSE(TROUBLE(TROUBLE), FX(OUTCOME), .needs = HOPELESS, .fate = NOT_CHANGED,
			ELSE(TROUBLE(CHALLENGE), FX(OUTCOME), .fate = NOT_CHANGED)))),
		[WRITING_EV_CARD_FAILED] =
		    ROW(TO(ENDED), FX(OUTCOME), .trouble = UNTOLD, .fate = NOBODY_KNOWS, .lost = true),
	},
	[WRITING_TROUBLE] = {
		[WRITING_EV_AGAIN] =
		    ROW(TO(CAPTURE), FX(CAPTURE), .needs = AGAIN_CAPTURE, .trouble = GONE,
			ELSE(TO(CHALLENGE), FX(CHALLENGE), .needs = AGAIN_CHALLENGE, .trouble = GONE,
			ELSE(TO(AUTHORISING), FX(AUTHORISE), .needs = AGAIN_AUTHORISING,
			    .trouble = GONE))),
		[WRITING_EV_FINGERS] = &others,
		WAY_OUT_CELLS,
	},
};
/* clang-format on */
