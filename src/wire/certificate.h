/*
 * wire/certificate.h - a counter's certificate: what subject it bears, the request for one
 * (PKCS#10, RFC 2986, as PEM), and the bodies in which it is renewed.
 *
 * Keys are P-256. The subject is O=DOPA, OU=<office>, CN=<office>-<counter>; whoever signs
 * forces it, so that what a request says of it is only a help to the operator's eyes. The
 * request's own signature shows that who asks has the key.
 */
#ifndef DDOPA_WIRE_CERTIFICATE_H
#define DDOPA_WIRE_CERTIFICATE_H

#include <openssl/x509.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/error.h"

#define CERTIFICATE_LIFE_DAYS 7	   /* how long one lasts where nothing else is set */
#define CERTIFICATE_PEM_SIZE  4096 /* of a request; with its NUL */
#define CERTIFICATES_SIZE     8192 /* of a certificate and its authority's; with its NUL */
#define FINGERPRINT_SIZE      (2 * SHA256_SIZE + 1)

/* False when there is no memory. */
bool counter_subject_set(X509_NAME *name, const char *office, const char *counter);

/* Appends the request as PEM. PROBLEM_MEMORY. */
bool counter_request_write(
    struct buf *out, EVP_PKEY *key, const char *office, const char *counter, struct error *err);
/* The public key of a request; caller frees. NULL with PROBLEM_CERTIFICATE_REQUEST: it is not
 * one, its key is not P-256, or its signature is not by that key. */
EVP_PKEY *counter_request_key(const void *pem, size_t len, struct error *err);

/* The first certificate of a PEM text; caller frees. NULL: there is none in it. */
X509 *certificate_parse(const void *pem, size_t len);
/* Appends it as PEM; false when there is no memory. */
bool certificate_write(struct buf *out, X509 *certificate);

/* SHA-256 of the certificate, and of the key's SubjectPublicKeyInfo, in hexadecimal. */
bool certificate_fingerprint(char out[FINGERPRINT_SIZE], const X509 *certificate);
bool key_fingerprint(char out[FINGERPRINT_SIZE], EVP_PKEY *key);
/* When it begins and ends, in ms since 1970; 0 where that cannot be told. */
int64_t certificate_begin(const X509 *certificate);
int64_t certificate_end(const X509 *certificate);
int64_t certificate_time(const ASN1_TIME *time);

/* POST /v1/certificate */
struct api_certificate_request {
	char request[CERTIFICATE_PEM_SIZE]; /* PEM */
};
void api_certificate_request_write(struct buf *out, const struct api_certificate_request *r);
bool api_certificate_request_read(
    struct api_certificate_request *r, const void *json, size_t len, struct error *err);

struct api_certificate {
	char certificate[CERTIFICATES_SIZE]; /* PEM, its authority's behind it */
	int64_t expires;
};
void api_certificate_write(struct buf *out, const struct api_certificate *c);
bool api_certificate_read(
    struct api_certificate *c, const void *json, size_t len, struct error *err);

#endif
