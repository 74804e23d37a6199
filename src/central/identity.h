/*
 * central/identity.h - private to the room: who this counter is: certificate and key. The
 * key is used through EVP_PKEY only, so that one in a token can take its place.
 */
#ifndef DDOPA_CENTRAL_IDENTITY_H
#define DDOPA_CENTRAL_IDENTITY_H

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/clock.h"
#include "base/error.h"

struct identity {
	X509 *certificate;
	STACK_OF(X509) * chain; /* what follows it in its file, for the handshake */
	EVP_PKEY *key;
	char office[5];	  /* OU of the subject */
	char counter[16]; /* CN is OFFICE-COUNTER */
};

/* PROBLEM_CERTIFICATE_MISSING, _EXPIRED, PROBLEM_CONFIG (not of each other, no such
 * subject), PROBLEM_CONFIG_OWNER (a key that others may read). identity_free() also after
 * a failure. */
bool identity_load(struct identity *id, const char *certificate, const char *key,
    const struct clock *clock, struct error *err);
void identity_free(struct identity *id);

#endif
