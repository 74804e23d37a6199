/*
 * wire/api_booking.h - Queue Online: slots of an office by the hour, and bookings of them. Days
 * and hours are those at UTC+7. Part of wire/api.h.
 *
 * A day can be booked from 15 days ahead until 16:00 of the day before. A citizen has one
 * booking at a time. A booking's number ("09-07") is what is called out at the office; nothing
 * else of a citizen stands in a booking.
 */
#ifndef DDOPA_WIRE_API_BOOKING_H
#define DDOPA_WIRE_API_BOOKING_H

#include "wire/api_problem.h"

#define API_SLOTS_MAX	 24
#define API_BOOKINGS_MAX 256 /* of an office in one day */

struct api_slot {
	int hour; /* 9: from 09:00 to 10:00 */
	long capacity, free;
};

struct api_slots {
	char office[5];
	char name_th[API_NAME_SIZE], name_en[API_NAME_SIZE];
	struct date day;
	int64_t closes; /* until when it can be booked */
	bool open;	/* it can be now */
	size_t count;
	struct api_slot rows[API_SLOTS_MAX];
};
void api_slots_write(struct buf *out, const struct api_slots *s);
bool api_slots_read(struct api_slots *s, const void *json, size_t len, struct error *err);

/* By a phone, for itself. */
struct api_new_booking {
	char office[5];
	struct date day;
	int hour;
};
void api_new_booking_write(struct buf *out, const struct api_new_booking *b);
bool api_new_booking_read(
    struct api_new_booking *b, const void *json, size_t len, struct error *err);

/* By an officer of the office, for a citizen. */
struct api_office_booking {
	struct citizen_number number;
	struct date day;
	int hour;
};
void api_office_booking_write(struct buf *out, const struct api_office_booking *b);
bool api_office_booking_read(
    struct api_office_booking *b, const void *json, size_t len, struct error *err);

struct api_booking {
	char id[API_ID_SIZE];
	char number[16];
	char office[5];
	struct date day;
	int hour;
	bool by_officer;
	bool served; /* an enrollment was begun for its citizen that day, at the office */
	bool done;   /* and none of them is open any more */
};
void api_booking_write(struct buf *out, const struct api_booking *b);
bool api_booking_read(struct api_booking *b, const void *json, size_t len, struct error *err);

struct api_bookings {
	size_t count;
	struct api_booking rows[API_BOOKINGS_MAX];
};
void api_bookings_write(struct buf *out, const struct api_bookings *b);
bool api_bookings_read(struct api_bookings *b, const void *json, size_t len, struct error *err);

/* "?office=4701&date=2026-11-25" of a target. */
bool api_slots_parse(char office[5], struct date *day, const char *target, struct error *err);

#endif
