/*
 * What is open: this office's enrollments at the centre, and those that this account's
 * journal still holds from a program that ended in the middle. Each is gone on with, or
 * cancelled, on the enrollment screen; a colleague's is taken over by that. No names: the
 * centre's list has none.
 */
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "counter/open_list.h"
#include "counter/state_words.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/fingers_view.h"
#include "tui/parked.h"
#include "tui/screens.h"

#define ROWS_SHOWN 14

enum {
	ACT_UP = ACT_SCREEN,
	ACT_DOWN,
	ACT_GO_ON,
	ACT_TAKE_SURE, /* a colleague's: asked first */
	ACT_CANCEL,
	ACT_CANCEL_SURE,
	ACT_REFRESH,
	ACT_SEARCH,
	ACT_AUDIT
};

struct pending {
	struct app *app;
	central_call call;
	int64_t since;
	struct error error;
	bool listed;
	size_t chosen;
	struct open_list list;
};

static const struct key_row keys[] = {
    {.action = ACT_GO_ON,
	.keys = {TK_ENTER},
	.help = N_("Go on"),
	.why = N_("No enrollment of this office is open: there is none to choose.")},
    {.action = ACT_CANCEL,
	.keys = {'x'},
	.help = N_("Cancel it"),
	.why = N_("No enrollment of this office is open: there is none to choose.")},
    {.action = ACT_UP,
	.keys = {TK_UP},
	.help = N_("row above"),
	.quiet = true,
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_DOWN,
	.keys = {TK_DOWN, TK_TAB},
	.help = N_("row below"),
	.quiet = true,
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_SEARCH, .keys = {'s', 'f'}, .help = N_("Search")},
    {.action = ACT_AUDIT,
	.keys = {'u'},
	.help = N_("Audit"),
	.why = N_("No enrollment of this office is open: there is none to choose.")},
    {.action = ACT_REFRESH, .keys = {TK_F3, 'a'}, .help = N_("Ask again"), .quiet = true},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Menu")},
    {0},
};

static void add_journal(struct app *app, struct pending *s)
{
	struct runner_pending kept[OPEN_JOURNAL_MAX];
	size_t n = parked_journal(app, kept, OPEN_JOURNAL_MAX, &s->error);
	open_list_journal(&s->list, kept, n);
}

static void listed(void *arg, const struct central_failure *failure, const void *answer)
{
	struct pending *s = arg;
	s->call = 0;
	s->list.count = 0;
	s->listed = true;
	s->error = failure ? failure->error : (struct error){0};
	if (!failure)
		open_list_take(&s->list, answer, central_session(s->app->central));
	if (app_top(s->app)->state == s) /* else a runner holds it, and it is asked again */
		add_journal(s->app, s);
	if (s->chosen >= s->list.count)
		s->chosen = s->list.count ? s->list.count - 1 : 0;
	app_changed(s->app);
}

static void ask_again(struct app *app, void *state)
{
	struct pending *s = state;
	if (s->call || !app->central)
		return;
	s->since = app_mono(app);
	s->call = central_list(app->central, listed, s);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct pending *s = state;
	(void)arg;
	s->app = app;
	ask_again(app, s);
}

