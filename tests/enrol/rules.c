/* What is allowed to happen, written down from the mission's steps and from protocol.md,
 * not from the table in src/enrol/table.c. What stands in no rule may change nothing. */
#include "rules.h"
#include "walk.h"

#include <stddef.h>

#define FX(name) ENROL_FX_##name

#define WHEN(name, condition)                                                                      \
	static bool name(const struct enrol *e, const struct enrol_input *in)                      \
	{                                                                                          \
		(void)e;                                                                           \
		(void)in;                                                                          \
		return condition;                                                                  \
	}

static bool lost(enum enrol_call call)
{
	return call == ENROL_CALL_FAILED || call == ENROL_CALL_UNKNOWN;
}

/* Of the failures that the walk sends, these two end an attempt when nothing was done. */
static bool hopeless(const struct enrol_input *in)
{
	return in->arg == 0 &&
	       (in->problem == PROBLEM_EVIDENCE_OLD || in->problem == PROBLEM_REFUSED_QUOTA);
}

/* The chip could hold fingers but holds none: they may be stored. */
static bool is_empty(const struct enrol *e)
{
	return e->finger_problem == PROBLEM_NO_FINGER_ON_CARD;
}

/* The second officer's word has run out, or was used up. */
static bool unapproved(const struct enrol *e, const struct enrol_input *in)
{
	return e->absence != ABSENCE_NONE && in->problem == PROBLEM_APPROVAL_BAD && in->arg == 0;
}

