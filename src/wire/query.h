/*
 * wire/query.h - what stands behind the "?" of a request's target, by a table: a row is one
 * parameter. Values are plain, nothing in them is escaped; names may stand in any order, each
 * once, and one that is not in the table is refused.
 */
#ifndef DDOPA_WIRE_QUERY_H
#define DDOPA_WIRE_QUERY_H

#include <stdbool.h>

#include "base/error.h"

#define QUERY_VALUE_SIZE 96

struct query_parameter {
	const char *name; /* NULL ends the table, of at most 32 rows */
	/* False: the value is refused. */
	bool (*take)(void *out, const char *value);
};

/* From a request's target, whatever stands before its "?". PROBLEM_BAD_REQUEST, its context the
 * parameter's name. */
bool query_take(
    const struct query_parameter *table, void *out, const char *target, struct error *err);
/* Digits alone, from 1 to max. */
bool query_number(int *out, const char *value, int max);

#endif
