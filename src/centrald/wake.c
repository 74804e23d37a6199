#include "centrald/wake.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"

#define ASK_MS	  2000	/* the slow poll behind what is told */
#define MARGIN_MS 15000 /* clocks of two hosts differ, and a group takes its time */

struct wake {
	struct event_base *base;
	struct turn *turn;
	struct event *told;
	int fd;		/* -1: none */
	int64_t ask_at; /* monotonic */
};

bool wake_hear(struct wake *w)
{
	char id[API_ID_SIZE];
	bool heard = false;
	while (w && store_told(w->turn->centre->store, id, sizeof id)) {
		turn_wake(w->turn, id);
		heard = true;
	}
	return heard;
}

static void on_told(evutil_socket_t fd, short what, void *arg)
{
	struct wake *w = arg;
	(void)fd;
	(void)what;
	wake_hear(w);
	if (store_told_fd(w->turn->centre->store) < 0) /* at its end it stays readable */
		event_del(w->told);
}

static void unwatch(struct wake *w)
{
	if (w->told)
		event_free(w->told);
	w->told = NULL;
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

/* The store may close its descriptor whenever it likes, and the next client's connection
 * gets that number: the loop would mix up the two. So it sees a duplicate, ours to close. */
static void watch(struct wake *w)
{
	int fd = store_told_fd(w->turn->centre->store);
	unwatch(w);
	w->fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
	w->told = w->fd < 0 ? NULL : event_new(w->base, w->fd, EV_READ | EV_PERSIST, on_told, w);
	if (w->told)
		event_add(w->told, NULL);
}

static void wake_changed(void *arg, const struct store_row *row)
{
	struct wake *w = arg;
	char id[API_ID_SIZE];
	row_text(row, 0, id, sizeof id);
	turn_wake(w->turn, id);
}

static void ask(struct wake *w)
{
	struct error err;
	const struct centre *c = w->turn->centre;
	int64_t since = clock_real_ms(c->clock) - MARGIN_MS;
	if (!store_query(c->store, SQL_ENROLMENTS_CHANGED, SQL_PARAMS(sql_int(since)), wake_changed,
		w, NULL, &err))
		log_error(&err);
}

void wake_tick(struct wake *w)
{
	if (!w)
		return;
	int64_t now = clock_mono_ms(w->turn->centre->clock);
	watch(w);
	if (now < w->ask_at || waiters_count(w->turn->waiters) == 0)
		return;
	w->ask_at = now + ASK_MS;
	ask(w);
}

bool wake_new(struct wake **out, struct event_base *base, struct turn *t, struct error *err)
{
	*out = NULL;
	if (store_told_fd(t->centre->store) < 0)
		return true;
	*out = calloc(1, sizeof **out);
	if (!*out)
		return error_set(err, PROBLEM_MEMORY, "wake");
	(*out)->base = base;
	(*out)->turn = t;
	(*out)->fd = -1;
	watch(*out);
	return true;
}

void wake_free(struct wake *w)
{
	if (w)
		unwatch(w);
	free(w);
}
