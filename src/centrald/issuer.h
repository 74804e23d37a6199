/*
 * centrald/issuer.h - the authority of the counters' certificates: it signs them, and the
 * list of those that were revoked (RFC 5280).
 *
 * A counter's certificate has the subject of wire/certificate.h whatever was asked for, is
 * good for TLS clients alone (extendedKeyUsage clientAuth), and ends after some days, never
 * later than the authority's own.
 */
#ifndef DDOPA_CENTRALD_ISSUER_H
#define DDOPA_CENTRALD_ISSUER_H

#include "wire/certificate.h"

#define CERTIFICATE_DAYS_MAX 397
#define CRL_DAYS	     7 /* until the next list must be there; it is written anew long before */
#define SERIAL_SIZE	     41 /* 20 bytes in hexadecimal */

struct issuer;

/* Both files are PEM, the key's of mode 0600 at most. PROBLEM_AUTHORITY; NULL then. */
struct issuer *issuer_open(const char *certificate, const char *key, struct error *err);
void issuer_close(struct issuer *i);

/* SHA-256 of a name, in hexadecimal: that of a certificate's issuer, and the issuer's own. */
bool issuer_of(char out[FINGERPRINT_SIZE], const X509 *certificate);
bool issuer_name(char out[FINGERPRINT_SIZE], const struct issuer *i);
/* A certificate's serial number in hexadecimal, lower case. */
bool certificate_serial(char out[SERIAL_SIZE], const X509 *certificate);

struct issue {
	EVP_PKEY *key; /* the counter's, public */
	const char *office, *counter;
	int64_t now; /* ms */
	long days;
};
/* Caller frees. NULL with PROBLEM_AUTHORITY (it has ended or not begun) or PROBLEM_MEMORY. */
X509 *issuer_sign(const struct issuer *i, const struct issue *what, struct error *err);
/* Appends the certificate and the authority's as PEM: what goes into a counter's file. */
bool issuer_put_chain(
    struct buf *out, const struct issuer *i, X509 *certificate, struct error *err);

/* One line of the list. */
struct revoked_certificate {
	char serial[SERIAL_SIZE];
	int64_t when; /* ms */
};
/* Writes the list to a file beside `path` and puts it in its place, so that whoever reads
 * `path` finds the old one or the new one. PROBLEM_AUTHORITY, _CANNOT_CREATE, _IO. */
bool issuer_write_crl(const struct issuer *i, const char *path,
    const struct revoked_certificate *list, size_t count, int64_t now, struct error *err);

#endif
