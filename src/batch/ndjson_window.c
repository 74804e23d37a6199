#include "batch/ndjson_window.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

struct window {
	size_t size, first, count;
	struct place *places;
};

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[OUTCOMES] = {
	    [OUTCOME_DONE] = "done",
	    [OUTCOME_REFUSED] = "refused",
	    [OUTCOME_BAD] = "bad",
	    [OUTCOME_LEFT] = "left",
	    [OUTCOME_UNSENT] = "unsent",
	};

	return names[outcome];
}

struct window *window_new(size_t places)
{
	struct window *w = malloc(sizeof *w);

	if (w == NULL)
		return NULL;
	*w = (struct window){.size = places, .places = secret_alloc(places * sizeof *w->places)};
	if (w->places == NULL) {
		free(w);
		return NULL;
	}
	return w;
}

void window_free(struct window *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < w->size; i++)
		buf_free(&w->places[i].members);
	secret_free(w->places, w->size * sizeof *w->places);
	free(w);
}

bool window_has_room(const struct window *w)
{
	return w->count < w->size;
}

bool window_is_empty(const struct window *w)
{
	return w->count == 0;
}

static struct place *place_of(const struct window *w, size_t i)
{
	return &w->places[(w->first + i) % w->size];
}

struct place *window_push(struct window *w)
{
	return window_has_room(w) ? place_of(w, w->count++) : NULL;
}

struct place *window_head(struct window *w)
{
	return w->count > 0 ? place_of(w, 0) : NULL;
}

void window_pop(struct window *w)
{
	struct place *p = place_of(w, 0);

	buf_free(&p->members);
	secret_wipe(p, sizeof *p);
	w->first = (w->first + 1) % w->size;
	w->count--;
}

const struct place *window_twin(const struct window *w, const struct place *p)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct place *other = place_of(w, i);

		if (other != p && other->state != PLACE_EMPTY &&
		    memcmp(other->key_hash, p->key_hash, INDEX_HASH) == 0)
			return other;
	}
	return NULL;
}
