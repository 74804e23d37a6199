#include "centrald/guard.h"

#include <string.h>

#include "centrald/certificates.h"
#include "centrald/enrolment.h"
#include "centrald/identity.h"
#include "centrald/ids.h"
#include "centrald/office.h"
#include "wire/jws.h"

static bool guard_counter(struct call *c, struct error *err)
{
	bool known = false;
	bool office = false;
	if (!certificate_guard(c, err) ||
	    !terminal_known(c->centre->store, &c->peer, &known, err) ||
	    !office_find(c->centre->store, c->peer.office, &c->office, &office, err))
		return false;
	if (!known || !office)
		return error_set(err, PROBLEM_CERTIFICATE_REFUSED, "counter %s-%s", c->peer.office,
		    c->peer.counter);
	return true;
}

struct session_row {
	struct officer officer;
	char certificate[HASH_HEX_SIZE];
	int64_t created, used;
};

static void read_session(void *arg, const struct store_row *row)
{
	struct session_row *s = arg;
	row_text(row, 0, s->officer.id, sizeof s->officer.id);
	row_text(row, 1, s->officer.name, sizeof s->officer.name);
	row_text(row, 2, s->officer.office, sizeof s->officer.office);
	s->officer.may_enroll = row_int(row, 3) == 1;
	row_text(row, 4, s->officer.citizen, sizeof s->officer.citizen);
	row_text(row, 5, s->certificate, sizeof s->certificate);
	s->created = row_int(row, 6);
	s->used = row_int(row, 7);
	s->officer.must_change = row_int(row, 8) == 1;
}

/* RFC 8705: the token is worth nothing over another counter's connection. */
static bool session_alive(const struct session_row *s, const struct call *c)
{
	int64_t idle = c->centre->config->session_idle * 1000;
	return hash_equal(s->certificate, c->peer.x5t) && c->now - s->used < idle &&
	       c->now - s->created < SESSION_LIFE_MS;
}

/* A counter that waits for a phone asks on and on, whether or not an officer stands there:
 * that is no use. The time of use is written when it has moved noticeably. */
static bool touch(struct call *c, const struct session_row *s, struct error *err)
{
	int64_t idle = c->centre->config->session_idle * 1000;
	if (c->route->unasked || c->now - s->used < idle / 30)
		return true;
	return store_run(c->centre->store, SQL_SESSION_TOUCH,
	    SQL_PARAMS(sql_text(s->officer.token), sql_int(c->now)), NULL, err);
}

static const char *bearer(const struct call *c)
{
	static const char scheme[] = "Bearer ";
	size_t len = sizeof scheme - 1;
	return strncasecmp(c->authorization, scheme, len) == 0 ? c->authorization + len : "";
}

static bool guard_session(struct call *c, struct error *err)
{
	struct session_row s = {0};
	char today[DATE_ISO_SIZE];
	long rows = 0;
	keys_hash(s.officer.token, c->centre->keys, "token", bearer(c));
	date_to_iso(today, bangkok_time_of(c->now).date);
	if (!store_query(c->centre->store, SQL_SESSION,
		SQL_PARAMS(sql_text(s.officer.token), sql_text(today)), read_session, &s, &rows,
		err))
		return false;
	if (rows != 1 || !session_alive(&s, c))
		return error_set(err, PROBLEM_NOT_LOGGED_IN, "%s", "");
	c->officer = s.officer;
	/* a loan has begun or ended since the login */
	if (strcmp(s.officer.office, c->peer.office) != 0 && !c->route->before_pin)
		return error_set(err, PROBLEM_OTHER_OFFICE, "officer of %s", s.officer.office);
	if (s.officer.must_change && !c->route->before_pin)
		return error_set(err, PROBLEM_PIN_CHANGE_NEEDED, "%s", "");
	if (c->route->right && !s.officer.may_enroll)
		return error_set(err, PROBLEM_NOT_PERMITTED, "enroll");
	return touch(c, &s, err);
}

/* By the key that claimed the enrollment: any other phone's signature fails. */
static bool guard_phone(struct call *c, struct error *err)
{
	struct enrolment e;
	if (c->admitted)
		return true;
	if (!enrolment_find(c, c->id, &e, err))
		return false;
	EVP_PKEY *key = *e.jwk ? jwk_read(e.jwk, strlen(e.jwk), err) : NULL;
	if (!key)
		return error_set(err, PROBLEM_NOT_FOUND, "enrollment");
	bool ok = dpop_guard(c, key, err);
	EVP_PKEY_free(key);
	return ok;
}

bool guard(struct call *c, struct error *err)
{
	if (c->refused != PROBLEM_NONE)
		return error_set(err, c->refused, "%s", "");
	if (c->route->keyed && !id_valid(c->key))
		return error_set(err, PROBLEM_BAD_REQUEST, API_IDEMPOTENCY_KEY);
	if (c->route->listener == LISTENER_TERMINALS)
		return guard_counter(c, err) && (!c->route->session || guard_session(c, err));
	if (c->route->signing == SIGNED_CLAIM)
		return dpop_guard(c, NULL, err);
	if (c->route->signing == SIGNED_HOLDER)
		return dpop_guard(c, NULL, err) && identity_guard(c, err);
	return c->route->signing == SIGNED_NOT || guard_phone(c, err);
}
