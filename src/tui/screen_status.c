/*
 * How the system stands: office, centre, certificate, reader, sensor and this terminal, each
 * with what to do where it does not stand well.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "tui/app.h"
#include "tui/facts_view.h"
#include "tui/frame.h"
#include "tui/reader_watch.h"
#include "tui/screens.h"

#include "autoconf.h"

#define DAY_MS		 86400000LL
#define CLOCK_OFF_MS	 60000 /* the centre takes no evidence from further ahead */
#define CERTIFICATE_DAYS 30    /* time enough to have a new one made */

enum { ACT_REFRESH = ACT_SCREEN, ACT_UP, ACT_DOWN };

struct status {
	int64_t since;
	struct reader_watch reader;
	int top; /* the first row of the list that is shown */
};

static const struct key_row keys[] = {
    {.action = ACT_REFRESH, .keys = {TK_F3, 'a'}, .help = N_("Ask again")},
    {.action = ACT_UP,
	.keys = {TK_UP, TK_PAGE_UP, 'b'},
	.help = N_("up"),
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_DOWN,
	.keys = {TK_DOWN, TK_PAGE_DOWN, ' '},
	.help = N_("down"),
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C, TK_ENTER}, .help = N_("Menu")},
    {0},
};

/* ---- the facts ---- */

static const char *const office_kinds[] = {
    [OFFICE_DISTRICT] = N_("district registration office"),
    [OFFICE_LOCAL] = N_("local registration office"),
    [OFFICE_JOINT_CENTRE] = N_("joint service centre"),
    [OFFICE_CENTRAL] = N_("central registration office"),
};

static bool office_known(const struct app *app)
{
	return app->session.open || app->status_known;
}

static void tell_office(const struct app *app, const void *state, struct fact *f)
{
	(void)state;
	if (office_known(app))
		app_office_name(app, f->value, sizeof f->value);
}

static void tell_kind(const struct app *app, const void *state, struct fact *f)
{
	const struct api_office *office =
	    app->session.open ? &app->session.office : &app->status.office;
	(void)state;
	if (office_known(app))
		fact_say(f, FACT_PLAIN, "%s · %s", _(office_kinds[office->type]),
		    office->may_enroll ? _("may enroll") : _("may not enroll"));
}

static void tell_counter(const struct app *app, const void *state, struct fact *f)
{
	(void)state;
	if (app->status_known)
		fact_say(f, FACT_PLAIN, "%s%s%s", app->status.counter,
		    app->session.open ? " · " : "", app->session.officer_name);
}

static void tell_centre(const struct app *app, const void *state, struct fact *f)
{
	const struct api_status *s = &app->status;
	(void)state;
	if (app->centre_error.problem)
		fact_problem(f, &app->centre_error);
	else if (!app->status_known)
		fact_say(f, FACT_UNKNOWN, "%s", app->options->config->url);
	else
		fact_say(f, s->open ? FACT_GOOD : FACT_BAD, "%s · %s · %s",
		    app->options->config->url,
		    s->open ? _("takes enrollments") : _("takes no enrollments at present"),
		    s->training ? _("training") : _("real operation"));
}

static void tell_answer(const struct app *app, const void *state, struct fact *f)
{
	(void)state;
	if (app->status_known && !app->centre_error.problem)
		fact_say(f, FACT_GOOD, _("in %ld ms"), (long)app->round_trip_ms);
}

static void tell_clock(const struct app *app, const void *state, struct fact *f)
{
	long off_s = (long)(app->clock_offset_ms / 1000);
	(void)state;
	if (!app->status_known)
		return;
	bool far = labs(off_s) * 1000 > CLOCK_OFF_MS;
	fact_say(f, far ? FACT_BAD : FACT_GOOD, _("differs from the centre's by %ld s"), off_s);
	if (far)
		snprintf(f->todo, sizeof f->todo, "%s",
		    _("Ask the administrator to set this computer's clock."));
}

