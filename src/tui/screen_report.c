/*
 * The day's report of this office: what was begun, what became of it, when, how long the
 * steps took, and why enrollments were refused. The figures are the centre's; what is added
 * up here is shown with its parts.
 */
#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "counter/asked.h"
#include "tui/app.h"
#include "tui/bars.h"
#include "tui/draw.h"
#include "tui/screens.h"
#include "counter/report_words.h"

enum {
	ACT_DAY_BEFORE = ACT_SCREEN,
	ACT_DAY_AFTER,
	ACT_TODAY,
	ACT_OTHER,
	ACT_UP,
	ACT_DOWN,
	ACT_REFRESH
};

struct report {
	struct app *app;
	struct asked asked;
	int64_t since;
	int64_t noon; /* of the day that is shown; real ms */
	bool reasons; /* why refused, in place of the times */
	size_t top;   /* the first reason that is shown */
	struct api_day_report day;
};

static const struct key_row keys[] = {
    {.action = ACT_DAY_BEFORE, .keys = {TK_LEFT, '4', 'p'}, .help = N_("Day before")},
    {.action = ACT_DAY_AFTER,
	.keys = {TK_RIGHT, '6', 'n'},
	.help = N_("Day after"),
	.why = N_("Today is the last day that there is a report of.")},
    {.action = ACT_TODAY,
	.keys = {TK_HOME, '5'},
	.help = N_("Today"),
	.quiet = true,
	.why = N_("This is the report of today.")},
    {.action = ACT_OTHER, .keys = {TK_TAB, 'r', '0'}, .help = N_("Times/reasons")},
    {.action = ACT_UP,
	.keys = {TK_UP, '8'},
	.help = N_("row above"),
	.quiet = true,
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_DOWN,
	.keys = {TK_DOWN, '2'},
	.help = N_("row below"),
	.quiet = true,
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_REFRESH, .keys = {TK_F3, 'a'}, .help = N_("Ask again"), .quiet = true},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C, TK_ENTER}, .help = N_("Menu")},
    {0},
};

static struct date day_of(const struct report *s)
{
	return bangkok_time_of(s->noon).date;
}

static struct date today(const struct app *app)
{
	return bangkok_time_of(app_real(app)).date;
}

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct report *s = arg;
	if (asked_ended(&s->asked, failure))
		s->day = *(const struct api_day_report *)answer;
	s->top = 0;
	app_changed(s->app);
}

static void ask(struct app *app, struct report *s)
{
	asked_drop(&s->asked, app->central);
	s->since = app_mono(app);
	s->asked.call = app->central ? central_day_report(app->central, day_of(s), answered, s) : 0;
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct report *s = state;
	(void)arg;
	s->app = app;
	s->noon = report_noon(app_real(app));
	ask(app, s);
}

