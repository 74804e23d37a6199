#include "tui/lock.h"

#include "base/lang.h"
#include "tui/app.h"
#include "tui/screens.h"

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
	app->lock.moved = app->lock.rule.warned = false;
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
	lock_rule_key(&app->lock.rule, app_mono(app));
}

int lock_wrong(struct app *app)
{
	int left = lock_rule_wrong(&app->lock.rule);
	if (left > 0)
		return left;
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
	lock_rule_key(&app->lock.rule, app_mono(app));
}

static struct lock_limits limits(const struct app *app)
{
	const struct terminal_config *c = app->options->config;
	return (struct lock_limits){c->screen_blank, c->screen_warn, c->screen_logout};
}

int64_t lock_logout_in(const struct app *app)
{
	if (!app->session.open)
		return -1;
	return lock_rule_logout_in(&app->lock.rule, limits(app), app_mono(app));
}

void lock_tick(struct app *app)
{
	if (app->leaving)
		return;
	switch (lock_rule_tick(&app->lock.rule, limits(app), app->session.open, app_mono(app))) {
	case LOCK_LOG_OUT:
		app_log_out_because(
		    app, N_("Nobody typed for a while: the officer was logged out. Open "
			    "enrollments stay in the list."));
		break;
	case LOCK_NOW:
		lock_now(app);
		break;
	case LOCK_WARN:
		beep();
		break;
	default:
		break;
	}
}
