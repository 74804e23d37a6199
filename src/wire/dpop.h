/*
 * wire/dpop.h - each request of a phone is signed in the shape of RFC 9449: header `DPoP`,
 * a compact JWS, ES256, typ dpop+jwt, claims htm, htu (path and query only), bh (base64url
 * of the body's SHA-256, an empty one too), nonce, jti, iat; the claim's carries jwk.
 */
#ifndef DDOPA_WIRE_DPOP_H
#define DDOPA_WIRE_DPOP_H

#include "wire/jws.h"

struct dpop_request {
	const char *method;
	const char *target; /* path and query */
	const void *body;
	size_t body_len;
	const char *nonce; /* "" when none is known yet */
};

bool dpop_sign(
    struct buf *out, EVP_PKEY *key, const struct dpop_request *r, bool with_jwk, struct error *err);

/* Checks everything but the nonce, which is handed out (it is the centre's stateless MAC
 * to judge). key: the pinned device key, or NULL to take and return the jwk inside. */
struct dpop_checked {
	char nonce[128];
	char jti[64];
	EVP_PKEY *key; /* owned by the caller when key was NULL */
};
bool dpop_check(struct dpop_checked *out, const char *header, EVP_PKEY *key,
    const struct dpop_request *r, struct error *err);

#endif
