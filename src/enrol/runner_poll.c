/* What the centre says of the enrollment, the long-poll that asks it, and taking one over
 * from a colleague. The poll is never given up: what the centre holds cannot be lost by a line
 * that is down. */
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "enrol/runner_parts.h"

#define BACK_OFF_MIN_MS 1000
#define BACK_OFF_MAX_MS 15000

/* ---- what the centre says of the enrollment ---- */

/* Polls may miss states, but none is left out on the way: each gets its time and its tick. */
static void feed_passed(struct runner *r)
{
	if (r->enrolment.state > STATE_SUCCESS)
		return;
	for (int s = STATE_QR_CREATED; s < (int)r->enrolment.state; s++)
		runner_feed(r, ENROL_EV_CENTRE_STATE, s, NULL);
}

/* One officer at a time goes on with an enrollment. What has ended is nobody's any more. */
static bool held_elsewhere(const struct runner *r)
{
	const struct api_session *session = central_session(r->central);
	const char *holder = r->enrolment.holder_id;
	return session && session->officer_id[0] && holder[0] &&
	       strcmp(holder, session->officer_id) != 0 &&
	       !enrolment_state_is_end(r->enrolment.state);
}

static void let_go(struct runner *r)
{
	const struct api_enrolment *e = &r->enrolment;
	struct error taken = {.problem = PROBLEM_TAKEN_OVER};
	text_append(
	    taken.context, sizeof(taken.context), e->taken_by[0] ? e->taken_by : e->officer_name);
	runner_feed(r, ENROL_EV_TAKEN_OVER, 0, &taken);
}

void runner_feed_state(struct runner *r)
{
	struct error end = {.problem = r->enrolment.end_problem};
	if (held_elsewhere(r)) {
		let_go(r);
		return;
	}
	feed_passed(r);
	runner_feed(r, ENROL_EV_CENTRE_STATE, (int)r->enrolment.state,
	    end.problem == PROBLEM_NONE ? NULL : &end);
	if (r->enrolment.second_phone)
		runner_feed(r, ENROL_EV_SECOND_PHONE, 0, NULL);
}

bool runner_take_in(struct runner *r, enum call call, const struct api_enrolment *e)
{
	struct error err = {0};
	bool newer = !r->view.enrolment || e->revision >= r->enrolment.revision;
	runner_resolve(r, call);
	if (!newer)
		return true;
	bool moved = !r->view.enrolment || e->state != r->enrolment.state;
	if (moved && !runner_record(r, call, e, &err)) {
		r->view.error = err;
		return false;
	}
	r->enrolment = *e;
	secret_wipe(&r->enrolment.code, sizeof(r->enrolment.code));
	r->enrolment.has_code = false;
	r->view.enrolment = &r->enrolment;
	memcpy(r->id, e->id, sizeof(r->id));
	return true;
}

/* ---- the long-poll ---- */

static bool polls_in(enum enrol_state s)
{
	return s >= ENROL_PROOFED && s <= ENROL_CANCELLING;
}

static void poll_now(void *arg)
{
	struct runner *r = arg;
	r->poll_timer = 0;
	runner_poll(r);
}

static void poll_later(struct runner *r)
{
	int64_t wait = BACK_OFF_MIN_MS;
	for (int i = 1; i < r->poll_failures && wait < BACK_OFF_MAX_MS; i++)
		wait *= 2;
	if (wait > BACK_OFF_MAX_MS)
		wait = BACK_OFF_MAX_MS;
	r->poll_timer = loop_add_timer(r->loop, wait, poll_now, r);
}

static void poll_failed(struct runner *r, const struct error *err)
{
	r->poll_failures++;
	r->view.centre_away = true;
	r->view.error = *err;
	poll_later(r);
	runner_changed(r);
}

static void heard(struct runner *r)
{
	r->poll_failures = 0;
	r->view.centre_away = false;
	runner_feed_state(r);
	if (polls_in(r->enrol.state))
		runner_poll(r);
}

static void on_poll(void *arg, const struct central_failure *failure, const void *answer)
{
	struct runner *r = arg;
	runner_call_over(r, CALL_POLL);
	if (failure) {
		poll_failed(r, &failure->error);
		return;
	}
	if (!runner_take_in(r, CALL_POLL, answer)) {
		struct error unrecorded = r->view.error;
		poll_failed(r, &unrecorded);
		return;
	}
	heard(r);
}

/* ---- taking over ---- */

/* The centre's no is final: a new attempt begins in the list. */
static void not_taken(struct runner *r, const struct central_failure *failure)
{
	if (!failure->maybe_done)
		runner_resolve(r, CALL_TAKE_OVER);
	if (!failure->answered) {
		poll_failed(r, &failure->error);
		return;
	}
	r->view.taking = false;
	runner_feed(r, ENROL_EV_TAKEN_OVER, 0, &failure->error);
}

static void on_taken(void *arg, const struct central_failure *failure, const void *answer)
{
	struct runner *r = arg;
	runner_call_over(r, CALL_TAKE_OVER);
	if (failure) {
		not_taken(r, failure);
	} else if (runner_take_in(r, CALL_TAKE_OVER, answer)) {
		r->view.taking = false;
		heard(r);
	} else {
		struct error unrecorded = r->view.error;
		poll_failed(r, &unrecorded);
	}
}

/* Before it is ours there is nothing to be polled for; the same key until it is answered. */
static void take_over(struct runner *r)
{
	struct slot *slot = &r->slots[CALL_TAKE_OVER];
	struct error err = {0};
	if (slot->call)
		return;
	if (!runner_intent(r, CALL_TAKE_OVER, &err)) {
		poll_failed(r, &err);
		return;
	}
	slot->call = central_take_over(r->central, r->id, slot->key, on_taken, r);
	runner_note_centre(r);
	if (!slot->call)
		poll_later(r);
}

void runner_poll(struct runner *r)
{
	struct slot *slot = &r->slots[CALL_POLL];
	if (slot->call || !r->id[0])
		return;
	loop_remove(r->loop, r->poll_timer);
	r->poll_timer = 0;
	if (r->view.taking) {
		take_over(r);
		return;
	}
	/* After a failure it is asked without waiting for news: the officer is told at once
	 * that the centre is back. */
	long after = r->view.enrolment && r->poll_failures == 0 ? r->enrolment.revision : -1;
	slot->call = central_enrolment(r->central, r->id, after, on_poll, r);
	if (!slot->call)
		poll_later(r);
}
