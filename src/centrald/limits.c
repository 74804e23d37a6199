#include "centrald/limits.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 4096

/* The time at which the bucket will be full again says how empty it is. Two addresses in
 * one slot share it: the table cannot be made to grow. */
struct limits {
	int64_t full_at[SLOTS];
};

static int64_t *slot_of(struct limits *l, const char *source)
{
	uint32_t h = 2166136261u; /* FNV-1a */
	for (; *source; source++)
		h = (h ^ (uint8_t)*source) * 16777619u;
	return &l->full_at[h % SLOTS];
}

struct limits *limits_new(void)
{
	return calloc(1, sizeof(struct limits));
}

void limits_free(struct limits *l)
{
	free(l);
}

bool limits_allow(struct limits *l, const char *source, int64_t mono_ms)
{
	return *slot_of(l, source) - mono_ms <= (int64_t)(LIMITS_BURST - 1) * LIMITS_STEP_MS;
}

void limits_spend(struct limits *l, const char *source, int64_t mono_ms)
{
	int64_t *full_at = slot_of(l, source);
	*full_at = (*full_at > mono_ms ? *full_at : mono_ms) + LIMITS_STEP_MS;
}
