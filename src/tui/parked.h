/*
 * tui/parked.h - enrollments that were put aside at this counter while their phone was waited
 * for: they are watched (enrol/watcher.h) from the login to the logout, news of them stand on
 * the rule below the header of every screen, with a bell, and one key goes there.
 *
 * No names: they are not kept. Which one it is, is told by the last four signs of its number.
 */
#ifndef DDOPA_TUI_PARKED_H
#define DDOPA_TUI_PARKED_H

#include <curses.h>
#include <stdbool.h>

#include "counter/parked_words.h"

struct app;

/* What this account's journal holds; reads it through a runner of its own, for this moment
 * only: one file has one holder. */
size_t parked_journal(struct app *app, struct runner_pending *out, size_t max, struct error *err);

void parked_begin(struct app *app); /* logged in: what the journal holds is watched */
void parked_end(struct app *app);
/* The runner is about to let go of its enrollment: it is watched if it is open. */
void parked_add(struct app *app, const struct runner_view *view);
void parked_drop(struct app *app, const char *enrolment_id); /* it is gone on with here */

/* The key: opens the first with news, else the oldest. Where something would be lost by it, the
 * waiting line says so. Nothing while none is parked or the screen is locked. */
void parked_go(struct app *app);

/* On row y from its end; returns whether there was anything. */
bool parked_draw(const struct app *app, WINDOW *win, int y);

#endif
