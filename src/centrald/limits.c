#include "centrald/limits.h"

#include <stdlib.h>

#define SLOTS 16384

/* The time at which the bucket will be full again says how empty it is. */
struct slot {
	int64_t full_at; /* microseconds */
	long together;
};

struct limits {
	struct limit limit;
	struct slot slots[SLOTS];
};

static size_t slot_of(const char *who)
{
	uint32_t h = 2166136261u; /* FNV-1a */
	for (; *who; who++)
		h = (h ^ (uint8_t)*who) * 16777619u;
	return h % SLOTS;
}

struct limits *limits_new(struct limit limit)
{
	struct limits *l = calloc(1, sizeof *l);
	if (l)
		l->limit = limit;
	return l;
}

void limits_free(struct limits *l)
{
	free(l);
}

bool limits_allow(const struct limits *l, const char *who, int64_t mono_ms)
{
	int64_t ahead = l->slots[slot_of(who)].full_at - mono_ms * 1000;
	return l->limit.burst == 0 || ahead <= (l->limit.burst - 1) * l->limit.step_us;
}

void limits_spend(struct limits *l, const char *who, int64_t mono_ms)
{
	int64_t now = mono_ms * 1000;
	int64_t *full_at = &l->slots[slot_of(who)].full_at;
	*full_at = (*full_at > now ? *full_at : now) + l->limit.step_us;
}

bool limits_begin(struct limits *l, const char *who)
{
	struct slot *s = &l->slots[slot_of(who)];
	if (l->limit.together > 0 && s->together >= l->limit.together)
		return false;
	s->together++;
	return true;
}

void limits_end(struct limits *l, const char *who)
{
	l->slots[slot_of(who)].together--;
}
