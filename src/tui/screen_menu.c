/*
 * The menu after login: the manual's path (SSO → … → D.DOPA) with what stands under it. A
 * row of the table is a key, what it opens and its label.
 */
#include <stdio.h>

#include "base/lang.h"
#include "base/text.h"
#include "counter/number.h"
#include "counter/queue_words.h"
#include "tui/app.h"
#include "tui/bars.h"
#include "tui/draw.h"
#include "tui/screens.h"

enum {
	ACT_ENROL = ACT_SCREEN,
	ACT_QUEUE,
	ACT_PENDING,
	ACT_MOC,
	ACT_REPORT,
	ACT_OFFLINE,
	ACT_MANUAL,
	ACT_STATUS,
	ACT_SETTINGS,
	ACT_PIN,
	ACT_UP,
	ACT_DOWN,
	ACT_OPEN
};

struct item {
	int action;
	char letter;
	enum label label;
	const struct screen_ops *opens;
};

static const struct item items[] = {
    {.action = ACT_ENROL, .letter = 'L', .label = LABEL_READ_CARD, .opens = &screen_enrol},
    {.action = ACT_QUEUE, .letter = 'Q', .label = LABEL_QUEUE, .opens = &screen_queue},
    {.action = ACT_PENDING, .letter = 'S', .label = LABEL_SEARCH_OPEN, .opens = &screen_pending},
    {.action = ACT_MOC, .letter = 'M', .label = LABEL_MOC, .opens = &screen_moc},
    {.action = ACT_REPORT, .letter = 'P', .label = LABEL_REPORT, .opens = &screen_report},
    {.action = ACT_OFFLINE, .letter = 'O', .label = LABEL_OFFLINE, .opens = &screen_offline},
    {.action = ACT_MANUAL, .letter = 'H', .label = LABEL_MANUAL, .opens = &screen_manual},
    {.action = ACT_STATUS, .letter = 'D', .label = LABEL_STATUS, .opens = &screen_status},
    {.action = ACT_SETTINGS, .letter = 'T', .label = LABEL_SETTINGS, .opens = &screen_settings},
    {.action = ACT_PIN, .letter = 'I', .label = LABEL_PIN, .opens = &screen_pin},
};
#define ITEMS ((int)(sizeof items / sizeof items[0]))

struct menu {
	struct app *app; /* for the callback */
	int chosen;
	central_call call;
	bool listed;
	size_t open; /* enrollments of this office */
	central_call report_call;
	bool reported; /* the centre has told today's figures: */
	struct api_day_report day;
	central_call queue_call;
	bool queued;
	struct queue_note queue; /* of today */
};

static const struct key_row keys[] = {
    {.action = ACT_OPEN, .keys = {TK_ENTER}, .help = N_("Open")},
    {.action = ACT_UP, .keys = {TK_UP}, .help = N_("row above"), .quiet = true},
    {.action = ACT_DOWN, .keys = {TK_DOWN, TK_TAB}, .help = N_("row below"), .quiet = true},
    {.action = ACT_ENROL, .keys = {'l', '1'}, .help = N_("Enroll")},
    {.action = ACT_QUEUE, .keys = {'q', '2'}, .help = N_("Queue"), .quiet = true},
    {.action = ACT_PENDING, .keys = {'s', '3'}, .help = N_("Open ones"), .quiet = true},
    {.action = ACT_MOC, .keys = {'m', '4'}, .help = N_("Match on Card"), .quiet = true},
    {.action = ACT_REPORT, .keys = {'p', '5'}, .help = N_("Report"), .quiet = true},
    {.action = ACT_OFFLINE, .keys = {'o', '6'}, .help = N_("Offline"), .quiet = true},
    {.action = ACT_MANUAL, .keys = {'h', '7'}, .help = N_("Manual"), .quiet = true},
    {.action = ACT_STATUS, .keys = {'d', '8'}, .help = N_("System status"), .quiet = true},
    {.action = ACT_SETTINGS, .keys = {'t', '9'}, .help = N_("Settings"), .quiet = true},
    {.action = ACT_PIN, .keys = {'i', '0'}, .help = N_("Own PIN"), .quiet = true},
    {.action = ACT_BACK, .keys = {TK_ESC}, .help = N_("Log out")},
    {.action = ACT_QUIT, .keys = {TK_F10, 'x', TK_CTRL_C}, .help = N_("Exit")},
    {0},
};