static void tell_quota(const struct app *app, const void *state, struct fact *f)
{
	char used[NUMBER_SIZE];
	char quota[NUMBER_SIZE];
	bool full = app->status.quota_used >= app->status.quota;
	(void)state;
	if (!app->status_known)
		return;
	number_format(used, app->status.quota_used);
	number_format(quota, app->status.quota);
	fact_say(f, full ? FACT_BAD : FACT_GOOD, _("%s of %s"), used, quota);
	if (full)
		snprintf(f->todo, sizeof f->todo, "%s",
		    _("Nobody more can be enrolled in this phase: tell the citizens."));
}

static void tell_policy(const struct app *app, const void *state, struct fact *f)
{
	const struct api_status *s = &app->status;
	(void)state;
	if (app->status_known)
		fact_say(f, FACT_PLAIN, _("code %ld min, evidence %ld min, match code %s"),
		    s->code_life / 60, s->evidence_life / 60, s->match_code ? _("on") : _("off"));
}

/* What the centre's policy says of fingers. */
static void tell_fingers(const struct app *app, const void *state, struct fact *f)
{
	const struct api_status *s = &app->status;
	const char *store =
	    s->approve_store ? _("stored with a second officer") : _("stored by one officer");
	(void)state;
	if (app->status_known)
		fact_say(f, FACT_PLAIN, "%s · %s",
		    s->can_write ? store : _("cannot be stored: no key for cards"),
		    s->exceptions ? _("exceptions allowed") : _("no exceptions"));
}

static void tell_certificate(const struct app *app, const void *state, struct fact *f)
{
	char date[64];
	(void)state;
	if (!app->central)
		return;
	int64_t end = central_certificate_end(app->central);
	long days = (long)((end - app_real(app)) / DAY_MS);
	bool soon = days < CERTIFICATE_DAYS;
	date_format(date, sizeof date, bangkok_time_of(end).date, lang_get() == LANG_TH);
	fact_say(f, soon ? FACT_BAD : FACT_GOOD,
	    P_("until %s, %ld day left", "until %s, %ld days left", days < 0 ? 0 : days), date,
	    days);
	if (soon)
		snprintf(f->todo, sizeof f->todo, "%s",
		    _("Ask the administrator for a new certificate in time."));
}

static void tell_helper(const struct app *app, const void *state, struct fact *f)
{
	const struct status *s = state;
	(void)app;
	if (s->reader.link)
		fact_say(f, FACT_GOOD, "%s", _("runs"));
	else
		fact_problem(f, &s->reader.error);
}

static void tell_service(const struct app *app, const void *state, struct fact *f)
{
	const struct status *s = state;
	(void)app;
	if (!s->reader.link || s->reader.card == RUNNER_CARD_UNKNOWN)
		fact_say(f, FACT_UNKNOWN, "%s", _("not known yet"));
	else if (s->reader.card == RUNNER_CARD_NO_PCSCD)
		fact_problem(f, &s->reader.error);
	else
		fact_say(f, FACT_GOOD, "%s", _("answers"));
}

static void tell_reader(const struct app *app, const void *state, struct fact *f)
{
	const struct status *s = state;
	(void)app;
	if (!s->reader.link || s->reader.card <= RUNNER_CARD_NO_PCSCD)
		fact_say(f, FACT_UNKNOWN, "%s", _("not known yet"));
	else if (s->reader.card == RUNNER_CARD_NO_READER)
		fact_problem(f, &(struct error){.problem = PROBLEM_NO_READER});
	else if (s->reader.card == RUNNER_CARD_EMPTY)
		fact_say(f, FACT_GOOD, "%s", _("ready, no card in it"));
	else
		fact_say(f, FACT_GOOD, _("a card is in %s"), s->reader.reader);
}

static void tell_sensor(const struct app *app, const void *state, struct fact *f)
{
	const struct terminal_config *c = app->options->config;
	(void)state;
	if (strcmp(c->sensor_type, "none") == 0 || c->sensor_type[0] == '\0')
		fact_problem(f, &(struct error){.problem = PROBLEM_NO_SENSOR});
	else
		fact_say(f, FACT_PLAIN, _("%s %s, asked when a finger is wanted"), c->sensor_type,
		    c->sensor_path[0] ? c->sensor_path : c->sensor_device);
}

