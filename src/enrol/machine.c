/* Walks the table of table.c: find the row that applies, write down what it says. */
#include "enrol/machine.h"

#include <stddef.h>

#include "enrol/face_reasons.h"
#include "enrol/table.h"

/* Problems after which the same attempt cannot go on, whatever is tried again. */
static bool is_final(enum problem problem)
{
	static const bool final[PROBLEM_COUNT] = {
	    [PROBLEM_EVIDENCE_BAD] = true,
	    [PROBLEM_EVIDENCE_OLD] = true,
	    [PROBLEM_NOT_PERMITTED] = true,
	    [PROBLEM_OTHER_OFFICE] = true,
	    [PROBLEM_BAD_REQUEST] = true,
	    [PROBLEM_TOO_LARGE] = true,
	    [PROBLEM_KEY_REUSED] = true,
	    [PROBLEM_TRAINING_MISMATCH] = true,
	    [PROBLEM_UPDATE_NEEDED] = true,
	    [PROBLEM_EXCEPTIONS_OFF] = true,
	};
	return final[problem] || problem_is_refusal(problem);
}

/* A refusal found at the counter that belongs to the applicant or their card: the centre
 * is to know of it. Trouble of the counter itself, or a card pulled, is none. */
static bool is_reported(enum problem problem)
{
	static const bool reported[PROBLEM_COUNT] = {
	    [PROBLEM_CARD_UNREADABLE] = true,
	    [PROBLEM_CARD_LAYOUT] = true,
	    [PROBLEM_PHOTO_UNREADABLE] = true,
	    [PROBLEM_NO_FINGER_ON_CARD] = true,
	    [PROBLEM_NO_MOC_APPLET] = true,
	    [PROBLEM_FINGER_MISMATCH] = true,
	    [PROBLEM_FINGER_LAST_TRY] = true,
	    [PROBLEM_FINGER_LAST_TRY_KEPT] = true,
	    [PROBLEM_FINGER_LOCKED] = true,
	    [PROBLEM_NO_APP] = true,
	};
	return reported[problem] || face_reason_of(problem) != NULL;
}

static unsigned fact(bool holds, enum fact bit)
{
	return holds ? (unsigned)bit : 0;
}

static bool failed(enum enrol_call call)
{
	return call == ENROL_CALL_FAILED || call == ENROL_CALL_UNKNOWN;
}

static unsigned facts_of(const struct enrol *e)
{
	return fact(e->read_done, READ_DONE) | fact(e->verdict_given, VERDICT) |
	       fact(e->linkage_allowed, ALLOWED) |
	       fact(e->finger_problem == PROBLEM_NONE, FINGER_OK) |
	       fact(e->finger_problem == PROBLEM_NO_FINGER_ON_CARD, EMPTY) |
	       fact(e->desk, AT_DESK) | fact(e->verifying, VERIFYING) |
	       fact(e->last_try, CONFIRMED) | fact(e->created, CREATED) |
	       fact(e->second_phone, ALARM) | fact(e->contested, CONTEST) |
	       fact(e->linkage == ENROL_CALL_RUNNING, LINKAGE_RUNNING) |
	       fact(failed(e->linkage), LINKAGE_FAILED) |
	       fact(e->approval == ENROL_CALL_RUNNING, APPROVAL_RUNNING) |
	       fact(e->evidence == ENROL_CALL_RUNNING, EVIDENCE_RUNNING) |
	       fact(failed(e->evidence), EVIDENCE_FAILED) |
	       fact(e->evidence == ENROL_CALL_FAILED, EVIDENCE_NOWHERE) |
	       fact(e->code == ENROL_CALL_RUNNING, CODE_RUNNING) |
	       fact(failed(e->code), CODE_FAILED) | fact(failed(e->cancel), CANCEL_FAILED);
}

