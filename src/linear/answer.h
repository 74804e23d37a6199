/*
 * linear/answer.h - what a typed line means, also where the Thai layout is on
 * (base/kedmanee.h).
 */
#ifndef DDOPA_LINEAR_ANSWER_H
#define DDOPA_LINEAR_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#define ANSWER_KEYS 3

/* The one sign of the line as the keys that it may stand for, the likeliest first: itself, a
 * digit, the key of the Thai layout; 0: none. False: the line is not one sign. */
bool answer_key(char keys[ANSWER_KEYS], const char *line);

/* The line as `count` digits, spaces and the dashes of a number left out; out has count + 1
 * bytes. False: it is anything else. */
bool answer_digits(char *out, size_t count, const char *line);

/* The line as a number of at most `digits` digits; 0: it is none. */
unsigned long answer_number(const char *line, size_t digits);

#endif
