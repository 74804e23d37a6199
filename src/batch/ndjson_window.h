/*
 * batch/ndjson_window.h - the requests under way, in the order of their lines: several are with
 * the centre at once, their results leave in order. A ring; it does no I/O.
 */
#ifndef DDOPA_BATCH_NDJSON_WINDOW_H
#define DDOPA_BATCH_NDJSON_WINDOW_H

#include "batch/ndjson_index.h"
#include "batch/ndjson_request.h"

enum outcome {
	OUTCOME_DONE,	 /* by the centre */
	OUTCOME_REFUSED, /* by the centre, for good */
	OUTCOME_BAD,	 /* the line is wrong, and was not sent */
	OUTCOME_LEFT,	 /* to be tried again by another run */
	OUTCOME_UNSENT,	 /* --dry-run: it would have been sent */
	OUTCOMES
};
const char *outcome_name(enum outcome outcome);

enum place_state {
	PLACE_EMPTY,
	PLACE_SENT,  /* its answer is still to come */
	PLACE_TWIN,  /* asks for the same as one before it that is still here */
	PLACE_KEPT,  /* the journal has its result: at `kept` */
	PLACE_READY, /* outcome and members are there */
};

struct place {
	enum place_state state;
	unsigned long line;
	int64_t end; /* of the line, in bytes of the input */
	struct batch_request request;
	uint8_t key_hash[INDEX_HASH], request_hash[INDEX_HASH];
	int64_t kept;
	int sendings;
	enum outcome outcome;
	struct error error; /* unless the outcome is DONE or UNSENT */
	struct buf members; /* of the result */
	void *run;	    /* for who gets the answer */
};

struct window;

/* Its places are secret memory. NULL without memory. */
struct window *window_new(size_t places);
void window_free(struct window *w);
bool window_has_room(const struct window *w);
bool window_is_empty(const struct window *w);
/* A new place behind the last one, wiped and empty; NULL when there is no room. */
struct place *window_push(struct window *w);
struct place *window_head(struct window *w); /* the oldest; NULL: none */
void window_pop(struct window *w);	     /* the oldest */
/* The oldest other place with that key, not the place itself. */
const struct place *window_twin(const struct window *w, const struct place *p);

#endif
