/*
 * simcard/slot.h - one connection from vpcd and the card that answers on it.
 *
 * Frames: two bytes big-endian length, then the payload. One-byte payloads to the card
 * are 0 power off, 1 power on, 2 reset (none is answered) and 4 «tell the ATR»; longer
 * ones are APDUs. A closed connection is a pulled card.
 *
 * libifdvpcd of Debian 12 writes length and payload apart, so that Nagle's algorithm
 * meets the delayed ACK: TCP_QUICKACK is set around every recv, and length and payload
 * leave in one write.
 */
#ifndef DDOPA_SIMCARD_SLOT_H
#define DDOPA_SIMCARD_SLOT_H

#include <stdbool.h>

#include "base/loop.h"
#include "simcard/card.h"

struct slot;

/* Each may close the slot, or attach another connection, but not free it. */
struct slot_events {
	void (*answered)(void *arg); /* a command's answer was sent */
	void (*pulled)(void *arg);   /* the card file's fault: it leaves now */
	void (*lost)(void *arg);     /* vpcd closed the connection */
};

/* baud: bits a second on the contacts, 0 for no delay. NULL when memory or descriptors
 * end. */
struct slot *slot_new(struct loop *loop, long baud, const struct slot_events *events, void *arg);
void slot_free(struct slot *s);

/* Takes fd (non-blocking); the card stays the caller's and must outlive the connection. */
void slot_attach(struct slot *s, int fd, struct card *card);
void slot_close(struct slot *s); /* the card loses power */
bool slot_attached(const struct slot *s);

#endif
