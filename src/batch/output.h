/*
 * batch/output.h - what a command tells, for people and for programs: text, one JSON object a
 * line, or CSV with the names of the columns in its first line.
 *
 * A row is one flat object, made once; JSON writes all of it, CSV the members that are
 * columns, in their order, and text what the command makes of it.
 */
#ifndef DDOPA_BATCH_OUTPUT_H
#define DDOPA_BATCH_OUTPUT_H

#include <jansson.h>

#include "base/buf.h"

enum output_form { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_CSV };

/* One line; drops the reference. NULL for want of memory: *out fails. */
void output_json(struct buf *out, json_t *object);
/* columns: ends with NULL. What an object lacks is an empty cell. */
void output_csv_head(struct buf *out, const char *const *columns);
void output_csv(struct buf *out, const char *const *columns, const json_t *object);

/* An instant as RFC 3339 in UTC; 0: null. */
json_t *output_time(int64_t real_ms);
/* "23 พ.ย. 2569 14:05:12": at UTC+7, in the language that is set. */
#define OUTPUT_WHEN_SIZE 96
void output_when(char out[OUTPUT_WHEN_SIZE], int64_t real_ms);

#endif
