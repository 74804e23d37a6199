#include "centrald/certificates.h"

#include <stdlib.h>
#include <string.h>

#include "centrald/office.h"

static void read_row(void *arg, const struct store_row *row)
{
	struct certificate_row *r = arg;
	r->found = true;
	row_text(row, 0, r->office, sizeof r->office);
	row_text(row, 1, r->counter, sizeof r->counter);
	r->bound = row_int(row, 2) == 1;
	r->revoked = row_int(row, 3) != 0;
}

static bool find(struct store *store, enum sql q, const char *what, struct certificate_row *out,
    struct error *err)
{
	*out = (struct certificate_row){0};
	return store_query(store, q, SQL_PARAMS(sql_text(what)), read_row, out, NULL, err);
}

bool certificate_find(
    struct store *store, const char *fingerprint, struct certificate_row *out, struct error *err)
{
	return find(store, SQL_CERTIFICATE, fingerprint, out, err);
}

bool certificate_of_key(
    struct store *store, const char *spki, struct certificate_row *out, struct error *err)
{
	return find(store, SQL_CERTIFICATES_OF_KEY, spki, out, err);
}

bool certificate_add(struct store *store, const X509 *certificate, const char *office,
    const char *counter, bool bound, int64_t now, struct error *err)
{
	char fingerprint[FINGERPRINT_SIZE], spki[FINGERPRINT_SIZE], issuer[FINGERPRINT_SIZE];
	char serial[SERIAL_SIZE];
	int64_t registered;
	long added = 0;
	if (!store_number(store, SQL_TERMINAL_KNOWN,
		SQL_PARAMS(sql_text(office), sql_text(counter)), &registered, err))
		return false;
	if (registered != 1)
		return error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s-%s", office, counter);
	if (!certificate_fingerprint(fingerprint, certificate) ||
	    !key_fingerprint(spki, X509_get0_pubkey(certificate)) ||
	    !issuer_of(issuer, certificate) || !certificate_serial(serial, certificate))
		return error_set(err, PROBLEM_CERTIFICATE_REQUEST, "fingerprint");
	if (!store_run(store, SQL_CERTIFICATE_ADD,
		SQL_PARAMS(sql_text(fingerprint), sql_text(office), sql_text(counter),
		    sql_text(spki), sql_text(serial), sql_text(issuer), sql_int(now),
		    sql_int(certificate_end(certificate)), sql_int(bound)),
		&added, err))
		return false;
	return added == 1 || error_set(err, PROBLEM_CONFLICT, "%s-%s", office, counter);
}

bool certificate_days(struct store *store, long *days, struct error *err)
{
	char value[SETTING_SIZE];
	if (!setting_find(store, "certificate_days", value, err))
		return false;
	*days = *value ? strtol(value, NULL, 10) : CERTIFICATE_LIFE_DAYS;
	return true;
}

/* A key that was lost once gets no certificate any more, by whomever it is asked for. */
static bool key_is_good(struct store *store, EVP_PKEY *key, struct error *err)
{
	struct certificate_row row;
	char spki[FINGERPRINT_SIZE];
	if (!key_fingerprint(spki, key))
		return error_set(err, PROBLEM_MEMORY, "fingerprint");
	if (!certificate_of_key(store, spki, &row, err))
		return false;
	return !row.revoked ||
	       error_set(err, PROBLEM_CERTIFICATE_REVOKED, "%s-%s", row.office, row.counter);
}

X509 *certificate_issue(
    struct store *store, const struct issuer *i, const struct issue *what, struct error *err)
{
	X509 *c = key_is_good(store, what->key, err) ? issuer_sign(i, what, err) : NULL;
	if (c && certificate_add(store, c, what->office, what->counter, false, what->now, err))
		return c;
	X509_free(c);
	return NULL;
}

/* ---- whose a connection is ---- */

bool certificate_guard(struct call *c, struct error *err)
{
	struct certificate_row row;
	bool listed = false;
	if (!certificate_find(c->centre->store, c->peer.x5t, &row, err) ||
	    !setting_yes(c->centre->store, "listed_certificates", false, &listed, err))
		return false;
	if (row.revoked)
		return error_set(
		    err, PROBLEM_CERTIFICATE_REVOKED, "counter %s-%s", row.office, row.counter);
	if (row.bound) {
		memcpy(c->peer.office, row.office, sizeof c->peer.office);
		memcpy(c->peer.counter, row.counter, sizeof c->peer.counter);
	}
	if (!*c->peer.office || (listed && !row.found))
		return error_set(err, PROBLEM_CERTIFICATE_REFUSED, "not a counter's");
	return true;
}

/* ---- renewing ---- */

/* Only what this authority has signed, and nobody has bound by hand. */
static bool ours(const struct call *c, struct error *err)
{
	char by[FINGERPRINT_SIZE], own[FINGERPRINT_SIZE];
	const struct issuer *i = c->centre->issuer;
	return (i && issuer_of(by, c->peer.certificate) && issuer_name(own, i) &&
		   strcmp(by, own) == 0) ||
	       error_set(err, PROBLEM_CERTIFICATE_ELSEWHERE, "%s", "");
}

static bool answer(struct call *c, X509 *certificate, struct api_certificate *a, struct error *err)
{
	struct buf chain = BUF_INIT;
	bool ok = issuer_put_chain(&chain, c->centre->issuer, certificate, err);
	if (ok && chain.len >= sizeof a->certificate)
		ok = error_set(err, PROBLEM_CENTRE_INTERNAL, "certificate: too long");
	if (ok) {
		*a = (struct api_certificate){.expires = certificate_end(certificate)};
		memcpy(a->certificate, chain.data, chain.len);
		api_certificate_write(&c->out, a);
	}
	buf_free(&chain);
	return ok && call_finish(c, 201, err);
}

static bool issue_next(struct call *c, EVP_PKEY *key, struct api_certificate *a, struct error *err)
{
	struct issue what = {
	    .key = key, .office = c->peer.office, .counter = c->peer.counter, .now = c->now};
	if (!certificate_days(c->centre->store, &what.days, err))
		return false;
	X509 *next = certificate_issue(c->centre->store, c->centre->issuer, &what, err);
	bool ok = next && answer(c, next, a, err);
	X509_free(next);
	return ok;
}

bool certificate_renew(struct call *c, struct error *err)
{
	union {
		struct api_certificate_request request;
		struct api_certificate answer;
	} *body = calloc(1, sizeof *body);
	if (!body)
		return error_set(err, PROBLEM_MEMORY, "certificate");
	EVP_PKEY *key = NULL;
	bool ok = api_certificate_request_read(&body->request, c->body, c->body_len, err);
	if (ok)
		key =
		    counter_request_key(body->request.request, strlen(body->request.request), err);
	ok = key && ours(c, err) && issue_next(c, key, &body->answer, err);
	EVP_PKEY_free(key);
	free(body);
	return ok;
}
