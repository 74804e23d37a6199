#include "tui/app.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "enrol/journal.h"
#include "tui/citizen.h"
#include "tui/lock.h"
#include "tui/parked.h"
#include "tui/screens.h"
#include "tui/unmask.h"

#define STATUS_AGAIN_MS 5000
#define LEAVE_MS	1000 /* for the centre to hear that the officer has left */

void app_changed(struct app *app)
{
	app->dirty = true;
}

int64_t app_mono(const struct app *app)
{
	return clock_mono_ms(&app->clock);
}

int64_t app_real(const struct app *app)
{
	return clock_real_ms(&app->clock);
}

void app_cursor(struct app *app, int y, int x)
{
	app->frame.cursor = true;
	app->frame.cursor_y = y;
	app->frame.cursor_x = x;
}

/* ---- screens ---- */

const struct app_screen *app_top(const struct app *app)
{
	return app->depth > 0 ? &app->stack[app->depth - 1] : NULL;
}

void app_open(struct app *app, const struct screen_ops *ops, const void *arg)
{
	if (app->depth == APP_DEPTH)
		return;
	void *state = secret_alloc(ops->state_size);
	if (!state)
		return;
	unmask_end(app);
	app->question = NULL;
	app->stack[app->depth++] = (struct app_screen){.ops = ops, .state = state};
	ops->enter(app, state, arg);
	app_changed(app);
}

static void leave_top(struct app *app)
{
	struct app_screen *top = &app->stack[app->depth - 1];
	unmask_end(app);
	app->question = NULL;
	if (top->ops->leave)
		top->ops->leave(app, top->state);
	secret_free(top->state, top->ops->state_size);
	*top = (struct app_screen){0};
	app->depth--;
	app_changed(app);
}

void app_close(struct app *app)
{
	if (app->depth > 0)
		leave_top(app);
	const struct app_screen *top = app_top(app);
	if (!top)
		app_quit(app);
	else if (top->ops->uncovered)
		top->ops->uncovered(app, top->state);
}

void app_replace(struct app *app, const struct screen_ops *ops, const void *arg)
{
	while (app->depth > 0)
		leave_top(app);
	app_open(app, ops, arg);
}

void app_uncover(struct app *app, const struct screen_ops *ops)
{
	bool found = false;
	while (app->depth > 0 && !found) {
		found = app_top(app)->ops == ops;
		leave_top(app);
	}
}

void app_ask(struct app *app, const char *msgid, int action)
{
	app->question = msgid;
	app->question_action = action;
	app_changed(app);
}

void app_wipe_screen(struct app *app)
{
	unmask_end(app);
	if (app->frame.content)
		clearok(app->frame.content, TRUE);
	app->frame.erase = true;
}

/* ---- the citizen's view ---- */

static void on_viewer(void *arg)
{
	unmask_end(arg);
	app_changed(arg);
}

void app_tell_citizen(struct app *app)
{
	struct citizen_picture p = {.lang = lang_get(), .press = 1, .presses = 1};
	bool said = false;
	if (!citizen_server_watched(app->citizen))
		return;
	for (size_t i = app->depth; i > 0 && !said; i--) {
		const struct app_screen *screen = &app->stack[i - 1];
		said = screen->ops->citizen != NULL;
		if (said)
			screen->ops->citizen(app, screen->state, &p);
	}
	citizen_server_tell(app->citizen, &p);
	citizen_forget_code(&p);
}

/* ---- life ---- */

static const char no_thai[] = N_("This terminal cannot show Thai: all is told in English.");

static int start_card(void *arg)
{
	struct app *app = arg;
	return app->options->start_card ? app->options->start_card(app->link) : -1;
}

static int start_sensor(void *arg)
{
	struct app *app = arg;
	return app->options->start_sensor ? app->options->start_sensor(app->link) : -1;
}

struct runner_host app_host(struct app *app)
{
	return (struct runner_host){
	    .start_card = start_card, .start_sensor = start_sensor, .arg = app};
}

static int start_verifier(void *arg)
{
	struct app *app = arg;
	return app->options->start_verifier ? app->options->start_verifier(app->link) : -1;
}

static struct pin_verifier *new_verifier(struct app *app, const char *pin)
{
	return pin_verifier_new(app->loop, (struct pin_verifier_host){start_verifier, app}, pin);
}