static void tell_program(const struct app *app, const void *state, struct fact *f)
{
	(void)app;
	(void)state;
	fact_say(f, FACT_PLAIN, "%s", PACKAGE_STRING);
}

static void tell_terminal(const struct app *app, const void *state, struct fact *f)
{
	static const char *const colours[] = {
	    [COLOURS_NONE] = "1", [COLOURS_8] = "8", [COLOURS_256] = "256"};
	const char *term = getenv("TERM");
	(void)app;
	(void)state;
	fact_say(f, lang_utf8() ? FACT_GOOD : FACT_BAD, _("%s, %dx%d, %s colours, %s"),
	    term ? term : "", COLS, LINES,
	    palette_uses_colours() ? colours[palette_colours()] : "1",
	    lang_utf8() ? "UTF-8" : "ASCII");
	if (!lang_utf8())
		snprintf(f->todo, sizeof f->todo, "%s",
		    _("For Thai, log in from a terminal with a UTF-8 locale."));
}

static const struct fact_row rows[] = {
    {N_("Office"), tell_office},
    {N_("Kind of office"), tell_kind},
    {N_("Counter"), tell_counter},
    {N_("Centre"), tell_centre},
    {N_("Answer"), tell_answer},
    {N_("Clock"), tell_clock},
    {N_("Places used"), tell_quota},
    {N_("Policy"), tell_policy},
    {N_("Fingers"), tell_fingers},
    {N_("Certificate"), tell_certificate},
    {N_("Card helper"), tell_helper},
    {N_("Card service"), tell_service},
    {N_("Card reader"), tell_reader},
    {N_("Finger sensor"), tell_sensor},
    {N_("Terminal"), tell_terminal},
    {N_("Program"), tell_program},
};
static const struct fact_list facts = {rows, sizeof rows / sizeof rows[0]};

/* ---- screen ---- */

static void enter(struct app *app, void *state, const void *arg)
{
	struct status *s = state;
	(void)arg;
	s->since = app_mono(app);
	app_ask_status(app);
	reader_watch_open(&s->reader, app);
}

static void leave(struct app *app, void *state)
{
	struct status *s = state;
	(void)app;
	reader_watch_close(&s->reader);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static void scroll_by(const struct app *app, struct status *s, int by)
{
	int shown = app->frame.content ? getmaxy(app->frame.content) : CONTENT_ROWS;
	int last = facts_draw(app, s, &facts, NULL, 0) - shown;
	int top = s->top + by;
	s->top = top > last ? last : top;
	if (s->top < 0)
		s->top = 0;
}

static bool can(const struct app *app, const void *state, int action)
{
	struct status moved = *(const struct status *)state;
	if (action != ACT_UP && action != ACT_DOWN)
		return true;
	int top = moved.top;
	scroll_by(app, &moved, action == ACT_UP ? -1 : 1);
	return moved.top != top;
}

static void act(struct app *app, void *state, int action)
{
	if (action == ACT_REFRESH)
		enter(app, state, NULL);
	else if (action == ACT_UP || action == ACT_DOWN)
		scroll_by(app, state, action == ACT_UP ? -1 : 1);
	else if (action == ACT_BACK)
		app_close(app);
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct status *s = state;
	if (app->asking_status)
		*w = (struct waiting){
		    .what = _("Waiting for the centre's answer"), .since = s->since};
	else if (app->centre_error.problem == PROBLEM_NONE)
		*w = (struct waiting){.what = _("The centre answers"), .done = true};
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct status *s = state;
	facts_draw(app, s, &facts, win, s->top);
}

const struct screen_ops screen_status = {
    .name = "status",
    .title = LABEL_STATUS,
    .state_size = sizeof(struct status),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .can = can,
    .act = act,
    .waiting = waiting,
    .draw = draw,
};
