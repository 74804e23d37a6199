/*
 * centrald/booking.h - Queue Online: who books which hour of which office (wire/api_booking.h
 * has the rules that both sides know).
 *
 * Places are counted in the row of their slot, which each booking moves within its own
 * transaction: however many race for the last place, one has it.
 */
#ifndef DDOPA_CENTRALD_BOOKING_H
#define DDOPA_CENTRALD_BOOKING_H

#include "centrald/call.h"

#define BOOKING_DAYS 15 /* ahead, at most */

/* The day's midnight at UTC+7 less eight hours: 16:00 of the day before. */
int64_t booking_closes(int64_t day_from);

/* What this citizen has booked at this office for today, if anything. */
bool booking_of_today(
    struct call *c, const char *citizen, bool *has, struct api_booking *b, struct error *err);

call_handler slots_get, slots_of_office, booking_create, booking_create_for, booking_list_own,
    booking_list, booking_cancel_own, booking_cancel;

#endif
