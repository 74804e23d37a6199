#include "centrald/idempotency.h"

#include <stdlib.h>
#include <string.h>

#include "centrald/ids.h"

#define PROBLEM_TYPE "application/problem+json"

/* A counter's key survives a new certificate and a new login; a phone's goes with its key. */
static bool scoped_key(const struct call *c, struct buf *out, struct error *err)
{
	if (c->route->listener == LISTENER_TERMINALS)
		buf_printf(out, "%s-%s %s", c->peer.office, c->peer.counter, c->key);
	else
		buf_printf(out, "%s %s", c->thumbprint, c->key);
	return buf_ok(out) || error_set(err, PROBLEM_MEMORY, "idempotency");
}

/* Under the client's own key too: a body may hold a PIN or a citizen number, which from a
 * plain hash could be found by trying them all. */
static bool request_hash(
    const struct call *c, const char *scoped, char out[HASH_HEX_SIZE], struct error *err)
{
	struct buf b = BUF_INIT_SECRET;
	uint8_t mac[SHA256_SIZE];
	buf_str(&b, scoped);
	buf_str(&b, c->method);
	buf_str(&b, c->target);
	buf_blob(&b, c->body, c->body_len);
	bool ok = buf_ok(&b);
	if (ok) {
		keys_mac(mac, c->centre->keys, "request", b.data, b.len);
		hex_text(out, mac, sizeof mac);
	}
	buf_free(&b);
	return ok || error_set(err, PROBLEM_MEMORY, "idempotency");
}

struct stored {
	char request_hash[HASH_HEX_SIZE];
	int status;
	char *answer; /* owned; NULL: none, or no memory */
};

static void read_stored(void *arg, const struct store_row *row)
{
	struct stored *s = arg;
	row_text(row, 0, s->request_hash, sizeof s->request_hash);
	s->status = (int)row_int(row, 1);
	s->answer = strdup(row_borrow(row, 2));
}

static bool replay(struct call *c, const struct stored *s, const char *scoped, struct error *err)
{
	char hash[HASH_HEX_SIZE];
	if (!request_hash(c, scoped, hash, err))
		return false;
	if (!hash_equal(hash, s->request_hash))
		return error_set(err, PROBLEM_KEY_REUSED, "%s", "");
	buf_clear(&c->out);
	if (!s->answer || !keys_unseal(&c->out, c->centre->keys, scoped, s->answer))
		return error_set(err, PROBLEM_CENTRE_INTERNAL, "stored answer");
	c->type = s->status >= 400 ? PROBLEM_TYPE : NULL;
	return call_finish(c, s->status, err);
}

static bool find(struct call *c, const char *scoped, bool *found, struct error *err)
{
	struct stored s = {0};
	char hash[HASH_HEX_SIZE];
	long rows = 0;
	keys_hash(hash, c->centre->keys, "idempotency", scoped);
	bool ok = store_query(c->centre->store, SQL_IDEMPOTENCY, SQL_PARAMS(sql_text(hash)),
	    read_stored, &s, &rows, err);
	*found = rows == 1;
	ok = ok && (!*found || replay(c, &s, scoped, err));
	free(s.answer);
	return ok;
}

bool idempotency_find(struct call *c, bool *found, struct error *err)
{
	struct buf scoped = BUF_INIT_SECRET;
	*found = false;
	bool ok = scoped_key(c, &scoped, err) && find(c, (const char *)scoped.data, found, err);
	buf_free(&scoped);
	return ok;
}

static bool store(struct call *c, const char *scoped, struct error *err)
{
	char hash[HASH_HEX_SIZE];
	char request[HASH_HEX_SIZE];
	struct buf sealed = BUF_INIT;
	keys_hash(hash, c->centre->keys, "idempotency", scoped);
	bool ok = keys_seal(&sealed, c->centre->keys, scoped, c->out.data, c->out.len) ||
		  error_set(err, PROBLEM_MEMORY, "idempotency");
	ok = ok && request_hash(c, scoped, request, err) &&
	     store_run(c->centre->store, SQL_IDEMPOTENCY_ADD,
		 SQL_PARAMS(sql_text(hash), sql_text(request), sql_int(c->status),
		     sql_text((const char *)sealed.data), sql_int(c->now)),
		 NULL, err);
	buf_free(&sealed);
	return ok;
}

bool idempotency_store(struct call *c, struct error *err)
{
	struct buf scoped = BUF_INIT_SECRET;
	bool ok = scoped_key(c, &scoped, err) && store(c, (const char *)scoped.data, err);
	buf_free(&scoped);
	return ok;
}
