/*
 * The queue of a day: who has booked which hour of this office (Queue Online), and how each
 * stands. A booking is a number that is called out, never a person.
 */
#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "counter/queue.h"
#include "counter/queue_words.h"
#include "counter/report_words.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/screens.h"

enum {
	ACT_ENROL = ACT_SCREEN,
	ACT_DAY_BEFORE,
	ACT_DAY_AFTER,
	ACT_BOOK,
	ACT_CANCEL,
	ACT_CANCEL_SURELY,
	ACT_UP,
	ACT_DOWN,
	ACT_REFRESH
};

struct queue {
	struct app *app;
	struct queue_day day;
	int64_t since;
	size_t chosen;
};

static const struct key_row keys[] = {
    {.action = ACT_ENROL, .keys = {'l', '1'}, .help = N_("Enroll")},
    {.action = ACT_DAY_BEFORE,
	.keys = {TK_LEFT, '4', 'p'},
	.help = N_("Day before"),
	.quiet = true,
	.why = N_("Today is the first day of the queue.")},
    {.action = ACT_DAY_AFTER,
	.keys = {TK_RIGHT, '6', 'n'},
	.help = N_("Day after"),
	.why = N_("No later day can be booked yet.")},
    {.action = ACT_BOOK,
	.keys = {'b', '5'},
	.help = N_("Book"),
	.why = N_("Booking is from 15 days ahead until 16:00 of the day before.")},
    {.action = ACT_CANCEL,
	.keys = {'x'},
	.help = N_("Cancel"),
	.why = N_("Only the booking of somebody who waits can be cancelled.")},
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

/* ---- asking ---- */

static void changed(void *arg)
{
	struct queue *s = arg;
	if (s->chosen >= s->day.bookings.count)
		s->chosen = 0;
	app_changed(s->app);
}

static void ask(struct queue *s, int64_t noon)
{
	s->since = app_mono(s->app);
	queue_ask(&s->day, noon);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct queue *s = state;
	(void)arg;
	s->app = app;
	s->day = (struct queue_day){.central = app->central, .changed = changed, .arg = s};
	ask(s, report_noon(app_real(app)));
}

/* Somebody may have been booked, or served. */
static void uncovered(struct app *app, void *state)
{
	struct queue *s = state;
	(void)app;
	ask(s, s->day.noon);
}

static void leave(struct app *app, void *state)
{
	struct queue *s = state;
	(void)app;
	queue_stop(&s->day);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static const struct api_booking *chosen(const struct queue *s)
{
	return s->day.listing.known && s->chosen < s->day.bookings.count
		   ? &s->day.bookings.rows[s->chosen]
		   : NULL;
}

static bool can(const struct app *app, const void *state, int action)
{
	const struct queue *s = state;
	const struct api_booking *b = chosen(s);
	if (action == ACT_DAY_BEFORE || action == ACT_DAY_AFTER)
		return queue_can_go(&s->day, action == ACT_DAY_AFTER ? 1 : -1, app_real(app));
	if (action == ACT_BOOK)
		return s->day.places.known && s->day.slots.open && s->day.slots.count > 0;
	if (action == ACT_CANCEL)
		return b != NULL && queue_state(b) == QUEUE_WAITING && s->day.change.call == 0;
	if (action == ACT_UP)
		return b != NULL && s->chosen > 0;
	if (action == ACT_DOWN)
		return b != NULL && s->chosen + 1 < s->day.bookings.count;
	return true;
}

static void go(struct queue *s, int days)
{
	s->chosen = 0;
	s->since = app_mono(s->app);
	if (s->day.change.call == 0)
		s->day.change = (struct asked){0}; /* what became of it is read by now */
	queue_go(&s->day, days);
}

static void cancel(struct queue *s)
{
	const struct api_booking *b = chosen(s);
	s->since = app_mono(s->app);
	if (b != NULL)
		queue_cancel(&s->day, b->id);
}

static bool session_ended(const struct queue *s)
{
	return app_session_ended(&s->day.listing.error) || app_session_ended(&s->day.change.error);
}

static void act(struct app *app, void *state, int action)
{
	struct queue *s = state;
	if (action == ACT_ENROL)
		app_open(app, &screen_enrol, NULL);
	else if (action == ACT_BOOK)
		app_open(app, &screen_book, &(struct book_arg){.noon = s->day.noon});
	else if (action == ACT_CANCEL)
		app_ask(app, N_("Cancel the chosen booking?"), ACT_CANCEL_SURELY);
	else if (action == ACT_CANCEL_SURELY)
		cancel(s);
	else if (action == ACT_UP)
		s->chosen--;
	else if (action == ACT_DOWN)
		s->chosen++;
	else if (action == ACT_REFRESH)
		ask(s, s->day.noon);
	else if (action == ACT_BACK && session_ended(s))
		app_log_out(app);
	else if (action == ACT_BACK)
		app_close(app);
	else
		go(s, action == ACT_DAY_AFTER ? 1 : -1);
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct queue *s = state;
	(void)app;
	if (s->day.change.call)
		*w = (struct waiting){
		    .what = _("The centre cancels the booking"), .since = s->since};
	else if (s->day.listing.call)
		*w = (struct waiting){
		    .what = _("Asking the centre for the list"), .since = s->since};
	else if (s->day.change.known)
		*w = (struct waiting){.what = _("The booking is cancelled"), .done = true};
}

/* ---- drawing ---- */

#define X	   2
#define HOUR_X	   2
#define NUMBER_X   10
#define STATE_X	   22
#define BY_X	   44
#define COUNTS_Y   1
#define PLACES_Y   2
#define HEAD_Y	   4
#define ROWS_Y	   5
#define ROWS_SHOWN 14
#define TROUBLE_Y  13 /* a problem takes the rows from here on */

static void draw_day(const struct app *app, const struct queue *s, WINDOW *win)
{
	char date[64];
	date_format(date, sizeof date, queue_date(&s->day), lang_get() == LANG_TH);
	draw_format(win, 0, 1, getmaxx(win) - 2, PAINT_STRONG, "%s %s  %s", SIGN_NOW, date,
	    s->day.noon == report_noon(app_real(app)) ? _("today") : "");
}

static void draw_counts(const struct queue *s, WINDOW *win)
{
	const struct api_bookings *b = &s->day.bookings;
	int cells = getmaxx(win) - 2 * X;
	if (b->count == 0)
		draw_text(win, COUNTS_Y, X, cells, PAINT_TEXT,
		    _("Nobody has booked: serve the citizens in the order of their arrival."));
	else
		draw_format(win, COUNTS_Y, X, cells, PAINT_TEXT,
		    _("Booked %zu   waiting %zu   being served %zu   done %zu"), b->count,
		    queue_count(b, QUEUE_WAITING), queue_count(b, QUEUE_SERVED),
		    queue_count(b, QUEUE_DONE));
}

/* How many places each hour has left. */
static void draw_places(const struct queue *s, WINDOW *win)
{
	const struct api_slots *slots = &s->day.slots;
	int end = getmaxx(win) - X;
	if (!slots->open || slots->count == 0) {
		draw_text(win, PLACES_Y, X, end - X, PAINT_TEXT,
		    slots->count == 0 ? _("This office takes no bookings.")
				      : _("Booking this day is closed."));
		return;
	}
	int x = X + draw_format(win, PLACES_Y, X, end - X, PAINT_TEXT, "%s", _("Places left:"));
	for (size_t i = 0; i < slots->count && x < end; i++)
		x += draw_format(win, PLACES_Y, x, end - x, PAINT_TEXT, "  %02d:00 %ld",
		    slots->rows[i].hour, slots->rows[i].free);
}

static void draw_head(WINDOW *win)
{
	draw_text(win, HEAD_Y, HOUR_X, NUMBER_X - HOUR_X - 1, PAINT_STRONG, _("Hour"));
	draw_text(win, HEAD_Y, NUMBER_X, STATE_X - NUMBER_X - 1, PAINT_STRONG, _("Queue no."));
	draw_text(win, HEAD_Y, STATE_X, BY_X - STATE_X - 1, PAINT_STRONG, _("State"));
	draw_text(win, HEAD_Y, BY_X, getmaxx(win) - BY_X - 1, PAINT_STRONG, _("Booked by"));
}

static void draw_row(const struct queue *s, WINDOW *win, int y, size_t i)
{
	static const char *const signs[QUEUE_STATES] = {
	    [QUEUE_WAITING] = SIGN_TO_DO, [QUEUE_SERVED] = SIGN_NOW, [QUEUE_DONE] = SIGN_DONE};
	const struct api_booking *b = &s->day.bookings.rows[i];
	const enum queue_state state = queue_state(b);
	const enum paint paint = i == s->chosen ? PAINT_CHOSEN : PAINT_TEXT;
	palette_set(win, paint);
	mvwhline(win, y, 1, ' ', getmaxx(win) - 2);
	draw_format(win, y, HOUR_X, NUMBER_X - HOUR_X - 1, paint, "%02d:00", b->hour);
	draw_text(win, y, NUMBER_X, STATE_X - NUMBER_X - 1, paint, b->number);
	draw_format(win, y, STATE_X, BY_X - STATE_X - 1, paint, "%s %s", signs[state],
	    queue_state_word(state));
	draw_text(win, y, BY_X, getmaxx(win) - BY_X - 2, paint,
	    b->by_officer ? _("an officer here") : _("the citizen"));
}

static void draw_rows(const struct queue *s, WINDOW *win, size_t shown)
{
	size_t first = s->chosen >= shown ? s->chosen - shown + 1 : 0;
	draw_head(win);
	for (size_t i = first; i < s->day.bookings.count && i < first + shown; i++)
		draw_row(s, win, ROWS_Y + (int)(i - first), i);
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct queue *s = state;
	const struct error *error =
	    s->day.change.error.problem ? &s->day.change.error : &s->day.listing.error;
	int y = s->day.listing.known ? TROUBLE_Y : HEAD_Y;
	struct box box = {.y = y, .x = X, .rows = CONTENT_ROWS - y, .cells = getmaxx(win) - 2 * X};
	draw_day(app, s, win);
	if (error->problem)
		draw_problem(win, box, error);
	if (!s->day.listing.known)
		return;
	draw_counts(s, win);
	if (s->day.places.known)
		draw_places(s, win);
	if (s->day.bookings.count > 0)
		draw_rows(s, win, error->problem ? TROUBLE_Y - ROWS_Y - 1 : ROWS_SHOWN);
}

const struct screen_ops screen_queue = {
    .name = "queue",
    .title = LABEL_QUEUE,
    .state_size = sizeof(struct queue),
    .enter = enter,
    .uncovered = uncovered,
    .leave = leave,
    .keys = keys_now,
    .can = can,
    .act = act,
    .waiting = waiting,
    .draw = draw,
};
