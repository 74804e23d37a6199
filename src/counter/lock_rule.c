#include "counter/lock_rule.h"

#define MINUTE_MS 60000

void lock_rule_key(struct lock_rule *r, int64_t now)
{
	r->key_at = now;
	r->idle = false;
}

static bool past(const struct lock_rule *r, long minutes, int64_t now)
{
	return minutes > 0 && now - r->key_at >= minutes * MINUTE_MS;
}

int64_t lock_rule_logout_in(const struct lock_rule *r, struct lock_limits limits, int64_t now)
{
	const int64_t left = r->key_at + limits.logout * MINUTE_MS - now;

	if (!past(r, limits.warn, now))
		return -1;
	return left > 0 ? left : 0;
}

static enum lock_step step(
    struct lock_rule *r, struct lock_limits limits, bool officer, int64_t now)
{
	if (officer && past(r, limits.logout, now))
		return LOCK_LOG_OUT;
	if (!r->idle && past(r, limits.lock, now))
		return LOCK_NOW;
	if (!officer || r->warned || lock_rule_logout_in(r, limits, now) < 0)
		return LOCK_NOTHING;
	r->warned = true;
	return LOCK_WARN;
}

enum lock_step lock_rule_tick(
    struct lock_rule *r, struct lock_limits limits, bool officer, int64_t now)
{
	const enum lock_step what = step(r, limits, officer, now);

	r->idle = past(r, limits.lock, now);
	return what;
}

int lock_rule_wrong(struct lock_rule *r)
{
	return ++r->wrong < LOCK_TRIES ? LOCK_TRIES - r->wrong : 0;
}
