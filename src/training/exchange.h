/*
 * training/exchange.h - a conversation in NDJSON with a program: lines out of it one by
 * one, lines into it.
 */
#ifndef DDOPA_TRAINING_EXCHANGE_H
#define DDOPA_TRAINING_EXCHANGE_H

#include <jansson.h>
#include <sys/types.h>

#include "base/buf.h"
#include "training/training.h"

struct exchange {
	const char *name;
	pid_t pid;
	int in;		    /* its stdin */
	int out;	    /* its stdout */
	struct buf pending; /* read, not yet a whole line */
	bool ended;
};

/* argv[0] is the full path; keep: as in struct service. */
bool exchange_start(struct exchange *x, const struct world *w, const char *name, char *const *argv,
    const int *keep, struct error *err);
bool exchange_say(struct exchange *x, json_t *line, struct error *err); /* takes the reference */
/* Reads what is there (call when poll says so); sets ended at end of file. */
bool exchange_fill(struct exchange *x, struct error *err);
/* Next whole line as JSON (caller decrefs), or NULL when there is none yet. */
json_t *exchange_next(struct exchange *x);
/* Closes, waits; the exit code. */
int exchange_end(struct exchange *x);

#endif
