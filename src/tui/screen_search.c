/*
 * Search among this office's enrollments: by day, by how they ended, by officer, or those of
 * one citizen number. A row is an enrollment, never a person: the centre tells no names.
 */
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "counter/asked.h"
#include "tui/app.h"
#include "tui/digits.h"
#include "tui/draw.h"
#include "tui/person_view.h"
#include "tui/screens.h"
#include "counter/search_filter.h"
#include "counter/state_words.h"

enum {
	ACT_DAY_BEFORE = ACT_SCREEN,
	ACT_DAY_AFTER,
	ACT_ANY_DAY,
	ACT_STATE,
	ACT_OFFICER,
	ACT_NUMBER,
	ACT_UP,
	ACT_DOWN,
	ACT_AUDIT,
	ACT_ASK,
	ACT_REVOKE
};

struct search {
	struct app *app;
	struct asked asked;
	int64_t since;
	/* what is asked */
	struct search_filter filter;
	bool typing, by_number;
	struct digits number;
	const char *notice;
	/* what was answered */
	size_t chosen;
	struct api_search_result result;
};

static const struct key_row keys[] = {
    {.action = ACT_AUDIT,
	.keys = {TK_ENTER, 'u'},
	.help = N_("Audit"),
	.why = N_("Nothing was found to look at: choose another day, end or number.")},
    {.action = ACT_DAY_BEFORE, .keys = {TK_LEFT, '4'}, .help = N_("Day before"), .quiet = true},
    {.action = ACT_DAY_AFTER,
	.keys = {TK_RIGHT, '6'},
	.help = N_("Day after"),
	.quiet = true,
	.why = N_("Today is the last day: nothing comes after it.")},
    {.action = ACT_ANY_DAY, .keys = {'d', '5'}, .help = N_("Any day")},
    {.action = ACT_STATE, .keys = {TK_TAB, 'e'}, .help = N_("End")},
    {.action = ACT_OFFICER, .keys = {'m'}, .help = N_("Mine")},
    {.action = ACT_NUMBER, .keys = {'c', 'n'}, .help = N_("By ID")},
    {.action = ACT_REVOKE,
	.keys = {'r'},
	.help = N_("Revoke"),
	.quiet = true,
	.why = N_("A digital ID is revoked by its holder's citizen number: C.")},
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
    {.action = ACT_ASK, .keys = {TK_F3, 'a'}, .help = N_("Ask again"), .quiet = true},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Back")},
    {0},
};

/* Of one citizen: what narrows the list is still there, and leads back to it. */
static const struct key_row keys_person[] = {
    {.action = ACT_AUDIT,
	.keys = {TK_ENTER, 'u'},
	.help = N_("Audit"),
	.why = N_("Nothing was found to look at: choose another day, end or number.")},
    {.action = ACT_REVOKE, .keys = {'r'}, .help = N_("Revoke the digital ID")},
    {.action = ACT_NUMBER, .keys = {'c', 'n'}, .help = N_("By ID")},
    {.action = ACT_ANY_DAY, .keys = {'d', '5'}, .help = N_("Any day"), .quiet = true},
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
    {.action = ACT_ASK, .keys = {TK_F3, 'a'}, .help = N_("Ask again"), .quiet = true},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Back")},
    {0},
};

static const struct key_row keys_typing[] = {
    {.action = ACT_ASK, .keys = {TK_ENTER}, .help = N_("Search")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Without a number")},
    {0},
};

const struct key_row *const search_tables[] = {keys, keys_person, keys_typing, NULL};

/* ---- asking ---- */

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct search *s = arg;
	if (asked_ended(&s->asked, failure))
		s->result = *(const struct api_search_result *)answer;
	s->chosen = 0;
	app_changed(s->app);
}

static central_call ask_by_number(struct app *app, struct search *s)
{
	struct api_search_person person = {0};
	text_append(person.number.digits, sizeof person.number.digits, s->number.text);
	central_call call = central_search_person(app->central, &person, answered, s);
	secret_wipe(&person, sizeof person);
	return call;
}

static central_call ask_by_filter(struct app *app, struct search *s)
{
	struct api_search search = search_filter_query(&s->filter, app->session.officer_id);
	return central_search(app->central, &search, answered, s);
}

static void ask(struct app *app, struct search *s)
{
	if (!app->central)
		return;
	asked_drop(&s->asked, app->central);
	s->since = app_mono(app);
	s->asked.call = s->by_number ? ask_by_number(app, s) : ask_by_filter(app, s);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct search *s = state;
	(void)arg;
	s->app = app;
	s->filter.at = app_real(app);
	s->number.max = CITIZEN_NUMBER_DIGITS;
	ask(app, s);
}

