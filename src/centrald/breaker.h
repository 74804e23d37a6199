/*
 * centrald/breaker.h - a circuit breaker: after so many failures in a row an agency is left
 * alone for a while; then one question, the probe, finds out whether it is there again. Times
 * are the caller's, monotonic ms. No I/O.
 */
#ifndef DDOPA_CENTRALD_BREAKER_H
#define DDOPA_CENTRALD_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

enum breaker_state {
	BREAKER_CLOSED,	   /* everything is asked */
	BREAKER_OPEN,	   /* nothing is, until the pause is over */
	BREAKER_HALF_OPEN, /* the probe is under way */
};

struct breaker {
	long limit;	  /* failures in a row that open it */
	int64_t pause_ms; /* how long it stays open */
	enum breaker_state state;
	long failures;
	int64_t until;
};

enum breaker_leave {
	BREAKER_REFUSED,
	BREAKER_ASK,
	BREAKER_PROBE, /* ask, and tell the outcome as the probe's */
};

enum breaker_leave breaker_ask(struct breaker *b, int64_t now);
/* Of each question that was asked. While it is open or half open only the probe's counts:
 * others were begun before. True when the state has changed. */
bool breaker_tell(struct breaker *b, bool probe, bool good, int64_t now);
/* The probe came to no outcome (its question was given up). */
void breaker_give_up(struct breaker *b, int64_t now);
const char *breaker_word(enum breaker_state state);

#endif
