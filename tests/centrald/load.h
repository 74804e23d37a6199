/*
 * tests/centrald/load.h - citizens enrolled on and on, from the evidence to SUCCESS, by several
 * counters and phones at once, over one or two centres on the same store. Each request is
 * repeated under its key until it is answered well, at the other centre when one does not
 * answer: what a terminal and a phone do. What was acknowledged is remembered.
 */
#ifndef DDOPA_TESTS_CENTRALD_LOAD_H
#define DDOPA_TESTS_CENTRALD_LOAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "crowd.h"

#define LOAD_WORKERS 8

struct load_ack {
	char enrolment[API_ID_SIZE];
	const char *act; /* as in the audit */
	int64_t at;	 /* monotonic, when the answer was there */
};

struct load;

struct load_worker {
	struct load *load;
	struct counter counter;
	struct phone phone;
	struct api_card_claim card;
	bool enrolled;
	struct world *at; /* the centre that it asks */
	struct load_ack *acks;
	size_t count, size;
	long repeated;	     /* requests that had no answer, or a 5xx */
	long refused;	     /* … that were answered otherwise: there must be none */
	char complaint[400]; /* the first of these */
	pthread_t thread;
};

struct load {
	struct world *centres[2];
	struct load_worker workers[LOAD_WORKERS];
	atomic_bool stop;
	atomic_long acknowledged;
};

/* The people are the crowd's first LOAD_WORKERS. second: NULL, or another centre. */
void load_start(struct load *l, struct world *first, struct world *second);
/* Returns when so many more acts are acknowledged; fails the test after 60 s. */
void load_wait(struct load *l, long more);
/* Ends when each worker is through with its enrollment; no request was refused. */
void load_stop(struct load *l);
/* Each acknowledged act stands in the audit once and done once, and each enrollment is in the
 * state that was told: the number of acts. store: a connection string of libpq. */
long load_check(const struct load *l, const char *store);
/* The longest time without any answer, and the first one after `since`, in ms. */
int64_t load_silence(const struct load *l);
int64_t load_first_after(const struct load *l, int64_t since);
void load_free(struct load *l);

#endif
