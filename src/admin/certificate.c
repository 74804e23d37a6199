/* The counters' certificates: signed, renewed, bound, revoked; each an act in the audit. The
 * store decides at once (a running centre asks it at every request); the list of revoked ones
 * is for whoever checks certificates without it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "admin/admin.h"
#include "base/date.h"
#include "centrald/certificates.h"

#define FILE_MAX (CERTIFICATES_SIZE - 1)

/* A short file as a whole. */
static bool read_file(
    const char *path, char text[CERTIFICATES_SIZE], size_t *len, struct error *err)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return error_errno(err, PROBLEM_IO, errno, path);
	*len = fread(text, 1, CERTIFICATES_SIZE, f);
	bool ok = !ferror(f);
	fclose(f);
	if (!ok)
		return error_errno(err, PROBLEM_IO, EIO, path);
	return *len <= FILE_MAX ||
	       error_set(err, PROBLEM_CERTIFICATE_REQUEST, "%s: too long", path);
}

static EVP_PKEY *read_request(const char *path, struct error *err)
{
	char text[CERTIFICATES_SIZE];
	size_t len;
	return read_file(path, text, &len, err) ? counter_request_key(text, len, err) : NULL;
}

static X509 *read_certificate(const char *path, struct error *err)
{
	char text[CERTIFICATES_SIZE];
	size_t len;
	if (!read_file(path, text, &len, err))
		return NULL;
	X509 *c = certificate_parse(text, len);
	if (!c)
		error_set(err, PROBLEM_CERTIFICATE_REQUEST, "%s: no certificate in it", path);
	return c;
}

static struct issuer *open_issuer(const struct admin *a, struct error *err)
{
	const char *certificate = admin_text(a, OPT_CA_CERT), *key = admin_text(a, OPT_CA_KEY);
	if (*certificate && *key)
		return issuer_open(certificate, key, err);
	error_set(err, PROBLEM_USAGE, "--ca-cert, --ca-key");
	return NULL;
}

/* ---- signing ---- */

struct signing_run {
	struct issuer *issuer;
	struct issue what;
	struct buf chain;
};

static void signing_free(struct signing_run *s)
{
	issuer_close(s->issuer);
	EVP_PKEY_free(s->what.key);
	buf_free(&s->chain);
}

static bool signing_open(
    struct admin *a, struct signing_run *s, const char *request, struct error *err)
{
	*s = (struct signing_run){.what = {.now = a->now}, .chain = BUF_INIT};
	s->issuer = open_issuer(a, err);
	s->what.key = s->issuer ? read_request(request, err) : NULL;
	return s->what.key && admin_begin(a, err);
}

/* The certificate leaves only when the store has it for good. */
static bool sign(struct admin *a, struct signing_run *s, const char *act, struct error *err)
{
	if (!certificate_days(a->store, &s->what.days, err))
		return false;
	X509 *c = certificate_issue(a->store, s->issuer, &s->what, err);
	bool ok = c && issuer_put_chain(&s->chain, s->issuer, c, err) &&
		  admin_record(a, act, s->what.office, s->what.counter, err) &&
		  admin_commit(a, err);
	X509_free(c);
	if (!ok)
		return false;
	return (fwrite(s->chain.data, 1, s->chain.len, a->out) == s->chain.len &&
		   fflush(a->out) == 0) ||
	       error_errno(err, PROBLEM_IO, errno, "output");
}

bool terminal_sign(struct admin *a, int *status, struct error *err)
{
	struct signing_run s;
	(void)status;
	bool ok = signing_open(a, &s, a->operands[2], err);
	s.what.office = a->operands[0];
	s.what.counter = a->operands[1];
	ok = ok && sign(a, &s, "terminal.sign", err);
	signing_free(&s);
	return ok;
}

/* Who has the key of a certificate is its counter: nobody has to say which one it is. */
static bool find_counter(
    struct admin *a, const struct signing_run *s, struct certificate_row *row, struct error *err)
{
	char spki[FINGERPRINT_SIZE];
	if (!key_fingerprint(spki, s->what.key))
		return error_set(err, PROBLEM_MEMORY, "fingerprint");
	if (!certificate_of_key(a->store, spki, row, err))
		return false;
	if (!row->found)
		return error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", a->operands[0]);
	return !row->bound || error_set(err, PROBLEM_CERTIFICATE_ELSEWHERE, "%s", a->operands[0]);
}

bool terminal_renew(struct admin *a, int *status, struct error *err)
{
	struct signing_run s;
	struct certificate_row row;
	(void)status;
	bool ok = signing_open(a, &s, a->operands[0], err) && find_counter(a, &s, &row, err);
	s.what.office = row.office;
	s.what.counter = row.counter;
	ok = ok && sign(a, &s, "terminal.renew", err);
	signing_free(&s);
	return ok;
}

bool terminal_bind(struct admin *a, int *status, struct error *err)
{
	const char *office = a->operands[0], *counter = a->operands[1];
	X509 *c = read_certificate(a->operands[2], err);
	(void)status;
	bool ok = c && admin_begin(a, err) &&
		  certificate_add(a->store, c, office, counter, true, a->now, err) &&
		  admin_record(a, "terminal.bind", office, counter, err) && admin_commit(a, err);
	X509_free(c);
	return ok;
}

/* ---- revoking ---- */

