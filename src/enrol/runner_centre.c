/* The calls to the centre. Each callback says what it learnt as an event; where the outcome
 * is unknown the key is kept, so that asking again is the same request. */
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "enrol/runner_parts.h"

void runner_note_centre(struct runner *r)
{
	bool busy = runner_outcomes_busy(r);
	if (!r->central)
		return;
	for (int i = 0; i < CALL_COUNT; i++)
		busy |= i != CALL_POLL && r->slots[i].call != 0;
	r->view.busy_centre = busy;
	r->view.policy = central_last_status(r->central);
	r->view.clock_offset_ms = central_now(r->central) - clock_real_ms(loop_clock(r->loop));
}

void runner_call_over(struct runner *r, enum call call)
{
	r->slots[call].call = 0;
	runner_note_centre(r);
}

/* The states in which a failure of this call is the machine's business. */
static bool awaited(const struct runner *r, enum call call)
{
	enum enrol_state s = r->enrol.state;
	switch (call) {
	case CALL_LINKAGE:
		return s == ENROL_FACE || s == ENROL_CHECKING;
	case CALL_ENROL:
		return s == ENROL_PROOFING || s == ENROL_CANCELLING;
	case CALL_CODE:
		return s == ENROL_CREATING || s == ENROL_QR_CREATED;
	case CALL_MATCH:
		return s == ENROL_CONFIRMING;
	case CALL_CANCEL:
		return s == ENROL_CANCELLING;
	default:
		return false;
	}
}

/* A refusal may tell that the enrollment has ended there. */
static bool has_ended(enum problem problem, enum enrolment_state *state)
{
	static const struct {
		enum problem problem;
		enum enrolment_state state;
	} ends[] = {
	    {PROBLEM_ENDED_EXPIRED, STATE_EXPIRED},
	    {PROBLEM_ENDED_CANCELLED, STATE_CANCELLED},
	    {PROBLEM_ENDED_MATCH_CODE, STATE_CANCELLED},
	    {PROBLEM_ENDED_LOCKED, STATE_LOCKED},
	    {PROBLEM_ENDED_CONTESTED, STATE_CONTESTED},
	    {PROBLEM_ENDED_REFUSED, STATE_REFUSED},
	};
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends[i].problem == problem) {
			*state = ends[i].state;
			return true;
		}
	return false;
}

static void failed(struct runner *r, enum call call, const struct central_failure *failure)
{
	enum enrolment_state state;
	if (!failure->maybe_done)
		runner_resolve(r, call);
	if (failure->answered && failure->error.problem == PROBLEM_TAKEN_OVER) {
		runner_feed(r, ENROL_EV_TAKEN_OVER, 0, &failure->error);
	} else if (failure->answered && r->view.enrolment &&
		   has_ended(failure->error.problem, &state)) {
		r->enrolment.state = state;
		runner_feed(r, ENROL_EV_CENTRE_STATE, (int)state, &failure->error);
	} else if (awaited(r, call))
		runner_feed(
		    r, ENROL_EV_CENTRE_FAILED, failure->maybe_done ? 1 : 0, &failure->error);
	else
		runner_changed(r);
}

/* Nothing was sent. */
static void not_sent(struct runner *r, const struct error *err)
{
	runner_feed(r, ENROL_EV_CENTRE_FAILED, 0, err);
}

static void started(struct runner *r, enum call call, central_call id)
{
	struct error err = {0};
	r->slots[call].call = id;
	runner_note_centre(r);
	if (id)
		return;
	error_set(&err, PROBLEM_MEMORY, "%s", "");
	if (awaited(r, call))
		not_sent(r, &err);
}

/* ---- linkage ---- */

static void refused(struct runner *r, const enum problem *reasons, size_t count, enum problem other)
{
	struct error err = {0};
	r->linkage.allowed = false;
	r->linkage.reason_count = count;
	memcpy(r->linkage.reasons, reasons, sizeof(r->linkage.reasons));
	if (count == 0) {
		r->linkage.reasons[0] = other;
		r->linkage.reason_count = 1;
	}
	r->view.linkage = &r->linkage;
	err.problem = r->linkage.reasons[0];
	runner_feed(r, ENROL_EV_LINKAGE_REFUSED, 0, &err);
}

