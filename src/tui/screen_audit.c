/*
 * The audit of one enrollment: who did what to it, when, where from, and how it ended. The
 * look at it is itself a record of the audit: the next look shows it.
 */
#include <stdio.h>

#include "base/lang.h"
#include "counter/asked.h"
#include "counter/audit_words.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/screens.h"

enum { ACT_UP = ACT_SCREEN, ACT_DOWN, ACT_REFRESH };

struct audit {
	struct app *app;
	char id[API_ID_SIZE];
	struct asked asked;
	int64_t since;
	size_t chosen;
	struct api_audit_trail trail;
};

static const struct key_row keys[] = {
    {.action = ACT_UP,
	.keys = {TK_UP, '8'},
	.help = N_("row above"),
	.quiet = true,
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_DOWN,
	.keys = {TK_DOWN, TK_TAB, '2'},
	.help = N_("row below"),
	.quiet = true,
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_REFRESH, .keys = {TK_F3, 'a'}, .help = N_("Ask again")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C, TK_ENTER}, .help = N_("Back")},
    {0},
};

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct audit *s = arg;
	if (asked_ended(&s->asked, failure))
		s->trail = *(const struct api_audit_trail *)answer;
	s->chosen = 0;
	app_changed(s->app);
}

static void ask(struct app *app, struct audit *s)
{
	if (s->asked.call || !app->central)
		return;
	s->since = app_mono(app);
	s->asked.call = central_audit_trail(app->central, s->id, answered, s);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct audit *s = state;
	s->app = app;
	snprintf(s->id, sizeof s->id, "%s", ((const struct audit_arg *)arg)->id);
	ask(app, s);
}

static void leave(struct app *app, void *state)
{
	struct audit *s = state;
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
	const struct audit *s = state;
	(void)app;
	if (action == ACT_UP)
		return s->asked.known && s->chosen > 0;
	if (action == ACT_DOWN)
		return s->asked.known && s->chosen + 1 < s->trail.record_count;
	return true;
}

static void act(struct app *app, void *state, int action)
{
	struct audit *s = state;
	if (action == ACT_UP)
		s->chosen--;
	else if (action == ACT_DOWN)
		s->chosen++;
	else if (action == ACT_REFRESH)
		ask(app, s);
	else if (action == ACT_BACK && app_session_ended(&s->asked.error))
		app_log_out(app);
	else if (action == ACT_BACK)
		app_close(app);
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct audit *s = state;
	(void)app;
	if (s->asked.call)
		*w = (struct waiting){
		    .what = _("Asking the centre for the records"), .since = s->since};
}

/* ---- drawing ---- */

#define TIME_X	 2
#define ACT_X	 12
#define WHO_X	 36
#define RESULT_X 68
#define ROWS_Y	 2
#define ROWS	 14
#define FOOT_Y	 (CONTENT_ROWS - 2)

static void draw_record(const struct audit *s, WINDOW *win, int y, size_t i)
{
	const struct api_audit_record *r = &s->trail.records[i];
	enum paint paint = i == s->chosen ? PAINT_CHOSEN : PAINT_TEXT;
	char hour[HOUR_SIZE];
	hour_format(hour, r->time);
	palette_set(win, paint);
	mvwhline(win, y, 1, ' ', getmaxx(win) - 2);
	draw_text(win, y, TIME_X, 9, paint, hour);
	draw_text(win, y, ACT_X, WHO_X - ACT_X - 1, paint, audit_act_words(r->act));
	draw_text(win, y, WHO_X, RESULT_X - WHO_X - 1, paint, audit_who_words(r));
	draw_format(win, y, RESULT_X, getmaxx(win) - RESULT_X - 2, paint, "%s %s",
	    audit_went_well(r) ? SIGN_DONE : SIGN_FAILED, audit_went_well(r) ? "" : r->result);
}

/* Of the chosen one: day, counter, and the id by which the centre's logs know it. */
static void draw_foot(const struct audit *s, WINDOW *win)
{
	const struct api_audit_record *r = &s->trail.records[s->chosen];
	char date[64];
	int cells = getmaxx(win) - 4;
	date_format(date, sizeof date, bangkok_time_of(r->time).date, lang_get() == LANG_TH);
	draw_format(win, FOOT_Y, 2, cells, PAINT_TEXT, _("%s   Counter %s%s%s   Id %s"), date,
	    r->office[0] ? r->office : "-", r->counter[0] ? "-" : "", r->counter, r->correlation);
	if (s->trail.more)
		draw_text(win, FOOT_Y + 1, 2, cells, PAINT_STRONG,
		    _("There are older records than these."));
}

static void draw_head(WINDOW *win)
{
	draw_text(win, 0, TIME_X, 9, PAINT_STRONG, _("Time"));
	draw_text(win, 0, ACT_X, WHO_X - ACT_X - 1, PAINT_STRONG, _("What"));
	draw_text(win, 0, WHO_X, RESULT_X - WHO_X - 1, PAINT_STRONG, _("Who"));
	draw_text(win, 0, RESULT_X, getmaxx(win) - RESULT_X - 1, PAINT_STRONG, _("Result"));
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct audit *s = state;
	struct box box = {.y = 4, .x = 4, .rows = 14, .cells = getmaxx(win) - 8};
	size_t first = s->chosen >= ROWS ? s->chosen - ROWS + 1 : 0;
	(void)app;
	if (s->asked.error.problem)
		draw_problem(win, box, &s->asked.error);
	if (!s->asked.known || s->trail.record_count == 0)
		return;
	draw_head(win);
	for (size_t i = first; i < s->trail.record_count && i < first + ROWS; i++)
		draw_record(s, win, ROWS_Y + (int)(i - first), i);
	draw_foot(s, win);
}

const struct screen_ops screen_audit = {
    .name = "audit",
    .title = LABEL_AUDIT,
    .state_size = sizeof(struct audit),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .can = can,
    .act = act,
    .waiting = waiting,
    .draw = draw,
};
