/*
 * admin/table.h - rows for people and programs: text (columns parted by tabs, their names in
 * the first line), csv (base/csv.h), json (an array of objects), ndjson (an object a line).
 */
#ifndef DDOPA_ADMIN_TABLE_H
#define DDOPA_ADMIN_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

enum table_format { TABLE_TEXT, TABLE_CSV, TABLE_JSON, TABLE_NDJSON };

struct cell {
	const char *text; /* NULL: the number */
	int64_t number;
};
#define CELL_TEXT(S)   ((struct cell){.text = (S)})
#define CELL_NUMBER(N) ((struct cell){.number = (N)})

struct table {
	FILE *out;
	enum table_format format;
	const char *const *columns; /* ended by NULL */
	long rows;
};

/* name NULL: text. */
bool table_format_parse(enum table_format *out, const char *name);
void table_begin(struct table *t);
void table_row(struct table *t, const struct cell *cells);
/* False (PROBLEM_IO) when something could not be written. */
bool table_end(struct table *t, struct error *err);

#endif