WHEN(at_desk, e->desk)
WHEN(at_counter, !e->desk)
WHEN(has_tries, in->problem != PROBLEM_FINGER_LAST_TRY)
WHEN(has_last_try, in->problem == PROBLEM_FINGER_LAST_TRY)
WHEN(confirmed, in->problem == PROBLEM_NONE)
WHEN(unconfirmed_at_desk, in->problem != PROBLEM_NONE && e->desk)
WHEN(unconfirmed, in->problem != PROBLEM_NONE && !e->desk)
WHEN(desk_with_card, e->desk && e->verifying)
WHEN(desk_with_sensor, e->desk && !e->verifying)
WHEN(desk_no_verdict, e->desk && !e->verdict_given)
WHEN(desk_verdict, e->desk && e->verdict_given)
WHEN(exceptions_on, !e->desk && in->problem == PROBLEM_NONE)
WHEN(exceptions_off, !e->desk && in->problem == PROBLEM_EXCEPTIONS_OFF)
WHEN(approval_out, e->approval == ENROL_CALL_RUNNING)
WHEN(approval_not_out, e->approval != ENROL_CALL_RUNNING)
WHEN(with_finger, !e->finger_problem)
WHEN(with_no_finger, e->finger_problem)
WHEN(none_stored, in->problem == PROBLEM_NO_FINGER_ON_CARD)
WHEN(none_usable, in->problem != PROBLEM_NO_FINGER_ON_CARD)
WHEN(not_read, !e->read_done)
WHEN(read_unanswered, e->read_done && !e->linkage_allowed)
WHEN(read_allowed_finger, e->read_done && e->linkage_allowed && !e->finger_problem)
WHEN(read_allowed_empty, e->read_done && e->linkage_allowed && is_empty(e))
WHEN(read_allowed_locked, e->read_done && e->linkage_allowed && e->finger_problem && !is_empty(e))
WHEN(linkage_asked, e->linkage == ENROL_CALL_RUNNING)
WHEN(asked_finger, e->linkage == ENROL_CALL_RUNNING && !e->finger_problem)
WHEN(asked_empty, e->linkage == ENROL_CALL_RUNNING && is_empty(e))
WHEN(asked_locked, e->linkage == ENROL_CALL_RUNNING && e->finger_problem && !is_empty(e))
WHEN(linkage_hopeless, e->linkage == ENROL_CALL_RUNNING && hopeless(in))
WHEN(linkage_trouble, e->linkage == ENROL_CALL_RUNNING && !hopeless(in))
WHEN(linkage_lost, lost(e->linkage))
WHEN(with_card, !e->desk && e->verifying)
WHEN(with_card_locked, !e->desk && e->verifying && in->problem == PROBLEM_FINGER_LOCKED)
WHEN(with_card_tries, !e->desk && e->verifying && in->problem != PROBLEM_FINGER_LOCKED)
WHEN(with_sensor, !e->verifying)
WHEN(sensor_absent, !e->desk && !e->verifying && in->problem == PROBLEM_NO_SENSOR)
WHEN(sensor_hiccup, !e->desk && !e->verifying && in->problem != PROBLEM_NO_SENSOR)
WHEN(evidence_out, e->evidence == ENROL_CALL_RUNNING)
WHEN(evidence_hopeless, e->evidence == ENROL_CALL_RUNNING && hopeless(in))
WHEN(evidence_trouble, e->evidence == ENROL_CALL_RUNNING && !hopeless(in) && !unapproved(e, in))
WHEN(evidence_unapproved, e->evidence == ENROL_CALL_RUNNING && unapproved(e, in))
WHEN(evidence_lost, lost(e->evidence))
WHEN(evidence_unknown, e->evidence == ENROL_CALL_UNKNOWN)
WHEN(evidence_not_there, e->evidence == ENROL_CALL_FAILED)
WHEN(code_out, e->code == ENROL_CALL_RUNNING)
WHEN(code_not_out, e->code != ENROL_CALL_RUNNING)
WHEN(code_hopeless, e->code == ENROL_CALL_RUNNING && hopeless(in))
WHEN(code_clear, e->code == ENROL_CALL_RUNNING && in->arg == 0)
WHEN(code_clear_trouble, e->code == ENROL_CALL_RUNNING && in->arg == 0 && !hopeless(in))
WHEN(code_doubt, e->code == ENROL_CALL_RUNNING && in->arg == 1)
WHEN(code_lost, lost(e->code))
WHEN(alarmed, e->second_phone)
WHEN(calm, !e->second_phone)
WHEN(there, e->created)
WHEN(not_there, !e->created)
WHEN(awaited, !e->created && e->evidence == ENROL_CALL_RUNNING)
WHEN(awaited_clear, !e->created && e->evidence == ENROL_CALL_RUNNING && in->arg == 0)
WHEN(awaited_doubt, !e->created && e->evidence == ENROL_CALL_RUNNING && in->arg == 1)
WHEN(cancel_out, e->created && e->cancel == ENROL_CALL_RUNNING)
WHEN(cancel_lost, e->created &&lost(e->cancel))
WHEN(no_id_lost, !e->created && lost(e->evidence))

/* What an end asks for: the code off the screen, the person wiped, the officer told. */
#define OVER (FX(HIDE_CODE) | FX(FORGET))
#define TOLD (OVER | FX(TELL))

