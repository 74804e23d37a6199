#include "centrald/audit.h"

#include <string.h>

#include "centrald/ids.h"

static bool chain_start(struct audit_chain *chain)
{
	memset(chain, 0, sizeof *chain);
	memset(chain->head, '0', HASH_HEX_SIZE - 1);
	return id_make(chain->name, 'a');
}

/* Each field with its length before it, so that no two records read the same. */
bool audit_hash(char out[HASH_HEX_SIZE], const struct audit_chain *before, int64_t seq,
    const struct audit_record *r)
{
	struct buf b = BUF_INIT;
	const char *const fields[] = {before->head, before->name, r->act, r->who, r->office,
	    r->counter, r->result, r->correlation, r->enrolment, r->citizen};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		buf_str(&b, fields[i]);
	buf_u64(&b, (uint64_t)seq);
	buf_u64(&b, (uint64_t)r->time);
	bool ok = buf_ok(&b) && hash_hex(out, b.data, b.len);
	buf_free(&b);
	return ok;
}

bool audit_append(
    struct store *store, struct audit_chain *chain, const struct audit_record *r, struct error *err)
{
	char hash[HASH_HEX_SIZE];
	int64_t seq = chain->seq + 1;
	if (!audit_hash(hash, chain, seq, r))
		return error_set(err, PROBLEM_MEMORY, "audit");
	if (!store_run(store, SQL_AUDIT_ADD,
		SQL_PARAMS(sql_text(chain->name), sql_int(seq), sql_int(r->time), sql_text(r->act),
		    sql_text(r->who), sql_text(r->office), sql_text(r->counter),
		    sql_text(r->result), sql_text(r->correlation), sql_text(r->enrolment),
		    sql_text(r->citizen), sql_text(hash)),
		NULL, err))
		return false;
	chain->seq = seq;
	memcpy(chain->head, hash, sizeof hash);
	return true;
}

bool audit_open(struct store *store, struct audit_chain *chain, const struct audit_record *first,
    struct error *err)
{
	if (!chain_start(chain))
		return error_set(err, PROBLEM_SYSTEM, "random numbers");
	return store_run(store, SQL_CHAIN_ADD,
		   SQL_PARAMS(sql_text(chain->name), sql_int(first->time)), NULL, err) &&
	       audit_append(store, chain, first, err);
}

bool audit_close(struct store *store, struct audit_chain *chain, const struct audit_record *last,
    struct error *err)
{
	return audit_append(store, chain, last, err) &&
	       store_run(store, SQL_CHAIN_CLOSE,
		   SQL_PARAMS(sql_text(chain->name), sql_int(last->time)), NULL, err);
}

/* ---- chains of the dead ---- */

#define LOST_MAX 64 /* as many as the statement gives */

struct lost_chains {
	struct audit_chain chains[LOST_MAX];
	size_t count;
};

static void take_lost(void *arg, const struct store_row *row)
{
	struct lost_chains *lost = arg;
	if (lost->count == LOST_MAX)
		return;
	struct audit_chain *c = &lost->chains[lost->count];
	memset(c, 0, sizeof *c);
	memset(c->head, '0', HASH_HEX_SIZE - 1);
	row_text(row, 0, c->name, sizeof c->name);
	lost->count++;
}

static void take_head(void *arg, const struct store_row *row)
{
	struct audit_chain *c = arg;
	c->seq = row_int(row, 0);
	row_text(row, 1, c->head, sizeof c->head);
}

bool audit_chain_head(struct store *store, struct audit_chain *chain, struct error *err)
{
	return store_query(
	    store, SQL_AUDIT_HEAD, SQL_PARAMS(sql_text(chain->name)), take_head, chain, NULL, err);
}

bool audit_close_lost(struct store *store, const struct audit_chain *own, int64_t before,
    int64_t now, struct error *err)
{
	struct lost_chains lost = {.count = 0};
	struct audit_record last = AUDIT_BARE(now, AUDIT_LOST, "centre");
	last.correlation = own->name;
	bool ok = store_query(store, SQL_CHAINS_LOST,
	    SQL_PARAMS(sql_text(own->name), sql_int(before)), take_lost, &lost, NULL, err);
	for (size_t i = 0; ok && i < lost.count; i++)
		ok = audit_chain_head(store, &lost.chains[i], err) &&
		     audit_close(store, &lost.chains[i], &last, err);
	return ok;
}
