#include "centrald/group.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "centrald/chain.h"
#include "centrald/checkpoint.h"

#define TRIES	  5
#define PAUSE_MS  4    /* before the first repetition; each waits longer */
#define SETTLE_MS 8000 /* how long a commit in doubt is asked for */
#define ASK_MS	  100

static void drop_job(struct call *c)
{
	hash_job_free(c->job);
	c->job = NULL;
	register_lookup_free(c->lookup);
	c->lookup = NULL;
}

void group_fail(struct call *c, enum problem problem, const char *context)
{
	struct error err;
	error_set(&err, problem, "%s", context);
	drop_job(c);
	c->touched[0] = '\0';
	call_problem(c, &err);
}

/* Without its checkpoint an answer would be refused: then there is none of it. */
static void ride(struct call *c)
{
	struct error err;
	if (!c->hold && !c->job && !c->lookup && !checkpoint_ride(c, &err))
		log_error(&err);
}

static void work_off(struct turn *t, struct call_list *group)
{
	struct call *c;
	int64_t mono = clock_mono_ms(t->centre->clock);
	for (c = TAILQ_FIRST(group); c; c = TAILQ_NEXT(c, link)) {
		drop_job(c); /* of a run that was undone */
		c->now = clock_real_ms(t->centre->clock);
		c->typed_blocked = !limits_allow(t->limits, c->source, mono);
		dispatch(c);
		ride(c);
	}
}

/* The other processes' waiters; ours are woken after the commit. */
static bool tell_others(struct store *s, const struct call_list *group, struct error *err)
{
	const struct call *c;
	for (c = TAILQ_FIRST(group); c; c = TAILQ_NEXT(c, link))
		if (*c->touched && !store_tell(s, c->touched, err))
			return false;
	return true;
}

static bool run_once(struct turn *t, struct call_list *group, struct error *err)
{
	struct store *s = t->centre->store;
	/* Before the group, which would have to be run again whenever a checkpoint is made. */
	if (!checkpoint_read(t->centre, err) || !store_begin(s, err))
		return false;
	work_off(t, group);
	if (!tell_others(s, group, err))
		return false;
	if (store_fault(s) != STORE_NO_FAULT)
		return error_set(err, PROBLEM_CENTRE_INTERNAL, "a statement of the group failed");
	return store_commit(s, err);
}

/* After a commit in doubt. */
struct settled {
	struct audit_chain head;   /* of the chain; untouched where another has closed it */
	char there[HASH_HEX_SIZE]; /* hash of the record asked for; "": it is not there */
};

static void take_settled(void *arg, const struct store_row *row)
{
	struct settled *s = arg;
	if (row_int(row, 2) == 0) {
		s->head.seq = row_int(row, 0);
		row_text(row, 1, s->head.head, sizeof s->head.head);
	}
	row_text(row, 3, s->there, sizeof s->there);
}

/* What has the store of the chain, and of the record with that number? False: it cannot be
 * asked. The time is real, as the pauses are: one question to a host that says nothing takes
 * seconds. */
static bool ask(struct turn *t, int64_t seq, struct settled *out)
{
	struct error err;
	int64_t until = clock_mono_ms(&clock_system) + SETTLE_MS;
	while (!store_query(t->centre->store, SQL_AUDIT_SETTLE,
	    SQL_PARAMS(sql_text(out->head.name), sql_int(seq)), take_settled, out, NULL, &err)) {
		if (clock_mono_ms(&clock_system) >= until)
			return log_error(&err), false;
		usleep(ASK_MS * 1000);
	}
	return true;
}

static void pause_before(int tries)
{
	uint8_t random = 0;
	(void)random_bytes(&random, 1);
	usleep((useconds_t)(PAUSE_MS * 1000 * tries * (128 + random) / 256));
}

struct run {
	struct audit_chain before; /* what the next run goes on from */
	bool there;		   /* a commit in doubt turned out to have been done */
};