static void leave(struct app *app, void *state)
{
	struct search *s = state;
	asked_drop(&s->asked, app->central);
	if (s->number.len > 0)
		app_wipe_screen(app);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	const struct search *s = state;
	(void)app;
	if (s->typing)
		return keys_typing;
	return s->by_number ? keys_person : keys;
}

static bool can(const struct app *app, const void *state, int action)
{
	const struct search *s = state;
	if (action == ACT_REVOKE)
		return s->by_number;
	if (action == ACT_AUDIT)
		return s->asked.known && s->result.row_count > 0;
	if (action == ACT_DAY_AFTER)
		return search_filter_before(&s->filter, app_real(app));
	if (action == ACT_UP)
		return s->asked.known && s->chosen > 0;
	if (action == ACT_DOWN)
		return s->asked.known && s->chosen + 1 < s->result.row_count;
	return true;
}

/* ---- keys ---- */

static void without_number(struct app *app, struct search *s)
{
	if (s->number.len > 0)
		app_wipe_screen(app);
	digits_clear(&s->number);
	s->typing = s->by_number = false;
	s->notice = NULL;
}

static void ask_number(struct app *app, struct search *s)
{
	if (!digits_full(&s->number))
		s->notice = N_("The citizen number has 13 digits.");
	else if (!citizen_number_valid(s->number.text))
		s->notice = N_("This is no citizen number: compare each digit.");
	else {
		s->typing = false;
		s->by_number = true;
		ask(app, s);
	}
}

/* Another filter: the citizen number is one of its own and goes. */
static void narrow(struct app *app, struct search *s, int action)
{
	static const enum search_change changes[] = {
	    [ACT_DAY_BEFORE - ACT_DAY_BEFORE] = SEARCH_DAY_BEFORE,
	    [ACT_DAY_AFTER - ACT_DAY_BEFORE] = SEARCH_DAY_AFTER,
	    [ACT_ANY_DAY - ACT_DAY_BEFORE] = SEARCH_ANY_DAY,
	    [ACT_STATE - ACT_DAY_BEFORE] = SEARCH_END,
	    [ACT_OFFICER - ACT_DAY_BEFORE] = SEARCH_OFFICER,
	};
	without_number(app, s);
	search_filter_change(&s->filter, changes[action - ACT_DAY_BEFORE]);
	ask(app, s);
}

static void act_typing(struct app *app, struct search *s, int action)
{
	if (action == ACT_ASK) {
		ask_number(app, s);
		return;
	}
	without_number(app, s);
	ask(app, s);
}

static void revoke(struct app *app, const struct search *s)
{
	struct citizen_number number = {0};
	text_append(number.digits, sizeof number.digits, s->number.text);
	app_open(app, &screen_revoke, &(struct revoke_arg){&number});
	secret_wipe(&number, sizeof number);
}

static void act(struct app *app, void *state, int action)
{
	struct search *s = state;
	if (s->typing)
		act_typing(app, s, action);
	else if (action == ACT_NUMBER) {
		without_number(app, s);
		s->typing = true;
	} else if (action == ACT_UP)
		s->chosen--;
	else if (action == ACT_DOWN)
		s->chosen++;
	else if (action == ACT_AUDIT)
		app_open(app, &screen_audit, &(struct audit_arg){s->result.rows[s->chosen].id});
	else if (action == ACT_ASK)
		ask(app, s);
	else if (action == ACT_REVOKE)
		revoke(app, s);
	else if (action == ACT_BACK && app_session_ended(&s->asked.error))
		app_log_out(app);
	else if (action == ACT_BACK)
		app_close(app);
	else
		narrow(app, s, action);
}

static bool type(struct app *app, void *state, int key)
{
	struct search *s = state;
	(void)app;
	if (!s->typing || !digits_key(&s->number, key))
		return false;
	s->notice = NULL;
	return true;
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct search *s = state;
	(void)app;
	if (s->asked.call)
		*w = (struct waiting){
		    .what = _("Asking the centre for the list"), .since = s->since};
	else if (s->asked.known && s->result.row_count == 0 && !s->typing)
		*w = (struct waiting){.what = _("No enrollment was found"), .done = true};
}

/* ---- drawing ---- */

#define X	   2
#define BEGUN_X	   2
#define STATE_X	   18
#define COUNTER_X  44
#define OFFICER_X  50
#define HEAD_Y	   3
#define ROWS_Y	   4
#define ROWS_SHOWN 13
#define FOOT_Y	   (CONTENT_ROWS - 1)

