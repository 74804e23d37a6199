/* What the batch commands' fake engine does not play: the policy, and an empty journal. */
#include "enrol/runner.h"
#include "fake_engine.h"

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
	(void)c;
	(void)fn;
	(void)arg;
	return 0;
}

size_t runner_pending(struct runner *r, struct runner_pending *out, size_t max)
{
	(void)r;
	(void)out;
	(void)max;
	return 0;
}