static void listed(void *arg, const struct central_failure *failure, const void *answer)
{
	struct menu *s = arg;
	struct app *app = s->app;
	const struct api_enrolment_list *list = answer;
	s->call = 0;
	app_changed(app);
	if (failure) {
		if (!failure->answered)
			app_centre_lost(app, &failure->error);
		if (app_session_ended(&failure->error) && app_top(app)->state == s)
			app_log_out(app);
		return;
	}
	s->listed = true;
	s->open = list->count;
}

/* Today's figures are an adornment: without them those of the login stand there. */
static void reported(void *arg, const struct central_failure *failure, const void *answer)
{
	struct menu *s = arg;
	s->report_call = 0;
	s->reported = !failure;
	if (!failure)
		s->day = *(const struct api_day_report *)answer;
	app_changed(s->app);
}

/* So is today's queue: where it is not known its screen says why. */
static void queued(void *arg, const struct central_failure *failure, const void *answer)
{
	struct menu *s = arg;
	s->queue_call = 0;
	s->queued = !failure;
	if (!failure)
		s->queue = queue_note_of(answer);
	app_changed(s->app);
}

/* What changes while other screens are open is asked for each time the menu shows. */
static void ask_again(struct app *app, void *state)
{
	struct menu *s = state;
	app_ask_status(app);
	if (app->central && !s->call)
		s->call = central_list(app->central, listed, s);
	if (app->central && !s->report_call)
		s->report_call = central_day_report(app->central, (struct date){0}, reported, s);
	if (app->central && !s->queue_call)
		s->queue_call = central_bookings(app->central, (struct date){0}, queued, s);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct menu *s = state;
	(void)arg;
	s->app = app;
	ask_again(app, state);
}

