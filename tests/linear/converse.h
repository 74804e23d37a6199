/*
 * `linear_main` in a process of its own on a pseudo terminal, with the fake engine of
 * tests/batch: an answer is typed when what it answers has been said.
 */
#ifndef DDOPA_TESTS_LINEAR_CONVERSE_H
#define DDOPA_TESTS_LINEAR_CONVERSE_H

#include <stddef.h>

#include "base/lang.h"
#include "counter/lock_rule.h"

#define OUT_MAX 65536

struct turn {
	const char *until;  /* once this was said, after what the turn before waited for */
	const char *answer; /* is typed, with Enter unless it is Ctrl-C or Ctrl-D; NULL: the
			       terminal hangs up */
};

struct terminal_kind {
	enum lang lang;
	int rows, columns; /* 0: not told */
};

extern struct said {
	char out[OUT_MAX]; /* without the returns before line ends */
	size_t len;
	int exit_code;
} said;

/* Of the next conversation; where there are any, its minutes are seconds. */
extern struct lock_limits idle;

/* Turns end with one whose `until` is NULL: then the end of the program is waited for. A
 * turn's words that never come fail the test. */
void converse_on(const struct terminal_kind *kind, const struct turn *turns);
void converse(const struct turn *turns); /* English, 80 by 24 */

/* These lines came, each beginning so, one after the other. Ends with NULL. */
void assert_lines(const char *const *begins);
/* Lines alone: no byte ESC, no return or backspace within a line, none over 79 cells. */
void assert_only_lines(void);

/* Login, and the menu's first line; the card is there at once, which says that the app is. */
#define TO_FACE                                                                                    \
	{"x. Exit", "1234567890121"}, {"x. Exit", "24681357"},                                     \
	{                                                                                          \
		"x. Exit", "1"                                                                     \
	}
/* What may stand last before an answer is typed. */
#define AT_FACE	  "n. Not / not sure"
#define AT_FINGER "3. Exception"

#endif
