#include "centrald/chain.h"

#include "base/log.h"
#include "centrald/checkpoint.h"

#define TRIES 10

/* Processes that start or end together are in each other's way. */
static bool patiently(
    struct centre *c, bool (*fn)(struct centre *c, struct error *err), struct error *err)
{
	struct audit_chain before = c->audit;
	for (int tries = 0; tries < TRIES; tries++) {
		if (fn(c, err))
			return true;
		store_rollback(c->store);
		c->audit = before;
		if (store_fault(c->store) != STORE_AGAIN)
			return false;
	}
	return false;
}

/* ---- renewing ---- */

static void take_closed(void *arg, const struct store_row *row)
{
	*(bool *)arg = row_int(row, 0) != 0;
}

static bool is_closed(struct centre *c, bool *closed, struct error *err)
{
	*closed = false;
	return store_query(c->store, SQL_CHAIN, SQL_PARAMS(sql_text(c->audit.name)), take_closed,
	    closed, NULL, err);
}

static bool renew_within(struct centre *c, struct error *err)
{
	bool closed;
	struct audit_chain old = c->audit;
	struct audit_record first = AUDIT_BARE(clock_real_ms(c->clock), CHAIN_RESUME, "centre");
	first.correlation = old.name;
	if (!is_closed(c, &closed, err))
		return false;
	if (!closed)
		return true;
	log_write(LOG_LEVEL_WARN,
	    "another process closed the chain %s as lost: a new one is begun (was this one "
	    "suspended or cut off, or do the clocks differ?)",
	    old.name);
	c->checkpoint_seq = 0;
	return audit_open(c->store, &c->audit, &first, err);
}

static bool renew(struct centre *c, struct error *err)
{
	return store_begin(c->store, err) && renew_within(c, err) && store_commit(c->store, err);
}

bool chain_renew(struct centre *c, struct error *err)
{
	bool closed;
	return is_closed(c, &closed, err) && (!closed || patiently(c, renew, err));
}

/* ---- begin and end ---- */

static bool begin(struct centre *c, int64_t alive, struct error *err)
{
	int64_t now = clock_real_ms(c->clock);
	const struct audit_record first = AUDIT_BARE(now, "centre.start", "centre");
	return store_begin(c->store, err) && audit_open(c->store, &c->audit, &first, err) &&
	       audit_close_lost(c->store, &c->audit, alive, now, err) &&
	       store_commit(c->store, err);
}

static bool begin_alone(struct centre *c, struct error *err)
{
	return begin(c, INT64_MAX, err);
}

static bool begin_with_others(struct centre *c, struct error *err)
{
	return begin(c, clock_real_ms(c->clock) - CHAIN_LOST_MS, err);
}

static bool end(struct centre *c, struct error *err)
{
	const struct audit_record last =
	    AUDIT_BARE(clock_real_ms(c->clock), "centre.stop", "centre");
	return store_begin(c->store, err) && renew_within(c, err) &&
	       audit_close(c->store, &c->audit, &last, err) && store_commit(c->store, err);
}

bool chain_begin(struct centre *c, bool shared, struct error *err)
{
	return patiently(c, shared ? begin_with_others : begin_alone, err) &&
	       patiently(c, checkpoint_make, err);
}

bool chain_end(struct centre *c, struct error *err)
{
	return patiently(c, end, err) && patiently(c, checkpoint_make, err);
}
