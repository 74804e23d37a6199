/*
 * counter/queue.h - the office's queue of a day: who has booked an hour (Queue Online), which
 * hours have places left, and an officer's booking and cancelling for a citizen. The rules are the
 * centre's (wire/api_booking.h); a booking tells nothing of a person but the number that is called
 * out.
 */
#ifndef DDOPA_COUNTER_QUEUE_H
#define DDOPA_COUNTER_QUEUE_H

#include "central/central.h"
#include "counter/asked.h"

#define QUEUE_DAYS 15 /* ahead, at most */

/* One day, in secret memory; zeroed at first, then `central`, `changed` and `arg` are set. */
struct queue_day {
	struct central *central; /* NULL: nothing is asked */
	void (*changed)(void *arg);
	void *arg;
	int64_t noon; /* of the day; real ms */
	struct asked listing, places;
	struct api_bookings bookings; /* once listing.known; by hour and number */
	struct api_slots slots;	      /* once places.known */
	struct asked change;	      /* the last booking or cancelling */
	bool booked;		      /* change.known: it was a booking, namely: */
	struct api_booking booking;
	char key[API_ID_SIZE];		/* of a booking that may have been made; "": none */
	struct api_office_booking wish; /* that it was */
};

/* The list and the hours of the day with that noon (report_noon()). */
void queue_ask(struct queue_day *q, int64_t noon);
struct date queue_date(const struct queue_day *q);
/* So many days on, or back; false: it would be past, or further ahead than can be booked. */
bool queue_can_go(const struct queue_day *q, int days, int64_t real_ms);
void queue_go(struct queue_day *q, int days);
/* An hour of that day for the citizen of that number; once more after one that may have been
 * made, it is the same one. The list is asked for anew when it succeeds. False: no central. */
bool queue_book(struct queue_day *q, const struct citizen_number *number, int hour);
bool queue_cancel(struct queue_day *q, const char *id);
/* Nothing is under way any more; what was typed is wiped. */
void queue_stop(struct queue_day *q);

#endif
