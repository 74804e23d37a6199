/*
 * batch/enrolment_rows.h - enrollments as the centre holds them, a row each: for `ddopa list`,
 * `status` and whatever ends by telling one. Nothing of a citizen is in them.
 */
#ifndef DDOPA_BATCH_ENROLMENT_ROWS_H
#define DDOPA_BATCH_ENROLMENT_ROWS_H

#include "batch/output.h"
#include "wire/api.h"

/* The head of a table of them; nothing for text and JSON. */
void enrolment_rows_head(struct buf *out, enum output_form form);
void enrolment_rows_put(struct buf *out, enum output_form form, const struct api_enrolment *e);

/* One with all that is known of it: in text a line a fact. */
void enrolment_put_whole(struct buf *out, enum output_form form, const struct api_enrolment *e);

#endif
