/*
 * An officer books an hour of this office for a citizen (Queue Online): the hour, then the
 * citizen number. The centre keeps a keyed hash of the number; what is shown afterwards is the
 * number that is called out.
 */
#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "counter/queue.h"
#include "tui/app.h"
#include "tui/digits.h"
#include "tui/draw.h"
#include "tui/screens.h"

enum { ACT_UP = ACT_SCREEN, ACT_DOWN, ACT_NUMBER, ACT_ANOTHER };

struct book {
	struct app *app;
	struct queue_day day;
	int64_t since;
	size_t chosen; /* of the hours */
	bool picked;   /* the first that is free was chosen, once */
	bool typing;
	struct digits number;
	const char *notice;
};

static const struct key_row keys[] = {
    {.action = ACT_NUMBER,
	.keys = {TK_ENTER},
	.help = N_("This hour"),
	.why = N_("There is no place left at this hour: choose another, or another day.")},
    {.action = ACT_UP,
	.keys = {TK_UP, '8'},
	.help = N_("hour before"),
	.quiet = true,
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_DOWN,
	.keys = {TK_DOWN, '2'},
	.help = N_("hour after"),
	.quiet = true,
	.why = N_("There is nothing more in that direction.")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Queue")},
    {0},
};

static const struct key_row keys_typing[] = {
    {.action = ACT_NUMBER, .keys = {TK_ENTER}, .help = N_("Book")},
    {.action = ACT_ANOTHER, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Another hour")},
    {0},
};

static const struct key_row keys_waiting[] = {
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Queue")},
    {0},
};

const struct key_row *const book_tables[] = {keys, keys_typing, keys_waiting, NULL};

/* ---- asking ---- */

static const struct api_slot *slot_of(const struct book *s)
{
	return s->day.places.known && s->chosen < s->day.slots.count ? &s->day.slots.rows[s->chosen]
								     : NULL;
}

static void pick_free(struct book *s)
{
	const struct api_slots *slots = &s->day.slots;
	s->picked = true;
	s->chosen = 0;
	for (size_t i = slots->count; i > 0; i--)
		if (slots->rows[i - 1].free > 0)
			s->chosen = i - 1;
}

static void forget_number(struct book *s)
{
	if (s->number.len > 0)
		app_wipe_screen(s->app);
	digits_clear(&s->number);
	s->notice = NULL;
}

static void changed(void *arg)
{
	struct book *s = arg;
	if (!s->picked && s->day.places.known)
		pick_free(s);
	if (s->day.change.known || s->day.change.error.problem)
		s->typing = false;
	if (s->day.change.known)
		forget_number(s);
	app_changed(s->app);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct book *s = state;
	const struct book_arg *a = arg;
	s->app = app;
	s->number.max = CITIZEN_NUMBER_DIGITS;
	s->since = app_mono(app);
	s->day = (struct queue_day){.central = app->central, .changed = changed, .arg = s};
	queue_ask(&s->day, a->noon);
}

static void leave(struct app *app, void *state)
{
	struct book *s = state;
	(void)app;
	queue_stop(&s->day);
	forget_number(s);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	const struct book *s = state;
	(void)app;
	if (s->day.change.call != 0)
		return keys_waiting;
	return s->typing ? keys_typing : keys;
}

static bool can(const struct app *app, const void *state, int action)
{
	const struct book *s = state;
	const struct api_slot *slot = slot_of(s);
	(void)app;
	if (action == ACT_NUMBER)
		return slot != NULL && slot->free > 0 && s->day.slots.open;
	if (action == ACT_UP)
		return slot != NULL && s->chosen > 0;
	if (action == ACT_DOWN)
		return slot != NULL && s->chosen + 1 < s->day.slots.count;
	return true;
}

/* ---- keys ---- */

static void book(struct app *app, struct book *s)
{
	struct citizen_number number = {0};
	s->notice = NULL;
	if (!digits_full(&s->number))
		s->notice = N_("The citizen number has 13 digits.");
	else if (!citizen_number_valid(s->number.text))
		s->notice = N_("This is no citizen number: compare each digit.");
	if (s->notice)
		return;
	s->since = app_mono(app);
	text_append(number.digits, sizeof number.digits, s->number.text);
	queue_book(&s->day, &number, slot_of(s)->hour);
	secret_wipe(&number, sizeof number);
}

/* Enter: on an hour, or at the end of the number. */
static void go_on(struct app *app, struct book *s)
{
	if (s->typing) {
		book(app, s);
		return;
	}
	s->typing = true;
	s->day.change = (struct asked){0}; /* what became of the last one is read by now */
}

static void act(struct app *app, void *state, int action)
{
	struct book *s = state;
	if (action == ACT_NUMBER)
		go_on(app, s);
	else if (action == ACT_UP)
		s->chosen--;
	else if (action == ACT_DOWN)
		s->chosen++;
	else if (action == ACT_ANOTHER) {
		forget_number(s);
		s->typing = false;
	} else if (app_session_ended(&s->day.change.error))
		app_log_out(app);
	else
		app_close(app);
}

static bool type(struct app *app, void *state, int key)
{
	struct book *s = state;
	(void)app;
	if (!s->typing || s->day.change.call != 0 || !digits_key(&s->number, key))
		return false;
	s->notice = NULL;
	return true;
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct book *s = state;
	(void)app;
	if (s->day.change.call)
		*w = (struct waiting){.what = _("The centre books the hour"), .since = s->since};
	else if (s->day.places.call)
		*w = (struct waiting){
		    .what = _("Asking the centre for the hours"), .since = s->since};
	else if (s->day.change.known)
		*w = (struct waiting){.what = _("Booked"),
		    .say = _("Come at the booked hour with your ID card and the number."),
		    .done = true};
}

/* ---- drawing ---- */

#define X	   2
#define HOURS_Y	   2
#define HOURS_ROWS 10
#define FIELD_Y	   13
#define PLACES_X   20

static void draw_day(const struct book *s, WINDOW *win)
{
	char date[64];
	date_format(date, sizeof date, queue_date(&s->day), lang_get() == LANG_TH);
	draw_format(win, 0, 1, getmaxx(win) - 2, PAINT_STRONG, "%s %s  %s", SIGN_NOW, date,
	    _("Book an hour for a citizen"));
}

static void draw_hour(const struct book *s, WINDOW *win, int y, size_t i)
{
	const struct api_slot *slot = &s->day.slots.rows[i];
	const enum paint paint = i == s->chosen ? PAINT_CHOSEN : PAINT_TEXT;
	palette_set(win, paint);
	mvwhline(win, y, 1, ' ', getmaxx(win) - 2);
	draw_format(
	    win, y, X, PLACES_X - X - 1, paint, "%02d:00-%02d:00", slot->hour, slot->hour + 1);
	if (slot->free > 0)
		draw_format(win, y, PLACES_X, getmaxx(win) - PLACES_X - 2, paint,
		    _("%ld of %ld places left"), slot->free, slot->capacity);
	else
		draw_format(win, y, PLACES_X, getmaxx(win) - PLACES_X - 2, paint, "%s %s",
		    SIGN_FAILED, _("full"));
}

static void draw_hours(const struct book *s, WINDOW *win)
{
	size_t first = s->chosen >= HOURS_ROWS ? s->chosen - HOURS_ROWS + 1 : 0;
	for (size_t i = first; i < s->day.slots.count && i < first + HOURS_ROWS; i++)
		draw_hour(s, win, HOURS_Y + (int)(i - first), i);
}

static void draw_number(struct app *app, const struct book *s, WINDOW *win)
{
	char shown[CITIZEN_NUMBER_SHOWN];
	int at = digits_grouped(&s->number, shown);
	int used = draw_format(win, FIELD_Y, X, 40, PAINT_TEXT, "%s ", _("Citizen number"));
	draw_text(win, FIELD_Y, X + used, CITIZEN_NUMBER_SHOWN, PAINT_STRONG, shown);
	if (s->day.change.call == 0)
		app_cursor(app, FIELD_Y, X + used + at);
	if (s->notice)
		draw_text(win, FIELD_Y + 1, X, getmaxx(win) - 2 * X, PAINT_STRONG, _(s->notice));
}

static void draw_booked(const struct book *s, WINDOW *win)
{
	const struct api_booking *b = &s->day.booking;
	draw_format(win, FIELD_Y, X, getmaxx(win) - 2 * X, PAINT_STRONG,
	    _("%s Booked: no. %s, from %02d:00"), SIGN_DONE, b->number, b->hour);
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct book *s = state;
	const struct error *error =
	    s->day.change.error.problem ? &s->day.change.error : &s->day.places.error;
	struct box box = {
	    .y = FIELD_Y, .x = X, .rows = CONTENT_ROWS - FIELD_Y, .cells = getmaxx(win) - 2 * X};
	draw_day(s, win);
	if (s->day.places.known)
		draw_hours(s, win);
	if (s->typing)
		draw_number(app, s, win);
	else if (error->problem)
		draw_problem(win, box, error);
	else if (s->day.change.known)
		draw_booked(s, win);
}

const struct screen_ops screen_book = {
    .name = "book",
    .title = LABEL_QUEUE,
    .state_size = sizeof(struct book),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .can = can,
    .act = act,
    .type = type,
    .waiting = waiting,
    .draw = draw,
};
