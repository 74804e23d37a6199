#include "centrald/turn.h"

#include <string.h>

#include "base/log.h"
#include "centrald/checkpoint.h"

void turn_init(struct turn *t)
{
	TAILQ_INIT(&t->arrived);
}

void turn_submit(struct turn *t, struct call *c)
{
	TAILQ_INSERT_TAIL(&t->arrived, c, link);
}

void turn_wake(struct turn *t, const char *enrolment)
{
	waiters_take(t->waiters, enrolment, &t->arrived);
}

static void fail(struct call *c, enum problem problem, const char *context)
{
	struct error err;
	error_set(&err, problem, "%s", context);
	hash_job_free(c->job);
	c->job = NULL;
	c->touched[0] = '\0';
	call_problem(c, &err);
}

/* Without its checkpoint an answer would be refused: then there is none of it. */
static void ride(struct call *c)
{
	struct error err;
	if (!c->hold && !c->job && !checkpoint_ride(c, &err))
		log_error(&err);
}

static void work_off(struct turn *t, struct call_list *group)
{
	struct call *c;
	int64_t mono = clock_mono_ms(t->centre->clock);
	for (c = TAILQ_FIRST(group); c; c = TAILQ_NEXT(c, link)) {
		c->now = clock_real_ms(t->centre->clock);
		c->typed_blocked = !limits_allow(t->limits, c->source, mono);
		dispatch(c);
		ride(c);
		if (c->typed_miss)
			limits_spend(t->limits, c->source, mono);
	}
}

/* All or nothing is on the disk; if nothing, nobody is told otherwise. */
static void group_commit(struct turn *t, struct call_list *group)
{
	struct call *c;
	struct error err;
	struct audit_chain before = t->centre->audit;
	/* Before the group, which would have to be run again whenever a checkpoint is made. */
	bool begun = checkpoint_read(t->centre, &err) && store_begin(t->centre->store, &err);
	if (begun) {
		work_off(t, group);
		if (store_commit(t->centre->store, &err))
			return;
		store_rollback(t->centre->store);
		t->centre->audit = before;
	}
	for (c = TAILQ_FIRST(group); c; c = TAILQ_NEXT(c, link))
		fail(c, PROBLEM_CENTRE_INTERNAL, err.context);
}

static void start_waiting(struct turn *t, struct call *c)
{
	if (c->wait_until == 0)
		c->wait_until = clock_mono_ms(t->centre->clock) + c->wait * 1000;
	c->admitted = true;
	waiters_add(t->waiters, c);
}

static void start_hashing(struct turn *t, struct call *c)
{
	c->job->owner = c;
	struct hash_job *job = c->job;
	if (hasher_submit(t->hasher, job)) {
		c->job = NULL;
		return;
	}
	fail(c, PROBLEM_RATE_LIMITED, "logins");
	c->answer(c);
}

static void settle(struct turn *t, struct call *c)
{
	char touched[API_ID_SIZE];
	memcpy(touched, c->touched, sizeof touched);
	if (c->hold)
		start_waiting(t, c);
	else if (c->job)
		start_hashing(t, c);
	else
		c->answer(c);
	if (*touched)
		turn_wake(t, touched);
}

void turn_run(struct turn *t)
{
	struct call *c;
	while (!TAILQ_EMPTY(&t->arrived)) {
		struct call_list group = TAILQ_HEAD_INITIALIZER(group);
		TAILQ_CONCAT(&group, &t->arrived, link);
		group_commit(t, &group);
		while ((c = TAILQ_FIRST(&group))) {
			TAILQ_REMOVE(&group, c, link);
			settle(t, c);
		}
	}
}
