/* What became of each write that the centre has authorised is told to it, again and again
 * with the same key until it answers: an authorisation without an outcome would leave its
 * books open. It outlives the attempt; and the program, where there is a journal: a write is
 * put down there as UNKNOWN before it begins. */
#include <stdio.h>
#include <string.h>

#include "enrol/runner_parts.h"

#define BACK_OFF_MIN_MS 1000
#define BACK_OFF_MAX_MS 15000

static void tell(void *arg);

static void drop(struct outcome *o)
{
	loop_remove(o->runner->loop, o->timer);
	*o = (struct outcome){0};
}

static bool put_down(const struct outcome *o, enum journal_kind kind, struct error *err)
{
	struct runner *r = o->runner;
	struct journal_record record = {
	    .kind = kind, .outcome = o->outcome, .time = clock_real_ms(loop_clock(r->loop))};
	memcpy(record.enrolment_id, o->id, sizeof(record.enrolment_id));
	memcpy(record.key, o->key, sizeof(record.key));
	return !r->journal || runner_append(r, &record, err);
}

/* Where that is not put down, it is told once more after the next start, and the centre
 * answers as it did. */
static void finish(struct outcome *o)
{
	struct error err = {0};
	(void)put_down(o, JOURNAL_CLOSED, &err);
	drop(o);
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
	if (!runner_outcomes_busy(r))
		runner_outcomes_heard(r);
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
	drop(o);
}

static struct outcome *find(struct runner *r, const char *id)
{
	for (size_t i = 0; i < OUTCOMES_MAX; i++)
		if (strcmp(r->outcomes[i].id, id) == 0)
			return &r->outcomes[i];
	return NULL;
}

/* A free place; where there is none the one that failed most has to go. */
static struct outcome *place(struct runner *r)
{
	struct outcome *most_failed = &r->outcomes[0];
	struct outcome *unused = find(r, "");
	if (unused)
		return unused;
	for (size_t i = 1; i < OUTCOMES_MAX; i++)
		if (r->outcomes[i].failures > most_failed->failures)
			most_failed = &r->outcomes[i];
	let_go(most_failed);
	return most_failed;
}

static struct outcome *add(struct runner *r, const char *id, struct error *err)
{
	struct slot key = {0};
	if (!runner_new_key(&key, err))
		return NULL;
	struct outcome *o = place(r);
	*o = (struct outcome){.runner = r, .outcome = OUTCOME_UNKNOWN};
	snprintf(o->id, sizeof(o->id), "%s", id);
	memcpy(o->key, key.key, sizeof(o->key));
	return o;
}

bool runner_outcome_open(struct runner *r, const char *id, struct error *err)
{
	struct outcome *o = add(r, id, err);
	return o && put_down(o, JOURNAL_WRITE, err);
}

void runner_outcome_tell(struct runner *r, const char *id, enum api_outcome outcome)
{
	struct error err = {0};
	struct outcome *o = find(r, id);
	if (!o)
		o = add(r, id, &err);
	if (!o)
		return;
	o->outcome = outcome;
	(void)put_down(o, JOURNAL_WRITE, &err);
	tell(o);
}

/* ---- after a restart ---- */

static void take_up(void *arg, const struct journal_record *record)
{
	struct runner *r = arg;
	struct outcome *o = find(r, ""); /* what finds no place now is told after the next start */
	if (record->kind != JOURNAL_WRITE || !o)
		return;
	*o = (struct outcome){.runner = r, .outcome = record->outcome};
	memcpy(o->id, record->enrolment_id, sizeof(o->id));
	memcpy(o->key, record->key, sizeof(o->key));
	tell(o);
}

void runner_outcomes_recall(struct runner *r)
{
	if (r->recalled || !r->journal || !r->central || !central_logged_in(r->central))
		return;
	r->recalled = true;
	journal_open_entries(r->journal, take_up, r);
}

bool runner_outcomes_busy(const struct runner *r)
{
	for (size_t i = 0; i < OUTCOMES_MAX; i++)
		if (r->outcomes[i].call)
			return true;
	return false;
}

/* Whether it is known, and the centre has not taken it yet. */
static bool waits(const struct outcome *o)
{
	return o->id[0] && o->timer;
}

bool runner_outcomes_hurry(struct runner *r)
{
	for (size_t i = 0; i < OUTCOMES_MAX; i++) {
		struct outcome *o = &r->outcomes[i];
		if (!waits(o))
			continue;
		loop_remove(r->loop, o->timer);
		tell(o);
	}
	return runner_outcomes_busy(r);
}

void runner_outcomes_free(struct runner *r)
{
	for (size_t i = 0; i < OUTCOMES_MAX; i++)
		if (r->outcomes[i].id[0])
			let_go(&r->outcomes[i]);
}
