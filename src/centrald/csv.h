/*
 * centrald/csv.h - comma-separated values as RFC 4180 has them: UTF-8, quotes where a
 * field holds a comma, a quote or a line's end. The first line names the columns and must
 * name exactly the expected ones, of which the last may be optional: all of a file's lines
 * have them or none, and a missing field is "".
 */
#ifndef DDOPA_CENTRALD_CSV_H
#define DDOPA_CENTRALD_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define CSV_COLUMNS_MAX 12

/* Takes one line's fields. Returns NULL, or what is wrong with it (a static string). */
typedef const char *csv_row_fn(void *arg, char *const *fields, struct error *err);
/* Is told each bad line. line counts from 1; no field's content is in `what`. */
typedef void csv_complain_fn(void *arg, const char *file, long line, const char *what);

struct csv_reader {
	const char *path;
	const char *const *columns; /* ended by NULL */
	int optional;		    /* so many of the last columns may be missing */
	int given;		    /* columns that the first line names; csv_read() sets it */
	csv_row_fn *row;
	csv_complain_fn *complain;
	void *arg; /* of both */
	long rows; /* good ones */
	long bad;  /* complaints made */
};

/* False when the file cannot be read, or fn has failed for another reason than the line
 * (it then returns NULL with err->problem set). Bad lines are counted, and reading goes
 * on so that all are told. */
bool csv_read(struct csv_reader *r, struct error *err);

#endif
