/*
 * tui/lock.h - leaving the counter for a while, by the rule of counter/lock_rule.h. A key
 * locks at once.
 *
 * The lock stands on the stack above the other screens: what runs there goes on, unseen.
 * Nothing of it tells the centre anything, so unlocking prolongs no session.
 *
 * Where nobody is logged in there is nobody to unlock: locking goes back to the login, and
 * what was read from a card is gone. The same where no PIN can be checked: the officer is
 * logged out.
 */
#ifndef DDOPA_TUI_LOCK_H
#define DDOPA_TUI_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct app;

void lock_now(struct app *app);
bool lock_on(const struct app *app);
void lock_key(struct app *app);	 /* somebody typed */
void lock_tick(struct app *app); /* each second */
/* Something moved in an open enrollment; said on the lock screen, without names. */
void lock_moved(struct app *app);

/* Milliseconds until idleness logs out, while there is warning of it; else -1. */
int64_t lock_logout_in(const struct app *app);

/* ---- for the lock screen ---- */
void lock_open(struct app *app); /* the right PIN */
int lock_wrong(struct app *app); /* a wrong one; returns tries left, 0: logged out */
bool lock_news(const struct app *app);

#endif
