/*
 * The queue of a day: who has booked which hour of this office (Queue Online), and how each
 * stands; an officer books an hour for a citizen, whose number is typed unseen, or cancels a
 * booking. A booking is a number that is called out, never a person.
 */
#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "counter/queue.h"
#include "counter/queue_words.h"
#include "counter/report_words.h"
#include "linear/answer.h"
#include "linear/place.h"
#include "linear/words.h"

#define TYPED_MAX 3 /* digits of a row's number */

enum {
	ACT_ENROL = 1,
	ACT_DAY_BEFORE,
	ACT_DAY_AFTER,
	ACT_BOOK,
	ACT_CANCEL,
	ACT_CANCEL_SURELY,
	ACT_REFRESH,
	ACT_BACK,
	ACT_MENU
};

enum typed { TYPED_NOTHING, TYPED_HOUR, TYPED_NUMBER, TYPED_ROW };

struct queue {
	struct linear *l;
	struct queue_day day;
	enum typed typed; /* what is asked for */
	int hour;	  /* that was typed */
	size_t row;	  /* the same, from 0 */
	bool changing;	  /* what comes of a booking or cancelling is to be told */
};

static const struct choice choices[] = {
    {'1', ACT_ENROL, N_("Enroll")},
    {'p', ACT_DAY_BEFORE, N_("Day before")},
    {'n', ACT_DAY_AFTER, N_("Day after")},
    {'k', ACT_BOOK, N_("Book an hour for a citizen")},
    {'c', ACT_CANCEL, N_("Cancel a booking")},
    {'a', ACT_REFRESH, N_("Ask again")},
    {'b', ACT_MENU, N_("Menu")},
    {0},
};
static const struct choice to_wait[] = {{'b', ACT_MENU, N_("Menu")}, {0}};
static const struct choice to_type[] = {{'b', ACT_BACK, N_("Back")}, {0}};

static const struct moment asking = {
    .text = N_("Asking the centre for the list"), .waits = true, .choices = to_wait};
static const struct moment booking = {.text = N_("The centre books the hour"), .waits = true};
static const struct moment cancelling = {
    .text = N_("The centre cancels the booking"), .waits = true};
static const struct moment told = {.text = N_("What is to be done?"), .choices = choices};
static const struct moment hour = {
    .text = N_("Which hour? Type it, as 9 or 13."), .typed = N_("the hour"), .choices = to_type};
static const struct moment number = {.text = N_("Citizen number, 13 digits; it is not shown"),
    .typed = N_("the 13 digits"),
    .hidden = true,
    .choices = to_type};
static const struct moment row = {.text = N_("Which one is cancelled? Type its number."),
    .typed = N_("the number of one"),
    .choices = to_type};

/* ---- asking ---- */

/* What is new is looked for at the end of each turn. */
static void changed(void *arg)
{
	(void)arg;
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct queue *s = state;

	(void)arg;
	s->l = l;
	s->day = (struct queue_day){.central = l->central, .changed = changed, .arg = s};
	queue_ask(&s->day, report_noon(clock_real_ms(l->options->clock)));
}

static void leave(struct linear *l, void *state)
{
	struct queue *s = state;

	(void)l;
	queue_stop(&s->day);
}

/* ---- telling ---- */

static void tell_change(struct linear *l, struct queue *s)
{
	const struct api_booking *b = &s->day.booking;

	if (!s->changing || s->day.change.call != 0)
		return;
	s->changing = false;
	if (s->day.change.known && s->day.booked)
		say(l, _("Booked: no. %s, from %02d:00"), b->number, b->hour);
	else if (s->day.change.known)
		say(l, "%s", _("The booking is cancelled"));
	linear_tell_failure(l, &s->day.change);
}

static void tell(struct linear *l, void *state)
{
	struct queue *s = state;

	tell_change(l, s);
	linear_tell_failure(l, &s->day.listing);
	if (s->day.listing.known) /* else it is the same trouble, told already */
		linear_tell_failure(l, &s->day.places);
}

static const struct moment *now(struct linear *l, void *state)
{
	static const struct moment *const typed[] = {
	    [TYPED_HOUR] = &hour, [TYPED_NUMBER] = &number, [TYPED_ROW] = &row};
	const struct queue *s = state;

	(void)l;
	if (s->day.change.call != 0)
		return s->day.booked ? &booking : &cancelling;
	if (s->day.listing.call != 0 || s->day.places.call != 0)
		return &asking;
	return s->typed != TYPED_NOTHING ? typed[s->typed] : &told;
}

static void say_places(struct linear *l, const struct api_slots *slots)
{
	if (slots->count == 0)
		say(l, "%s", _("This office takes no bookings."));
	else if (!slots->open)
		say(l, "%s", _("Booking this day is closed."));
	for (size_t i = 0; slots->open && i < slots->count; i++)
		say(l, _("%02d:00: %ld of %ld places left"), slots->rows[i].hour,
		    slots->rows[i].free, slots->rows[i].capacity);
}

