/*
 * enrol/watcher.h - what becomes of the enrollments that this counter has put aside: those
 * that were parked while their phone was waited for, and those that the journal holds from
 * before. Nothing of a person is known here but what the journal has: id and state.
 *
 * Beside the enrollment that is open the watcher has one request at the centre at most: a
 * long-poll while it watches one enrollment, a look at each in turn while it watches more.
 * One that ended stays until it was gone to: its receipt is taken, and its entry in the
 * journal closed, when the runner resumes it.
 *
 * Only the officer's own are watched: what a colleague holds from the start is for the list
 * of open ones; one that a colleague takes over stays, as news.
 */
#ifndef DDOPA_ENROL_WATCHER_H
#define DDOPA_ENROL_WATCHER_H

#include "base/loop.h"
#include "central/central.h"

#define WATCH_MAX 16

struct watched {
	char id[API_ID_SIZE];
	enum enrolment_state state;
	bool known; /* the centre has told it since it is watched */
	bool news;  /* it moved so that the officer has something to do, and was not gone to */
	bool second_phone; /* another phone tried to claim it */
	bool taken;	   /* by a colleague */
	bool over;	   /* asked for no more */
	long revision;
};

struct watcher;

/* Called when something changed; moved: there is news. It may call watcher_add() and
 * watcher_drop(). */
typedef void watcher_fn(void *arg, bool moved);

/* loop and central stay the caller's, and outlive it. NULL when memory ends. */
struct watcher *watcher_new(struct loop *loop, struct central *central, watcher_fn *fn, void *arg);
void watcher_free(struct watcher *w);

/* state: as it is known here. One that is watched already begins anew; beyond WATCH_MAX the
 * list of open ones is the place to look, and false is said. */
bool watcher_add(struct watcher *w, const char *id, enum enrolment_state state);
void watcher_drop(struct watcher *w, const char *id); /* gone on with here */

/* Oldest first. */
size_t watcher_count(const struct watcher *w);
/* Where to go first: the oldest with news, else the oldest; NULL: none. */
const struct watched *watcher_first(const struct watcher *w);

#endif
