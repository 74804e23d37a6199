/*
 * tests/centrald/async.h - several requests at once, each on a connection of its own.
 */
#ifndef DDOPA_TESTS_CENTRALD_ASYNC_H
#define DDOPA_TESTS_CENTRALD_ASYNC_H

#include <pthread.h>
#include <semaphore.h>

#include "client.h"

struct async {
	struct client *client; /* nobody else uses it meanwhile */
	struct request request;
	char path[160];
	struct answer answer;
	int64_t took_ms;
	pthread_t thread;
	sem_t sending; /* posted when the connection is up and the request goes out, or is over */
};

void async_start(struct async *x, struct client *c, const struct request *r);
void async_wait_sent(struct async *x); /* only once */
void async_join(struct async *x);      /* answer_free(&x->answer) */

#endif
