#include "centrald/waiters.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 4096 /* chains stay short with 5,000 counters waiting */

struct waiters {
	struct call_list slots[SLOTS];
	size_t count;
};

static struct call_list *slot_of(struct waiters *w, const char *enrolment)
{
	uint32_t h = 2166136261u; /* FNV-1a; ids are random */
	for (; *enrolment; enrolment++)
		h = (h ^ (uint8_t)*enrolment) * 16777619u;
	return &w->slots[h % SLOTS];
}

struct waiters *waiters_new(void)
{
	struct waiters *w = calloc(1, sizeof *w);
	if (w)
		for (size_t i = 0; i < SLOTS; i++)
			TAILQ_INIT(&w->slots[i]);
	return w;
}

void waiters_free(struct waiters *w)
{
	free(w);
}

void waiters_add(struct waiters *w, struct call *c)
{
	TAILQ_INSERT_TAIL(slot_of(w, c->id), c, link);
	c->waiting = true;
	w->count++;
}

void waiters_remove(struct waiters *w, struct call *c)
{
	TAILQ_REMOVE(slot_of(w, c->id), c, link);
	c->waiting = false;
	w->count--;
}

static void move(struct waiters *w, struct call *c, struct call_list *out)
{
	waiters_remove(w, c);
	TAILQ_INSERT_TAIL(out, c, link);
}

/* What a walk over a slot asks of each call. */
struct wanted {
	const char *enrolment; /* NULL: any */
	int64_t until;	       /* wait_until at most */
};

static void take(
    struct waiters *w, struct call_list *slot, struct wanted want, struct call_list *out)
{
	struct call *next;
	for (struct call *c = TAILQ_FIRST(slot); c; c = next) {
		next = TAILQ_NEXT(c, link);
		if (c->wait_until <= want.until &&
		    (!want.enrolment || strcmp(c->id, want.enrolment) == 0))
			move(w, c, out);
	}
}

void waiters_take(struct waiters *w, const char *enrolment, struct call_list *out)
{
	take(w, slot_of(w, enrolment), (struct wanted){enrolment, INT64_MAX}, out);
}

void waiters_take_due(struct waiters *w, int64_t mono_ms, struct call_list *out)
{
	for (size_t i = 0; i < SLOTS && w->count > 0; i++)
		take(w, &w->slots[i], (struct wanted){NULL, mono_ms}, out);
}

void waiters_take_all(struct waiters *w, struct call_list *out)
{
	waiters_take_due(w, INT64_MAX, out);
}

size_t waiters_count(const struct waiters *w)
{
	return w->count;
}
