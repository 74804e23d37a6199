#include "tui/lock.h"

#include "base/lang.h"
#include "tui/app.h"
#include "tui/screens.h"

#define MINUTE_MS 60000

bool lock_on(const struct app *app)
{
	for (size_t i = 0; i < app->depth; i++)
		if (app->stack[i].ops == &screen_lock)
			return true;
	return false;
}

void lock_now(struct app *app)
{
	if (app->leaving || lock_on(app))
		return;
	app->lock.moved = app->lock.warned = false;
	if (!app->session.open)
		app_replace(app, &screen_login, NULL);
	else if (!pin_verifier_works(app->session.verifier))
		app_log_out_because(
		    app, N_("No PIN can be checked here at present: instead of locking, "
			    "the officer was logged out."));
	else
		app_open(app, &screen_lock, NULL);
	app_wipe_screen(app);
}

void lock_open(struct app *app)
{
	app_uncover(app, &screen_lock);
	app->lock.key_at = app_mono(app);
	app->lock.idle = false;
}

int lock_wrong(struct app *app)
{
	if (++app->session.wrong_pins < LOCK_TRIES)
		return LOCK_TRIES - app->session.wrong_pins;
	app_log_out_because(
	    app, N_("Five wrong PINs: the officer was logged out. Open enrollments stay "
		    "in the list."));
	return 0;
}

void lock_moved(struct app *app)
{
	if (!lock_on(app) || app->lock.moved)
		return;
	app->lock.moved = true;
	beep();
	app_changed(app);
}

bool lock_news(const struct app *app)
{
	return app->lock.moved;
}

/* ---- idleness ---- */

void lock_key(struct app *app)
{
	if (lock_on(app))
		return;
	app->lock.key_at = app_mono(app);
	app->lock.idle = false;
}

/* Whether so many minutes have passed without a key; 0: never. */
static bool past(const struct app *app, long minutes)
{
	return minutes > 0 && app_mono(app) - app->lock.key_at >= minutes * MINUTE_MS;
}

int64_t lock_logout_in(const struct app *app)
{
	const struct terminal_config *c = app->options->config;
	if (!app->session.open || !past(app, c->screen_warn))
		return -1;
	int64_t left = app->lock.key_at + c->screen_logout * MINUTE_MS - app_mono(app);
	return left > 0 ? left : 0;
}

static void warn_once(struct app *app)
{
	if (!app->lock.warned)
		beep();
	app->lock.warned = true;
}

void lock_tick(struct app *app)
{
	const struct terminal_config *c = app->options->config;
	if (app->leaving)
		return;
	if (app->session.open && past(app, c->screen_logout))
		app_log_out_because(
		    app, N_("Nobody typed for a while: the officer was logged out. Open "
			    "enrollments stay in the list."));
	else if (!app->lock.idle && past(app, c->screen_blank))
		lock_now(app);
	else if (lock_logout_in(app) >= 0)
		warn_once(app);
	app->lock.idle = past(app, c->screen_blank);
}
