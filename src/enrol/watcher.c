#include "enrol/watcher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_MS	     2000 /* between two looks, while more than one is watched */
#define RETRY_MIN_MS 2000
#define RETRY_MAX_MS 15000

struct watcher {
	struct loop *loop;
	struct central *central;
	watcher_fn *fn;
	void *arg;
	struct watched rows[WATCH_MAX];
	size_t count;
	char asked[API_ID_SIZE]; /* whose turn it is, or was last */
	central_call call;
	bool waits; /* the call is a long-poll */
	unsigned timer;
	int failures;
};

static struct watched *find(struct watcher *w, const char *id)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->rows[i].id, id) == 0)
			return &w->rows[i];
	return NULL;
}

static void remove_row(struct watcher *w, const char *id)
{
	struct watched *row = find(w, id);
	if (!row)
		return;
	size_t after = w->count - (size_t)(row - w->rows) - 1;
	memmove(row, row + 1, after * sizeof(*row));
	w->count--;
}

/* ---- asking ---- */

static size_t open_rows(const struct watcher *w)
{
	size_t n = 0;
	for (size_t i = 0; i < w->count; i++)
		n += !w->rows[i].over;
	return n;
}

/* The one after whom it was asked last. */
static struct watched *next_row(struct watcher *w)
{
	struct watched *last = find(w, w->asked);
	size_t from = last ? (size_t)(last - w->rows) + 1 : 0;
	for (size_t i = 0; i < w->count; i++) {
		struct watched *row = &w->rows[(from + i) % w->count];
		if (!row->over)
			return row;
	}
	return NULL;
}

static void on_answer(void *arg, const struct central_failure *failure, const void *answer);

static void ask(void *arg)
{
	struct watcher *w = arg;
	struct watched *row = next_row(w);
	w->timer = 0;
	if (!row || w->call)
		return;
	snprintf(w->asked, sizeof(w->asked), "%s", row->id);
	w->waits = row->known && open_rows(w) == 1 && w->failures == 0;
	w->call =
	    central_enrolment(w->central, row->id, w->waits ? row->revision : -1, on_answer, w);
	if (!w->call)
		w->timer = loop_add_timer(w->loop, RETRY_MAX_MS, ask, w);
}

static void ask_later(struct watcher *w, int64_t ms)
{
	loop_remove(w->loop, w->timer);
	w->timer = w->call ? 0 : loop_add_timer(w->loop, ms, ask, w);
}

static int64_t pause_of(const struct watcher *w)
{
	int64_t wait = RETRY_MIN_MS;
	if (w->failures == 0)
		return open_rows(w) == 1 ? 0 : LOOK_MS;
	for (int i = 1; i < w->failures && wait < RETRY_MAX_MS; i++)
		wait *= 2;
	return wait < RETRY_MAX_MS ? wait : RETRY_MAX_MS;
}

/* Who is watched has changed: a long-poll for one would keep the others waiting. */
static void reconsider(struct watcher *w)
{
	if (w->call && w->waits) {
		central_abort(w->central, w->call);
		w->call = 0;
	}
	if (open_rows(w) > 0)
		ask_later(w, 0);
}

/* ---- what the centre says ---- */

static bool held_elsewhere(const struct watcher *w, const struct api_enrolment *e)
{
	const struct api_session *session = central_session(w->central);
	return session && session->officer_id[0] && e->holder_id[0] &&
	       strcmp(e->holder_id, session->officer_id) != 0 && !enrolment_state_is_end(e->state);
}

/* What the phone does by itself after the four digits is no news, but its end is. */
static bool wants_officer(const struct watched *row, const struct api_enrolment *e)
{
	bool moved = e->state != row->state;
	bool alarm = e->second_phone && !row->second_phone;
	return alarm || (moved && (e->state == STATE_SCANNED || enrolment_state_is_end(e->state)));
}

/* True: there is news. */
static bool take(struct watcher *w, const struct api_enrolment *e)
{
	struct watched *row = find(w, e->id);
	if (!row)
		return false;
	bool theirs = held_elsewhere(w, e);
	if (theirs && !row->known) {
		remove_row(w, e->id);
		return false;
	}
	bool news = theirs || wants_officer(row, e);
	row->news |= news;
	row->taken = theirs;
	row->state = e->state;
	row->second_phone = e->second_phone;
	row->revision = e->revision;
	row->over = theirs || enrolment_state_is_end(e->state);
	row->known = true;
	return news;
}

static void on_answer(void *arg, const struct central_failure *failure, const void *answer)
{
	struct watcher *w = arg;
	bool news = false;
	w->call = 0;
	if (!failure) {
		w->failures = 0;
		news = take(w, answer);
	} else if (failure->answered && failure->error.problem == PROBLEM_NOT_FOUND) {
		remove_row(w, w->asked);
	} else {
		w->failures++;
	}
	if (open_rows(w) > 0)
		ask_later(w, pause_of(w));
	w->fn(w->arg, news);
}

/* ---- the face's side ---- */

struct watcher *watcher_new(struct loop *loop, struct central *central, watcher_fn *fn, void *arg)
{
	struct watcher *w = calloc(1, sizeof(*w));
	if (!w)
		return NULL;
	w->loop = loop;
	w->central = central;
	w->fn = fn;
	w->arg = arg;
	return w;
}

void watcher_free(struct watcher *w)
{
	if (!w)
		return;
	if (w->call)
		central_abort(w->central, w->call);
	loop_remove(w->loop, w->timer);
	free(w);
}

bool watcher_add(struct watcher *w, const char *id, enum enrolment_state state)
{
	if (!id[0] || strlen(id) >= API_ID_SIZE)
		return false;
	remove_row(w, id);
	if (w->count == WATCH_MAX)
		return false;
	struct watched *row = &w->rows[w->count++];
	*row = (struct watched){.state = state, .revision = -1};
	snprintf(row->id, sizeof(row->id), "%s", id);
	reconsider(w);
	return true;
}

void watcher_drop(struct watcher *w, const char *id)
{
	remove_row(w, id);
	if (w->call && strcmp(w->asked, id) == 0) {
		central_abort(w->central, w->call);
		w->call = 0;
	}
	reconsider(w);
}

size_t watcher_count(const struct watcher *w)
{
	return w->count;
}

const struct watched *watcher_first(const struct watcher *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->rows[i].news)
			return &w->rows[i];
	return w->count > 0 ? &w->rows[0] : NULL;
}
