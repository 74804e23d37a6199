#include "tui/parked.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "counter/parked_words.h"
#include "enrol/watcher.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/lock.h"
#include "tui/screens.h"

/* ---- watching ---- */

size_t parked_journal(struct app *app, struct runner_pending *out, size_t max, struct error *err)
{
	struct runner_options options = {.loop = app->loop,
	    .central = app->central,
	    .host = app_host(app),
	    .state_directory = app->options->config->state_directory,
	    .training = app->options->config->training,
	    .poll_wait_s = app->options->config->poll_wait};
	struct runner *runner = runner_new(&options, err);
	size_t n = runner ? runner_pending(runner, out, max) : 0;
	runner_free(runner);
	return n;
}

static void on_watched(void *arg, bool moved)
{
	struct app *app = arg;
	app_changed(app);
	if (!moved)
		return;
	beep();
	lock_moved(app);
}

void parked_begin(struct app *app)
{
	struct runner_pending kept[WATCH_MAX];
	struct error unread; /* the list of open ones tells it */
	parked_end(app);
	app->watcher = watcher_new(app->loop, app->central, on_watched, app);
	size_t n = app->watcher ? parked_journal(app, kept, WATCH_MAX, &unread) : 0;
	for (size_t i = 0; i < n; i++)
		watcher_add(app->watcher, kept[i].id, kept[i].state);
}

void parked_end(struct app *app)
{
	watcher_free(app->watcher);
	app->watcher = NULL;
}

void parked_add(struct app *app, const struct runner_view *view)
{
	if (app->watcher && parked_may(view))
		watcher_add(app->watcher, view->enrolment->id, view->enrolment->state);
}

void parked_drop(struct app *app, const char *enrolment_id)
{
	if (app->watcher)
		watcher_drop(app->watcher, enrolment_id);
}

/* ---- going there ---- */

static const char *why_not(struct app *app)
{
	const char *why = NULL;
	for (size_t i = 0; i < app->depth && !why; i++) {
		const struct app_screen *s = &app->stack[i];
		why = s->ops->at_risk ? s->ops->at_risk(app, s->state) : NULL;
	}
	return why;
}

void parked_go(struct app *app)
{
	const struct watched *first = app->watcher ? watcher_first(app->watcher) : NULL;
	char id[API_ID_SIZE];
	struct enrol_arg arg = {.resume_id = id};
	/* Before the menu there is something that has to be done first, as a new PIN. */
	if (lock_on(app) || app->stack[0].ops != &screen_menu)
		return;
	app->notice = first ? why_not(app) : N_("No enrollment of this counter is parked.");
	if (app->notice)
		return;
	snprintf(id, sizeof id, "%s", first->id);
	while (app->depth > 1)
		app_close(app);
	app_open(app, &screen_enrol, &arg);
}

/* ---- on every screen ---- */

bool parked_draw(const struct app *app, WINDOW *win, int y)
{
	char text[DRAW_TEXT_SIZE];
	size_t count = app->watcher ? watcher_count(app->watcher) : 0;
	const struct watched *first = count ? watcher_first(app->watcher) : NULL;
	if (!first)
		return false;
	if (first->news)
		snprintf(text, sizeof text, _("  Parked %zu: ..%s %s, W goes there  "), count,
		    parked_tail(first->id), parked_words(first));
	else
		snprintf(text, sizeof text, _("  Parked %zu, W goes there  "), count);
	draw_right(win, y, getmaxx(win) - 2, getmaxx(win) - 24,
	    first->news ? PAINT_ALARM : PAINT_STRONG, text);
	return true;
}
