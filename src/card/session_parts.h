/*
 * card/session_parts.h - what session.c and session_open.c want of each other.
 */
#ifndef DDOPA_CARD_SESSION_PARTS_H
#define DDOPA_CARD_SESSION_PARTS_H

#include "card/session.h"

/* Begins the transaction, waiting a while for another program to end its own. */
enum pcsc_status session_begin(struct session *s);

/* An exchange failed with *at: was it the card, or is the card gone? session->reader and
 * counter say which card is meant. */
void session_blame(struct session *s, const struct error *at, struct error *err);

#endif
