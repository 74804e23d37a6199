/*
 * phone/http.h - one HTTPS request at a time, on the loop (libcurl's multi interface).
 *
 * TLS 1.3 only, the configured CA the only trust anchor; no proxy, no redirect, no netrc,
 * no cookies, no compression. Body and header bytes are counted in the callbacks: libcurl
 * 7.88 does not bound a chunked body (hardening.md, finding 5). libcurl runs on an
 * allocator that wipes (finding 3).
 */
#ifndef DDOPA_PHONE_HTTP_H
#define DDOPA_PHONE_HTTP_H

#include "base/buf.h"
#include "base/error.h"
#include "base/loop.h"

struct http_options {
	const char *host;    /* HOST[:PORT] */
	const char *connect; /* ADDRESS:PORT instead, or NULL */
	const char *ca;	     /* PEM file */
};

struct http_request {
	const char *target; /* path and query */
	const void *body;   /* POST; NULL: GET. Kept by the caller until the answer */
	size_t body_len;
	const char *dpop;	     /* header's value, or NULL */
	const char *idempotency_key; /* or NULL */
	long wait_s;		     /* a long-poll: so much longer than a call */
};

struct http_answer {
	struct error error; /* no answer came: PROBLEM_CENTRE_…; else PROBLEM_NONE */
	long status;
	const struct buf *body;
	const char *nonce; /* DPoP-Nonce, or "" */
};

typedef void http_fn(void *arg, const struct http_answer *answer);

struct http;

bool http_global_init(struct error *err); /* once, before any thread */
/* Options' strings must outlive it. PROBLEM_CONFIG when the CA cannot be read. */
struct http *http_new(struct loop *loop, const struct http_options *options, struct error *err);
void http_free(struct http *h); /* a pending callback does not fire */

/* Replaces a request still under way, whose callback will not fire. fn fires exactly once,
 * never from inside this call. */
void http_start(struct http *h, const struct http_request *request, http_fn *fn, void *arg);
void http_abort(struct http *h);

#endif
