#include "centrald/own_pin.h"

#include <openssl/crypto.h>

#include "base/date.h"
#include "base/secret.h"
#include "centrald/hasher.h"
#include "centrald/ids.h"
#include "centrald/pin.h"
#include "person/pin.h"

/* Judged before the old one is: nobody learns by it whether that is right. */
static bool may_choose(const struct call *c, const struct api_pin_change *p, struct error *err)
{
	if (pin_is_weak(p->new, bangkok_time_of(c->now).date))
		return error_set(err, PROBLEM_PIN_WEAK, "%s", "");
	return CRYPTO_memcmp(p->old, p->new, API_PIN_DIGITS) != 0 ||
	       error_set(err, PROBLEM_PIN_UNCHANGED, "%s", "");
}

static bool begin(struct call *c, struct error *err)
{
	struct api_pin_change *p = secret_alloc(sizeof *p);
	bool ok = p ? api_pin_change_read(p, c->body, c->body_len, err) && may_choose(c, p, err) &&
			  pin_begin_change(c, p->old, p->new, err)
		    : error_set(err, PROBLEM_MEMORY, "PIN");
	secret_free(p, sizeof *p);
	return ok;
}

static bool put(struct call *c, struct error *err)
{
	char salt[2 * PIN_SALT_SIZE + 1];
	char hash[2 * PIN_HASH_SIZE + 1];
	hex_text(salt, c->hashed->fresh_salt, PIN_SALT_SIZE);
	hex_text(hash, c->hashed->fresh_hash, PIN_HASH_SIZE);
	return store_run(c->centre->store, SQL_OFFICER_PIN_SET,
		   SQL_PARAMS(sql_text(c->officer.id), sql_text(salt), sql_text(hash)), NULL,
		   err) &&
	       store_run(c->centre->store, SQL_SESSIONS_END_OTHERS,
		   SQL_PARAMS(sql_text(c->officer.id), sql_text(c->officer.token)), NULL, err);
}

static bool end(struct call *c, struct error *err)
{
	struct officer judged;
	return pin_end(c, &judged, err) && put(c, err) && call_finish(c, 204, err);
}

bool pin_change(struct call *c, struct error *err)
{
	return c->hashed ? end(c, err) : begin(c, err);
}