static void on_linkage(void *arg, const struct central_failure *failure, const void *answer)
{
	struct runner *r = arg;
	const struct api_linkage_answer *a = answer;
	runner_call_over(r, CALL_LINKAGE);
	if (failure && failure->answered && problem_is_refusal(failure->error.problem)) {
		const struct api_problem *p = &failure->problem;
		refused(r, p->reasons, p->reason_count, failure->error.problem);
	} else if (failure) {
		failed(r, CALL_LINKAGE, failure);
	} else if (!a->allowed) {
		r->linkage = *a;
		refused(r, a->reasons, a->reason_count, PROBLEM_CENTRE_ANSWER);
	} else {
		r->linkage = *a;
		r->view.linkage = &r->linkage;
		runner_feed(r, ENROL_EV_LINKAGE_ALLOWED, 0, NULL);
	}
}

void runner_linkage(struct runner *r)
{
	struct api_linkage_check *check = secret_alloc(sizeof(*check));
	struct error err = {0};
	if (!check) {
		error_set(&err, PROBLEM_MEMORY, "%s", "");
		not_sent(r, &err);
		return;
	}
	runner_claim(&check->card, r);
	check->new_phone = r->new_phone;
	started(r, CALL_LINKAGE, central_linkage_check(r->central, check, on_linkage, r));
	secret_free(check, sizeof(*check));
}

/* ---- a refusal found here ---- */

static void on_reported(void *arg, const struct central_failure *failure, const void *answer)
{
	struct runner *r = arg;
	(void)failure;
	(void)answer;
	runner_call_over(r, CALL_REFUSAL);
	runner_changed(r);
}

/* What fails in this step is counted by the batch of cards. */
#define READING "reading"

static const char *step_of(enum problem problem)
{
	if (face_reason_of(problem))
		return "face";
	switch (problem) {
	case PROBLEM_NO_APP:
		return "app";
	case PROBLEM_CARD_UNREADABLE:
	case PROBLEM_CARD_LAYOUT:
	case PROBLEM_PHOTO_UNREADABLE:
		return READING;
	default:
		return "finger";
	}
}

void runner_report(struct runner *r)
{
	struct error err = {0};
	struct api_refusal refusal = {.problem = r->enrol.problem};
	struct slot *slot = &r->slots[CALL_REFUSAL];
	snprintf(refusal.step, sizeof(refusal.step), "%s", step_of(refusal.problem));
	if (strcmp(refusal.step, READING) == 0)
		snprintf(
		    refusal.batch, sizeof(refusal.batch), "%s", r->batch[0] ? r->batch : "unknown");
	central_let_go(r->central, slot->call);
	slot->unresolved = false;
	if (!runner_new_key(slot, &err))
		return;
	started(r, CALL_REFUSAL, central_refusal(r->central, &refusal, slot->key, on_reported, r));
}

/* ---- evidence ---- */

static void on_enrolled(void *arg, const struct central_failure *failure, const void *answer)
{
	struct runner *r = arg;
	struct error unrecorded;
	runner_call_over(r, CALL_ENROL);
	if (failure) {
		/* An answer to this evidence is final; another try needs a new one. */
		if (!failure->maybe_done)
			r->person->evidence[0] = '\0';
		failed(r, CALL_ENROL, failure);
	} else if (runner_take_in(r, CALL_ENROL, answer)) {
		runner_feed(r, ENROL_EV_CREATED, (int)r->enrolment.state, NULL);
	} else {
		unrecorded = r->view.error;
		runner_feed(r, ENROL_EV_CENTRE_FAILED, 1, &unrecorded);
	}
}

void runner_enrol(struct runner *r)
{
	struct api_new_enrolment *n = secret_alloc(sizeof(*n));
	struct error err = {0};
	bool ok = n != NULL || error_set(&err, PROBLEM_MEMORY, "%s", "");
	ok = ok && (r->person->evidence[0] || runner_evidence(r, &err));
	ok = ok && runner_intent(r, CALL_ENROL, &err);
	if (ok) {
		memcpy(n->evidence, r->person->evidence, sizeof(n->evidence));
		n->new_phone = r->new_phone;
		const char *key = r->slots[CALL_ENROL].key;
		started(r, CALL_ENROL, central_enrol(r->central, n, key, on_enrolled, r));
	} else {
		not_sent(r, &err);
	}
	secret_free(n, sizeof(*n));
}

/* ---- the code ---- */

static void on_code_dead(void *arg)
{
	struct runner *r = arg;
	r->code_timer = 0;
	runner_hide_code(r);
	runner_changed(r);
}

void runner_show_code(struct runner *r)
{
	int64_t left = r->code.expires - central_now(r->central);
	loop_remove(r->loop, r->code_timer);
	r->code_timer = 0;
	r->view.code = NULL;
	if (left <= 0 || !r->code.url[0])
		return;
	r->view.code = &r->code;
	r->code_timer = loop_add_timer(r->loop, left, on_code_dead, r);
}

