/* batch/check.h - `ddopa check`: of the card in the reader, or of citizen numbers. */
#ifndef DDOPA_BATCH_CHECK_H
#define DDOPA_BATCH_CHECK_H

#include "batch/errand.h"

/* Numbers on standard input, a line each, are asked one after the other (check_numbers.c). */
int check_numbers(const struct batch_context *context, int pin_fd, enum output_form form);

/* reasons: msgids of the catalogue and their ids, a line each. */
void check_put_reasons(struct buf *out, const enum problem *reasons, size_t count);
json_t *check_reasons(const enum problem *reasons, size_t count);

#endif
