#include "centrald/booking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/secret.h"
#include "base/text.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"
#include "centrald/office.h"

#define HOUR_MS (60 * 60 * 1000L)
#define DAY_MS	(24 * HOUR_MS)

int64_t booking_closes(int64_t day_from)
{
	return day_from - 8 * HOUR_MS;
}

/* One hour of one office, asked for. */
struct wish {
	char office[5];
	char day[DATE_ISO_SIZE];
	int hour;
	int64_t from; /* the day's midnight */
};

static bool wish_of(
    struct wish *w, const char *office, struct date day, int hour, struct error *err)
{
	int64_t to;
	*w = (struct wish){.hour = hour};
	text_append(w->office, sizeof w->office, office);
	date_to_iso(w->day, day);
	return (date_is_known(day) && day_span(day, &w->from, &to)) ||
	       error_set(err, PROBLEM_BAD_REQUEST, "day");
}

static bool may_book(const struct call *c, int64_t from)
{
	return c->now < booking_closes(from) && from - day_start(c->now) <= BOOKING_DAYS * DAY_MS;
}

/* ---- slots ---- */

static void take_slot(void *arg, const struct store_row *row)
{
	struct api_slots *s = arg;
	if (s->count == API_SLOTS_MAX)
		return;
	struct api_slot *slot = &s->rows[s->count++];
	slot->hour = (int)row_int(row, 0);
	slot->capacity = (long)row_int(row, 1);
	slot->free = slot->capacity - (long)row_int(row, 2);
	if (slot->free < 0)
		slot->free = 0; /* the registry has made it smaller since */
}

static bool slots(
    struct call *c, const struct api_office *office, struct date day, struct error *err)
{
	struct wish w;
	struct api_slots s = {.day = day};
	if (!wish_of(&w, office->code, day, 0, err) ||
	    !store_query(c->centre->store, SQL_SLOTS,
		SQL_PARAMS(sql_text(w.office), sql_text(w.day)), take_slot, &s, NULL, err))
		return false;
	text_append(s.office, sizeof s.office, office->code);
	text_append(s.name_th, sizeof s.name_th, office->name_th);
	text_append(s.name_en, sizeof s.name_en, office->name_en);
	s.closes = booking_closes(w.from);
	s.open = may_book(c, w.from);
	api_slots_write(&c->out, &s);
	return call_finish(c, 200, err);
}

bool slots_get(struct call *c, struct error *err)
{
	char code[5];
	struct date day;
	struct api_office office;
	bool found = false;
	if (!api_slots_parse(code, &day, c->target, err) ||
	    !office_find(c->centre->store, code, &office, &found, err))
		return false;
	return found ? slots(c, &office, day, err) : error_set(err, PROBLEM_NOT_FOUND, "office");
}

static bool target_day(struct call *c, struct date *day, struct error *err)
{
	if (!api_day_parse(day, c->target, err))
		return false;
	if (day->year == 0)
		*day = bangkok_time_of(c->now).date;
	return true;
}

bool slots_of_office(struct call *c, struct error *err)
{
	struct date day;
	return target_day(c, &day, err) && slots(c, &c->office, day, err);
}

/* ---- booking ---- */

static bool has_another(struct call *c, const char *citizen, struct error *err)
{
	int64_t count;
	char today[DATE_ISO_SIZE];
	date_to_iso(today, bangkok_time_of(c->now).date);
	if (!store_number(c->centre->store, SQL_BOOKINGS_AHEAD,
		SQL_PARAMS(sql_text(citizen), sql_text(today)), &count, err))
		return false;
	return count == 0 || error_set(err, PROBLEM_BOOKING_EXISTS, "%s", "");
}

static bool take_place(struct call *c, const struct wish *w, struct error *err)
{
	long taken = 0;
	if (!store_run(c->centre->store, SQL_SLOT_TAKE,
		SQL_PARAMS(sql_text(w->office), sql_text(w->day), sql_int(w->hour)), &taken, err))
		return false;
	return taken == 1 || error_set(err, PROBLEM_SLOT_FULL, "%s", "");
}