static bool same(const struct audit_chain *a, const struct audit_chain *b)
{
	return a->seq == b->seq && strcmp(a->head, b->head) == 0;
}

static bool settle_doubt(
    struct turn *t, struct run *r, const struct audit_chain *after, bool unsure)
{
	struct settled s = {.head = r->before};
	if (!ask(t, after->seq, &s))
		return false;
	r->there = unsure && strcmp(s.there, after->head) == 0;
	r->before = s.head;
	return true;
}

/* A record that did not fit: the chain may be one that another process has closed. */
static bool renew_chain(struct turn *t, struct run *r)
{
	struct error err;
	if (!chain_renew(t->centre, &err))
		return log_error(&err), false;
	if (strcmp(t->centre->audit.name, r->before.name) != 0)
		t->doubt = false; /* the old one takes nothing any more */
	r->before = t->centre->audit;
	return true;
}

/* After a run that failed: undone, and is another worth it? The chain in memory is never
 * ahead of the store's: while a doubt lasts it may be behind, and is asked for again when the
 * next record does not fit. */
static bool again(struct turn *t, struct run *r)
{
	struct store *s = t->centre->store;
	struct audit_chain after = t->centre->audit;
	enum store_fault fault = store_fault(s);
	store_rollback(s);
	t->centre->audit = r->before;
	bool recorded = !same(&after, &r->before);
	bool unsure = fault == STORE_UNSURE;
	t->doubt |= unsure && recorded;
	/* Without a record it has changed nothing that anybody was promised. */
	r->there = unsure && !recorded;
	if (!r->there && t->doubt && !settle_doubt(t, r, &after, unsure))
		return false;
	t->centre->audit = r->before;
	if (fault == STORE_AGAIN && !renew_chain(t, r))
		return false;
	return fault != STORE_NO_FAULT;
}

/* What is down with a record leaves no room for an earlier commit to come to be. */
static void settle(struct turn *t, const struct audit_chain *before)
{
	if (!same(&t->centre->audit, before))
		t->doubt = false;
}

static bool run(struct turn *t, struct call_list *group, struct error *err)
{
	struct audit_chain first = t->centre->audit;
	struct run r = {.before = first};
	for (int tries = 1; tries <= TRIES && !r.there; tries++) {
		if (run_once(t, group, err)) {
			settle(t, &r.before);
			return true;
		}
		if (!again(t, &r))
			return false;
		if (!r.there)
			pause_before(tries);
	}
	if (r.there)
		settle(t, &first);
	return r.there;
}

static void tell_all(struct call_list *group, const struct error *err)
{
	struct call *c;
	for (c = TAILQ_FIRST(group); c; c = TAILQ_NEXT(c, link))
		group_fail(c, PROBLEM_CENTRE_INTERNAL, err->context);
}

/* One of them may be what is always in the way: the others need not fail with it. */
static void one_by_one(struct turn *t, struct call_list *group)
{
	struct call_list done = TAILQ_HEAD_INITIALIZER(done);
	struct call *c;
	struct error err;
	while ((c = TAILQ_FIRST(group))) {
		struct call_list alone = TAILQ_HEAD_INITIALIZER(alone);
		TAILQ_REMOVE(group, c, link);
		TAILQ_INSERT_TAIL(&alone, c, link);
		if (!run(t, &alone, &err))
			tell_all(&alone, &err);
		TAILQ_CONCAT(&done, &alone, link);
	}
	TAILQ_CONCAT(group, &done, link);
}

void group_commit(struct turn *t, struct call_list *group)
{
	struct error err = {.problem = PROBLEM_CENTRE_INTERNAL};
	if (run(t, group, &err))
		return;
	bool several = TAILQ_FIRST(group) && TAILQ_NEXT(TAILQ_FIRST(group), link);
	if (several && store_fault(t->centre->store) == STORE_AGAIN)
		one_by_one(t, group);
	else
		tell_all(group, &err);
}
