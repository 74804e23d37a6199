/*
 * simcard/vpcd.h - the wire between a card and pcscd's virtual reader (vpcd).
 *
 * Frames: two bytes big-endian length, then the payload. One-byte payloads to the card
 * are 0 power off, 1 power on, 2 reset (none is answered) and 4 «tell the ATR»; longer
 * ones are APDUs. A closed connection is a pulled card.
 *
 * Either this end connects to the port on which vpcd listens, and tries again until it
 * succeeds; or, where vpcd is configured with a host name, it listens on PORT and
 * PORT + 1 for vpcd's two slots. Then a slot without a card is a connection closed at
 * once: vpcd goes on with a stale descriptor when a connection is refused.
 *
 * libifdvpcd of Debian 12 writes length and payload apart, so that Nagle's algorithm
 * meets the delayed ACK: TCP_QUICKACK is set around every recv, and length and payload
 * leave in one write.
 */
#ifndef DDOPA_SIMCARD_VPCD_H
#define DDOPA_SIMCARD_VPCD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/loop.h"
#include "simcard/card.h"

#define VPCD_PORT 35963

struct vpcd_options {
	const char *host; /* to connect to, or to listen on */
	uint16_t port;
	bool listen;
	long baud; /* bits a second on the contacts; 0: as fast as it goes */
};

/* The card left the reader by itself (its file's fault, or vpcd_eject_after). */
typedef void vpcd_gone_fn(void *arg);

struct vpcd;

/* NULL with *err filled: PROBLEM_USAGE (host), PROBLEM_SYSTEM (listening). */
struct vpcd *vpcd_open(struct loop *loop, const struct vpcd_options *options, vpcd_gone_fn *gone,
    void *arg, struct error *err);
void vpcd_close(struct vpcd *v);

/* Puts a card in (which stays the caller's and must outlive its stay); one that is there
 * already is pulled first. */
void vpcd_insert(struct vpcd *v, struct card *card);
void vpcd_eject(struct vpcd *v);
/* Pull it when that many more commands have been answered; 0: no longer. */
void vpcd_eject_after(struct vpcd *v, long commands);

bool vpcd_connected(const struct vpcd *v);
uint16_t vpcd_port(const struct vpcd *v);	   /* as bound, where options said 0 */
unsigned long vpcd_commands(const struct vpcd *v); /* answered since the start */

#endif
