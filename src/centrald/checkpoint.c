#include "centrald/checkpoint.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "centrald/chain.h"
#include "centrald/ids.h"

#define LOCK	  "checkpoint"
#define STEPS_MAX 200 /* of a path; two for each power of two there is: never reached */

/* ---- reading ---- */

static void take_checkpoint(void *arg, const struct store_row *row)
{
	struct checkpoint_held *h = arg;
	h->number = row_int(row, 0);
	h->time = row_int(row, 1);
	h->records = row_int(row, 2);
	row_text(row, 3, h->hash, sizeof h->hash);
	row_text(row, 4, h->jws, sizeof h->jws);
}

bool checkpoint_read(struct centre *c, struct error *err)
{
	return store_query(c->store, SQL_CHECKPOINT_LAST, SQL_NO_PARAMS, take_checkpoint,
	    &c->checkpoint, NULL, err);
}

static bool read_one(
    struct centre *c, int64_t number, struct checkpoint_held *out, struct error *err)
{
	long rows = 0;
	if (!store_query(c->store, SQL_CHECKPOINT, SQL_PARAMS(sql_int(number)), take_checkpoint,
		out, &rows, err))
		return false;
	return rows == 1 ||
	       error_set(err, PROBLEM_CENTRE_INTERNAL, "checkpoint %ld is missing", (long)number);
}

/* ---- making ---- */

struct head {
	struct audit_chain chain;
	bool closed;
};

struct heads {
	struct head *rows;
	size_t count, room;
	bool failed;
};

static void take_unsettled(void *arg, const struct store_row *row)
{
	struct heads *h = arg;
	if (h->count == h->room) {
		size_t room = h->room ? 2 * h->room : 16;
		struct head *more = reallocarray(h->rows, room, sizeof *more);
		if (!more) {
			h->failed = true;
			return;
		}
		h->rows = more;
		h->room = room;
	}
	struct head *head = &h->rows[h->count++];
	memset(head, 0, sizeof *head);
	row_text(row, 0, head->chain.name, sizeof head->chain.name);
	head->closed = row_int(row, 1) != 0;
}

/* The chains with their heads, and how many records were added to them since. */
static bool gather(struct centre *c, struct heads *h, long *added, struct error *err)
{
	*added = 0;
	if (!store_query(
		c->store, SQL_CHAINS_UNSETTLED, SQL_NO_PARAMS, take_unsettled, h, NULL, err))
		return false;
	for (size_t i = 0; i < h->count; i++) {
		struct audit_chain *chain = &h->rows[i].chain;
		int64_t covered;
		if (!audit_chain_head(c->store, chain, err) ||
		    !store_number(c->store, SQL_CHECKPOINT_COVERED,
			SQL_PARAMS(sql_text(chain->name)), &covered, err))
			return false;
		*added += (long)(chain->seq - covered);
	}
	return !h->failed || error_set(err, PROBLEM_MEMORY, "checkpoint");
}

static bool hash_heads(char out[HASH_HEX_SIZE], const struct heads *h, struct error *err)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < h->count; i++) {
		buf_str(&b, h->rows[i].chain.name);
		buf_u64(&b, (uint64_t)h->rows[i].chain.seq);
		buf_str(&b, h->rows[i].chain.head);
	}
	bool ok = buf_ok(&b) && hash_hex(out, b.data, b.len);
	buf_free(&b);
	return ok || error_set(err, PROBLEM_MEMORY, "checkpoint");
}

static bool add_links(struct centre *c, struct checkpoint *out, struct error *err)
{
	struct checkpoint_held before = {0};
	for (int level = 0; level < checkpoint_levels(out->number); level++) {
		if (!read_one(c, out->number - (1L << level), &before, err))
			return false;
		memcpy(out->links + (size_t)level * (HASH_HEX_SIZE - 1), before.hash,
		    HASH_HEX_SIZE - 1);
	}
	return true;
}

static bool sign(
    struct centre *c, const struct checkpoint *cp, struct checkpoint_held *out, struct error *err)
{
	struct buf jws = BUF_INIT;
	*out = (struct checkpoint_held){
	    .number = cp->number, .time = cp->time, .records = cp->records};
	bool ok = checkpoint_sign(&jws, cp, keys_receipt(c->keys), err);
	if (ok && (!buf_ok(&jws) || jws.len >= sizeof out->jws))
		ok = error_set(err, PROBLEM_MEMORY, "checkpoint");
	if (ok) {
		memcpy(out->jws, jws.data, jws.len + 1);
		ok = checkpoint_hash(out->hash, out->jws, jws.len) ||
		     error_set(err, PROBLEM_MEMORY, "checkpoint");
	}
	buf_free(&jws);
	return ok;
}

