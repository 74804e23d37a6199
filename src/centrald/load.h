/*
 * centrald/load.h - the rows of the CSV files, checked and put into the store (inside
 * init.c's transaction).
 */
#ifndef DDOPA_CENTRALD_LOAD_H
#define DDOPA_CENTRALD_LOAD_H

#include "centrald/csv.h"
#include "centrald/keys.h"
#include "centrald/store.h"

struct loader {
	struct store *store;
	struct keys *keys;
	FILE *complaints;
};

struct load_table {
	const char *file;
	const char *columns[CSV_COLUMNS_MAX];
	csv_row_fn *row;  /* arg: struct loader */
	int optional;	  /* so many of the last columns may be missing */
	bool dispensable; /* so may the file, of what init takes */
};

/* In the order in which they must be loaded; ended by a row without a file. */
extern const struct load_table load_tables[];
const struct load_table *load_table_of(const char *file); /* NULL: none */

#endif
