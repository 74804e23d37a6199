#include "async.h"

#include <stdio.h>

#include "../base/cmocka_all.h"
#include "base/clock.h"

static int on_sending(void *arg, char *from, char *to, int from_port, int to_port)
{
	struct async *x = arg;
	(void)from;
	(void)to;
	(void)from_port;
	(void)to_port;
	sem_post(&x->sending);
	return CURL_PREREQFUNC_OK;
}

static void *run(void *arg)
{
	struct async *x = arg;
	int64_t before = clock_mono_ms(&clock_system);
	curl_easy_setopt(x->client->curl, CURLOPT_PREREQFUNCTION, on_sending);
	curl_easy_setopt(x->client->curl, CURLOPT_PREREQDATA, x);
	client_call(x->client, &x->request, &x->answer);
	curl_easy_setopt(x->client->curl, CURLOPT_PREREQFUNCTION, NULL);
	x->took_ms = clock_mono_ms(&clock_system) - before;
	sem_post(&x->sending); /* where no connection came about */
	return NULL;
}

void async_start(struct async *x, struct client *c, const struct request *r)
{
	x->client = c;
	x->request = *r;
	snprintf(x->path, sizeof x->path, "%s", r->path);
	x->request.path = x->path;
	assert_int_equal(sem_init(&x->sending, 0, 0), 0);
	assert_int_equal(pthread_create(&x->thread, NULL, run, x), 0);
}

void async_wait_sent(struct async *x)
{
	while (sem_wait(&x->sending) != 0)
		continue;
}

void async_join(struct async *x)
{
	assert_int_equal(pthread_join(x->thread, NULL), 0);
	sem_destroy(&x->sending);
}