static bool store_heads(struct centre *c, const struct heads *h, int64_t number, struct error *err)
{
	for (size_t i = 0; i < h->count; i++) {
		const struct audit_chain *chain = &h->rows[i].chain;
		if (!store_run(c->store, SQL_CHECKPOINT_HEAD_ADD,
			SQL_PARAMS(sql_int(number), sql_text(chain->name), sql_int(chain->seq),
			    sql_text(chain->head)),
			NULL, err))
			return false;
		if (h->rows[i].closed && !store_run(c->store, SQL_CHAIN_SETTLE,
					     SQL_PARAMS(sql_text(chain->name)), NULL, err))
			return false;
	}
	return true;
}

static bool put_down(
    struct centre *c, const struct heads *h, long added, int64_t now, struct error *err)
{
	struct checkpoint cp = {.number = c->checkpoint.number + 1,
	    .time = now,
	    .records = c->checkpoint.records + added};
	struct checkpoint_held *held = calloc(1, sizeof *held);
	if (!held)
		return error_set(err, PROBLEM_MEMORY, "checkpoint");
	bool ok = hash_heads(cp.heads, h, err) && add_links(c, &cp, err) &&
		  sign(c, &cp, held, err) &&
		  store_run(c->store, SQL_CHECKPOINT_ADD,
		      SQL_PARAMS(sql_int(held->number), sql_int(held->time), sql_int(held->records),
			  sql_text(held->hash), sql_text(held->jws)),
		      NULL, err) &&
		  store_heads(c, h, held->number, err);
	if (ok)
		c->checkpoint = *held;
	free(held);
	return ok;
}

static bool gather_and_put_down(struct centre *c, int64_t now, struct error *err)
{
	struct heads h = {0};
	long added = 0;
	bool ok = audit_close_lost(c->store, &c->audit, now - CHAIN_LOST_MS, now, err) &&
		  gather(c, &h, &added, err) && (added == 0 || put_down(c, &h, added, now, err));
	free(h.rows);
	return ok;
}

/* Under the lock: another process may have made one meanwhile. */
static bool make(struct centre *c, bool always, int64_t now, struct error *err)
{
	if (!store_run(c->store, SQL_CHAIN_SEEN, SQL_PARAMS(sql_text(c->audit.name), sql_int(now)),
		NULL, err) ||
	    !store_run(c->store, SQL_LOCK_ROW, SQL_PARAMS(sql_text(LOCK)), NULL, err) ||
	    !store_run(c->store, SQL_LOCK_TAKE, SQL_PARAMS(sql_text(LOCK), sql_text(c->audit.name)),
		NULL, err) ||
	    !checkpoint_read(c, err))
		return false;
	int64_t passed = now - c->checkpoint.time;
	return (!always && passed >= 0 && passed < CHECKPOINT_EVERY_MS) ||
	       gather_and_put_down(c, now, err);
}

static bool in_transaction(struct centre *c, bool always, struct error *err)
{
	struct error ignored;
	int64_t now = clock_real_ms(c->clock);
	if (!store_begin(c->store, err))
		return false;
	c->checkpoint_tried = now;
	c->checkpoint_seq = c->audit.seq;
	if (make(c, always, now, err) && store_commit(c->store, err))
		return true;
	store_rollback(c->store);
	c->checkpoint_tried = 0; /* at the next opportunity again */
	if (!checkpoint_read(c, &ignored))
		log_error(&ignored);
	return false;
}

bool checkpoint_make(struct centre *c, struct error *err)
{
	return in_transaction(c, true, err);
}

bool checkpoint_when_due(struct centre *c, struct error *err)
{
	int64_t passed = clock_real_ms(c->clock) - c->checkpoint_tried;
	bool many = c->audit.seq - c->checkpoint_seq >= CHECKPOINT_EVERY_RECORDS;
	bool due = many || passed < 0 || passed >= CHECKPOINT_EVERY_MS;
	return !due || (chain_renew(c, err) && in_transaction(c, many, err));
}

/* ---- riding on answers ---- */

static bool add_path(struct call *c, struct error *err)
{
	struct checkpoint_held *at = malloc(sizeof *at);
	if (!at)
		return error_set(err, PROBLEM_MEMORY, "checkpoint");
	bool ok = true;
	int64_t number = c->centre->checkpoint.number;
	for (int i = 0; ok && i < STEPS_MAX; i++) {
		number = checkpoint_step((long)number, c->checkpoint_seen);
		if (number <= c->checkpoint_seen)
			break;
		ok = read_one(c->centre, number, at, err);
		if (ok)
			buf_printf(&c->checkpoints, "%s\n", at->jws);
	}
	free(at);
	return ok;
}

bool checkpoint_ride(struct call *c, struct error *err)
{
	const struct checkpoint_held *last = &c->centre->checkpoint;
	buf_clear(&c->checkpoints);
	if (last->number == 0 || c->route == NULL || c->route->listener != LISTENER_TERMINALS)
		return true;
	buf_printf(&c->checkpoints, "%s\n", last->jws);
	if (c->checkpoint_seen > 0 && c->checkpoint_seen < last->number - 1 && !add_path(c, err))
		return false;
	return buf_ok(&c->checkpoints) || error_set(err, PROBLEM_MEMORY, "checkpoint");
}
