/*
 * base/csv.h - cells of CSV (RFC 4180), one encoder for whatever writes such files.
 *
 * A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a
 * carriage return) gets an apostrophe before it.
 */
#ifndef DDOPA_BASE_CSV_H
#define DDOPA_BASE_CSV_H

#include "base/buf.h"

#define CSV_LINE_END "\r\n"

/* Without the comma before or after it. */
void csv_cell(struct buf *out, const char *text);

#endif
