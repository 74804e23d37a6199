/* The calls about the office's bookings (Queue Online): one row each. */
#include <stdio.h>

#include "central/client.h"

static bool read_slots(void *answer, const void *json, size_t len, struct error *err)
{
	return api_slots_read(answer, json, len, err);
}

static bool read_bookings(void *answer, const void *json, size_t len, struct error *err)
{
	return api_bookings_read(answer, json, len, err);
}

static bool read_booking(void *answer, const void *json, size_t len, struct error *err)
{
	return api_booking_read(answer, json, len, err);
}

static const struct call_row slots = {.method = "GET",
    .path = "/v1/slots",
    .repeatable = true,
    .answer_size = sizeof(struct api_slots),
    .read = read_slots};
static const struct call_row bookings = {.method = "GET",
    .path = "/v1/bookings",
    .repeatable = true,
    .answer_size = sizeof(struct api_bookings),
    .read = read_bookings};
static const struct call_row book = {.method = "POST",
    .path = "/v1/bookings",
    .repeatable = true,
    .answer_size = sizeof(struct api_booking),
    .read = read_booking};
static const struct call_row cancel = {
    .method = "POST", .path = "/v1/bookings/%s/cancel", .repeatable = true};

static void set_key(struct request *r, const char *key)
{
	if (*key)
		call_set_key(r, key);
	else
		call_set_own_key(r);
}

static central_call of_day(
    struct central *c, const struct call_row *row, struct date day, central_fn *fn, void *arg)
{
	char query[API_QUERY_SIZE] = "", iso[DATE_ISO_SIZE];

	date_to_iso(iso, day);
	if (*iso)
		snprintf(query, sizeof query, "?date=%s", iso);
	return call_start(request_new(c, row, fn, arg), query);
}

central_call central_slots(struct central *c, struct date day, central_fn *fn, void *arg)
{
	return of_day(c, &slots, day, fn, arg);
}

central_call central_bookings(struct central *c, struct date day, central_fn *fn, void *arg)
{
	return of_day(c, &bookings, day, fn, arg);
}

central_call central_book(struct central *c, const struct api_office_booking *b, const char *key,
    central_fn *fn, void *arg)
{
	struct request *r = request_new(c, &book, fn, arg);

	if (r)
		api_office_booking_write(&r->body, b);
	set_key(r, key);
	return call_start(r, "");
}

central_call central_cancel_booking(
    struct central *c, const char *id, const char *key, central_fn *fn, void *arg)
{
	struct request *r = request_new(c, &cancel, fn, arg);

	if (r)
		buf_puts(&r->body, "{}");
	set_key(r, key);
	return call_start_for(r, id, "");
}