void app_start(struct app *app)
{
	const struct terminal_config *c = app->options->config;
	char memory[PATH_MAX];
	struct central_options options = {.url = c->url,
	    .memory = memory,
	    .ca = c->ca,
	    .crl = c->crl,
	    .certificate = c->certificate,
	    .key = c->key,
	    .connect_timeout_s = c->connect_timeout,
	    .timeout_s = c->timeout,
	    .poll_wait_s = c->poll_wait,
	    .training = c->training};
	if (journal_directory(memory, c->state_directory, &app->centre_error) &&
	    central_global_init(&app->centre_error))
		app->central = central_new(app->loop, &options, &app->centre_error);
	lock_rule_key(&app->lock.rule, app_mono(app));
	if (app->options->citizen)
		app->citizen = citizen_server_new(app->loop, on_viewer, app);
	app_open(app, &screen_login, NULL);
	if (!lang_utf8())
		app->notice = no_thai;
	app_ask_status(app);
}

static void end_session(struct app *app)
{
	parked_end(app);
	pin_verifier_free(app->session.verifier);
	secret_wipe(&app->session, sizeof app->session);
}

void app_end(struct app *app)
{
	while (app->depth > 0)
		leave_top(app);
	citizen_server_free(app->citizen);
	app->citizen = NULL;
	end_session(app); /* with the polls of what is parked, which are the client's */
	central_free(app->central);
	app->central = NULL;
}

void app_quit(struct app *app)
{
	loop_stop(app->loop);
}

static void on_left(void *arg, const struct central_failure *failure, const void *answer)
{
	struct app *app = arg;
	(void)failure;
	(void)answer;
	app_quit(app);
}

static void on_leave_late(void *arg)
{
	struct app *app = arg;
	app_quit(app);
}

void app_leave(struct app *app)
{
	bool open = app->session.open && app->central && !app->leaving;
	app->leaving = open;
	if (!open || !central_logout(app->central, on_left, app) ||
	    !loop_add_timer(app->loop, LEAVE_MS, on_leave_late, app))
		app_quit(app);
}

void app_tick(struct app *app)
{
	lock_tick(app);
	citizen_server_tick(app->citizen);
	const struct app_screen *top = app_top(app);
	if (top && top->ops->tick)
		top->ops->tick(app, top->state);
	bool old = app_mono(app) - app->status_at >= STATUS_AGAIN_MS;
	bool unknown = !app->status_known || app->centre_error.problem != PROBLEM_NONE;
	if (unknown && old)
		app_ask_status(app);
	app_changed(app);
}

/* ---- the centre ---- */

static void on_status(void *arg, const struct central_failure *failure, const void *answer)
{
	struct app *app = arg;
	app->asking_status = false;
	app->status_at = app_mono(app);
	app_changed(app);
	if (failure) {
		app->centre_error = failure->error;
		return;
	}
	app->centre_error = (struct error){0};
	app->status = *(const struct api_status *)answer;
	app->status_known = true;
	app->round_trip_ms = app->status_at - app->asked_at;
	app->clock_offset_ms = app->status.now - app_real(app);
}

void app_ask_status(struct app *app)
{
	if (!app->central || app->asking_status)
		return;
	app->asking_status = true;
	app->asked_at = app_mono(app);
	central_status(app->central, on_status, app);
}

void app_centre_lost(struct app *app, const struct error *error)
{
	app->centre_error = *error;
	app->status_at = app_mono(app);
}

void app_log_in(struct app *app, const struct api_session *session, const char *pin)
{
	end_session(app);
	app->lock.rule.wrong = 0;
	app->session = (struct app_session){.open = true,
	    .office = session->office,
	    .may_enroll = session->may_enroll,
	    .today_success = session->today_success,
	    .today_open = session->today_open,
	    .today_refused = session->today_refused,
	    .verifier = new_verifier(app, pin)};
	snprintf(
	    app->session.officer_id, sizeof app->session.officer_id, "%s", session->officer_id);
	snprintf(app->session.officer_name, sizeof app->session.officer_name, "%s",
	    session->officer_name);
	parked_begin(app);
	if (session->pin_change)
		app_replace(app, &screen_pin, &(struct pin_arg){.forced = true});
	else
		app_replace(app, &screen_menu, NULL);
}

void app_pin_changed(struct app *app, const char *pin)
{
	if (!app->session.open)
		return;
	pin_verifier_free(app->session.verifier);
	app->session.verifier = new_verifier(app, pin);
}

