#include "centrald/audit.h"

#include <string.h>

#include "centrald/ids.h"

bool audit_chain_start(struct audit_chain *chain)
{
	memset(chain, 0, sizeof *chain);
	memset(chain->head, '0', HASH_HEX_SIZE - 1);
	return id_make(chain->name, 'a');
}

/* Each field with its length before it, so that no two records read the same. */
static bool record_hash(char out[HASH_HEX_SIZE], const struct audit_chain *chain, int64_t seq,
    const struct audit_record *r)
{
	struct buf b = BUF_INIT;
	const char *const fields[] = {chain->head, chain->name, r->act, r->who, r->office,
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
	if (!record_hash(hash, chain, seq, r))
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
