#include "async.h"

#include <stdio.h>

#include "../base/cmocka_all.h"
#include "base/clock.h"

static void *run(void *arg)
{
	struct async *x = arg;
	int64_t before = clock_mono_ms(&clock_system);
	client_call(x->client, &x->request, &x->answer);
	x->took_ms = clock_mono_ms(&clock_system) - before;
	return NULL;
}

void async_start(struct async *x, struct client *c, const struct request *r)
{
	x->client = c;
	x->request = *r;
	snprintf(x->path, sizeof x->path, "%s", r->path);
	x->request.path = x->path;
	assert_int_equal(pthread_create(&x->thread, NULL, run, x), 0);
}

void async_join(struct async *x)
{
	assert_int_equal(pthread_join(x->thread, NULL), 0);
}
