/*
 * base/nearest.h - which of the words that exist somebody meant who typed one that does not: the
 * one with the fewest letters changed, added, left out or swapped, if these are few.
 */
#ifndef DDOPA_BASE_NEAREST_H
#define DDOPA_BASE_NEAREST_H

#include <stddef.h>

#include "base/error.h"

struct nearest {
	const char *typed;
	size_t distance;  /* of best */
	const char *best; /* NULL: none is near */
};

/* {.typed = …} at first. */
void nearest_try(struct nearest *n, const char *candidate);
/* "typed", or "typed (best?)", each with the prefix before it; PROBLEM_USAGE, always false. */
bool nearest_refuse(const struct nearest *n, const char *prefix, struct error *err);

#endif
