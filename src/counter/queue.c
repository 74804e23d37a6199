#include "counter/queue.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/encode.h"
#include "base/secret.h"
#include "counter/report_words.h"

/* ---- asking ---- */

static void listed(void *arg, const struct central_failure *failure, const void *answer)
{
	struct queue_day *q = arg;

	if (asked_ended(&q->listing, failure))
		q->bookings = *(const struct api_bookings *)answer;
	q->changed(q->arg);
}

static void told_places(void *arg, const struct central_failure *failure, const void *answer)
{
	struct queue_day *q = arg;

	if (asked_ended(&q->places, failure))
		q->slots = *(const struct api_slots *)answer;
	q->changed(q->arg);
}

struct date queue_date(const struct queue_day *q)
{
	return bangkok_time_of(q->noon).date;
}

void queue_ask(struct queue_day *q, int64_t noon)
{
	q->noon = noon;
	if (q->central == NULL)
		return;
	asked_drop(&q->listing, q->central);
	asked_drop(&q->places, q->central);
	q->listing.call = central_bookings(q->central, queue_date(q), listed, q);
	q->places.call = central_slots(q->central, queue_date(q), told_places, q);
}

bool queue_can_go(const struct queue_day *q, int days, int64_t real_ms)
{
	const int64_t today = report_noon(real_ms), noon = q->noon + days * REPORT_DAY_MS;

	return noon >= today && noon <= today + QUEUE_DAYS * REPORT_DAY_MS;
}

void queue_go(struct queue_day *q, int days)
{
	queue_ask(q, q->noon + days * REPORT_DAY_MS);
}

/* ---- booking and cancelling ---- */

static bool make_key(struct queue_day *q)
{
	uint8_t random[16];
	struct buf hex = BUF_INIT;
	bool ok = random_bytes(random, sizeof random);

	hex_encode(&hex, random, sizeof random);
	ok = ok && buf_ok(&hex);
	if (ok)
		snprintf(q->key, sizeof q->key, "k%s", (const char *)hex.data);
	buf_free(&hex);
	return ok;
}

static bool is_the_same(const struct api_office_booking *a, const struct api_office_booking *b)
{
	return date_compare(a->day, b->day) == 0 && a->hour == b->hour &&
	       strcmp(a->number.digits, b->number.digits) == 0;
}

static void forget_wish(struct queue_day *q)
{
	q->key[0] = '\0';
	secret_wipe(&q->wish, sizeof q->wish);
}

static void booked(void *arg, const struct central_failure *failure, const void *answer)
{
	struct queue_day *q = arg;

	if (failure == NULL || !failure->maybe_done)
		forget_wish(q);
	if (asked_ended(&q->change, failure)) {
		q->booking = *(const struct api_booking *)answer;
		queue_ask(q, q->noon);
	}
	q->changed(q->arg);
}

bool queue_book(struct queue_day *q, const struct citizen_number *number, int hour)
{
	const struct api_office_booking wish = {
	    .number = *number, .day = queue_date(q), .hour = hour};
	const bool again = q->key[0] != '\0' && is_the_same(&wish, &q->wish);

	if (q->central == NULL || (!again && !make_key(q)))
		return false;
	asked_drop(&q->change, q->central);
	q->wish = wish;
	q->booked = true;
	q->change.call = central_book(q->central, &q->wish, q->key, booked, q);
	return q->change.call != 0;
}

static void cancelled(void *arg, const struct central_failure *failure, const void *answer)
{
	struct queue_day *q = arg;

	(void)answer;
	if (asked_ended(&q->change, failure))
		queue_ask(q, q->noon);
	q->changed(q->arg);
}

bool queue_cancel(struct queue_day *q, const char *id)
{
	if (q->central == NULL)
		return false;
	asked_drop(&q->change, q->central);
	q->booked = false;
	q->change.call = central_cancel_booking(q->central, id, "", cancelled, q);
	return q->change.call != 0;
}

void queue_stop(struct queue_day *q)
{
	asked_drop(&q->listing, q->central);
	asked_drop(&q->places, q->central);
	asked_drop(&q->change, q->central);
	forget_wish(q);
}
