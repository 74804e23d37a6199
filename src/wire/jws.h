/*
 * wire/jws.h - JSON Web Signatures, compact, ES256 only, over EVP_PKEY so that a key in a
 * token can sign too (RFC 7515, 7518 §3.4); JWK thumbprints (RFC 7638).
 *
 * JOSE libraries take keys as JWK and cannot sign with a key that never leaves its token;
 * hence these two hundred lines, which a test holds against the `jose` program.
 */
#ifndef DDOPA_WIRE_JWS_H
#define DDOPA_WIRE_JWS_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/error.h"

/* header: the JSON object's members after "alg", e.g. "\"typ\":\"dpop+jwt\"", or "".
 * Appends the compact serialisation to out. */
bool jws_sign(struct buf *out, EVP_PKEY *key, const char *header, const void *payload, size_t len,
    struct error *err);

/* Splits and decodes without checking the signature (the key may stand inside). */
struct jws {
	struct buf header; /* JSON */
	struct buf payload;
	struct buf signature;	   /* 64 bytes */
	const char *signing_input; /* points into the text given */
	size_t signing_input_len;
};
bool jws_parse(struct jws *j, const char *text, size_t len, struct error *err);
bool jws_verify(const struct jws *j, EVP_PKEY *key, struct error *err);
/* The header's "typ" and the signature. *key NULL: it is set to the key of the header's
 * "jwk" (RFC 7515 §4.1.3), which is the caller's to free, also after a failure. */
bool jws_check(const struct jws *j, const char *type, EVP_PKEY **key, struct error *err);
void jws_free(struct jws *j);

/* P-256 public key <-> JWK {"crv":"P-256","kty":"EC","x":…,"y":…} (the members in that
 * order, so that the text is what RFC 7638 hashes). */
bool jwk_write(struct buf *out, EVP_PKEY *key, struct error *err);
EVP_PKEY *jwk_read(const void *json, size_t len, struct error *err); /* caller frees */
bool jwk_thumbprint(uint8_t out[SHA256_SIZE], EVP_PKEY *key, struct error *err);

EVP_PKEY *key_generate(struct error *err); /* P-256 */

#endif
