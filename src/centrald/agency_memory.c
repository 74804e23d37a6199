#include "centrald/agency_memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/secret.h"

/* Secret memory; oldest first. */
struct remembered {
	struct register_question question;
	struct register_answer answer;
	int64_t until;
	TAILQ_ENTRY(remembered) link;
};

struct agency_memory {
	int64_t life_ms;
	TAILQ_HEAD(remembered_list, remembered) all;
	size_t count;
};

struct agency_memory *agency_memory_new(int64_t life_ms)
{
	struct agency_memory *m = calloc(1, sizeof *m);
	if (m) {
		m->life_ms = life_ms;
		TAILQ_INIT(&m->all);
	}
	return m;
}

static void drop(struct agency_memory *m, struct remembered *r)
{
	TAILQ_REMOVE(&m->all, r, link);
	m->count--;
	secret_free(r, sizeof *r);
}

void agency_memory_free(struct agency_memory *m)
{
	if (!m)
		return;
	while (m->count > 0)
		drop(m, TAILQ_FIRST(&m->all));
	free(m);
}

void agency_memory_sweep(struct agency_memory *m, int64_t now)
{
	while (m->count > 0 && TAILQ_FIRST(&m->all)->until <= now)
		drop(m, TAILQ_FIRST(&m->all));
}

static bool same(const struct register_question *a, const struct register_question *b)
{
	return strcmp(a->citizen, b->citizen) == 0 &&
	       strcmp(a->request_number, b->request_number) == 0;
}

bool agency_memory_find(struct agency_memory *m, const struct register_question *q, int64_t now,
    struct register_answer *out)
{
	struct remembered *r;
	agency_memory_sweep(m, now);
	for (r = TAILQ_FIRST(&m->all); r && !same(&r->question, q); r = TAILQ_NEXT(r, link))
		continue;
	if (r)
		*out = r->answer;
	return r != NULL;
}

void agency_memory_keep(struct agency_memory *m, const struct register_question *q, int64_t now,
    const struct register_answer *a)
{
	struct remembered *r;
	if (m->life_ms == 0)
		return;
	agency_memory_sweep(m, now);
	for (r = TAILQ_FIRST(&m->all); r; r = TAILQ_NEXT(r, link))
		if (same(&r->question, q))
			return; /* its time runs from when the agency was asked */
	if (m->count == AGENCY_MEMORY_MAX)
		drop(m, TAILQ_FIRST(&m->all));
	r = secret_alloc(sizeof *r);
	if (!r)
		return;
	r->question = *q;
	r->answer = *a;
	r->until = now + m->life_ms;
	TAILQ_INSERT_TAIL(&m->all, r, link);
	m->count++;
}

void agency_memory_forget(struct agency_memory *m, const char *citizen)
{
	struct remembered *next;
	for (struct remembered *r = TAILQ_FIRST(&m->all); r; r = next) {
		next = TAILQ_NEXT(r, link);
		if (strcmp(r->question.citizen, citizen) == 0)
			drop(m, r);
	}
}
