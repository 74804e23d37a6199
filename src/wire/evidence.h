/*
 * wire/evidence.h - the evidence JWS (signed by the client certificate's key, `x5t#S256`
 * in its header), the receipt, the consent and proof payloads, and the match code.
 */
#ifndef DDOPA_WIRE_EVIDENCE_H
#define DDOPA_WIRE_EVIDENCE_H

#include <openssl/x509.h>

#include "wire/api.h"
#include "wire/jws.h"

bool evidence_sign(struct buf *out, const struct api_evidence *e, EVP_PKEY *key, X509 *certificate,
    struct error *err);
/* Checks x5t#S256 against this connection's certificate and the signature by its key. */
bool evidence_check(struct api_evidence *e, const char *jws, X509 *certificate, struct error *err);

/* Of what was checked before and kept: the signature is not judged again. */
bool evidence_read(struct api_evidence *e, const char *jws, struct error *err);

bool consent_sign(struct buf *out, EVP_PKEY *key, const char *enrolment_id,
    const struct api_texts *texts, struct error *err);
bool consent_check(const char *jws, EVP_PKEY *key, const char *enrolment_id,
    const struct api_texts *texts, struct error *err);

bool proof_sign(struct buf *out, EVP_PKEY *key, const char *enrolment_id, const uint8_t nonce[32],
    struct error *err);
bool proof_check(const char *jws, EVP_PKEY *key, const char *enrolment_id, const uint8_t nonce[32],
    struct error *err);

/* Four digits: the first 8 bytes, big-endian, of SHA-256("ddopa-match-1" || nonce ||
 * thumbprint of the device key), mod 10,000. */
bool match_code(
    char out[API_MATCH_DIGITS + 1], const uint8_t nonce[32], const uint8_t thumbprint[SHA256_SIZE]);

/* "HTTPS://HOST/E/<26 symbols>" */
bool code_url_write(char out[API_CODE_URL_SIZE], const char *host, const char *symbols);
/* host: must be the phone's own (case-insensitive), else PROBLEM_CODE_OTHER_HOST. */
bool code_url_parse(
    char symbols[API_CODE_SYMBOLS + 1], const char *url, const char *host, struct error *err);

struct receipt {
	char enrolment_id[API_ID_SIZE];
	char citizen_hash[2 * SHA256_SIZE + 1]; /* the centre's keyed hash, hex */
	int64_t time;
	char audit_head[2 * SHA256_SIZE + 1];
};
bool receipt_sign(struct buf *out, const struct receipt *r, EVP_PKEY *key, struct error *err);
bool receipt_check(struct receipt *r, const char *jws, EVP_PKEY *key, struct error *err);

#endif