static void say_rows(struct linear *l, const struct api_bookings *b)
{
	if (b->count == 0)
		say(l, "%s",
		    _("Nobody has booked: serve the citizens in the order of their arrival."));
	else
		say(l, _("Booked %zu   waiting %zu   being served %zu   done %zu"), b->count,
		    queue_count(b, QUEUE_WAITING), queue_count(b, QUEUE_SERVED),
		    queue_count(b, QUEUE_DONE));
	for (size_t i = 0; i < b->count; i++)
		say(l, _("%zu. %02d:00, no. %s: %s. Booked by %s"), i + 1, b->rows[i].hour,
		    b->rows[i].number, queue_state_word(queue_state(&b->rows[i])),
		    b->rows[i].by_officer ? _("an officer here") : _("the citizen"));
}

static void facts(struct linear *l, void *state, const struct moment *m)
{
	const struct queue *s = state;
	char date[64];

	if (m == &hour && s->day.places.known)
		say_places(l, &s->day.slots);
	if (m != &told || !s->day.listing.known)
		return;
	date_format(date, sizeof date, queue_date(&s->day), lang_get() == LANG_TH);
	say(l, "%s", date);
	say_rows(l, &s->day.bookings);
	if (s->day.places.known)
		say_places(l, &s->day.slots);
}

/* ---- answers ---- */

static bool can(struct linear *l, void *state, int action, char why[WHY_SIZE])
{
	const struct queue *s = state;
	const int64_t real = clock_real_ms(l->options->clock);

	if (action == ACT_DAY_BEFORE || action == ACT_DAY_AFTER)
		return queue_can_go(&s->day, action == ACT_DAY_AFTER ? 1 : -1, real);
	if (action == ACT_CANCEL)
		return s->day.listing.known && queue_count(&s->day.bookings, QUEUE_WAITING) > 0;
	if (action != ACT_BOOK ||
	    (s->day.places.known && s->day.slots.open && s->day.slots.count > 0))
		return true;
	snprintf(
	    why, WHY_SIZE, "%s", _("Booking is from 15 days ahead until 16:00 of the day before."));
	return false;
}

static void cancel(struct queue *s)
{
	const struct api_bookings *b = &s->day.bookings;

	s->typed = TYPED_NOTHING;
	if (s->row < b->count)
		s->changing = queue_cancel(&s->day, b->rows[s->row].id);
}

static void act(struct linear *l, void *state, int action)
{
	struct queue *s = state;

	if (action == ACT_MENU || action == ACT_ENROL)
		linear_go(l, action == ACT_MENU ? &place_menu : &place_enrol, NULL);
	else if (action == ACT_BOOK)
		s->typed = TYPED_HOUR;
	else if (action == ACT_CANCEL)
		s->typed = TYPED_ROW;
	else if (action == ACT_CANCEL_SURELY)
		cancel(s);
	else if (action == ACT_BACK)
		s->typed = TYPED_NOTHING;
	else if (action == ACT_REFRESH)
		queue_ask(&s->day, s->day.noon);
	else
		queue_go(&s->day, action == ACT_DAY_AFTER ? 1 : -1);
}

static bool type_hour(struct linear *l, struct queue *s, const char *line)
{
	const struct api_slots *slots = &s->day.slots;
	const unsigned long typed = answer_number(line, 2);

	for (size_t i = 0; i < slots->count; i++) {
		if (slots->rows[i].hour != (int)typed)
			continue;
		if (slots->rows[i].free > 0) {
			s->hour = slots->rows[i].hour;
			s->typed = TYPED_NUMBER;
			return true;
		}
		say(l, "%s",
		    _("There is no place left at this hour: choose another, or another day."));
	}
	return false;
}

static bool type_number(struct linear *l, struct queue *s, const char *line)
{
	struct citizen_number citizen = {0};
	char digits[CITIZEN_NUMBER_DIGITS + 1];
	const bool whole = answer_digits(digits, CITIZEN_NUMBER_DIGITS, line);
	const bool good = whole && citizen_number_valid(digits);

	if (!whole)
		say(l, "%s", _("The citizen number has 13 digits."));
	else if (!good)
		say(l, "%s", _("This is no citizen number: compare each digit."));
	if (good) {
		text_append(citizen.digits, sizeof citizen.digits, digits);
		s->typed = TYPED_NOTHING;
		s->changing = queue_book(&s->day, &citizen, s->hour);
	}
	secret_wipe(&citizen, sizeof citizen);
	secret_wipe(digits, sizeof digits);
	return good;
}

static bool type_row(struct linear *l, struct queue *s, const char *line)
{
	const unsigned long n = answer_number(line, TYPED_MAX);

	if (n < 1 || n > s->day.bookings.count)
		return false;
	if (queue_state(&s->day.bookings.rows[n - 1]) != QUEUE_WAITING) {
		say(l, "%s", _("Only the booking of somebody who waits can be cancelled."));
		return false;
	}
	s->row = n - 1;
	ask_first(l, N_("Cancel the chosen booking?"), ACT_CANCEL_SURELY);
	return true;
}

static bool type(struct linear *l, void *state, const char *line)
{
	struct queue *s = state;

	if (s->typed == TYPED_HOUR)
		return type_hour(l, s, line);
	return s->typed == TYPED_NUMBER ? type_number(l, s, line) : type_row(l, s, line);
}

const struct place place_queue = {
    .title = N_("Today's queue"),
    .state_size = sizeof(struct queue),
    .enter = enter,
    .leave = leave,
    .tell = tell,
    .now = now,
    .facts = facts,
    .can = can,
    .act = act,
    .type = type,
};