static void leave(struct app *app, void *state)
{
	struct report *s = state;
	asked_drop(&s->asked, app->central);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static bool can(const struct app *app, const void *state, int action)
{
	const struct report *s = state;
	if (action == ACT_DAY_AFTER || action == ACT_TODAY)
		return date_compare(day_of(s), today(app)) < 0;
	if (action == ACT_UP)
		return s->reasons && s->top > 0;
	if (action == ACT_DOWN)
		return s->reasons && s->asked.known && s->top + 1 < s->day.reason_count;
	return true;
}

static void go_to(struct app *app, struct report *s, int64_t noon)
{
	s->noon = noon;
	ask(app, s);
}

static void act(struct app *app, void *state, int action)
{
	struct report *s = state;
	if (action == ACT_DAY_BEFORE)
		go_to(app, s, s->noon - REPORT_DAY_MS);
	else if (action == ACT_DAY_AFTER)
		go_to(app, s, s->noon + REPORT_DAY_MS);
	else if (action == ACT_TODAY)
		go_to(app, s, report_noon(app_real(app)));
	else if (action == ACT_OTHER)
		s->reasons = !s->reasons;
	else if (action == ACT_UP)
		s->top--;
	else if (action == ACT_DOWN)
		s->top++;
	else if (action == ACT_REFRESH)
		ask(app, s);
	else if (action == ACT_BACK && app_session_ended(&s->asked.error))
		app_log_out(app);
	else if (action == ACT_BACK)
		app_close(app);
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct report *s = state;
	(void)app;
	if (s->asked.call)
		*w = (struct waiting){
		    .what = _("Asking the centre for the report"), .since = s->since};
}

/* ---- drawing ---- */

#define X	 2
#define COUNT_X	 44
#define MEDIAN_X 54
#define P90_X	 66

#define DAY_Y	   0
#define COUNTS_Y   2
#define CHART_Y	   5
#define TABLE_Y	   11
#define TABLE_ROWS (CONTENT_ROWS - TABLE_Y - 1)

static void draw_day(const struct app *app, const struct report *s, WINDOW *win)
{
	char date[64];
	bool now = date_compare(day_of(s), today(app)) == 0;
	date_format(date, sizeof date, day_of(s), lang_get() == LANG_TH);
	draw_format(win, DAY_Y, X, getmaxx(win) - 2 * X, PAINT_STRONG, "%s %s%s%s", SIGN_NOW, date,
	    now ? "  " : "", now ? _("today") : "");
}

/* What ended otherwise, with its parts. */
static void draw_ends(const struct report *s, WINDOW *win, int y)
{
	char text[DRAW_TEXT_SIZE];
	report_ends(text, sizeof text, &s->day);
	draw_text(win, y, X, getmaxx(win) - 2 * X, PAINT_TEXT, text);
}

static void draw_counts(const struct report *s, WINDOW *win)
{
	const struct api_day_report *d = &s->day;
	draw_format(win, COUNTS_Y, X, getmaxx(win) - 2 * X, PAINT_STRONG,
	    _("Begun %ld   Success %ld   Refused before %ld   Open now %ld"), d->created,
	    d->success, d->refused, d->open);
	draw_ends(s, win, COUNTS_Y + 1);
}

static void time_text(char *out, size_t size, long ms)
{
	char span[SPAN_SIZE];
	span_format(span, ms);
	if (ms < 60000)
		snprintf(out, size, _("%d.%d s"), (int)(ms / 1000), (int)(ms / 100 % 10));
	else
		snprintf(out, size, "%s", span);
}

static void draw_steps(const struct report *s, WINDOW *win)
{
	int y = TABLE_Y;
	draw_text(win, y, X, COUNT_X - X - 1, PAINT_STRONG, _("Time per step"));
	draw_text(win, y, COUNT_X, 9, PAINT_STRONG, _("Count"));
	draw_text(win, y, MEDIAN_X, 11, PAINT_STRONG, _("Median"));
	draw_text(win, y, P90_X, getmaxx(win) - P90_X - 1, PAINT_STRONG, _("90 of 100"));
	for (size_t i = 0; i < s->day.step_count; i++) {
		const struct api_step_time *t = &s->day.steps[i];
		char text[DRAW_TEXT_SIZE];
		draw_text(win, ++y, X, COUNT_X - X - 1, PAINT_TEXT, report_step(t));
		draw_format(win, y, COUNT_X, 9, PAINT_TEXT, "%ld", t->count);
		if (t->count == 0)
			continue;
		time_text(text, sizeof text, t->median_ms);
		draw_text(win, y, MEDIAN_X, 11, PAINT_TEXT, text);
		time_text(text, sizeof text, t->p90_ms);
		draw_text(win, y, P90_X, 12, PAINT_TEXT, text);
	}
}

static void draw_reasons(const struct report *s, WINDOW *win)
{
	int y = TABLE_Y;
	int last = y + TABLE_ROWS + getmaxy(win) - CONTENT_ROWS;
	draw_text(win, y++, X, getmaxx(win) - 2 * X, PAINT_STRONG,
	    _("Reasons of refusals: one refusal may have several"));
	if (s->day.reason_count == 0)
		draw_text(win, y, X, 60, PAINT_TEXT, _("none"));
	for (size_t i = s->top; i < s->day.reason_count && y <= last; i++) {
		char text[DRAW_TEXT_SIZE];
		const struct problem_row *row = problem_row(s->day.reasons[i].reason);
		struct box box = {
		    .y = y, .x = X + 6, .rows = last - y + 1, .cells = getmaxx(win) - X - 8};
		snprintf(text, sizeof text, "%s (%s)", _(row->what), row->id);
		draw_format(win, y, X, 5, PAINT_STRONG, "%4ld", s->day.reasons[i].count);
		y += draw_wrapped(win, box, PAINT_TEXT, text);
	}
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct report *s = state;
	struct box box = {.y = 4, .x = 4, .rows = 14, .cells = getmaxx(win) - 8};
	draw_day(app, s, win);
	if (s->asked.error.problem)
		draw_problem(win, box, &s->asked.error);
	if (!s->asked.known)
		return;
	draw_counts(s, win);
	bars_draw(win, CHART_Y, X, getmaxx(win) - 2 * X, s->day.hours);
	if (s->reasons)
		draw_reasons(s, win);
	else
		draw_steps(s, win);
}

const struct screen_ops screen_report = {
    .name = "report",
    .title = LABEL_REPORT,
    .state_size = sizeof(struct report),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .can = can,
    .act = act,
    .waiting = waiting,
    .draw = draw,
};
