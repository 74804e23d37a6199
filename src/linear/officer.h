/*
 * linear/officer.h - an officer's number and PIN, typed one after the other: at the login,
 * and where a second officer approves. Lives in a place's state, which is secret memory.
 */
#ifndef DDOPA_LINEAR_OFFICER_H
#define DDOPA_LINEAR_OFFICER_H

#include "linear/place.h"

struct officer {
	bool has_number; /* the PIN is what is typed next */
	struct citizen_number number;
	char pin[API_PIN_DIGITS + 1];
};

/* One line of the two. False: no such answer, told why. *whole: both are there now. */
bool officer_type(struct officer *o, struct linear *l, const char *line, bool *whole);
void officer_forget(struct officer *o);

#endif
