/*
 * batch/held.h - a command that does one thing to an open enrollment. It is looked at first: one
 * that a colleague has is left to the colleague, unless it is to be taken over, so that both
 * names stay on record. The same rule as the screen's.
 */
#ifndef DDOPA_BATCH_HELD_H
#define DDOPA_BATCH_HELD_H

#include "batch/errand.h"

struct held {
	struct errand errand; /* its begin: held_begin */
	const char *id;
	bool take_over;
	/* Asks for what the command is there for; key: a new idempotency key. */
	void (*act)(struct held *h, const char *key);
};

#define HELD_TAKE_OVER                                                                             \
	{                                                                                          \
		"take-over", 0, NULL, N_("also where a colleague has it; both are on record")      \
	}

/* Takes the errand's options and --take-over; *taken as errand_option(). */
bool held_option(struct held *h, const struct option_row *row, const char *value, bool *taken,
    struct error *err);
/* Parses options and the operand ID; h->errand.context and h->act are set. arg of fn: h.
 * False: h->errand.code, and all was told. */
bool held_parse(struct held *h, int argc, char **argv, option_fn *fn);
int held_run(struct held *h);
/* The answer of such a call: tells how the enrollment stands then. */
void held_answered(void *arg, const struct central_failure *failure, const void *answer);

#endif
