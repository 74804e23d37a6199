/*
 * phone/client.h - calls of the citizens' listener (wire/api.h): signed by the device key,
 * sent again where that is safe, problem documents understood.
 *
 * A call that the centre's nonce was too old for is signed anew and sent at once, one whose
 * signature was refused too, but only once (see client.c); one that
 * brought no answer is sent again after 0.5, 1, 2, … seconds with the same idempotency
 * key: four times in all, or, where the call is patient, until its deadline.
 */
#ifndef DDOPA_PHONE_CLIENT_H
#define DDOPA_PHONE_CLIENT_H

#include <openssl/evp.h>

#include "phone/http.h"

enum client_signature { UNSIGNED, SIGNED, SIGNED_WITH_JWK };

struct client_call {
	const char *target;	/* path and query; copied */
	const struct buf *body; /* POST; NULL: GET. Copied */
	enum client_signature signature;
	long wait_s;	       /* of a long-poll */
	int64_t patient_until; /* clock_mono_ms; 0: not patient */
};

/* problem is NULL when the centre did it; body is its answer, valid in the callback until
 * the next call is started. */
typedef void client_fn(void *arg, const struct error *problem, const struct buf *body);

struct client;

struct client *client_new(struct loop *loop, const struct http_options *options, struct error *err);
void client_free(struct client *c);
/* The device key, the client's from now on (freed with it); NULL drops it. */
void client_set_key(struct client *c, EVP_PKEY *key);
EVP_PKEY *client_key(const struct client *c);

/* Replaces a call still under way, whose callback will not fire. fn fires once, from the
 * loop. */
void client_start(struct client *c, const struct client_call *call, client_fn *fn, void *arg);
void client_abort(struct client *c);
/* Told each time a call has to wait before it is sent again. */
typedef void client_wait_fn(void *arg, const struct error *problem);
void client_on_wait(struct client *c, client_wait_fn *fn, void *arg);

#endif
