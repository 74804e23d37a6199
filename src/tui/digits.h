/*
 * tui/digits.h - a field of a fixed number of digits, as it is typed. Thai digits count as
 * digits, and so does the digit row while the Thai layout is on: ๅ / - ภ ถ ุ ึ ค ต จ are
 * 1234567890 (base/kedmanee.h). The text may be a secret: the struct lives in a screen's state.
 *
 * `-` and `/` in a citizen number may also be what somebody puts between its groups. They are
 * 3 and 2 when a Thai key of the row was typed in the same field, or when the number is whole
 * and its check digit right with them and they do not stand between groups; else they are
 * nothing. In every other field they are digits: nothing there is grouped.
 */
#ifndef DDOPA_TUI_DIGITS_H
#define DDOPA_TUI_DIGITS_H

#include <stdbool.h>
#include <stddef.h>

#include "person/person.h"

#define DIGITS_MAX	 16
#define DIGITS_TYPED_MAX 32 /* keys: digits and what stands between them */

struct digits {
	size_t max;
	size_t len;
	char text[DIGITS_MAX + 1]; /* what the keys come to */
	size_t typed;
	char key[DIGITS_TYPED_MAX + 1]; /* '0'-'9', or the sign that may be one */
	bool thai_row;			/* the Thai layout is on, as a key of it told */
};

/* True when the key was the field's: a digit (dropped when it is full), a sign that may be
 * one, or Backspace. */
bool digits_key(struct digits *d, int key);
bool digits_full(const struct digits *d);
void digits_clear(struct digits *d); /* wipes */
/* As a citizen number, 1-2345-67890-12-3, what is missing as _. Returns the column
 * where the next digit goes. */
int digits_grouped(const struct digits *d, char out[CITIZEN_NUMBER_SHOWN]);

#endif