struct revoked_list {
	struct revoked_certificate *rows;
	size_t count, room;
	bool failed;
};

static void take_revoked(void *arg, const struct store_row *row)
{
	struct revoked_list *l = arg;
	if (l->count == l->room) {
		size_t room = l->room ? 2 * l->room : 64;
		struct revoked_certificate *more = reallocarray(l->rows, room, sizeof *more);
		l->failed = l->failed || !more;
		if (!more)
			return;
		l->rows = more;
		l->room = room;
	}
	struct revoked_certificate *r = &l->rows[l->count++];
	row_text(row, 0, r->serial, sizeof r->serial);
	r->when = row_int(row, 1);
}

static bool write_crl(struct admin *a, const struct issuer *issuer, struct error *err)
{
	struct revoked_list l = {0};
	char name[FINGERPRINT_SIZE];
	bool ok = issuer_name(name, issuer) || error_set(err, PROBLEM_MEMORY, "list");
	ok = ok && store_query(a->store, SQL_CERTIFICATES_REVOKED,
		       SQL_PARAMS(sql_text(name), sql_int(a->now)), take_revoked, &l, NULL, err);
	if (ok && l.failed)
		ok = error_set(err, PROBLEM_MEMORY, "list");
	ok = ok && issuer_write_crl(issuer, admin_text(a, OPT_CRL), l.rows, l.count, a->now, err);
	free(l.rows);
	return ok;
}

/* One that the store has not seen before is noted, so that it stays revoked. */
static bool revoke_one(struct admin *a, X509 *c, long *changed, struct error *err)
{
	struct certificate_row row;
	char fingerprint[FINGERPRINT_SIZE];
	if (!certificate_fingerprint(fingerprint, c))
		return error_set(err, PROBLEM_MEMORY, "fingerprint");
	return certificate_find(a->store, fingerprint, &row, err) &&
	       (row.found || certificate_add(a->store, c, a->operands[0], a->operands[1], false,
				 a->now, err)) &&
	       store_run(a->store, SQL_CERTIFICATE_REVOKE,
		   SQL_PARAMS(sql_text(fingerprint), sql_int(a->now)), changed, err);
}

static bool revoke(struct admin *a, X509 *c, struct error *err)
{
	const char *office = a->operands[0], *counter = a->operands[1];
	long changed = 0;
	bool ok = c ? revoke_one(a, c, &changed, err)
		    : store_run(a->store, SQL_CERTIFICATES_REVOKE,
			  SQL_PARAMS(sql_text(office), sql_text(counter), sql_int(a->now),
			      sql_int(a->now)),
			  &changed, err);
	if (ok && changed == 0)
		return error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s-%s", office, counter);
	return ok && admin_record(a, "terminal.revoke", office, counter, err) &&
	       admin_commit(a, err);
}

/* The store first: that holds at once. When the list cannot be written it is told, and
 * `terminal crl` writes it. */
bool terminal_revoke(struct admin *a, int *status, struct error *err)
{
	bool list = a->value[OPT_CRL] || a->value[OPT_CA_CERT] || a->value[OPT_CA_KEY];
	X509 *c = NULL;
	struct issuer *issuer = NULL;
	(void)status;
	if (list && !a->value[OPT_CRL])
		return error_set(err, PROBLEM_USAGE, "--crl");
	bool ok = (!list || (issuer = open_issuer(a, err))) &&
		  (a->operand_count < 3 || (c = read_certificate(a->operands[2], err))) &&
		  admin_begin(a, err) && revoke(a, c, err) && (!list || write_crl(a, issuer, err));
	X509_free(c);
	issuer_close(issuer);
	return ok;
}

bool terminal_crl(struct admin *a, int *status, struct error *err)
{
	(void)status;
	if (!a->value[OPT_CRL])
		return error_set(err, PROBLEM_USAGE, "--crl");
	struct issuer *issuer = open_issuer(a, err);
	bool ok = issuer && write_crl(a, issuer, err);
	issuer_close(issuer);
	return ok;
}

/* ---- showing ---- */

static void show_row(void *arg, const struct store_row *row)
{
	static const char *const states[] = {"signed", "bound", "revoked"};
	char text[4][FINGERPRINT_SIZE], added[RFC3339_SIZE], expires[RFC3339_SIZE];
	for (int i = 0; i < 4; i++)
		row_text(row, i, text[i], sizeof text[i]);
	rfc3339_format(added, row_int(row, 4));
	rfc3339_format(expires, row_int(row, 5));
	const char *state = states[row_int(row, 7) ? 2 : row_int(row, 6) == 1];
	table_row(
	    arg, (const struct cell[]){CELL_TEXT(text[0]), CELL_TEXT(text[1]), CELL_TEXT(state),
		     CELL_TEXT(added), CELL_TEXT(expires), CELL_TEXT(text[3]), CELL_TEXT(text[2])});
}

bool terminal_certificates(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {
	    "office", "counter", "state", "added", "expires", "serial", "fingerprint", NULL};
	struct table t;
	(void)status;
	return admin_table(a, &t, columns, err) &&
	       store_query(a->store, SQL_CERTIFICATES,
		   SQL_PARAMS(sql_text(admin_text(a, OPT_OFFICE)), sql_int(a->now)), show_row, &t,
		   NULL, err) &&
	       table_end(&t, err);
}
