/*
 * batch/ndjson_index.h - which keys have been seen, what they were asked for, and where the
 * result journal has the result: a hash table in a file without a name, so that memory does not
 * grow with the lines. It is made anew at each run, from the journal.
 */
#ifndef DDOPA_BATCH_NDJSON_INDEX_H
#define DDOPA_BATCH_NDJSON_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define INDEX_HASH 16 /* bytes: the beginning of a SHA-256 that the run's own id went into */

struct index_entry {
	uint8_t key[INDEX_HASH];
	uint8_t request[INDEX_HASH];
	int64_t result; /* where in the journal; 0: not there */
};

struct request_index;

/* In the directory; dir < 0: in memory, where nothing may be written. NULL and *err. */
struct request_index *index_open(int dir, struct error *err);
void index_close(struct request_index *x);
/* The entry of that key; result and request are zero where there is none. */
bool index_find(struct request_index *x, const uint8_t key[INDEX_HASH], struct index_entry *found,
    bool *there, struct error *err);
/* Adds it, or takes the place of what the key had. */
bool index_put(struct request_index *x, const struct index_entry *entry, struct error *err);

#endif
