/*
 * linear/words.h - what several places tell in the same words. Person data are told and not
 * kept.
 */
#ifndef DDOPA_LINEAR_WORDS_H
#define DDOPA_LINEAR_WORDS_H

#include "enrol/finger.h"
#include "linear/place.h"

#define WORDS_SIZE	1024
#define WORDS_SPAN_SIZE 64
#define WORDS_HOUR_SIZE 16

/* "15 seconds", "2 minutes 5 seconds" */
void words_span(char out[WORDS_SPAN_SIZE], int64_t ms);
void words_hour(char out[WORDS_HOUR_SIZE], int64_t real_ms); /* "14:05:09", UTC+7 */

/* What happened, why, what to do now. */
void words_problem(struct linear *l, const struct error *error);

/* Whom the chip tells of: as much as tells one card from another, the number masked and the
 * name's first letter; or, being asked for, all of it, which then stands in the terminal. */
void words_person(struct linear *l, const struct card_text *card);
void words_person_whole(struct linear *l, const struct card_text *card);

/* The chip's photo in ASCII signs, light on dark: as much as lines can show of it. */
void words_photo(struct linear *l, const struct face *face);

void words_fingers(struct linear *l, const struct finger_states *fingers);

/* "4701 สนท.…", in the language that is set. */
void words_office(char *out, size_t size, const struct api_office *office);

#endif
