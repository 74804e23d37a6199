#include "centrald/health.h"

static bool say(struct call *c, int status, const char *word, struct error *err)
{
	buf_printf(&c->out, "{\"status\":\"%s\"}", word);
	return call_finish(c, status, err);
}

bool health_live(struct call *c, struct error *err)
{
	return say(c, 200, "live", err);
}

bool health_ready(struct call *c, struct error *err)
{
	if (c->centre->draining)
		return say(c, 503, "draining", err);
	if (!c->centre->reachable)
		return say(c, 503, "store-away", err);
	return say(c, 200, "ready", err);
}
