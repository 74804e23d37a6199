#include "centrald/expiry.h"

#include <stdlib.h>
#include <string.h>

#include "centrald/enrolment.h"
#include "centrald/guard.h"
#include "centrald/purge.h"

#define SWEEP_MAX	64		       /* as in the statement */
#define SIGN_IN_KEPT_MS (24 * 60 * 60 * 1000L) /* after its time; the audit has it for ever */
#define ANSWER_LIFE_MS	(24 * 60 * 60 * 1000L)
#define DAY_MS		(24 * 60 * 60 * 1000L)
#define SESSION_KEPT_MS (24 * 60 * 60 * 1000L)

bool enrolment_expire(struct call *c, struct enrolment *e, struct error *err)
{
	const struct audit_record record = {.time = c->now,
	    .act = "enrollment.expire",
	    .who = "centre",
	    .office = e->office,
	    .counter = e->counter,
	    .result = "ok",
	    .correlation = c->correlation,
	    .enrolment = e->id,
	    .citizen = e->citizen};
	return enrolment_end(c, e, STATE_EXPIRED, PROBLEM_ENDED_EXPIRED, err) &&
	       audit_append(c->centre->store, &c->centre->audit, &record, err);
}

struct due_list {
	struct enrolment *rows;
	size_t count;
};

static void read_due(void *arg, const struct store_row *row)
{
	struct due_list *due = arg;
	if (due->count < SWEEP_MAX)
		enrolment_read_row(&due->rows[due->count++], row);
}

static bool expire_all(struct call *c, struct due_list *due, struct error *err)
{
	for (size_t i = 0; i < due->count; i++)
		if (!enrolment_expire(c, &due->rows[i], err) ||
		    !store_tell(c->centre->store, due->rows[i].id, err))
			return false;
	return true;
}

static bool sweep_group(struct call *c, struct due_list *due, struct error *err)
{
	struct store *s = c->centre->store;
	struct audit_chain before = c->centre->audit;
	if (!store_begin(s, err))
		return false;
	if (expire_all(c, due, err) && store_commit(s, err))
		return true;
	store_rollback(s);
	c->centre->audit = before;
	return false;
}

/* Another process has moved one of them, or is doing the same: no trouble, and what is
 * left is seen again in the next sweep. */
static bool in_the_way(const struct centre *c, const struct error *err)
{
	return err->problem == PROBLEM_CONFLICT || store_fault(c->store) == STORE_AGAIN;
}

bool expiry_sweep(struct centre *centre, expiry_woken_fn *fn, void *arg, struct error *err)
{
	struct call c = {.centre = centre, .now = clock_real_ms(centre->clock)};
	struct due_list due = {.rows = calloc(SWEEP_MAX, sizeof *due.rows)};
	if (!due.rows)
		return error_set(err, PROBLEM_MEMORY, "sweep");
	bool ok = store_query(centre->store, SQL_ENROLMENTS_DUE, SQL_PARAMS(sql_int(c.now)),
	    read_due, &due, NULL, err);
	bool swept = ok && due.count > 0 && sweep_group(&c, &due, err);
	ok = ok && (due.count == 0 || swept || in_the_way(centre, err));
	for (size_t i = 0; swept && i < due.count; i++)
		fn(arg, due.rows[i].id);
	free(due.rows);
	return ok;
}

static bool purge_short_lived(struct store *s, int64_t now, struct error *err)
{
	return store_run(s, SQL_SESSION_PURGE,
		   SQL_PARAMS(sql_int(now - SESSION_KEPT_MS), sql_int(now - SESSION_LIFE_MS)), NULL,
		   err) &&
	       store_run(s, SQL_IDEMPOTENCY_PURGE, SQL_PARAMS(sql_int(now - ANSWER_LIFE_MS)), NULL,
		   err) &&
	       store_run(s, SQL_DPOP_SEEN_PURGE, SQL_PARAMS(sql_int(now)), NULL, err) &&
	       store_run(
		   s, SQL_SIGN_IN_PURGE, SQL_PARAMS(sql_int(now - SIGN_IN_KEPT_MS)), NULL, err);
}

/* A batch; while there is more of it the next one follows with the next call. */
static bool purge_persons(struct centre *centre, int64_t now, long *rows, struct error *err)
{
	long counts[PURGE_PARTS] = {0};
	const struct audit_record record = AUDIT_BARE(now, "data.purge", "centre");
	*rows = 0;
	if (now - centre->purged < DAY_MS)
		return true;
	return purge_batch(centre->store, now, counts, rows, err) &&
	       (*rows == 0 || audit_append(centre->store, &centre->audit, &record, err));
}

bool expiry_purge(struct centre *centre, struct error *err)
{
	int64_t now = clock_real_ms(centre->clock);
	struct store *s = centre->store;
	struct audit_chain before = centre->audit;
	long rows;
	if (!store_begin(s, err))
		return false;
	if (purge_short_lived(s, now, err) && purge_persons(centre, now, &rows, err) &&
	    store_commit(s, err)) {
		if (rows == 0 && now - centre->purged >= DAY_MS)
			centre->purged = now;
		return true;
	}
	bool in_the_way = store_fault(s) == STORE_AGAIN;
	store_rollback(s);
	centre->audit = before;
	return in_the_way;
}
