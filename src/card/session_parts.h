/*
 * card/session_parts.h - what the files session*.c want of each other.
 */
#ifndef DDOPA_CARD_SESSION_PARTS_H
#define DDOPA_CARD_SESSION_PARTS_H

#include "card/session.h"

/* A card just put in bounces, and one that another program has held may be held for a moment
 * longer: «unresponsive», «removed», «reset» and «busy» are tried again for half a second.
 * The same card must stay in, so the caller looks again after it. */
enum pcsc_status session_connect(struct session *s, const char *reader);

/* Begins the transaction, waiting a while for another program to end its own. */
enum pcsc_status session_begin(struct session *s);

/* An exchange failed with *at: was it the card, or is the card gone? session->reader and
 * counter say which card is meant. */
void session_blame(struct session *s, const struct error *at, struct error *err);

/* *at ended what was being done: *err tells it as what it was, the card gone, exchanged or
 * damaged; the session is released. PROBLEM_NONE (nobody wants the answer) stays that. looked:
 * it was found to be the same card right before, so that what it says is its own. */
void session_give_up(struct session *s, const struct error *at, bool looked, struct error *err);

/* After another program's reset, a loan, or a time in which nobody looked: whether it is the
 * card that was read. The MOI applet is selected then; match on card wants moc_reopen. */
bool session_same_card(struct session *s, struct error *err);

/* After another program's reset: connected and in a transaction again, nothing selected. */
bool session_recover(struct session *s);

/* Whether the card that was connected is still in its reader; *err says why not. */
bool session_still_there(struct session *s, struct error *err);

/* What match on card may ask of the session (card/moc.h). */
struct moc_owner session_owner(struct session *s);

#endif
