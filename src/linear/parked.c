/*
 * Enrollments that were put aside at this counter while their phone was waited for: they are
 * watched from the login to the logout, news of them are told wherever the officer is, with a
 * bell, and one letter goes there.
 */
#include <stdio.h>

#include "base/lang.h"
#include "counter/parked_words.h"
#include "linear/place.h"
#include "linear/words.h"

/* The journal is read through a runner of its own, for this moment only. */
size_t parked_kept(struct linear *l, struct runner_pending *out, size_t max)
{
	struct error err;
	struct runner *runner = linear_runner(l, false, &err);
	const size_t n = runner != NULL ? runner_pending(runner, out, max) : 0;

	if (runner == NULL)
		words_problem(l, &err);
	runner_free(runner);
	return n;
}

static void on_watched(void *arg, bool moved)
{
	struct linear *l = arg;

	l->parked_news = l->parked_news || moved;
}

void parked_watch(struct linear *l)
{
	struct runner_pending kept[WATCH_MAX];
	size_t n;

	parked_close(l);
	l->watcher = watcher_new(l->loop, l->central, on_watched, l);
	n = l->watcher != NULL ? parked_kept(l, kept, WATCH_MAX) : 0;
	for (size_t i = 0; i < n; i++)
		watcher_add(l->watcher, kept[i].id, kept[i].state);
}

void parked_close(struct linear *l)
{
	watcher_free(l->watcher);
	l->watcher = NULL;
	l->parked_news = false;
}

void parked_put(struct linear *l, const struct runner_view *view)
{
	if (l->watcher != NULL && parked_may(view))
		watcher_add(l->watcher, view->enrolment->id, view->enrolment->state);
}

void parked_take(struct linear *l, const char *enrolment_id)
{
	if (l->watcher != NULL)
		watcher_drop(l->watcher, enrolment_id);
}

void parked_tell(struct linear *l)
{
	const struct watched *first = l->watcher != NULL ? watcher_first(l->watcher) : NULL;

	if (!l->parked_news)
		return;
	l->parked_news = false;
	if (first == NULL || !first->news)
		return;
	lines_ring(l->lines);
	say(l, _("Parked enrollment no. ..%s: %s. w goes there."), parked_tail(first->id),
	    parked_words(first));
}

void parked_visit(struct linear *l)
{
	const struct watched *first = l->watcher != NULL ? watcher_first(l->watcher) : NULL;
	const char *why = l->place->at_risk != NULL ? l->place->at_risk(l, l->state) : NULL;
	struct resume resume = {.id = ""};

	if (first == NULL || l->session.pin_change) {
		say(l, "%s", _("No enrollment of this counter is parked."));
	} else if (why != NULL) {
		say(l, "%s", _(why));
	} else {
		snprintf(resume.id, sizeof resume.id, "%s", first->id);
		linear_go(l, &place_enrol, &resume);
	}
}
