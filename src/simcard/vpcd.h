/*
 * simcard/vpcd.h - the way to pcscd's virtual reader (vpcd), and the card in it.
 *
 * Either this end connects to the port on which vpcd listens, and tries again until it
 * succeeds: then an empty slot is no connection, and a card is pulled by closing it.
 *
 * Or, where vpcd is configured with a host name, it connects out, and this end listens on
 * PORT and PORT + 1 for vpcd's two slots. Debian 12's libifdvpcd cannot lose such a
 * connection: it waits for a client on descriptor -1 then, and pcscd aborts. So a slot
 * without a card is played by a blank one (ATR 3B 00, no applets), and pulling or
 * swapping the card ends that pcscd; whoever started it starts it anew.
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

bool vpcd_connected(const struct vpcd *v);	   /* the card's slot has a connection */
uint16_t vpcd_port(const struct vpcd *v);	   /* as bound, where options said 0 */
unsigned long vpcd_commands(const struct vpcd *v); /* answered since the start */

#endif
