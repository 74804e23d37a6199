/*
 * The table states x events. A cell that is not written down has no meaning: the event is
 * dropped and nothing changes. Where a cell depends on what happened before, its row names
 * the facts it needs, and ELSE holds the row that is tried next. What is true on entering
 * a state whatever led there (hide the code, wipe) stands once, in `enrol_states`.
 */
#include "enrol/table.h"

#include <stddef.h>

/* clang-format off */
#define ROW(...)   (&(const struct row){__VA_ARGS__})
#define ELSE(...)  .otherwise = ROW(__VA_ARGS__)
#define TO(state)  .next = ENROL_##state
#define FX(effect) .effects = ENROL_FX_##effect

/* ---- rows of several cells ---- */

static const struct row stop = {TO(STOPPED), .trouble = WHY};
static const struct row abandon = {TO(CANCELLING), FX(CANCEL), .trouble = WHY, .call = CANCEL};
static const struct row contest = {TO(CANCELLING), FX(CANCEL), .needs = ALARM, .sets = CONTEST,
    .trouble = WHY, .call = CANCEL};
static const struct row let_go = {TO(ENDED), .needs = CREATED, .trouble = WHY};
static const struct row park = {TO(PARKED), .trouble = LEFT_OPEN};
static const struct row raise_alarm = {.stays = true, FX(TELL), .unless = ALARM, .sets = ALARM};
static const struct row as_centre = {.by_centre = true};

static const struct row linkage_refused = {TO(STOPPED), .needs = LINKAGE_RUNNING, .trouble = WHY};
static const struct row linkage_trouble = {TO(STOPPED), .needs = LINKAGE_RUNNING | FINAL,
    .trouble = WHY,
    ELSE(.stays = true, FX(TELL), .needs = LINKAGE_RUNNING, .trouble = FROM_EVENT,
	.call = LINKAGE, .outcome = FAILED)};
static const struct row linkage_again = {.stays = true, FX(LINKAGE), .needs = LINKAGE_FAILED,
    .trouble = GONE, .call = LINKAGE};
static const struct row code_again = {TO(CREATING), FX(CODE), .needs = CODE_FAILED,
    .trouble = GONE, .call = CODE};

static const struct row stop_at_counter = {TO(STOPPED), .unless = AT_DESK, .trouble = WHY};
static const struct row pick = {TO(LAST_TRY), .needs = LAST_TRY, .trouble = GONE, .take = TAKE_FINGER,
    ELSE(TO(MATCHING), FX(CAPTURE), .trouble = GONE, .take = TAKE_FINGER)};
static const struct row except = {.stays = true, FX(TELL), .needs = NOT_ALLOWED, .unless = AT_DESK,
    .trouble = FROM_EVENT,
    ELSE(TO(EXCEPTION), .unless = AT_DESK, .trouble = GONE, .take = TAKE_ABSENCE)};

/* The evidence is on its way or its outcome unknown: the answer has to be had before
 * there is an id to cancel. */
static const struct row abandon_proofing = {TO(STOPPED), .needs = EVIDENCE_NOWHERE, .trouble = WHY,
    ELSE(TO(CANCELLING), .needs = EVIDENCE_RUNNING, .trouble = WHY,
    ELSE(TO(CANCELLING), FX(EVIDENCE), .trouble = WHY, .call = EVIDENCE))};

/* The card pulled or failing, and the officer's ways out, while the centre knows nothing. */
#define STOP_CELLS \
	[ENROL_EV_CARD_OUT] = &stop, \
	[ENROL_EV_CARD_FAILED] = &stop, \
	[ENROL_EV_CANCEL] = &stop, \
	[ENROL_EV_LEAVE] = &stop

/* The same while it is PROOFED there: the card has to stay until QR_CREATED, and a proofed
 * draft is not to be sat on, so leaving it cancels it. */
#define CANCEL_CELLS \
	[ENROL_EV_CARD_OUT] = &abandon, \
	[ENROL_EV_CARD_FAILED] = &abandon, \
	[ENROL_EV_CANCEL] = &abandon, \
	[ENROL_EV_LEAVE] = &abandon, \
	[ENROL_EV_TAKEN_OVER] = &let_go, \
	[ENROL_EV_CENTRE_STATE] = &as_centre