static void on_logged_out(void *arg, const struct central_failure *failure, const void *answer)
{
	(void)arg;
	(void)failure;
	(void)answer;
}

void app_log_out_because(struct app *app, const char *msgid)
{
	if (app->session.open && app->central)
		central_logout(app->central, on_logged_out, app);
	end_session(app);
	app_replace(app, &screen_login, msgid);
}

void app_log_out(struct app *app)
{
	app_log_out_because(app, NULL);
}

bool app_session_ended(const struct error *error)
{
	return error->problem == PROBLEM_NOT_LOGGED_IN;
}

void app_office_name(const struct app *app, char *out, size_t size)
{
	const struct api_office *office = NULL;
	if (app->session.open)
		office = &app->session.office;
	else if (app->status_known)
		office = &app->status.office;
	if (office)
		snprintf(out, size, "%s %s", office->code,
		    lang_get() == LANG_TH ? office->name_th : office->name_en);
	else
		snprintf(out, size, "%s", app->options->config->office_name);
}

/* ---- keys ---- */

const struct key_row *app_keys(const struct app *app)
{
	const struct app_screen *top = app_top(app);
	if (app->question)
		return keys_question;
	return top ? top->ops->keys(app, top->state) : NULL;
}

bool app_can(const struct app *app, const struct key_row *row)
{
	const struct app_screen *top = app_top(app);
	if (app->question || !top || !top->ops->can)
		return true;
	return top->ops->can(app, top->state, row->action);
}

static void answer_question(struct app *app, int action)
{
	const struct app_screen *top = app_top(app);
	app->question = NULL;
	if (action == ACT_YES && top)
		top->ops->act(app, top->state, app->question_action);
}

static void act_global(struct app *app, int action)
{
	const struct app_screen *top = app_top(app);
	struct help_arg arg = {.ops = top->ops, .keys = top->ops->keys(app, top->state)};
	if (action == ACT_LANGUAGE && !lang_utf8())
		app->notice = no_thai;
	else if (action == ACT_LANGUAGE)
		lang_set(lang_get() == LANG_TH ? LANG_EN : LANG_TH);
	else if (action == ACT_REDRAW)
		app_wipe_screen(app);
	else if (action == ACT_LOCK)
		lock_now(app);
	else if (action == ACT_PARKED)
		parked_go(app);
	else if (action == ACT_HELP && top->ops != &screen_help)
		app_open(app, &screen_help, &arg);
}

/* A terminal that never says where a paste ends must not lock the keyboard. */
#define PASTE_MS 2000

/* Neither a named key nor a control character, C1's included. */
static bool is_character(int key)
{
	return (key >= ' ' && key < 0x7f) || (key >= 0xa0 && key < TK_NAMED);
}

/* Whether the key is none, but pasted: characters go to where one types, and nowhere else. */
static bool pasted(struct app *app, const struct app_screen *top, int key)
{
	bool ends = key == TK_PASTE_BEGIN || key == TK_PASTE_END;
	bool late = app_mono(app) - app->paste_at > PASTE_MS;
	if (!ends && (!app->pasting || late)) {
		app->pasting = false;
		return false;
	}
	if (ends)
		app->pasting = key == TK_PASTE_BEGIN;
	else if (is_character(key) && !app->question && top->ops->type)
		top->ops->type(app, top->state, key);
	app->paste_at = app_mono(app);
	return true;
}

/* The function key locks also where letters are typed, and while a question is open. */
static bool locks(int key)
{
	const struct key_row *row = key > TK_NAMED ? keys_find(keys_global, key) : NULL;
	return row && row->action == ACT_LOCK;
}

void app_key(struct app *app, int key)
{
	const struct app_screen *top = app_top(app);
	if (!top || app->leaving)
		return;
	app_changed(app);
	app->notice = NULL;
	lock_key(app);
	if (pasted(app, top, key))
		return;
	if (locks(key)) {
		lock_now(app);
		return;
	}
	if (!app->question && top->ops->type && top->ops->type(app, top->state, key))
		return;
	const struct key_row *row = keys_find(app_keys(app), key);
	if (row && app->question)
		answer_question(app, row->action);
	else if (row && app_can(app, row))
		top->ops->act(app, top->state, row->action);
	else if (row && top->ops->denied)
		top->ops->denied(app, top->state, row->action);
	else if (row)
		app->notice = row->why;
	else if (!row && (row = keys_find(keys_global, key)) != NULL)
		act_global(app, row->action);
}
