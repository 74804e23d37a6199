/*
 * tui/digits.h - a field of a fixed number of digits, as it is typed. Thai digits count
 * as digits. The text may be a secret: the struct lives in a screen's state.
 */
#ifndef DDOPA_TUI_DIGITS_H
#define DDOPA_TUI_DIGITS_H

#include <stdbool.h>
#include <stddef.h>

#include "person/person.h"

#define DIGITS_MAX 16

struct digits {
	size_t max;
	size_t len;
	char text[DIGITS_MAX + 1];
};

/* True when the key was the field's: a digit (dropped when it is full) or Backspace. */
bool digits_key(struct digits *d, int key);
bool digits_full(const struct digits *d);
void digits_clear(struct digits *d); /* wipes */
/* As a citizen number, 1-2345-67890-12-3, what is missing as _. Returns the column
 * where the next digit goes. */
int digits_grouped(const struct digits *d, char out[CITIZEN_NUMBER_SHOWN]);

#endif
