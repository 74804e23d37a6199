/*
 * card/service.h - the card service (pcscd) looked at from outside, without libpcsclite, which
 * says of a daemon of another release no more than that it stopped: where its socket is, and
 * which version of the protocol it speaks there.
 *
 * Source: pcsc-lite 1.9.9, src/winscard_msg.h: every connection begins with a header of two
 * 32-bit numbers (size of the body, command 0x11) and struct version_struct (major, minor, rv),
 * which comes back filled; numbers are the machine's. 4.4 is spoken up to 2.2, 4.5 in 2.3 and
 * 2.4, 4.6 from 2.5 (hardening.md, finding 7).
 */
#ifndef DDOPA_CARD_SERVICE_H
#define DDOPA_CARD_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define SERVICE_SOCKET "/run/pcscd/pcscd.comm"

struct service_version {
	int32_t major, minor; /* what the daemon speaks */
	int32_t our_major, our_minor;
	const char *library; /* the release of libpcsclite that we were built with */
	bool accepted;	     /* the daemon takes ours */
};

/* Blocks until it has answered; whoever cannot wait asks in a process that can be ended.
 * PROBLEM_NO_PCSCD, PROBLEM_PCSCD_DENIED, or PROBLEM_PCSCD_PROTOCOL: what came was no
 * version. */
bool service_ask(const char *socket, struct service_version *version, struct error *err);

#endif
