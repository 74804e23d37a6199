/*
 * batch/ndjson_result.h - how a result of a batch is told: its line of NDJSON, and what went
 * wrong for a person.
 */
#ifndef DDOPA_BATCH_NDJSON_RESULT_H
#define DDOPA_BATCH_NDJSON_RESULT_H

#include "batch/ndjson_window.h"

/* Appends to the members of a result what went wrong. */
void result_put_error(struct buf *out, const struct error *err);
/* Appends the whole line; members: from the outcome on, without braces. */
void result_put_line(struct buf *out, const struct place *p, const struct buf *members);
/* On stderr by line and key, in one line, for there may be many. */
void result_tell(const char *file, const struct place *p);

#endif