/* clang-format off */
#define STOPS(state) \
	{ENROL_##state, ENROL_EV_CARD_OUT, ENROL_STOPPED, TOLD, NULL}, \
	{ENROL_##state, ENROL_EV_CARD_FAILED, ENROL_STOPPED, TOLD, NULL}, \
	{ENROL_##state, ENROL_EV_CANCEL, ENROL_STOPPED, TOLD, NULL}, \
	{ENROL_##state, ENROL_EV_LEAVE, ENROL_STOPPED, TOLD, NULL}
/* As STOPS, where CANCEL leads back instead. */
#define STOPS_BUT_CANCEL(state) \
	{ENROL_##state, ENROL_EV_CARD_OUT, ENROL_STOPPED, TOLD, NULL}, \
	{ENROL_##state, ENROL_EV_CARD_FAILED, ENROL_STOPPED, TOLD, NULL}, \
	{ENROL_##state, ENROL_EV_LEAVE, ENROL_STOPPED, TOLD, NULL}
#define CANCELS_ON(state, event) \
	{ENROL_##state, ENROL_EV_##event, ENROL_CANCELLING, FX(CANCEL) | FX(HIDE_CODE), NULL}
#define UNPROOFED(event) \
	{ENROL_PROOFING, ENROL_EV_##event, ENROL_STOPPED, TOLD, evidence_not_there}, \
	{ENROL_PROOFING, ENROL_EV_##event, ENROL_CANCELLING, FX(HIDE_CODE), evidence_out}, \
	{ENROL_PROOFING, ENROL_EV_##event, ENROL_CANCELLING, FX(HIDE_CODE) | FX(EVIDENCE), evidence_unknown}
/* Wherever the centre has it: one officer at a time. */
#define LETS_GO(state) {ENROL_##state, ENROL_EV_TAKEN_OVER, ENROL_ENDED, TOLD, there}
#define OPEN(state) \
	LETS_GO(state), \
	CANCELS_ON(state, CANCEL), \
	{ENROL_##state, ENROL_EV_CONTEST, ENROL_CANCELLING, FX(CANCEL) | FX(HIDE_CODE), alarmed}, \
	{ENROL_##state, ENROL_EV_SECOND_PHONE, ENROL_##state, FX(TELL), calm}, \
	{ENROL_##state, ENROL_EV_LEAVE, ENROL_PARKED, OVER, NULL}

const struct rule machine_rules[] = {
	/* The screen that waits for the card asks for the app: a card is yes, a key is no. */
	{ENROL_WAIT_CARD, ENROL_EV_CARD_IN, ENROL_READING, FX(READ), NULL},
	{ENROL_WAIT_CARD, ENROL_EV_RETRY, ENROL_READING, FX(READ), NULL},
	{ENROL_WAIT_CARD, ENROL_EV_NO_APP, ENROL_STOPPED, TOLD, at_counter},
	{ENROL_WAIT_CARD, ENROL_EV_CARD_FAILED, ENROL_WAIT_CARD, FX(TELL), NULL},
	{ENROL_WAIT_CARD, ENROL_EV_CANCEL, ENROL_STOPPED, TOLD, NULL},
	{ENROL_WAIT_CARD, ENROL_EV_LEAVE, ENROL_STOPPED, TOLD, NULL},
	/* The check of the register runs while the officer looks. */
	{ENROL_READING, ENROL_EV_TEXT, ENROL_FACE, FX(LINKAGE), at_counter},
	{ENROL_READING, ENROL_EV_READ_DONE, ENROL_DESK, 0, at_desk},
	STOPS(READING),
	{ENROL_FACE, ENROL_EV_READ_DONE, ENROL_FACE, 0, not_read},
	{ENROL_FACE, ENROL_EV_SAME_PERSON, ENROL_CHECKING, 0, read_unanswered},
	{ENROL_FACE, ENROL_EV_SAME_PERSON, ENROL_FINGER, 0, read_allowed_finger},
	{ENROL_FACE, ENROL_EV_SAME_PERSON, ENROL_STORING, FX(STORE), read_allowed_empty},
	{ENROL_FACE, ENROL_EV_SAME_PERSON, ENROL_STOPPED, TOLD, read_allowed_locked},
	{ENROL_FACE, ENROL_EV_NOT_SAME_PERSON, ENROL_STOPPED, TOLD, NULL},
	{ENROL_FACE, ENROL_EV_LINKAGE_ALLOWED, ENROL_FACE, 0, linkage_asked},
	{ENROL_FACE, ENROL_EV_LINKAGE_REFUSED, ENROL_STOPPED, TOLD, linkage_asked},
	{ENROL_FACE, ENROL_EV_CENTRE_FAILED, ENROL_FACE, FX(TELL), linkage_trouble},
	{ENROL_FACE, ENROL_EV_CENTRE_FAILED, ENROL_STOPPED, TOLD, linkage_hopeless},
	{ENROL_FACE, ENROL_EV_RETRY, ENROL_FACE, FX(LINKAGE), linkage_lost},
	STOPS(FACE),
	{ENROL_CHECKING, ENROL_EV_NOT_SAME_PERSON, ENROL_STOPPED, TOLD, NULL},
	{ENROL_CHECKING, ENROL_EV_LINKAGE_ALLOWED, ENROL_FINGER, 0, asked_finger},
	{ENROL_CHECKING, ENROL_EV_LINKAGE_ALLOWED, ENROL_STORING, FX(STORE), asked_empty},
	{ENROL_CHECKING, ENROL_EV_LINKAGE_ALLOWED, ENROL_STOPPED, TOLD, asked_locked},
	{ENROL_CHECKING, ENROL_EV_LINKAGE_REFUSED, ENROL_STOPPED, TOLD, linkage_asked},
	{ENROL_CHECKING, ENROL_EV_CENTRE_FAILED, ENROL_CHECKING, FX(TELL), linkage_trouble},
	{ENROL_CHECKING, ENROL_EV_CENTRE_FAILED, ENROL_STOPPED, TOLD, linkage_hopeless},
	{ENROL_CHECKING, ENROL_EV_RETRY, ENROL_CHECKING, FX(LINKAGE), linkage_lost},
	STOPS(CHECKING),
	/* The holder proves that the card is theirs. */
	{ENROL_FINGER, ENROL_EV_FINGER_CHOSEN, ENROL_MATCHING, FX(CAPTURE), has_tries},
	{ENROL_FINGER, ENROL_EV_FINGER_CHOSEN, ENROL_LAST_TRY, 0, has_last_try},
	/* mission.md, rule 6, also where the chip has lost what it held: stored first. */
	{ENROL_FINGER, ENROL_EV_NO_FINGER_LEFT, ENROL_STORING, FX(STORE), none_stored},
	{ENROL_FINGER, ENROL_EV_NO_FINGER_LEFT, ENROL_STOPPED, TOLD, none_usable},
	{ENROL_FINGER, ENROL_EV_NOT_SAME_PERSON, ENROL_STOPPED, TOLD, NULL},
	{ENROL_FINGER, ENROL_EV_EXCEPTION, ENROL_EXCEPTION, 0, exceptions_on},
	{ENROL_FINGER, ENROL_EV_EXCEPTION, ENROL_FINGER, FX(TELL), exceptions_off},
	STOPS(FINGER),
	/* The last try is spent only when the officer has typed what the screen shows. */
	{ENROL_LAST_TRY, ENROL_EV_LAST_TRY_TYPED, ENROL_MATCHING, FX(CAPTURE), confirmed},
	{ENROL_LAST_TRY, ENROL_EV_LAST_TRY_TYPED, ENROL_FINGER, FX(TELL), unconfirmed},
	{ENROL_LAST_TRY, ENROL_EV_LAST_TRY_TYPED, ENROL_DESK, FX(TELL), unconfirmed_at_desk},
	{ENROL_LAST_TRY, ENROL_EV_FINGER_CHOSEN, ENROL_MATCHING, FX(CAPTURE), has_tries},
	{ENROL_LAST_TRY, ENROL_EV_FINGER_CHOSEN, ENROL_LAST_TRY, 0, has_last_try},
	{ENROL_LAST_TRY, ENROL_EV_NOT_SAME_PERSON, ENROL_STOPPED, TOLD, at_counter},
	{ENROL_LAST_TRY, ENROL_EV_CANCEL, ENROL_FINGER, 0, at_counter},
	{ENROL_LAST_TRY, ENROL_EV_CANCEL, ENROL_DESK, 0, at_desk},
	STOPS_BUT_CANCEL(LAST_TRY),
	{ENROL_MATCHING, ENROL_EV_TEMPLATE, ENROL_MATCHING, FX(VERIFY), with_sensor},
	{ENROL_MATCHING, ENROL_EV_SENSOR_FAILED, ENROL_STOPPED, TOLD, sensor_absent},
	{ENROL_MATCHING, ENROL_EV_SENSOR_FAILED, ENROL_FINGER, FX(TELL), sensor_hiccup},
	{ENROL_MATCHING, ENROL_EV_MATCHED, ENROL_PROOFING, FX(EVIDENCE), with_card},
	{ENROL_MATCHING, ENROL_EV_NOT_MATCHED, ENROL_FINGER, FX(TELL), with_card_tries},
	{ENROL_MATCHING, ENROL_EV_NOT_MATCHED, ENROL_STOPPED, TOLD, with_card_locked},
	{ENROL_MATCHING, ENROL_EV_SENSOR_FAILED, ENROL_DESK, FX(TELL), desk_with_sensor},
	{ENROL_MATCHING, ENROL_EV_MATCHED, ENROL_DESK, 0, desk_with_card},
	{ENROL_MATCHING, ENROL_EV_NOT_MATCHED, ENROL_DESK, FX(TELL), desk_with_card},
	{ENROL_MATCHING, ENROL_EV_CANCEL, ENROL_STOPPED, TOLD, at_counter},
	{ENROL_MATCHING, ENROL_EV_CANCEL, ENROL_DESK, 0, desk_with_sensor},
	STOPS_BUT_CANCEL(MATCHING),
	/* mission.md, rule 6: stored first, then enrolled; what was stored has to match. */
	{ENROL_STORING, ENROL_EV_STORED, ENROL_FINGER, 0, at_counter},
	{ENROL_STORING, ENROL_EV_STORED, ENROL_DESK, 0, at_desk},
	{ENROL_STORING, ENROL_EV_STORE_ENDED, ENROL_STOPPED, TOLD, at_counter},
	{ENROL_STORING, ENROL_EV_STORE_ENDED, ENROL_DESK, FX(TELL), at_desk},
	{ENROL_STORING, ENROL_EV_EXCEPTION, ENROL_EXCEPTION, 0, exceptions_on},
	{ENROL_STORING, ENROL_EV_EXCEPTION, ENROL_STORING, FX(TELL), exceptions_off},
	STOPS_BUT_CANCEL(STORING),
	/* protocol.md: a second officer's number and PIN, for this one act. */
	{ENROL_EXCEPTION, ENROL_EV_APPROVE, ENROL_EXCEPTION, FX(APPROVE), approval_not_out},
	{ENROL_EXCEPTION, ENROL_EV_APPROVED, ENROL_PROOFING, FX(EVIDENCE), approval_out},
	{ENROL_EXCEPTION, ENROL_EV_CENTRE_FAILED, ENROL_EXCEPTION, FX(TELL), approval_out},
	{ENROL_EXCEPTION, ENROL_EV_NOT_SAME_PERSON, ENROL_STOPPED, TOLD, NULL},
	{ENROL_EXCEPTION, ENROL_EV_CANCEL, ENROL_FINGER, 0, with_finger},
	{ENROL_EXCEPTION, ENROL_EV_CANCEL, ENROL_STORING, FX(STORE), with_no_finger},
	STOPS_BUT_CANCEL(EXCEPTION),
	/* Without an enrollment: nothing but what the officer picks. */
	{ENROL_DESK, ENROL_EV_FINGER_CHOSEN, ENROL_MATCHING, FX(CAPTURE), has_tries},
	{ENROL_DESK, ENROL_EV_FINGER_CHOSEN, ENROL_LAST_TRY, 0, has_last_try},
	{ENROL_DESK, ENROL_EV_SAME_PERSON, ENROL_DESK, 0, desk_no_verdict},
	{ENROL_DESK, ENROL_EV_NOT_SAME_PERSON, ENROL_STOPPED, TOLD, NULL},
	{ENROL_DESK, ENROL_EV_STORE, ENROL_STORING, FX(STORE), desk_verdict},
	{ENROL_DESK, ENROL_EV_REMOVE, ENROL_STORING, FX(REMOVE), desk_verdict},
	STOPS(DESK),
	/* The evidence is the centre's; what it may have taken is cancelled there. */
	{ENROL_PROOFING, ENROL_EV_CREATED, ENROL_PROOFED, FX(POLL), evidence_out},
	{ENROL_PROOFING, ENROL_EV_CENTRE_FAILED, ENROL_PROOFING, FX(TELL), evidence_trouble},
	{ENROL_PROOFING, ENROL_EV_CENTRE_FAILED, ENROL_STOPPED, TOLD, evidence_hopeless},
	{ENROL_PROOFING, ENROL_EV_CENTRE_FAILED, ENROL_EXCEPTION, FX(TELL), evidence_unapproved},
	{ENROL_PROOFING, ENROL_EV_RETRY, ENROL_PROOFING, FX(EVIDENCE), evidence_lost},
	UNPROOFED(CARD_OUT),
	UNPROOFED(CARD_FAILED),
	UNPROOFED(CANCEL),
	UNPROOFED(LEAVE),
	{ENROL_PROOFED, ENROL_EV_CODE_ASKED, ENROL_CREATING, FX(CODE), NULL},
	{ENROL_PROOFED, ENROL_EV_RETRY, ENROL_CREATING, FX(CODE), code_lost},
	CANCELS_ON(PROOFED, CARD_OUT),
	CANCELS_ON(PROOFED, CARD_FAILED),
	CANCELS_ON(PROOFED, CANCEL),
	CANCELS_ON(PROOFED, LEAVE),
	LETS_GO(PROOFED),
	{ENROL_CREATING, ENROL_EV_CODE, ENROL_QR_CREATED, FX(SHOW_CODE), code_out},
	{ENROL_CREATING, ENROL_EV_CENTRE_FAILED, ENROL_CANCELLING, FX(CANCEL) | FX(HIDE_CODE), code_hopeless},
	{ENROL_CREATING, ENROL_EV_CENTRE_FAILED, ENROL_PROOFED, FX(TELL), code_clear_trouble},
	{ENROL_CREATING, ENROL_EV_CENTRE_FAILED, ENROL_CREATING, FX(TELL), code_doubt},
	{ENROL_CREATING, ENROL_EV_CODE_ASKED, ENROL_CREATING, FX(CODE), code_lost},
	{ENROL_CREATING, ENROL_EV_RETRY, ENROL_CREATING, FX(CODE), code_lost},
	CANCELS_ON(CREATING, CARD_OUT),
	CANCELS_ON(CREATING, CARD_FAILED),
	CANCELS_ON(CREATING, CANCEL),
	CANCELS_ON(CREATING, LEAVE),
	LETS_GO(CREATING),
	/* From here on the card may go. A renewed code kills the old one first. */
	{ENROL_QR_CREATED, ENROL_EV_CODE, ENROL_QR_CREATED, FX(SHOW_CODE), code_out},
	{ENROL_QR_CREATED, ENROL_EV_CODE_ASKED, ENROL_QR_CREATED, FX(CODE) | FX(HIDE_CODE), code_not_out},
	{ENROL_QR_CREATED, ENROL_EV_RETRY, ENROL_QR_CREATED, FX(CODE) | FX(HIDE_CODE), code_lost},
	{ENROL_QR_CREATED, ENROL_EV_CENTRE_FAILED, ENROL_QR_CREATED, FX(TELL) | FX(SHOW_CODE), code_clear},
	{ENROL_QR_CREATED, ENROL_EV_CENTRE_FAILED, ENROL_QR_CREATED, FX(TELL), code_doubt},
	CANCELS_ON(QR_CREATED, CANCEL),
	LETS_GO(QR_CREATED),
	{ENROL_QR_CREATED, ENROL_EV_LEAVE, ENROL_PARKED, OVER, NULL},
	{ENROL_SCANNED, ENROL_EV_MATCH_CODE_TYPED, ENROL_CONFIRMING, FX(MATCH_CODE), NULL},
	OPEN(SCANNED),
	{ENROL_CONFIRMING, ENROL_EV_MATCH_CODE_WRONG, ENROL_SCANNED, FX(TELL) | FX(HIDE_CODE), NULL},
	{ENROL_CONFIRMING, ENROL_EV_CENTRE_FAILED, ENROL_SCANNED, FX(TELL) | FX(HIDE_CODE), NULL},
	OPEN(CONFIRMING),
	OPEN(CONFIRMED),
	OPEN(CONSENTED),
	OPEN(SAVED),
	LETS_GO(CANCELLING),
	{ENROL_CANCELLING, ENROL_EV_CREATED, ENROL_CANCELLING, FX(CANCEL), awaited},
	{ENROL_CANCELLING, ENROL_EV_CENTRE_FAILED, ENROL_STOPPED, TOLD, awaited_clear},
	{ENROL_CANCELLING, ENROL_EV_CENTRE_FAILED, ENROL_CANCELLING, FX(TELL), awaited_doubt},
	{ENROL_CANCELLING, ENROL_EV_CENTRE_FAILED, ENROL_CANCELLING, FX(TELL), cancel_out},
	{ENROL_CANCELLING, ENROL_EV_RETRY, ENROL_CANCELLING, FX(EVIDENCE), no_id_lost},
	{ENROL_CANCELLING, ENROL_EV_RETRY, ENROL_CANCELLING, FX(CANCEL), cancel_lost},
	{ENROL_CANCELLING, ENROL_EV_LEAVE, ENROL_PARKED, OVER, there},
	{ENROL_CANCELLING, ENROL_EV_LEAVE, ENROL_STOPPED, TOLD, not_there},
};
/* clang-format on */

const size_t machine_rule_count = sizeof(machine_rules) / sizeof(machine_rules[0]);

/* protocol.md, «States»: the centre's word moves this side forward only, and any poll may
 * be missing in between. On the way to a cancel only an end is news. */
static int way_of(enum enrol_state s)
{
	static const int way[ENROL_STATE_COUNT] = {
	    [ENROL_PROOFED] = 1,
	    [ENROL_CREATING] = 1,
	    [ENROL_QR_CREATED] = 2,
	    [ENROL_SCANNED] = 3,
	    [ENROL_CONFIRMING] = 3,
	    [ENROL_CONFIRMED] = 4,
	    [ENROL_CONSENTED] = 5,
	    [ENROL_SAVED] = 6,
	    [ENROL_CANCELLING] = 6,
	};
	return way[s];
}

bool centre_rule(struct rule *rule, const struct enrol *e, enum enrolment_state at_centre)
{
	static const struct {
		enum enrol_state to;
		int way;
		unsigned effects;
	} news[STATE_COUNT] = {
	    [STATE_PROOFED] = {ENROL_PROOFED, 1, 0},
	    [STATE_QR_CREATED] = {ENROL_QR_CREATED, 2, 0},
	    [STATE_SCANNED] = {ENROL_SCANNED, 3, FX(HIDE_CODE)},
	    [STATE_CONFIRMED] = {ENROL_CONFIRMED, 4, FX(HIDE_CODE)},
	    [STATE_CONSENTED] = {ENROL_CONSENTED, 5, FX(HIDE_CODE)},
	    [STATE_SAVED] = {ENROL_SAVED, 6, FX(HIDE_CODE)},
	    [STATE_SUCCESS] = {ENROL_SUCCESS, 7, OVER},
	    [STATE_EXPIRED] = {ENROL_ENDED, 7, TOLD},
	    [STATE_CANCELLED] = {ENROL_ENDED, 7, TOLD},
	    [STATE_LOCKED] = {ENROL_ENDED, 7, TOLD},
	    [STATE_CONTESTED] = {ENROL_ENDED, 7, TOLD},
	    [STATE_REFUSED] = {ENROL_ENDED, 7, TOLD},
	};
	if (!e->created || news[at_centre].way <= way_of(e->state) || is_over(e->state))
		return false;
	*rule = (struct rule){.from = e->state,
	    .event = ENROL_EV_CENTRE_STATE,
	    .to = news[at_centre].to,
	    .effects = news[at_centre].effects};
	return true;
}