static void leave(struct app *app, void *state)
{
	struct menu *s = state;
	if (s->call)
		central_abort(app->central, s->call);
	if (s->report_call)
		central_abort(app->central, s->report_call);
	if (s->queue_call)
		central_abort(app->central, s->queue_call);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static void open_item(struct app *app, struct menu *s, int action)
{
	for (int i = 0; i < ITEMS; i++) {
		if (items[i].action != action)
			continue;
		s->chosen = i;
		app_open(app, items[i].opens, NULL);
		return;
	}
}

static void act(struct app *app, void *state, int action)
{
	struct menu *s = state;
	if (action == ACT_UP)
		s->chosen = (s->chosen + ITEMS - 1) % ITEMS;
	else if (action == ACT_DOWN)
		s->chosen = (s->chosen + 1) % ITEMS;
	else if (action == ACT_OPEN)
		open_item(app, s, items[s->chosen].action);
	else if (action == ACT_BACK)
		app_log_out(app);
	else if (action == ACT_QUIT)
		app_leave(app);
	else
		open_item(app, s, action);
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct menu *s = state;
	(void)app;
	if (s->listed && s->open > 0)
		*w =
		    (struct waiting){.what = _("Enrollments are open: S shows them, to go on or to "
					       "cancel")};
}

/* ---- drawing ---- */

#define PATH_X 1
#define INDENT 4
#define ITEM_X 12
#define NOTE_X 62

static int draw_path(WINDOW *win, int y)
{
	static const enum label path[] = {
	    LABEL_SSO, LABEL_MENU_RENTAL, LABEL_MENU_ONLINE, LABEL_MENU_DDOPA};
	for (int i = 0; i < 4; i++)
		draw_format(win, y + i, PATH_X + INDENT * i, 60, PAINT_TEXT, "%s %s", SIGN_NOW,
		    label(path[i]));
	return y + 4;
}

static void draw_note(struct app *app, const struct menu *s, WINDOW *win, int y, int action)
{
	int cells = getmaxx(win) - NOTE_X - 1;
	char queue[QUEUE_TEXT_SIZE];
	if (action == ACT_PENDING && s->listed)
		draw_format(win, y, NOTE_X, cells, s->open ? PAINT_STRONG : PAINT_TEXT,
		    _("%zu open"), s->open);
	if (action == ACT_QUEUE && s->queued) {
		queue_note(queue, sizeof queue, &s->queue);
		draw_text(win, y, NOTE_X, cells, PAINT_TEXT, queue);
	}
	if (action == ACT_STATUS)
		draw_format(win, y, NOTE_X, cells, PAINT_TEXT, "%s %s",
		    app->centre_error.problem ? SIGN_FAILED : SIGN_DONE,
		    app->centre_error.problem ? problem_row(app->centre_error.problem)->id
					      : _("Ready"));
}

static void draw_items(struct app *app, const struct menu *s, WINDOW *win, int y)
{
	for (int i = 0; i < ITEMS; i++) {
		enum paint paint = i == s->chosen ? PAINT_CHOSEN : PAINT_TEXT;
		draw_format(win, y + i, ITEM_X, NOTE_X - ITEM_X - 2, paint, " %c %c  %s ",
		    (i + 1) % 10 + '0', items[i].letter, label(items[i].label));
		draw_note(app, s, win, y + i, items[i].action);
	}
}

static void draw_today(const struct app *app, const struct menu *s, WINDOW *win, int y)
{
	int cells = getmaxx(win) - 2 * PATH_X;
	if (!s->reported) {
		draw_format(win, y, PATH_X, cells, PAINT_TEXT,
		    _("Today, at the login: success %ld   open %ld   refused %ld"),
		    app->session.today_success, app->session.today_open,
		    app->session.today_refused);
		return;
	}
	draw_format(win, y, PATH_X, cells, PAINT_STRONG,
	    _("Today: success %ld   open %ld   refused %ld"), s->day.success, s->day.open,
	    s->day.refused);
	bars_line(win, y + 1, PATH_X, cells, s->day.hours);
}

static void draw_barred(const struct app *app, WINDOW *win, int y)
{
	const char *why = NULL;
	if (app->status_known && !app->status.open)
		why = _("The centre takes no enrollments at present; its operators open it again.");
	else if (app->status_known && (!app->session.may_enroll || !app->session.office.may_enroll))
		why = _("This officer or office may not enroll: the head of office can ask for the "
			"right.");
	if (why)
		draw_format(win, y, PATH_X, getmaxx(win) - 2 * PATH_X, PAINT_STRONG, "%s %s",
		    SIGN_FAILED, why);
}

static void draw_footer(const struct app *app, WINDOW *win, int y)
{
	char used[NUMBER_SIZE];
	char quota[NUMBER_SIZE];
	int cells = getmaxx(win) - 2 * PATH_X;
	draw_format(win, y, PATH_X, cells, PAINT_TEXT, _("Officer %s"), app->session.officer_name);
	if (!app->status_known)
		return;
	number_format(used, app->status.quota_used);
	number_format(quota, app->status.quota);
	draw_format(win, y + 1, PATH_X, cells, PAINT_TEXT,
	    _("Counter %s   Enrolled in the country %s "
	      "of %s"),
	    app->status.counter, used, quota);
}

#define BARRED_Y (CONTENT_ROWS - 5)

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct menu *s = state;
	draw_items(app, s, win, draw_path(win, 0));
	draw_barred(app, win, BARRED_Y);
	draw_today(app, s, win, BARRED_Y + 1);
	draw_footer(app, win, BARRED_Y + 3);
}

const struct screen_ops screen_menu = {
    .name = "menu",
    .title = LABEL_SSO,
    .state_size = sizeof(struct menu),
    .enter = enter,
    .leave = leave,
    .uncovered = ask_again,
    .keys = keys_now,
    .act = act,
    .waiting = waiting,
    .draw = draw,
};