static unsigned facts_of_event(const struct enrol *e, const struct enrol_input *in)
{
	bool of_centre = in->event == ENROL_EV_CENTRE_STATE;
	bool stale = e->absence != ABSENCE_NONE && in->problem == PROBLEM_APPROVAL_BAD;
	return fact(in->arg == 0, CLEAR) | fact(in->arg == 0 && is_final(in->problem), FINAL) |
	       fact(in->problem == PROBLEM_NO_SENSOR, NO_SENSOR) |
	       fact(in->problem == PROBLEM_FINGER_LOCKED, LOCKED) |
	       fact(in->problem == PROBLEM_NO_FINGER_ON_CARD, NONE_STORED) |
	       fact(in->problem == PROBLEM_FINGER_LAST_TRY, LAST_TRY) |
	       fact(in->problem == PROBLEM_FINGER_LAST_TRY_KEPT, NOT_CONFIRMED) |
	       fact(in->problem == PROBLEM_EXCEPTIONS_OFF, NOT_ALLOWED) |
	       fact(in->arg == 0 && stale, UNAPPROVED) |
	       fact(of_centre && in->arg > (int)enrol_states[e->state].rank, AHEAD);
}

static const struct row *cell_of(const struct enrol *e, const struct enrol_input *in)
{
	const struct row *row = enrol_table[e->state][in->event];
	if (!row || !row->by_centre)
		return row;
	return in->arg >= 0 && in->arg < STATE_COUNT ? enrol_centre_rows[in->arg] : NULL;
}

/* The row that applies, or NULL: the event has no meaning now. */
static const struct row *row_of(const struct enrol *e, const struct enrol_input *in)
{
	unsigned facts = facts_of(e) | facts_of_event(e, in);
	const struct row *row = cell_of(e, in);
	while (row && ((facts & row->needs) != row->needs || (facts & row->unless) != 0))
		row = row->otherwise;
	return row;
}

static enum problem problem_of(const struct enrol_input *in)
{
	static const enum problem of_event[ENROL_EVENT_COUNT] = {
	    [ENROL_EV_CARD_OUT] = PROBLEM_CARD_REMOVED,
	    [ENROL_EV_CARD_FAILED] = PROBLEM_CARD_REMOVED,
	    [ENROL_EV_NO_APP] = PROBLEM_NO_APP,
	    [ENROL_EV_NOT_SAME_PERSON] = PROBLEM_NOT_SAME_PERSON,
	    [ENROL_EV_NOT_MATCHED] = PROBLEM_FINGER_MISMATCH,
	    [ENROL_EV_MATCH_CODE_WRONG] = PROBLEM_MATCH_CODE_WRONG,
	    [ENROL_EV_CONTEST] = PROBLEM_ENDED_CONTESTED,
	    [ENROL_EV_TAKEN_OVER] = PROBLEM_TAKEN_OVER,
	};
	static const enum problem of_end[STATE_COUNT] = {
	    [STATE_EXPIRED] = PROBLEM_ENDED_EXPIRED,
	    [STATE_CANCELLED] = PROBLEM_ENDED_CANCELLED,
	    [STATE_LOCKED] = PROBLEM_ENDED_LOCKED,
	    [STATE_CONTESTED] = PROBLEM_ENDED_CONTESTED,
	    [STATE_REFUSED] = PROBLEM_ENDED_REFUSED,
	};
	if (in->problem != PROBLEM_NONE)
		return in->problem;
	return in->event == ENROL_EV_CENTRE_STATE ? of_end[in->arg] : of_event[in->event];
}

/* Why it ends. An end that this counter asked for keeps the reason it was asked for; when
 * the officer ends it, trouble that was not got over is the cause, else their own
 * decision. Once the centre holds the enrollment, trouble with a call is no cause any
 * more; wrong digits are. */
static enum problem why(const struct enrol *e, const struct enrol_input *in)
{
	bool asked = e->state == ENROL_CANCELLING && in->event == ENROL_EV_CENTRE_STATE &&
		     (in->arg == STATE_CANCELLED || in->arg == STATE_CONTESTED);
	bool cause = e->problem == PROBLEM_MATCH_CODE_WRONG ||
		     (e->problem != PROBLEM_NONE && e->state <= ENROL_PROOFING);
	if (asked)
		return e->reason;
	enum problem problem = problem_of(in);
	if (problem != PROBLEM_NONE)
		return problem;
	return cause ? e->problem : PROBLEM_CANCELLED_BY_OFFICER;
}