/* Cancelled ones are counted too: a number is given once. */
static bool number_of(struct call *c, const struct wish *w, char out[16], struct error *err)
{
	int64_t before;
	if (!store_number(c->centre->store, SQL_BOOKINGS_OF_SLOT,
		SQL_PARAMS(sql_text(w->office), sql_text(w->day), sql_int(w->hour)), &before, err))
		return false;
	snprintf(out, 16, "%02d-%02ld", w->hour % 100, (long)(before + 1) % 10000);
	return true;
}

static bool add(struct call *c, const struct wish *w, const char *citizen, struct api_booking *b,
    struct error *err)
{
	if (!id_make(b->id, 'b'))
		return error_set(err, PROBLEM_SYSTEM, "id");
	if (!number_of(c, w, b->number, err) ||
	    !store_run(c->centre->store, SQL_BOOKING_ADD,
		SQL_PARAMS(sql_text(b->id), sql_text(w->office), sql_text(w->day), sql_int(w->hour),
		    sql_text(b->number), sql_text(citizen), sql_text(c->officer.id),
		    sql_int(c->now)),
		NULL, err))
		return false;
	memcpy(c->note_enrolment, b->id, sizeof c->note_enrolment);
	return true;
}

static bool book(
    struct call *c, const struct wish *w, struct date day, const char *citizen, struct error *err)
{
	struct api_booking b = {.day = day, .hour = w->hour, .by_officer = *c->officer.id != '\0'};
	call_note_citizen(c, citizen);
	if (!may_book(c, w->from))
		return error_set(err, PROBLEM_BOOKING_CLOSED, "%s", "");
	if (!has_another(c, citizen, err) || !take_place(c, w, err) || !add(c, w, citizen, &b, err))
		return false;
	text_append(b.office, sizeof b.office, w->office);
	api_booking_write(&c->out, &b);
	return call_finish(c, 201, err);
}

bool booking_create(struct call *c, struct error *err)
{
	struct api_new_booking b;
	struct wish w;
	return api_new_booking_read(&b, c->body, c->body_len, err) &&
	       wish_of(&w, b.office, b.day, b.hour, err) &&
	       book(c, &w, b.day, c->holder.citizen, err);
}

bool booking_create_for(struct call *c, struct error *err)
{
	struct wish w;
	char citizen[HASH_HEX_SIZE];
	struct api_office_booking b;
	if (!api_office_booking_read(&b, c->body, c->body_len, err))
		return false;
	citizen_hash(citizen, c->centre->keys, &b.number);
	secret_wipe(&b.number, sizeof b.number);
	return wish_of(&w, c->peer.office, b.day, b.hour, err) && book(c, &w, b.day, citizen, err);
}

/* ---- lists ---- */

/* In column 6: 0 where no enrollment was begun that day, 1 where each of them has ended, 2
 * where one is open. */
static void read_booking(struct api_booking *b, const struct store_row *row)
{
	char day[DATE_ISO_SIZE];
	*b = (struct api_booking){.hour = (int)row_int(row, 4),
	    .by_officer = row_int(row, 5) == 1,
	    .served = row_int(row, 6) > 0,
	    .done = row_int(row, 6) == 1};
	row_text(row, 0, b->id, sizeof b->id);
	row_text(row, 1, b->number, sizeof b->number);
	row_text(row, 2, b->office, sizeof b->office);
	row_text(row, 3, day, sizeof day);
	if (!date_from_iso(&b->day, day))
		b->day = (struct date){0};
}

static void take_booking(void *arg, const struct store_row *row)
{
	struct api_bookings *l = arg;
	if (l->count < API_BOOKINGS_MAX)
		read_booking(&l->rows[l->count++], row);
}

static bool list(struct call *c, enum sql q, const struct sql_param *params, struct error *err)
{
	struct api_bookings *l = calloc(1, sizeof *l);
	bool ok = l || error_set(err, PROBLEM_MEMORY, "bookings");
	ok = ok && store_query(c->centre->store, q, params, take_booking, l, NULL, err);
	if (ok)
		api_bookings_write(&c->out, l);
	free(l);
	return ok && call_finish(c, 200, err);
}

