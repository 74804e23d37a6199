/*
 * centrald/certificates.h - the counters' certificates as the store knows them: signed by
 * the centre's authority, or another's that an operator has bound to a counter. A
 * certificate that was revoked here is refused from the next request on, whatever the list
 * of revoked ones says; one that the store does not know is its subject's, unless the
 * setting `listed_certificates` refuses it.
 */
#ifndef DDOPA_CENTRALD_CERTIFICATES_H
#define DDOPA_CENTRALD_CERTIFICATES_H

#include "centrald/call.h"
#include "centrald/issuer.h"

struct certificate_row {
	bool found, bound, revoked;
	char office[5], counter[16];
};

bool certificate_find(
    struct store *store, const char *fingerprint, struct certificate_row *out, struct error *err);
/* The newest that was signed for this key; a revoked one before all others. */
bool certificate_of_key(
    struct store *store, const char *spki, struct certificate_row *out, struct error *err);

/* PROBLEM_NO_SUCH_ENTRY: no such counter; PROBLEM_CONFLICT: the certificate is there. */
bool certificate_add(struct store *store, const X509 *certificate, const char *office,
    const char *counter, bool bound, int64_t now, struct error *err);

/* How many days one lasts: the setting `certificate_days`, else CERTIFICATE_LIFE_DAYS. */
bool certificate_days(struct store *store, long *days, struct error *err);

/* Signs a certificate for a counter's key and notes it in the store. Caller frees; NULL on
 * failure, PROBLEM_CERTIFICATE_REVOKED when one of this key was revoked. */
X509 *certificate_issue(
    struct store *store, const struct issuer *i, const struct issue *what, struct error *err);

/* Puts the connection's certificate to its counter: PROBLEM_CERTIFICATE_REVOKED, or _REFUSED
 * when it is no counter's. */
bool certificate_guard(struct call *c, struct error *err);

/* POST /v1/certificate */
bool certificate_renew(struct call *c, struct error *err);

#endif
