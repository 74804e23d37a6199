/*
 * counter/queue_words.h - bookings of hours (Queue Online) in words, in the language that is set.
 */
#ifndef DDOPA_COUNTER_QUEUE_WORDS_H
#define DDOPA_COUNTER_QUEUE_WORDS_H

#include "wire/api.h"

#define QUEUE_TEXT_SIZE 160

enum queue_state { QUEUE_WAITING, QUEUE_SERVED, QUEUE_DONE, QUEUE_STATES };
enum queue_state queue_state(const struct api_booking *b);
const char *queue_state_name(enum queue_state state); /* "waiting", of scripts */
const char *queue_state_word(enum queue_state state); /* in the language that is set */

/* How many in that state. */
size_t queue_count(const struct api_bookings *b, enum queue_state state);
/* The first of those who wait; NULL: nobody does. */
const struct api_booking *queue_next(const struct api_bookings *b);
/* "12, next 10:00"; "12 booked"; "none booked" */
struct queue_note {
	size_t booked;
	bool waits; /* somebody does, the first of them from: */
	int hour;
};
struct queue_note queue_note_of(const struct api_bookings *b);
void queue_note(char *out, size_t size, const struct queue_note *note);
/* "Booked today: no. 09-07, 09:00", of the citizen at the counter; false: nothing. */
bool queue_picked(char *out, size_t size, const struct api_linkage_answer *answer);

#endif
