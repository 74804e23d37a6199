/*
 * batch/ndjson_request.h - one line of a batch as a request, by the table of kinds.
 *
 * A line is one JSON object: `key`, the caller's own name for it, `kind`, and what the kind
 * wants. To add a kind: one row in ndjson_kinds.c, its two forms in etc/schemas, its words in
 * ddopa-batch(5).
 */
#ifndef DDOPA_BATCH_NDJSON_REQUEST_H
#define DDOPA_BATCH_NDJSON_REQUEST_H

#include "base/buf.h"
#include "batch/ndjson_lines.h"
#include "central/central.h"
#include "wire/json.h"

#define REQUEST_KEY_SIZE  65
#define REQUEST_KINDS_MAX 16
#define REQUEST_MAX	  256 /* bytes of the largest request struct */

/* Sends it; what comes back is for fn. key is the idempotency key, which reads make no use of. */
typedef central_call request_send(
    struct central *c, const void *request, const char *key, central_fn *fn, void *arg);

struct request_kind {
	const char *name;
	bool changes;		    /* something at the centre: its result is never lost */
	bool rationed;		    /* by the hour: who has used it up is not kept waiting */
	const struct field *fields; /* of the request struct */
	size_t size;
	request_send *send;
	const struct field *answer; /* of the answer's struct, what of it is told; NULL: nothing */
};

extern const struct request_kind request_kinds[]; /* ends with a NULL name */

/* Whether what the centre says concerns every line alike, so that nothing more is sent; */
bool request_stops(enum problem problem);
/* or every line of the kind, while others may be done. */
bool request_shuts(const struct request_kind *kind, enum problem problem);

struct batch_request {
	char key[REQUEST_KEY_SIZE];	       /* "" when the line tells none */
	const struct request_kind *kind;       /* NULL when it is unknown */
	_Alignas(8) uint8_t body[REQUEST_MAX]; /* the kind's struct */
};

/* PROBLEM_BATCH_LINE names what is wrong, never a value. What could be read of key and kind is
 * there all the same. The request is secret: it may hold a citizen number. */
bool request_parse(struct batch_request *r, const struct line *line, struct error *err);
/* Kind and members in one form, however the line was written. */
void request_canonical(const struct batch_request *r, struct buf *out);

#endif