bool booking_list_own(struct call *c, struct error *err)
{
	char today[DATE_ISO_SIZE];
	date_to_iso(today, bangkok_time_of(c->now).date);
	return list(
	    c, SQL_BOOKINGS_OWN, SQL_PARAMS(sql_text(c->holder.citizen), sql_text(today)), err);
}

bool booking_list(struct call *c, struct error *err)
{
	struct date day;
	struct wish w;
	return target_day(c, &day, err) && wish_of(&w, c->peer.office, day, 0, err) &&
	       list(c, SQL_BOOKINGS_OF_DAY,
		   SQL_PARAMS(sql_text(w.office), sql_text(w.day), sql_int(w.from),
		       sql_int(w.from + DAY_MS)),
		   err);
}

/* ---- cancelling ---- */

struct found {
	struct api_booking b;
	char citizen[HASH_HEX_SIZE];
	bool live;
};

static void take_found(void *arg, const struct store_row *row)
{
	struct found *f = arg;
	read_booking(&f->b, row);
	row_text(row, 7, f->citizen, sizeof f->citizen);
	f->live = row_int(row, 8) == 0;
}

static bool find(struct call *c, struct found *f, struct error *err)
{
	*f = (struct found){0};
	return store_query(
	    c->centre->store, SQL_BOOKING, SQL_PARAMS(sql_text(c->id)), take_found, f, NULL, err);
}

/* Until its hour begins. */
static bool cancel(struct call *c, const struct found *f, struct error *err)
{
	struct wish w;
	long changed = 0;
	call_note_citizen(c, f->citizen);
	memcpy(c->note_enrolment, f->b.id, sizeof c->note_enrolment);
	if (!wish_of(&w, f->b.office, f->b.day, f->b.hour, err))
		return false;
	if (!f->live || c->now >= w.from + w.hour * HOUR_MS)
		return error_set(err, PROBLEM_BOOKING_CLOSED, "%s", "");
	if (!store_run(c->centre->store, SQL_BOOKING_CANCEL,
		SQL_PARAMS(sql_text(f->b.id), sql_int(c->now)), &changed, err))
		return false;
	if (changed != 1)
		return error_set(err, PROBLEM_BOOKING_CLOSED, "%s", "");
	return store_run(c->centre->store, SQL_SLOT_GIVE,
		   SQL_PARAMS(sql_text(w.office), sql_text(w.day), sql_int(w.hour)), NULL, err) &&
	       call_finish(c, 204, err);
}

bool booking_cancel_own(struct call *c, struct error *err)
{
	struct found f;
	if (!find(c, &f, err))
		return false;
	if (!*f.b.id || !hash_equal(f.citizen, c->holder.citizen))
		return error_set(err, PROBLEM_NOT_FOUND, "booking");
	return cancel(c, &f, err);
}

bool booking_cancel(struct call *c, struct error *err)
{
	struct found f;
	if (!find(c, &f, err))
		return false;
	if (!*f.b.id)
		return error_set(err, PROBLEM_NOT_FOUND, "booking");
	if (strcmp(f.b.office, c->peer.office) != 0)
		return error_set(err, PROBLEM_OTHER_OFFICE, "%s", "");
	return cancel(c, &f, err);
}

/* ---- the card in the reader picks its booking ---- */

static void take_today(void *arg, const struct store_row *row)
{
	read_booking(arg, row);
}

bool booking_of_today(
    struct call *c, const char *citizen, bool *has, struct api_booking *b, struct error *err)
{
	char today[DATE_ISO_SIZE];
	long rows = 0;
	date_to_iso(today, bangkok_time_of(c->now).date);
	if (!store_query(c->centre->store, SQL_BOOKING_OF_TODAY,
		SQL_PARAMS(sql_text(citizen), sql_text(c->peer.office), sql_text(today)),
		take_today, b, &rows, err))
		return false;
	*has = rows > 0;
	return true;
}
