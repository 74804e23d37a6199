#include "centrald/turn.h"

#include <string.h>

#include "centrald/group.h"
#include "centrald/lookup.h"

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
	group_fail(c, PROBLEM_RATE_LIMITED, "logins");
	c->answer(c);
}

/* What is over at once is judged in this turn still. */
static void start_lookup(struct turn *t, struct call *c)
{
	if (!lookup_start(c))
		turn_submit(t, c);
}

static void settle(struct turn *t, struct call *c)
{
	char touched[API_ID_SIZE];
	memcpy(touched, c->touched, sizeof touched);
	if (c->typed_miss)
		limits_spend(t->limits, c->source, clock_mono_ms(t->centre->clock));
	if (c->hold)
		start_waiting(t, c);
	else if (c->job)
		start_hashing(t, c);
	else if (c->lookup)
		start_lookup(t, c);
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
