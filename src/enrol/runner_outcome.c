/* What became of each write that the centre has authorised is told to it, again and again
 * with the same key until it answers: an authorisation without an outcome would leave its
 * books open. It outlives the attempt. */
#include <stdio.h>
#include <string.h>

#include "enrol/runner_parts.h"

#define BACK_OFF_MIN_MS 1000
#define BACK_OFF_MAX_MS 15000

static void tell(void *arg);

static void finish(struct outcome *o)
{
	loop_remove(o->runner->loop, o->timer);
	*o = (struct outcome){0};
}

static void tell_later(struct outcome *o)
{
	int64_t wait = BACK_OFF_MIN_MS;
	for (int i = 0; i < o->failures && wait < BACK_OFF_MAX_MS; i++)
		wait *= 2;
	o->failures++;
	o->timer = loop_add_timer(
	    o->runner->loop, wait < BACK_OFF_MAX_MS ? wait : BACK_OFF_MAX_MS, tell, o);
}

/* Whether the centre will never take it, whoever is logged in. */
static bool is_refused(const struct central_failure *failure)
{
	enum problem problem = failure->error.problem;
	return failure->answered && !failure->maybe_done && problem != PROBLEM_NOT_LOGGED_IN &&
	       !problem_row(problem)->retry;
}

static void on_told(void *arg, const struct central_failure *failure, const void *answer)
{
	struct outcome *o = arg;
	struct runner *r = o->runner;
	(void)answer;
	o->call = 0;
	if (!failure || is_refused(failure))
		finish(o);
	else
		tell_later(o);
	runner_note_centre(r);
	runner_changed(r);
}

static void tell(void *arg)
{
	struct outcome *o = arg;
	const struct api_finger_outcome body = {.outcome = o->outcome};
	o->timer = 0;
	o->call = central_finger_outcome(o->runner->central, o->id, &body, o->key, on_told, o);
	if (!o->call)
		tell_later(o);
	runner_note_centre(o->runner);
}

static void let_go(struct outcome *o)
{
	central_let_go(o->runner->central, o->call);
	finish(o);
}

/* A free place; where there is none the oldest has to go. */
static struct outcome *place(struct runner *r)
{
	for (size_t i = 0; i < OUTCOMES_MAX; i++)
		if (!r->outcomes[i].id[0])
			return &r->outcomes[i];
	struct outcome *most_failed = &r->outcomes[0];
	for (size_t i = 1; i < OUTCOMES_MAX; i++)
		if (r->outcomes[i].failures > most_failed->failures)
			most_failed = &r->outcomes[i];
	let_go(most_failed);
	return most_failed;
}

void runner_outcome(struct runner *r, const char *id, enum api_outcome outcome)
{
	struct slot key = {0};
	struct error err = {0};
	if (!runner_new_key(&key, &err))
		return;
	struct outcome *o = place(r);
	*o = (struct outcome){.runner = r, .outcome = outcome};
	snprintf(o->id, sizeof(o->id), "%s", id);
	memcpy(o->key, key.key, sizeof(o->key));
	tell(o);
}

bool runner_outcomes_busy(const struct runner *r)
{
	for (size_t i = 0; i < OUTCOMES_MAX; i++)
		if (r->outcomes[i].call)
			return true;
	return false;
}

void runner_outcomes_free(struct runner *r)
{
	for (size_t i = 0; i < OUTCOMES_MAX; i++)
		if (r->outcomes[i].id[0])
			let_go(&r->outcomes[i]);
}