/* And once the code was scanned; the card may be gone by now. */
#define OPEN_CELLS \
	[ENROL_EV_CANCEL] = &abandon, \
	[ENROL_EV_CONTEST] = &contest, \
	[ENROL_EV_LEAVE] = &park, \
	[ENROL_EV_CENTRE_STATE] = &as_centre, \
	[ENROL_EV_TAKEN_OVER] = &let_go, \
	[ENROL_EV_SECOND_PHONE] = &raise_alarm

const struct row *const enrol_table[ENROL_STATE_COUNT][ENROL_EVENT_COUNT] = {
	[ENROL_WAIT_CARD] = {
		[ENROL_EV_CARD_IN] = ROW(TO(READING), FX(READ), .trouble = GONE),
		[ENROL_EV_RETRY] = ROW(TO(READING), FX(READ), .trouble = GONE),
		[ENROL_EV_CARD_FAILED] = ROW(TO(WAIT_CARD), FX(TELL), .trouble = FROM_EVENT),
		[ENROL_EV_NO_APP] = &stop_at_counter,
		[ENROL_EV_CANCEL] = &stop,
		[ENROL_EV_LEAVE] = &stop,
	},
	[ENROL_READING] = {
		[ENROL_EV_TEXT] =
		    ROW(TO(FACE), FX(LINKAGE), .unless = AT_DESK, .trouble = GONE, .call = LINKAGE),
		[ENROL_EV_READ_DONE] = ROW(TO(DESK), .needs = AT_DESK, .sets = READ_DONE, .trouble = GONE,
		    .take = TAKE_FINGER_PROBLEM),
		STOP_CELLS,
	},
	[ENROL_FACE] = {
		[ENROL_EV_READ_DONE] = ROW(TO(FACE), .unless = READ_DONE, .sets = READ_DONE,
		    .take = TAKE_FINGER_PROBLEM),
		/* The verdict is about the picture in the chip: it has to be there first. */
		[ENROL_EV_SAME_PERSON] =
		    ROW(TO(FINGER), .needs = READ_DONE | ALLOWED | FINGER_OK, .sets = VERDICT, .trouble = GONE,
			ELSE(TO(STORING), FX(STORE), .needs = READ_DONE | ALLOWED | EMPTY, .sets = VERDICT,
			    .trouble = GONE,
			ELSE(TO(STOPPED), .needs = READ_DONE | ALLOWED, .sets = VERDICT, .trouble = UNMATCHABLE,
			ELSE(TO(CHECKING), .needs = READ_DONE, .sets = VERDICT)))),
		[ENROL_EV_NOT_SAME_PERSON] = &stop,
		[ENROL_EV_LINKAGE_ALLOWED] = ROW(TO(FACE), .needs = LINKAGE_RUNNING, .sets = ALLOWED,
		    .trouble = GONE, .call = LINKAGE, .outcome = ANSWERED),
		[ENROL_EV_LINKAGE_REFUSED] = &linkage_refused,
		[ENROL_EV_CENTRE_FAILED] = &linkage_trouble,
		[ENROL_EV_RETRY] = &linkage_again,
		STOP_CELLS,
	},
	[ENROL_CHECKING] = {
		[ENROL_EV_NOT_SAME_PERSON] = &stop,
		[ENROL_EV_LINKAGE_ALLOWED] =
		    ROW(TO(FINGER), .needs = LINKAGE_RUNNING | FINGER_OK, .sets = ALLOWED, .trouble = GONE,
			.call = LINKAGE, .outcome = ANSWERED,
			ELSE(TO(STORING), FX(STORE), .needs = LINKAGE_RUNNING | EMPTY, .sets = ALLOWED,
			    .trouble = GONE, .call = LINKAGE, .outcome = ANSWERED,
			ELSE(TO(STOPPED), .needs = LINKAGE_RUNNING, .sets = ALLOWED, .trouble = UNMATCHABLE,
			    .call = LINKAGE, .outcome = ANSWERED))),
		[ENROL_EV_LINKAGE_REFUSED] = &linkage_refused,
		[ENROL_EV_CENTRE_FAILED] = &linkage_trouble,
		[ENROL_EV_RETRY] = &linkage_again,
		STOP_CELLS,
	},
	[ENROL_FINGER] = {
		[ENROL_EV_FINGER_CHOSEN] = &pick,
		/* Nobody waits here for a finger that cannot be given. */
		[ENROL_EV_NO_FINGER_LEFT] =
		    ROW(TO(STORING), FX(STORE), .needs = NONE_STORED, .trouble = GONE,
			.take = TAKE_FINGER_PROBLEM,
			ELSE(TO(STOPPED), .trouble = WHY, .take = TAKE_FINGER_PROBLEM)),
		[ENROL_EV_EXCEPTION] = &except,
		[ENROL_EV_NOT_SAME_PERSON] = &stop,
		STOP_CELLS,
	},
	[ENROL_LAST_TRY] = {
		[ENROL_EV_LAST_TRY_TYPED] =
		    ROW(TO(DESK), FX(TELL), .needs = NOT_CONFIRMED | AT_DESK, .trouble = FROM_EVENT,
			ELSE(TO(FINGER), FX(TELL), .needs = NOT_CONFIRMED, .trouble = FROM_EVENT,
			ELSE(TO(MATCHING), FX(CAPTURE), .sets = CONFIRMED, .trouble = GONE))),
		[ENROL_EV_FINGER_CHOSEN] = &pick,
		[ENROL_EV_NOT_SAME_PERSON] = &stop_at_counter,
		[ENROL_EV_CANCEL] = ROW(TO(DESK), .needs = AT_DESK, .trouble = GONE,
		    ELSE(TO(FINGER), .trouble = GONE)),
		[ENROL_EV_CARD_OUT] = &stop,
		[ENROL_EV_CARD_FAILED] = &stop,
		[ENROL_EV_LEAVE] = &stop,
	},
	[ENROL_MATCHING] = {
		/* One template, one try: a second template must not spend another. */
		[ENROL_EV_TEMPLATE] =
		    ROW(TO(MATCHING), FX(VERIFY), .unless = VERIFYING, .sets = VERIFYING),
		[ENROL_EV_SENSOR_FAILED] =
		    ROW(TO(DESK), FX(TELL), .needs = AT_DESK, .unless = VERIFYING, .trouble = FROM_EVENT,
			ELSE(TO(STOPPED), .needs = NO_SENSOR, .unless = VERIFYING, .trouble = WHY,
			ELSE(TO(FINGER), FX(TELL), .unless = VERIFYING, .trouble = FROM_EVENT))),
		[ENROL_EV_MATCHED] =
		    ROW(TO(DESK), .needs = VERIFYING | AT_DESK, .trouble = GONE, .take = TAKE_TRIES,
			ELSE(TO(PROOFING), FX(EVIDENCE), .needs = VERIFYING, .trouble = GONE,
			    .call = EVIDENCE, .take = TAKE_TRIES)),
		[ENROL_EV_NOT_MATCHED] =
		    ROW(TO(DESK), FX(TELL), .needs = VERIFYING | AT_DESK, .trouble = FROM_EVENT,
			.take = TAKE_TRIES,
			ELSE(TO(STOPPED), .needs = VERIFYING | LOCKED, .trouble = WHY, .take = TAKE_TRIES,
			ELSE(TO(FINGER), FX(TELL), .needs = VERIFYING, .trouble = FROM_EVENT,
			    .take = TAKE_TRIES))),
		/* What the card is about to say of a try is waited for. */
		[ENROL_EV_CANCEL] = ROW(TO(DESK), .needs = AT_DESK, .unless = VERIFYING, .trouble = GONE,
		    .otherwise = &stop_at_counter),
		[ENROL_EV_CARD_OUT] = &stop,
		[ENROL_EV_CARD_FAILED] = &stop,
		[ENROL_EV_LEAVE] = &stop,
	},
	[ENROL_STORING] = {
		/* What was stored has to match before the enrollment goes on. */
		[ENROL_EV_STORED] = ROW(TO(DESK), .needs = AT_DESK, .trouble = GONE,
		    ELSE(TO(FINGER), .trouble = GONE, .take = TAKE_FINGER_PROBLEM)),
		[ENROL_EV_STORE_ENDED] = ROW(TO(DESK), FX(TELL), .needs = AT_DESK, .trouble = FROM_EVENT,
		    ELSE(TO(STOPPED), .trouble = WHY)),
		[ENROL_EV_EXCEPTION] = &except,
		[ENROL_EV_CARD_OUT] = &stop,
		[ENROL_EV_CARD_FAILED] = &stop,
		[ENROL_EV_LEAVE] =
		    ROW(TO(STOPPED), .needs = AT_DESK, .trouble = WHY,
			ELSE(TO(STOPPED), .trouble = UNMATCHABLE)),
	},
	[ENROL_EXCEPTION] = {
		[ENROL_EV_APPROVE] = ROW(TO(EXCEPTION), FX(APPROVE), .unless = APPROVAL_RUNNING,
		    .trouble = GONE, .call = APPROVAL),
		[ENROL_EV_APPROVED] = ROW(TO(PROOFING), FX(EVIDENCE), .needs = APPROVAL_RUNNING,
		    .trouble = GONE, .call = EVIDENCE),
		[ENROL_EV_CENTRE_FAILED] = ROW(TO(EXCEPTION), FX(TELL), .needs = APPROVAL_RUNNING,
		    .trouble = FROM_EVENT, .call = APPROVAL, .outcome = FAILED),
		[ENROL_EV_NOT_SAME_PERSON] = &stop,
		[ENROL_EV_CANCEL] = ROW(TO(FINGER), .needs = FINGER_OK, .trouble = GONE, .take = DROP_ABSENCE,
		    ELSE(TO(STORING), FX(STORE), .trouble = GONE, .take = DROP_ABSENCE)),
		[ENROL_EV_CARD_OUT] = &stop,
		[ENROL_EV_CARD_FAILED] = &stop,
		[ENROL_EV_LEAVE] = &stop,
	},
	[ENROL_DESK] = {
		[ENROL_EV_FINGER_CHOSEN] = &pick,
		[ENROL_EV_SAME_PERSON] = ROW(TO(DESK), .unless = VERDICT, .sets = VERDICT, .trouble = GONE),
		[ENROL_EV_NOT_SAME_PERSON] = &stop,
		[ENROL_EV_STORE] = ROW(TO(STORING), FX(STORE), .needs = VERDICT, .trouble = GONE),
		[ENROL_EV_REMOVE] = ROW(TO(STORING), FX(REMOVE), .needs = VERDICT, .trouble = GONE),
		STOP_CELLS,
	},
	[ENROL_PROOFING] = {
		[ENROL_EV_CREATED] =
		    ROW(TO(PROOFED), FX(POLL), .needs = EVIDENCE_RUNNING, .sets = CREATED, .trouble = GONE,
			.call = EVIDENCE, .outcome = ANSWERED, .take = TAKE_CENTRE),
		[ENROL_EV_CENTRE_FAILED] =
		    ROW(TO(EXCEPTION), FX(TELL), .needs = EVIDENCE_RUNNING | UNAPPROVED,
			.trouble = FROM_EVENT, .call = EVIDENCE, .outcome = FAILED,
			ELSE(TO(STOPPED), .needs = EVIDENCE_RUNNING | FINAL, .trouble = WHY,
			ELSE(TO(PROOFING), FX(TELL), .needs = EVIDENCE_RUNNING, .trouble = FROM_EVENT,
			    .call = EVIDENCE, .outcome = FAILED))),
		[ENROL_EV_RETRY] = ROW(TO(PROOFING), FX(EVIDENCE), .needs = EVIDENCE_FAILED,
		    .trouble = GONE, .call = EVIDENCE),
		[ENROL_EV_CARD_OUT] = &abandon_proofing,
		[ENROL_EV_CARD_FAILED] = &abandon_proofing,
		[ENROL_EV_CANCEL] = &abandon_proofing,
		[ENROL_EV_LEAVE] = &abandon_proofing,
	},
	[ENROL_PROOFED] = {
		[ENROL_EV_CODE_ASKED] = ROW(TO(CREATING), FX(CODE), .trouble = GONE, .call = CODE),
		[ENROL_EV_RETRY] = &code_again,
		CANCEL_CELLS,
	},
	[ENROL_CREATING] = {
		[ENROL_EV_CODE] = ROW(TO(QR_CREATED), FX(SHOW_CODE), .needs = CODE_RUNNING,
		    .trouble = GONE, .call = CODE, .outcome = ANSWERED, .take = TAKE_CENTRE),
		[ENROL_EV_CENTRE_FAILED] =
		    ROW(TO(CANCELLING), FX(CANCEL), .needs = CODE_RUNNING | FINAL, .trouble = WHY,
			.call = CANCEL,
			ELSE(TO(PROOFED), FX(TELL), .needs = CODE_RUNNING | CLEAR,
			    .trouble = FROM_EVENT, .call = CODE, .outcome = FAILED,
			ELSE(TO(CREATING), FX(TELL), .needs = CODE_RUNNING,
			    .trouble = FROM_EVENT, .call = CODE, .outcome = FAILED))),
		[ENROL_EV_CODE_ASKED] = &code_again,
		[ENROL_EV_RETRY] = &code_again,
		CANCEL_CELLS,
	},
	[ENROL_QR_CREATED] = {
		[ENROL_EV_CODE] = ROW(TO(QR_CREATED), FX(SHOW_CODE), .needs = CODE_RUNNING,
		    .trouble = GONE, .call = CODE, .outcome = ANSWERED),
		/* A renewed code kills the old one first, so that leaves the screen at once; it
		 * comes back when the centre has changed nothing. */
		[ENROL_EV_CODE_ASKED] =
		    ROW(TO(QR_CREATED), .effects = ENROL_FX_CODE | ENROL_FX_HIDE_CODE,
			.unless = CODE_RUNNING, .trouble = GONE, .call = CODE),
		[ENROL_EV_RETRY] =
		    ROW(TO(QR_CREATED), .effects = ENROL_FX_CODE | ENROL_FX_HIDE_CODE,
			.needs = CODE_FAILED, .trouble = GONE, .call = CODE),
		[ENROL_EV_CENTRE_FAILED] =
		    ROW(TO(QR_CREATED), .effects = ENROL_FX_TELL | ENROL_FX_SHOW_CODE,
			.needs = CODE_RUNNING | CLEAR, .trouble = FROM_EVENT, .call = CODE, .outcome = FAILED,
			ELSE(TO(QR_CREATED), FX(TELL), .needs = CODE_RUNNING, .trouble = FROM_EVENT,
			    .call = CODE, .outcome = FAILED)),
		[ENROL_EV_CANCEL] = &abandon,
		[ENROL_EV_LEAVE] = &park,
		[ENROL_EV_CENTRE_STATE] = &as_centre,
		[ENROL_EV_TAKEN_OVER] = &let_go,
	},
	[ENROL_SCANNED] = {
		[ENROL_EV_MATCH_CODE_TYPED] = ROW(TO(CONFIRMING), FX(MATCH_CODE), .trouble = GONE),
		OPEN_CELLS,
	},
	[ENROL_CONFIRMING] = {
		[ENROL_EV_MATCH_CODE_WRONG] = ROW(TO(SCANNED), FX(TELL), .trouble = FROM_EVENT),
		[ENROL_EV_CENTRE_FAILED] = ROW(TO(SCANNED), FX(TELL), .trouble = FROM_EVENT),
		OPEN_CELLS,
	},
	[ENROL_CONFIRMED] = {OPEN_CELLS},
	[ENROL_CONSENTED] = {OPEN_CELLS},
	[ENROL_SAVED] = {OPEN_CELLS},
	[ENROL_CANCELLING] = {
		[ENROL_EV_CREATED] =
		    ROW(TO(CANCELLING), FX(CANCEL), .needs = EVIDENCE_RUNNING, .unless = CREATED,
			.sets = CREATED, .trouble = REASON, .call = CANCEL, .take = TAKE_CENTRE),
		[ENROL_EV_CENTRE_STATE] = &as_centre,
		[ENROL_EV_TAKEN_OVER] = &let_go,
		[ENROL_EV_CENTRE_FAILED] =
		    ROW(TO(STOPPED), .needs = EVIDENCE_RUNNING | CLEAR, .unless = CREATED, .trouble = REASON,
			ELSE(TO(CANCELLING), FX(TELL), .needs = EVIDENCE_RUNNING, .unless = CREATED,
			    .trouble = FROM_EVENT, .call = EVIDENCE, .outcome = FAILED,
			ELSE(TO(CANCELLING), FX(TELL), .needs = CREATED, .unless = CANCEL_FAILED,
			    .trouble = FROM_EVENT, .call = CANCEL, .outcome = FAILED))),
		[ENROL_EV_RETRY] =
		    ROW(TO(CANCELLING), FX(EVIDENCE), .needs = EVIDENCE_FAILED, .unless = CREATED,
			.trouble = REASON, .call = EVIDENCE,
			ELSE(TO(CANCELLING), FX(CANCEL), .needs = CREATED | CANCEL_FAILED,
			    .trouble = REASON, .call = CANCEL)),
		[ENROL_EV_LEAVE] = ROW(TO(PARKED), .needs = CREATED, .trouble = LEFT_OPEN,
		    ELSE(TO(STOPPED), .trouble = REASON)),
	},
};

