/*
 * tests/centrald/relay.h - stands between a centre and its PostgreSQL, on a Unix socket of
 * its own, hands every message on, and cuts a connection exactly around a COMMIT: before it
 * reaches the server, or after the server has said that it is done and before the centre
 * hears of it (PostgreSQL 15, chapter 55: Query, CommandComplete).
 */
#ifndef DDOPA_TESTS_CENTRALD_RELAY_H
#define DDOPA_TESTS_CENTRALD_RELAY_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/un.h>

#include "base/buf.h"
#include "postgres.h"

enum relay_cut { CUT_NONE, CUT_BEFORE, CUT_AFTER };

struct relay_order {
	enum relay_cut cut;
	const char *holding; /* only transactions with these bytes in a parameter (Bind) */
	int times;	     /* so many of them; negative: all */
	pid_t victim;	     /* killed at that moment; 0: nobody */
	bool refuse;	     /* from that moment on nobody can connect */
};

#define RELAY_PAIRS 16

struct relay_pair {
	int client, server; /* -1: free */
	struct buf up, down;
	bool started;	 /* the first message, which has no type, is through */
	bool held;	 /* the transaction has sent what the order wants */
	bool committing; /* its COMMIT is on its way */
};

struct relay {
	char directory[320]; /* of the socket: libpq's host= */
	struct sockaddr_un server, own;
	int listener, stop[2];
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	struct relay_order order;
	bool refusing;
	int done; /* cuts since the order */
	struct relay_pair pairs[RELAY_PAIRS];
};

void relay_start(struct relay *r, const struct postgres *p);
void relay_stop(struct relay *r);
void relay_set(struct relay *r, const struct relay_order *order);
int relay_done(struct relay *r);

#endif
