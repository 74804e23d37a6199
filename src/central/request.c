/* One call from its start to its one answer. An answer is always given from the loop, by a
 * timer, and the request is unlinked before: the callback may start, abort and free as it
 * likes, the whole client included. */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "central/client.h"

struct request *request_new(
    struct central *c, const struct call_row *row, central_fn *fn, void *arg)
{
	struct request *r = secret_alloc(sizeof(*r));
	if (!r)
		return NULL;
	*r = (struct request){
	    .central = c,
	    .row = row,
	    .id = ++c->next_id,
	    .body = BUF_INIT_SECRET,
	    .answer = BUF_INIT_SECRET,
	    .checkpoints = BUF_INIT,
	    .fn = fn,
	    .arg = arg,
	    .next = c->requests,
	};
	c->requests = r;
	return r;
}

static void unlink_request(struct request *r)
{
	struct request **at = &r->central->requests;
	while (*at && *at != r)
		at = &(*at)->next;
	if (*at)
		*at = r->next;
}

void request_free(struct request *r)
{
	unlink_request(r);
	loop_remove(r->central->loop, r->timer);
	probe_stop(r);
	attempt_end(r);
	if (r->result && r->row->release)
		r->row->release(r->result);
	secret_free(r->result, r->row->answer_size);
	buf_free(&r->body);
	buf_free(&r->answer);
	buf_free(&r->checkpoints);
	secret_free(r, sizeof(*r));
}

/* The centre says that there is no session: then there is none. */
static void forget_session(struct request *r)
{
	if (r->failed && r->failure.error.problem == PROBLEM_NOT_LOGGED_IN)
		secret_wipe(r->central->token, API_TOKEN_SIZE);
}

/* The callback gets what belongs to this request alone; the client may be gone after it. */
static void deliver(void *arg)
{
	struct request *r = arg;
	const struct call_row *row = r->row;
	void *result = r->result;
	struct central_failure failure = r->failure;
	bool failed = r->failed;
	central_fn *fn = r->fn;
	void *fn_arg = r->arg;
	r->timer = 0;
	r->result = NULL;
	forget_session(r);
	request_free(r);
	fn(fn_arg, failed ? &failure : NULL, failed ? NULL : result);
	if (result && row->release)
		row->release(result);
	secret_free(result, row->answer_size);
}

static void deliver_soon(struct request *r)
{
	r->timer = loop_add_timer(r->central->loop, 0, deliver, r);
}

void request_fail(struct request *r, const struct error *why)
{
	r->failed = true;
	r->failure.error = *why;
	deliver_soon(r);
}

static void try_again(void *arg)
{
	struct request *r = arg;
	struct error err = {0};
	r->timer = 0;
	if (!attempt_begin(r, &err)) {
		attempt_end(r);
		request_fail(r, &err);
	}
}

void request_start(struct request *r)
{
	try_again(r);
}

void request_go_on(struct request *r, int64_t wait)
{
	if (wait < 0)
		deliver_soon(r);
	else
		r->timer = loop_add_timer(r->central->loop, wait, try_again, r);
}

void request_done(struct request *r, CURLcode code)
{
	if (r->probing) {
		probe_connected(r, code);
		return;
	}
	r->after_probe = outcome_judge(r, code);
	bool doubt = r->failed && probe_wanted(r, code);
	attempt_end(r);
	if (!doubt || !probe_begin(r))
		request_go_on(r, r->after_probe);
}