static void note_trouble(struct enrol *e, const struct enrol_input *in, enum trouble trouble)
{
	const enum problem becomes[] = {
	    [KEEP] = e->problem,
	    [GONE] = PROBLEM_NONE,
	    [FROM_EVENT] = problem_of(in),
	    [WHY] = why(e, in),
	    [UNMATCHABLE] = e->finger_problem,
	    [REASON] = e->reason,
	    [LEFT_OPEN] = PROBLEM_LEFT_OPEN,
	};
	e->problem = becomes[trouble];
	if (trouble == WHY || trouble == UNMATCHABLE)
		e->reason = e->problem;
}

static void note_call(struct enrol *e, const struct enrol_input *in, const struct row *row)
{
	enum enrol_call *calls[] = {
	    [LINKAGE] = &e->linkage,
	    [APPROVAL] = &e->approval,
	    [EVIDENCE] = &e->evidence,
	    [CODE] = &e->code,
	    [CANCEL] = &e->cancel,
	};
	const enum enrol_call becomes[] = {
	    [SENT] = ENROL_CALL_RUNNING,
	    [ANSWERED] = ENROL_CALL_IDLE,
	    [FAILED] = in->arg == 0 ? ENROL_CALL_FAILED : ENROL_CALL_UNKNOWN,
	};
	if (row->call != NO_CALL)
		*calls[row->call] = becomes[row->outcome];
}

static void note_facts(struct enrol *e, unsigned sets)
{
	e->read_done |= (sets & READ_DONE) != 0;
	e->verdict_given |= (sets & VERDICT) != 0;
	e->linkage_allowed |= (sets & ALLOWED) != 0;
	e->verifying |= (sets & VERIFYING) != 0;
	e->last_try |= (sets & CONFIRMED) != 0;
	e->created |= (sets & CREATED) != 0;
	e->second_phone |= (sets & ALARM) != 0;
	e->contested |= (sets & CONTEST) != 0;
}

static void take(struct enrol *e, const struct enrol_input *in, enum take what)
{
	if (what == TAKE_FINGER) {
		e->finger = (enum finger)in->arg;
		e->tries_left = in->problem == PROBLEM_FINGER_LAST_TRY ? 1 : -1;
	} else if (what == TAKE_TRIES) {
		e->tries_left = in->arg;
	} else if (what == TAKE_FINGER_PROBLEM) {
		e->finger_problem = in->problem;
	} else if (what == TAKE_CENTRE) {
		e->centre = (enum enrolment_state)in->arg;
	} else if (what == TAKE_ABSENCE) {
		e->absence = (enum finger_absence)in->arg;
	} else if (what == DROP_ABSENCE) {
		e->absence = ABSENCE_NONE;
	}
}

/* Moves to `next`; returns what entering it asks for, whatever led there. */
static unsigned enter(struct enrol *e, enum enrol_state next)
{
	unsigned effects = 0;
	if (next != e->state) {
		effects = enrol_states[next].on_entry;
		e->verifying = e->last_try = false;
		e->approval = ENROL_CALL_IDLE;
	}
	if (e->card_held && !enrol_states[next].holds_card)
		effects |= ENROL_FX_RELEASE;
	if (next == ENROL_STOPPED && !e->desk && is_reported(e->problem))
		effects |= ENROL_FX_REPORT;
	e->card_held = enrol_states[next].holds_card;
	e->state = next;
	return effects;
}

unsigned enrol_step(struct enrol *e, const struct enrol_input *in)
{
	const struct row *row = row_of(e, in);
	if (!row)
		return 0;
	note_trouble(e, in, row->trouble);
	note_call(e, in, row);
	take(e, in, row->take);
	unsigned effects = row->effects | enter(e, row->stays ? e->state : row->next);
	note_facts(e, row->sets);
	return effects;
}

bool enrol_accepts(const struct enrol *e, enum enrol_event event)
{
	const struct enrol_input in = {.event = event};
	return row_of(e, &in) != NULL;
}

