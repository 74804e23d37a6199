/*
 * card/session_open.h - the part of a session before the first byte is read; for session.c.
 */
#ifndef DDOPA_CARD_SESSION_OPEN_H
#define DDOPA_CARD_SESSION_OPEN_H

#include "card/session.h"

/* Begins the transaction, waiting a while for another program to end its own. */
enum pcsc_status session_begin(struct session *s);

#endif
