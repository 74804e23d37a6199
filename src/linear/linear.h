/*
 * linear/linear.h - the counter in lines: `ddopa --linear`, for screen readers, Braille
 * displays and serial lines. A third way to speak over the engine in enrol/; like the other
 * faces it holds no rule.
 *
 * Only lines go out, each at most 79 cells, and nothing that was said is ever rewritten: no
 * cursor movement, no colour, no byte ESC, so that a reader's order is the order in time.
 * What changes by itself (a card put in, a finger wanted, a phone that claims the code) is a
 * new line. One question is asked at a time: its line, then a line an answer with the number
 * or letter to type, then Enter. A wait is said in the same shape: what is waited for, what to
 * tell the citizen, and the letters that get out of it; how long it has taken by now is said
 * from time to time, and whenever an empty line is typed. A wrong answer gets a sentence that
 * says what is possible; an answer that is not possible now stands in its place with the
 * reason why.
 *
 *   linear.c        linear_main: loop, signals, the end
 *   lines.c         lines out, wrapped and clean; lines in, echoed or not
 *   ask.c           moments (a question or a wait): how they are told and answered
 *   place.h         a place: one constant struct of operations, one file, private state
 *   words.c         problems, persons, fingers in words
 *   answer.c        what was typed: digits and letters, also with the Thai layout on
 *   officer.c       a number and a PIN, one after the other
 *   parked.c        enrollments that were put aside, and news of them
 *   place_*.c       login, menu, open enrollments, search, audit, revocation, report, queue,
 * manual, status, a card offline, the enrollment, fingers, the own PIN, the lock enrol_*.c the
 * enrollment's parts: moments (a row a state), news, fingers, the end
 *
 * Everything happens at the end of the loop's turn: what is new is told, then what is to be
 * asked, then one line that was typed is taken, and so on until none is left. So a turn that
 * moved through several states tells them in their order, and no question stands without what
 * led to it.
 *
 * Nothing can be erased here. So of a person only what must be said to tell one from another
 * is told by itself (the number masked, the name's first letter); the rest when it is asked
 * for. After that, locking and leaving push it out of sight as far as line ends can, and say
 * what still stands further up.
 *
 * The lock stands over a place, which goes on unheard: what happened there is told after
 * unlocking. The rule is the screen's (counter/lock_rule.h).
 *
 * A PIN is typed without echo. The terminal is given back by the parent (main/terminal.h),
 * also after kill -9. Ctrl-C comes as a line of its own (its sign ends lines while the program
 * runs), asks once, and then leaves as the end of input does: before the code there is nothing
 * to leave and the attempt ends; afterwards the enrollment stays open at the centre. A hang-up
 * or SIGTERM leaves everything at the centre as it is.
 */
#ifndef DDOPA_LINEAR_LINEAR_H
#define DDOPA_LINEAR_LINEAR_H

#include <stdbool.h>

#include "base/clock.h"
#include "config/terminal.h"
#include "counter/pin_verifier.h"
#include "enrol/runner.h"

struct linear_options {
	const struct terminal_config *config;
	const struct clock *clock;
	struct runner_host host;
	struct pin_verifier_host verifier;
	const char *root; /* what the system's status looks at of this computer; NULL: nothing */
};

/* Whether lines are wanted where no option says so: TERM is "dumb", or DDOPA_LINEAR is set
 * and neither empty nor "0". */
bool linear_wanted(void);

/* Runs until the officer leaves, the input ends or a signal comes. The language was set
 * before. Returns an exit code of base/problem.h: that of the enrollment that was left, else
 * EXIT_DONE; 128 + SIGPIPE when nobody reads any more. */
int linear_main(const struct linear_options *options);

#endif