void enrol_init(struct enrol *e)
{
	*e = (struct enrol){.state = ENROL_WAIT_CARD, .tries_left = -1};
}

void enrol_init_desk(struct enrol *e)
{
	enrol_init(e);
	e->desk = true;
}

unsigned enrol_resume(struct enrol *e, enum enrolment_state at_centre)
{
	enrol_init(e);
	e->state = ENROL_PROOFED;
	e->created = true;
	const struct enrol_input in = {.event = ENROL_EV_CENTRE_STATE, .arg = (int)at_centre};
	unsigned effects = enrol_step(e, &in);
	return enrolment_state_is_end(at_centre) ? effects : effects | ENROL_FX_POLL;
}

const char *enrol_state_name(enum enrol_state s)
{
	return s < ENROL_STATE_COUNT ? enrol_states[s].name : "";
}

int enrol_step_of(enum enrol_state s)
{
	return enrol_states[s].step;
}

int enrol_substep_of(enum enrol_state s)
{
	return enrol_states[s].substep;
}

const char *enrol_event_name(enum enrol_event ev)
{
	static const char *const names[ENROL_EVENT_COUNT] = {
	    [ENROL_EV_CARD_IN] = "CARD_IN",
	    [ENROL_EV_CARD_OUT] = "CARD_OUT",
	    [ENROL_EV_CARD_FAILED] = "CARD_FAILED",
	    [ENROL_EV_TEXT] = "TEXT",
	    [ENROL_EV_READ_DONE] = "READ_DONE",
	    [ENROL_EV_NO_APP] = "NO_APP",
	    [ENROL_EV_SAME_PERSON] = "SAME_PERSON",
	    [ENROL_EV_NOT_SAME_PERSON] = "NOT_SAME_PERSON",
	    [ENROL_EV_LINKAGE_ALLOWED] = "LINKAGE_ALLOWED",
	    [ENROL_EV_LINKAGE_REFUSED] = "LINKAGE_REFUSED",
	    [ENROL_EV_FINGER_CHOSEN] = "FINGER_CHOSEN",
	    [ENROL_EV_LAST_TRY_TYPED] = "LAST_TRY_TYPED",
	    [ENROL_EV_TEMPLATE] = "TEMPLATE",
	    [ENROL_EV_SENSOR_FAILED] = "SENSOR_FAILED",
	    [ENROL_EV_MATCHED] = "MATCHED",
	    [ENROL_EV_NOT_MATCHED] = "NOT_MATCHED",
	    [ENROL_EV_NO_FINGER_LEFT] = "NO_FINGER_LEFT",
	    [ENROL_EV_STORE] = "STORE",
	    [ENROL_EV_REMOVE] = "REMOVE",
	    [ENROL_EV_STORED] = "STORED",
	    [ENROL_EV_STORE_ENDED] = "STORE_ENDED",
	    [ENROL_EV_EXCEPTION] = "EXCEPTION",
	    [ENROL_EV_APPROVE] = "APPROVE",
	    [ENROL_EV_APPROVED] = "APPROVED",
	    [ENROL_EV_CREATED] = "CREATED",
	    [ENROL_EV_CODE_ASKED] = "CODE_ASKED",
	    [ENROL_EV_CODE] = "CODE",
	    [ENROL_EV_MATCH_CODE_TYPED] = "MATCH_CODE_TYPED",
	    [ENROL_EV_MATCH_CODE_WRONG] = "MATCH_CODE_WRONG",
	    [ENROL_EV_CENTRE_STATE] = "CENTRE_STATE",
	    [ENROL_EV_CENTRE_FAILED] = "CENTRE_FAILED",
	    [ENROL_EV_CANCEL] = "CANCEL",
	    [ENROL_EV_CONTEST] = "CONTEST",
	    [ENROL_EV_LEAVE] = "LEAVE",
	    [ENROL_EV_RETRY] = "RETRY",
	    [ENROL_EV_SECOND_PHONE] = "SECOND_PHONE",
	    [ENROL_EV_TAKEN_OVER] = "TAKEN_OVER",
	};
	return ev < ENROL_EVENT_COUNT ? names[ev] : "";
}