static void draw_number(struct app *app, const struct search *s, WINDOW *win)
{
	char shown[CITIZEN_NUMBER_SHOWN];
	int at = digits_grouped(&s->number, shown);
	if (!s->typing) {
		struct citizen_number number = {0};
		text_append(number.digits, sizeof number.digits, s->number.text);
		person_number(shown, &number, false);
		secret_wipe(&number, sizeof number);
	}
	int used = draw_format(win, 0, X, 40, PAINT_TEXT, "%s ", _("Citizen number"));
	draw_text(win, 0, X + used, CITIZEN_NUMBER_SHOWN, PAINT_STRONG, shown);
	if (s->typing)
		app_cursor(app, 0, X + used + at);
	if (s->notice)
		draw_text(win, 1, X, getmaxx(win) - 2 * X, PAINT_STRONG, _(s->notice));
}

static void draw_filter(const struct search *s, WINDOW *win)
{
	char text[DRAW_TEXT_SIZE];
	search_filter_text(text, sizeof text, &s->filter);
	draw_text(win, 0, X, getmaxx(win) - 2 * X, PAINT_STRONG, text);
	draw_text(win, 1, X, getmaxx(win) - 2 * X, PAINT_TEXT,
	    _("The arrows change the day, Tab the end, M the officer; C: one citizen."));
}

static void draw_head(WINDOW *win)
{
	draw_text(win, HEAD_Y, BEGUN_X, STATE_X - BEGUN_X - 1, PAINT_STRONG, _("Begun at"));
	draw_text(win, HEAD_Y, STATE_X, COUNTER_X - STATE_X - 1, PAINT_STRONG, _("Stands at"));
	draw_text(win, HEAD_Y, COUNTER_X, OFFICER_X - COUNTER_X - 1, PAINT_STRONG, _("Ctr"));
	draw_text(
	    win, HEAD_Y, OFFICER_X, getmaxx(win) - OFFICER_X - 1, PAINT_STRONG, _("Begun by"));
}

static void draw_row(const struct search *s, WINDOW *win, int y, size_t i)
{
	const struct api_search_row *row = &s->result.rows[i];
	enum paint paint = i == s->chosen ? PAINT_CHOSEN : PAINT_TEXT;
	struct bangkok_time begun = bangkok_time_of(row->created);
	palette_set(win, paint);
	mvwhline(win, y, 1, ' ', getmaxx(win) - 2);
	draw_format(win, y, BEGUN_X, STATE_X - BEGUN_X - 1, paint, "%02d/%02d/%02d %02d:%02d",
	    begun.date.day, begun.date.month, (begun.date.year + BE_OFFSET) % 100, begun.hour,
	    begun.minute);
	draw_text(win, y, STATE_X, COUNTER_X - STATE_X - 1, paint, state_word(row->state));
	draw_text(win, y, COUNTER_X, OFFICER_X - COUNTER_X - 1, paint, row->counter);
	draw_text(win, y, OFFICER_X, getmaxx(win) - OFFICER_X - 2, paint, row->officer_name);
}

/* What the rows have no room for, of the chosen one. */
static void draw_foot(const struct search *s, WINDOW *win)
{
	const struct api_search_row *row = &s->result.rows[s->chosen];
	char hour[HOUR_SIZE];
	hour_format(hour, row->changed);
	int x = X + draw_format(win, FOOT_Y, X, getmaxx(win) - 2 * X, PAINT_TEXT,
			_("Last changed %s   Level %s"), hour, row->assurance);
	if (row->taken_by[0])
		draw_format(win, FOOT_Y, x + 3, getmaxx(win) - x - 5, PAINT_STRONG,
		    _("taken over by %s"), row->taken_by);
	if (s->result.more)
		draw_text(win, FOOT_Y - 1, X, getmaxx(win) - 2 * X, PAINT_STRONG,
		    _("There are more than these: choose a day or an end."));
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct search *s = state;
	struct box box = {.y = 4, .x = 4, .rows = 14, .cells = getmaxx(win) - 8};
	size_t first = s->chosen >= ROWS_SHOWN ? s->chosen - ROWS_SHOWN + 1 : 0;
	if (s->typing || s->by_number)
		draw_number(app, s, win);
	else
		draw_filter(s, win);
	if (s->asked.error.problem)
		draw_problem(win, box, &s->asked.error);
	if (!s->asked.known || s->result.row_count == 0 || s->typing)
		return;
	draw_head(win);
	for (size_t i = first; i < s->result.row_count && i < first + ROWS_SHOWN; i++)
		draw_row(s, win, ROWS_Y + (int)(i - first), i);
	draw_foot(s, win);
}

const struct screen_ops screen_search = {
    .name = "search",
    .title = LABEL_SEARCH,
    .state_size = sizeof(struct search),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .can = can,
    .act = act,
    .type = type,
    .waiting = waiting,
    .draw = draw,
};