/* What the centre says of the enrollment, wherever this terminal stands. */
#define AT_CENTRE(state) ROW(TO(state), .needs = AHEAD | CREATED, .trouble = GONE, .take = TAKE_CENTRE)
#define END_AT_CENTRE    ROW(TO(ENDED), .needs = AHEAD | CREATED, .trouble = WHY, .take = TAKE_CENTRE)
const struct row *const enrol_centre_rows[STATE_COUNT] = {
	[STATE_QR_CREATED] = AT_CENTRE(QR_CREATED),
	[STATE_SCANNED] = AT_CENTRE(SCANNED),
	[STATE_CONFIRMED] = AT_CENTRE(CONFIRMED),
	[STATE_CONSENTED] = AT_CENTRE(CONSENTED),
	[STATE_SAVED] = AT_CENTRE(SAVED),
	[STATE_SUCCESS] = AT_CENTRE(SUCCESS),
	[STATE_EXPIRED] = END_AT_CENTRE,
	[STATE_CANCELLED] = END_AT_CENTRE,
	[STATE_LOCKED] = END_AT_CENTRE,
	[STATE_CONTESTED] = END_AT_CENTRE,
	[STATE_REFUSED] = END_AT_CENTRE,
};

#define HIDE ENROL_FX_HIDE_CODE
#define SHUT (ENROL_FX_HIDE_CODE | ENROL_FX_FORGET)
const struct state_row enrol_states[ENROL_STATE_COUNT] = {
	[ENROL_WAIT_CARD] = {.name = "WAIT_CARD", .step = 1},
	[ENROL_READING] = {.name = "READING", .step = 1, .holds_card = true},
	[ENROL_FACE] = {.name = "FACE", .step = 1, .holds_card = true},
	[ENROL_CHECKING] = {.name = "CHECKING", .step = 1, .holds_card = true},
	[ENROL_FINGER] = {.name = "FINGER", .step = 1, .holds_card = true},
	[ENROL_LAST_TRY] = {.name = "LAST_TRY", .step = 1, .holds_card = true},
	[ENROL_MATCHING] = {.name = "MATCHING", .step = 1, .holds_card = true},
	[ENROL_STORING] = {.name = "STORING", .step = 1, .holds_card = true},
	[ENROL_EXCEPTION] = {.name = "EXCEPTION", .step = 1, .holds_card = true},
	[ENROL_DESK] = {.name = "DESK", .step = 1, .holds_card = true},
	[ENROL_PROOFING] = {.name = "PROOFING", .step = 1, .holds_card = true},
	[ENROL_PROOFED] = {.name = "PROOFED", .step = 2, .rank = STATE_PROOFED},
	[ENROL_CREATING] = {.name = "CREATING", .step = 3, .substep = 1, .rank = STATE_PROOFED},
	[ENROL_QR_CREATED] = {.name = "QR_CREATED", .step = 3, .substep = 2, .rank = STATE_QR_CREATED},
	[ENROL_SCANNED] = {.name = "SCANNED", .step = 3, .substep = 2, .rank = STATE_SCANNED,
	    .on_entry = HIDE},
	[ENROL_CONFIRMING] = {.name = "CONFIRMING", .step = 3, .substep = 2, .rank = STATE_SCANNED},
	[ENROL_CONFIRMED] = {.name = "CONFIRMED", .step = 3, .substep = 3, .rank = STATE_CONFIRMED,
	    .on_entry = HIDE},
	[ENROL_CONSENTED] = {.name = "CONSENTED", .step = 3, .substep = 3, .rank = STATE_CONSENTED,
	    .on_entry = HIDE},
	[ENROL_SAVED] = {.name = "SAVED", .step = 3, .substep = 4, .rank = STATE_SAVED, .on_entry = HIDE},
	/* Only an end is news while a cancel is under way, hence the rank. */
	[ENROL_CANCELLING] = {.name = "CANCELLING", .step = 3, .rank = STATE_SAVED, .on_entry = HIDE},
	[ENROL_SUCCESS] = {.name = "SUCCESS", .step = 3, .substep = 5, .on_entry = SHUT},
	[ENROL_ENDED] = {.name = "ENDED", .step = 3, .on_entry = SHUT | ENROL_FX_TELL},
	[ENROL_STOPPED] = {.name = "STOPPED", .step = 1, .on_entry = SHUT | ENROL_FX_TELL},
	[ENROL_PARKED] = {.name = "PARKED", .step = 3, .on_entry = SHUT},
};
/* clang-format on */