/* A code that waits to be renewed may come back; any other is wiped. */
void runner_hide_code(struct runner *r)
{
	r->view.code = NULL;
	loop_remove(r->loop, r->code_timer);
	r->code_timer = 0;
	if (r->enrol.state != ENROL_QR_CREATED)
		secret_wipe(&r->code, sizeof(r->code));
}

static void on_code(void *arg, const struct central_failure *failure, const void *answer)
{
	struct runner *r = arg;
	const struct api_enrolment *e = answer;
	struct error bad = {0};
	runner_call_over(r, CALL_CODE);
	if (failure) {
		failed(r, CALL_CODE, failure);
	} else if (!e->has_code) {
		runner_resolve(r, CALL_CODE);
		error_set(&bad, PROBLEM_CENTRE_ANSWER, "%s", "no code");
		runner_feed(r, ENROL_EV_CENTRE_FAILED, 0, &bad);
	} else if (runner_take_in(r, CALL_CODE, e)) {
		if (awaited(r, CALL_CODE))
			r->code = e->code;
		runner_feed(r, ENROL_EV_CODE, (int)STATE_QR_CREATED, NULL);
	} else {
		bad = r->view.error;
		runner_feed(r, ENROL_EV_CENTRE_FAILED, 1, &bad);
	}
}

void runner_code(struct runner *r)
{
	struct error err = {0};
	if (!runner_intent(r, CALL_CODE, &err)) {
		not_sent(r, &err);
		return;
	}
	const char *key = r->slots[CALL_CODE].key;
	started(r, CALL_CODE, central_code(r->central, r->id, key, on_code, r));
}

/* ---- match code and cancel ---- */

static void on_match(void *arg, const struct central_failure *failure, const void *answer)
{
	struct runner *r = arg;
	runner_call_over(r, CALL_MATCH);
	secret_wipe(r->person->match, sizeof(r->person->match));
	if (failure && failure->error.problem == PROBLEM_MATCH_CODE_WRONG) {
		runner_resolve(r, CALL_MATCH);
		runner_feed(r, ENROL_EV_MATCH_CODE_WRONG, 0, &failure->error);
	} else if (failure) {
		failed(r, CALL_MATCH, failure);
	} else if (runner_take_in(r, CALL_MATCH, answer)) {
		runner_feed_state(r);
	} else {
		struct error unrecorded = r->view.error;
		runner_feed(r, ENROL_EV_CENTRE_FAILED, 1, &unrecorded);
	}
}

/* Digits typed anew are a new request: the phone may show others by now. */
void runner_match(struct runner *r)
{
	struct error err = {0};
	struct api_match_code m = {0};
	runner_resolve(r, CALL_MATCH);
	if (!runner_intent(r, CALL_MATCH, &err)) {
		not_sent(r, &err);
		return;
	}
	memcpy(m.digits, r->person->match, sizeof(m.digits));
	const char *key = r->slots[CALL_MATCH].key;
	started(r, CALL_MATCH, central_match_code(r->central, r->id, &m, key, on_match, r));
	secret_wipe(&m, sizeof(m));
}

static void on_cancelled(void *arg, const struct central_failure *failure, const void *answer)
{
	struct runner *r = arg;
	runner_call_over(r, CALL_CANCEL);
	if (failure)
		failed(r, CALL_CANCEL, failure);
	else if (runner_take_in(r, CALL_CANCEL, answer))
		runner_feed_state(r);
	else {
		struct error unrecorded = r->view.error;
		runner_feed(r, ENROL_EV_CENTRE_FAILED, 1, &unrecorded);
	}
}

void runner_cancel(struct runner *r)
{
	struct error err = {0};
	const struct api_cancel cancel = {.contested = r->enrol.contested};
	if (!runner_intent(r, CALL_CANCEL, &err)) {
		not_sent(r, &err);
		return;
	}
	const char *key = r->slots[CALL_CANCEL].key;
	started(r, CALL_CANCEL, central_cancel(r->central, r->id, &cancel, key, on_cancelled, r));
}

/* ---- stopping ---- */

void runner_calls_stop(struct runner *r)
{
	for (int i = 0; i < CALL_COUNT; i++) {
		if (i == CALL_REFUSAL || i == CALL_AUTHORISE)
			continue;
		if (r->central)
			central_abort(r->central, r->slots[i].call);
		r->slots[i] = (struct slot){0};
	}
	loop_remove(r->loop, r->poll_timer);
	loop_remove(r->loop, r->code_timer);
	r->poll_timer = r->code_timer = 0;
	r->poll_failures = 0;
	r->view.centre_away = false;
	r->view.taking = false;
	runner_note_centre(r);
}
