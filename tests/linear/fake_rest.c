/* What the batch commands' fake engine does not play: policy, records, the own PIN, and an
 * empty journal. Answers come in a later turn of the loop. */
#include "fake_rest.h"

#include "enrol/runner.h"
#include "fake_engine.h"

struct rest rest;

/* ---- answers ---- */

#define CALLS_MAX 8

static struct call {
	struct loop *loop;
	unsigned timer;
	central_fn *fn;
	void *arg;
	struct central_failure failure;
	const void *answer;
} calls[CALLS_MAX];

static void answer(void *arg)
{
	struct call *c = arg;
	const struct central_failure failure = c->failure;

	c->timer = 0;
	c->fn(c->arg, failure.error.problem != PROBLEM_NONE ? &failure : NULL, c->answer);
}

static central_call start(struct central *central, central_fn *fn, void *arg,
    struct central_failure failure, const void *said)
{
	for (unsigned i = 0; i < CALLS_MAX; i++) {
		struct call *c = &calls[i];

		if (c->timer != 0)
			continue;
		*c = (struct call){.loop = fake_loop(central),
		    .fn = fn,
		    .arg = arg,
		    .failure = failure,
		    .answer = said};
		c->timer = loop_add_timer(c->loop, 0, answer, c);
		return i + 1;
	}
	return 0;
}

void central_abort(struct central *c, central_call call)
{
	(void)c;
	if (call == 0 || calls[call - 1].timer == 0)
		return;
	loop_remove(calls[call - 1].loop, calls[call - 1].timer);
	calls[call - 1].timer = 0;
}

/* ---- the centre ---- */

const struct api_status *central_last_status(const struct central *c)
{
	static struct api_status status;

	(void)c;
	status = (struct api_status){
	    .exceptions = !scenario.no_exceptions, .can_write = true, .open = true};
	return &status;
}

central_call central_status(struct central *c, central_fn *fn, void *arg)
{
	return start(c, fn, arg, (struct central_failure){0}, central_last_status(c));
}

central_call central_list(struct central *c, central_fn *fn, void *arg)
{
	static struct api_enrolment_list list;

	return start(c, fn, arg, (struct central_failure){0}, &list);
}

central_call central_change_pin(struct central *c, const struct api_pin_change *change,
    const char *key, central_fn *fn, void *arg)
{
	struct central_failure failure = {
	    .error = {.problem = rest.pin}, .answered = true, .maybe_done = rest.pin_unknown};

	(void)change;
	(void)key;
	if (rest.pin_unknown)
		failure.error.problem = PROBLEM_CENTRE_TIMEOUT;
	rest.pin_unknown = false;
	return start(c, fn, arg, failure, NULL);
}

/* ---- the journal ---- */

size_t runner_pending(struct runner *r, struct runner_pending *out, size_t max)
{
	(void)r;
	(void)out;
	(void)max;
	return 0;
}
