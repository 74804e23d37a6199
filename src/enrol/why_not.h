/*
 * enrol/why_not.h - why an action cannot be done now, and who can lift it: what every face
 * answers when a greyed action is asked for.
 */
#ifndef DDOPA_ENROL_WHY_NOT_H
#define DDOPA_ENROL_WHY_NOT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/problem.h"

/* A row of the catalogue says it, or a text does; neither: the action can be done. */
struct why_not {
	enum problem problem;
	const char *text; /* msgid */
};

/* It can be done: there is nothing to say. */
bool why_not_nothing(const struct why_not *why);
/* In one run of text, in the language that is set: what is the matter, and what to do. "" where
 * there is nothing to say. */
void why_not_tell(char *out, size_t size, const struct why_not *why);

#endif
