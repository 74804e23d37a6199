#include "centrald/identity.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "centrald/enrolment.h"
#include "centrald/linkage.h"

#define HOUR_MS (60 * 60 * 1000L)

/* ---- whose key ---- */

struct held {
	struct holder holder;
	int64_t revoked;
};

static void read_holder(void *arg, const struct store_row *row)
{
	struct held *h = arg;
	row_text(row, 0, h->holder.citizen, sizeof h->holder.citizen);
	row_text(row, 1, h->holder.enrolment, sizeof h->holder.enrolment);
	h->holder.since = row_int(row, 2);
	h->revoked = row_int(row, 3);
}

/* A key that nobody ever enrolled makes no record: anyone could make such keys. */
bool identity_guard(struct call *c, struct error *err)
{
	struct held h = {0};
	long rows = 0;
	if (!store_query(c->centre->store, SQL_HOLDER, SQL_PARAMS(sql_text(c->thumbprint)),
		read_holder, &h, &rows, err))
		return false;
	c->holder = h.holder;
	call_note_citizen(c, h.holder.citizen);
	if (rows == 0)
		c->thumbprint[0] = '\0';
	return (rows == 1 && h.revoked == 0) || error_set(err, PROBLEM_IDENTITY_DEAD, "%s", "");
}

bool identity_get(struct call *c, struct error *err)
{
	struct enrolment e;
	struct api_identity i = {.since = c->holder.since};
	if (!enrolment_find(c, c->holder.enrolment, &e, err))
		return false;
	text_append(i.enrolment, sizeof i.enrolment, e.id);
	text_append(i.assurance, sizeof i.assurance, e.assurance);
	api_identity_write(&c->out, &i);
	return call_finish(c, 200, err);
}

/* ---- revocation ---- */

struct revoked {
	struct api_revoked answer;
	char enrolment[API_ID_SIZE];
};

static void read_revoked(void *arg, const struct store_row *row)
{
	struct revoked *r = arg;
	char reason[24];
	row_text(row, 0, r->enrolment, sizeof r->enrolment);
	r->answer.time = row_int(row, 1);
	row_text(row, 2, reason, sizeof reason);
	if (!revocation_reason_parse(&r->answer.reason, reason))
		r->answer.reason = REVOKED_ON_REQUEST;
}

/* A key that is dead already stays so from its first revocation on. */
static bool revoke(
    struct call *c, const char *citizen, enum revocation_reason reason, struct error *err)
{
	char who[API_ID_SIZE];
	struct revoked r = {0};
	long rows = 0;
	call_who(c, who);
	call_note_citizen(c, citizen);
	if (!store_run(c->centre->store, SQL_REVOKE,
		SQL_PARAMS(sql_text(citizen), sql_int(c->now),
		    sql_text(revocation_reason_name(reason)), sql_text(who),
		    sql_text(c->peer.office)),
		NULL, err) ||
	    !store_query(c->centre->store, SQL_REVOKED, SQL_PARAMS(sql_text(citizen)), read_revoked,
		&r, &rows, err))
		return false;
	if (rows != 1)
		return error_set(err, PROBLEM_NO_DIGITAL_ID, "%s", "");
	memcpy(c->note_enrolment, r.enrolment, sizeof c->note_enrolment);
	api_revoked_write(&c->out, &r.answer);
	return call_finish(c, 200, err);
}

bool identity_revoke_own(struct call *c, struct error *err)
{
	struct api_own_revocation r;
	return api_own_revocation_read(&r, c->body, c->body_len, err) &&
	       revoke(c, c->holder.citizen, r.reason, err);
}

/* Each try counts, found or not: it tells whether somebody is enrolled. */
static bool within_limit(struct call *c, struct error *err)
{
	int64_t tries;
	if (!store_number(c->centre->store, SQL_AUDIT_REVOCATIONS,
		SQL_PARAMS(
		    sql_text(c->peer.office), sql_text(c->peer.counter), sql_int(c->now - HOUR_MS)),
		&tries, err))
		return false;
	return tries < REVOCATIONS_AN_HOUR || error_set(err, PROBLEM_RATE_LIMITED, "revocations");
}

bool revocation_create(struct call *c, struct error *err)
{
	struct api_revocation *r = secret_alloc(sizeof *r);
	enum revocation_reason reason = REVOKED_ON_REQUEST;
	char citizen[HASH_HEX_SIZE];
	bool ok = r ? api_revocation_read(r, c->body, c->body_len, err)
		    : error_set(err, PROBLEM_MEMORY, "revocation");
	if (ok) {
		citizen_hash(citizen, c->centre->keys, &r->number);
		reason = r->reason;
	}
	secret_free(r, sizeof *r);
	return ok && within_limit(c, err) && revoke(c, citizen, reason, err);
}
