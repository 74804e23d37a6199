/*
 * phone/digits.h - the match digits large, to be read across a counter: 5 rows of 34 cells,
 * so that they fit a pane of 40 columns.
 */
#ifndef DDOPA_PHONE_DIGITS_H
#define DDOPA_PHONE_DIGITS_H

#include "base/buf.h"

#define DIGITS_ROWS 5

/* Appends one row (0 … 4) of the figures of `digits`, painted with `ink` (one cell wide). */
void digits_row(struct buf *out, const char *digits, int row, const char *ink);

#endif
