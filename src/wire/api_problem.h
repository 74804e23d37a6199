/*
 * wire/api_problem.h - the bounds of the protocol, and the body of every refusal. Part of
 * wire/api.h.
 */
#ifndef DDOPA_WIRE_API_PROBLEM_H
#define DDOPA_WIRE_API_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/error.h"
#include "person/person.h"

#define API_VERSION	    1
#define API_BODY_MAX	    (256 * 1024)
#define API_ID_SIZE	    40 /* "e" and 32 hex digits; also idempotency keys and jti */
#define API_TOKEN_SIZE	    64
#define API_HOST_MAX	    24 /* of a code's address, port included */
#define API_CODE_SYMBOLS    26
#define API_CODE_URL_SIZE   64 /* HTTPS://HOST/E/ and 26 symbols */
#define API_NAME_SIZE	    304
#define API_JWS_MAX	    8192
#define API_REASONS_MAX	    20
#define API_LIST_MAX	    64
#define API_LONG_POLL_MAX   60 /* seconds */
#define API_MATCH_DIGITS    4
#define API_PIN_DIGITS	    8
#define API_IDEMPOTENCY_KEY "Idempotency-Key"
#define API_CORRELATION	    "X-Correlation-Id"

struct api_problem {
	enum problem problem;
	char detail[200]; /* context, never person data */
	char correlation[API_ID_SIZE];
	enum problem reasons[API_REASONS_MAX]; /* where several apply at once */
	size_t reason_count;
};
void api_problem_write(struct buf *out, const struct api_problem *p);
bool api_problem_read(struct api_problem *p, const void *json, size_t len, struct error *err);

#endif