static void leave(struct app *app, void *state)
{
	struct pending *s = state;
	if (s->call)
		central_abort(app->central, s->call);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static bool can(const struct app *app, const void *state, int action)
{
	const struct pending *s = state;
	(void)app;
	if ((action >= ACT_GO_ON && action <= ACT_CANCEL_SURE) || action == ACT_AUDIT)
		return s->list.count > 0;
	if (action == ACT_UP || action == ACT_DOWN)
		return s->list.count > 1;
	return true;
}

static void open_chosen(struct app *app, const struct pending *s, bool cancel)
{
	const struct open_row *row = &s->list.row[s->chosen];
	struct enrol_arg arg = {.resume_id = row->id, .cancel = cancel, .take_over = row->theirs};
	app_open(app, &screen_enrol, &arg);
}

/* Both names stay on record, and the colleague's counter lets go of it. */
static void go_on(struct app *app, const struct pending *s)
{
	if (s->list.row[s->chosen].theirs)
		app_ask(app, N_("A colleague has it. Take it over? Their counter lets go of it."),
		    ACT_TAKE_SURE);
	else
		open_chosen(app, s, false);
}

static void cancel(struct app *app, const struct pending *s)
{
	app_ask(app,
	    s->list.row[s->chosen].theirs ? N_("A colleague has it. Take it over and cancel it?")
					  : N_("Cancel this enrollment?"),
	    ACT_CANCEL_SURE);
}

static void go_back(struct app *app, const struct pending *s)
{
	if (app_session_ended(&s->error))
		app_log_out(app);
	else
		app_close(app);
}

static void act(struct app *app, void *state, int action)
{
	struct pending *s = state;
	if (action == ACT_UP)
		s->chosen = (s->chosen + s->list.count - 1) % s->list.count;
	else if (action == ACT_DOWN)
		s->chosen = (s->chosen + 1) % s->list.count;
	else if (action == ACT_REFRESH)
		ask_again(app, s);
	else if (action == ACT_CANCEL)
		cancel(app, s);
	else if (action == ACT_GO_ON)
		go_on(app, s);
	else if (action == ACT_SEARCH)
		app_open(app, &screen_search, NULL);
	else if (action == ACT_AUDIT)
		app_open(app, &screen_audit, &(struct audit_arg){s->list.row[s->chosen].id});
	else if (action == ACT_BACK)
		go_back(app, s);
	else
		open_chosen(app, s, action == ACT_CANCEL_SURE);
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct pending *s = state;
	(void)app;
	if (s->call)
		*w = (struct waiting){
		    .what = _("Asking the centre for the list"), .since = s->since};
	else if (s->listed && s->list.count == 0 && s->error.problem == PROBLEM_NONE)
		*w = (struct waiting){.what = _("Nothing is open"), .done = true};
}

/* ---- drawing ---- */

#define SINCE_X	 2
#define STANDS_X 12
#define LEVEL_X	 38
#define ENDS_X	 46
#define BY_X	 56
#define FOOT_Y	 17

static void draw_row(const struct pending *s, WINDOW *win, int y, size_t i)
{
	const struct open_row *row = &s->list.row[i];
	enum paint paint = i == s->chosen ? PAINT_CHOSEN : PAINT_TEXT;
	char changed[HOUR_SIZE];
	char deadline[HOUR_SIZE] = "";
	int columns = getmaxx(win);
	hour_format(changed, row->changed);
	if (row->deadline > 0)
		hour_format(deadline, row->deadline);
	palette_set(win, paint);
	mvwhline(win, y, 1, ' ', columns - 2);
	draw_text(win, y, SINCE_X, 9, paint, changed);
	draw_text(win, y, STANDS_X, LEVEL_X - STANDS_X - 1, paint, state_word(row->state));
	draw_text(win, y, LEVEL_X, ENDS_X - LEVEL_X - 1, paint, row->assurance);
	draw_text(win, y, ENDS_X, BY_X - ENDS_X - 1, paint, deadline);
	const char *holder = row->taken_by[0] ? row->taken_by : row->officer_name;
	draw_text(win, y, BY_X, columns - BY_X - 2, paint,
	    holder[0] ? holder : _("here, before a break"));
}

static void draw_head(WINDOW *win)
{
	draw_text(win, 1, SINCE_X, 10, PAINT_STRONG, _("Since"));
	draw_text(win, 1, STANDS_X, 25, PAINT_STRONG, _("Stands at"));
	draw_text(win, 1, LEVEL_X, 7, PAINT_STRONG, _("Level"));
	draw_text(win, 1, ENDS_X, 9, PAINT_STRONG, _("Ends"));
	draw_text(win, 1, BY_X, 22, PAINT_STRONG, _("With"));
}

/* The officer asks the citizen whose it is: no names are kept. */
static void draw_which(const struct open_row *row, WINDOW *win)
{
	int cells = getmaxx(win) - 4;
	int x = SINCE_X + draw_format(win, FOOT_Y + 1, SINCE_X, cells, PAINT_TEXT, _("no. ..%s"),
			      parked_tail(row->id));
	if (row->counter[0])
		x += draw_format(
		    win, FOOT_Y + 1, x, cells - x, PAINT_TEXT, _(", counter %s"), row->counter);
	if (row->taken_by[0])
		draw_format(win, FOOT_Y + 1, x, cells - x, PAINT_TEXT,
		    _(", begun by %s, taken over"), row->officer_name);
	else if (row->officer_name[0])
		draw_format(win, FOOT_Y + 1, x, cells - x, PAINT_TEXT, _(", begun by %s"),
		    row->officer_name);
}

/* How many, and why the chosen one is of a lower level where it is. */
static void draw_foot(const struct pending *s, WINDOW *win)
{
	const struct open_row *row = &s->list.row[s->chosen];
	int x = 4 + draw_format(win, FOOT_Y, 2, 40, PAINT_TEXT, _("%zu open"), s->list.count);
	if (row->absence != ABSENCE_NONE)
		draw_format(win, FOOT_Y, x, getmaxx(win) - x - 2, PAINT_STRONG,
		    _("Exception, no finger matched: %s"), absence_words(row->absence));
	draw_which(row, win);
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct pending *s = state;
	struct box box = {.y = 4, .x = 4, .rows = 14, .cells = getmaxx(win) - 8};
	size_t first = s->chosen >= ROWS_SHOWN ? s->chosen - ROWS_SHOWN + 1 : 0;
	(void)app;
	if (s->error.problem) {
		draw_problem(win, box, &s->error);
		return;
	}
	if (s->list.count == 0)
		return;
	draw_head(win);
	for (size_t i = first; i < s->list.count && i < first + ROWS_SHOWN; i++)
		draw_row(s, win, 2 + (int)(i - first), i);
	draw_foot(s, win);
}

const struct screen_ops screen_pending = {
    .name = "pending",
    .title = LABEL_PENDING,
    .state_size = sizeof(struct pending),
    .enter = enter,
    .leave = leave,
    .uncovered = ask_again,
    .keys = keys_now,
    .can = can,
    .act = act,
    .waiting = waiting,
    .draw = draw,
};
