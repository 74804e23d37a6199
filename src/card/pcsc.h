/*
 * card/pcsc.h - the reader's side of the card room: PC/SC as a small table of functions,
 * so that everything above it runs against a fake in the same process.
 *
 * One context and at most one card at a time. All calls block; the helper arms its
 * watchdog around each (`guard`), since a mute card or a stuck daemon may never return and
 * SCardCancel does not stop a transmit.
 *
 * Facts: card.md «PC/SC», the source of pcsc-lite 1.9.9.
 */
#ifndef DDOPA_CARD_PCSC_H
#define DDOPA_CARD_PCSC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "card/card.h"

#define PCSC_READERS_MAX 16  /* pcsc-lite's own limit */
#define PCSC_ATR_MAX	 33  /* ISO/IEC 7816-3 §8.2 */
#define PCSC_REPLY_MAX	 258 /* 256 bytes and the status word: a buffer of 256 fails */

enum pcsc_status {
	PCSC_OK,
	PCSC_NO_SERVICE,  /* nobody answers at the daemon's socket */
	PCSC_AWAY,	  /* the same, where the socket is forwarded from another computer */
	PCSC_DENIED,	  /* the socket's mode or polkit forbids it */
	PCSC_PROTOCOL,	  /* the daemon is of another release */
	PCSC_STOPPED,	  /* it was there and went away: the context is dead */
	PCSC_NO_READER,	  /* this reader is gone */
	PCSC_REMOVED,	  /* the card is gone */
	PCSC_MUTE,	  /* 0x80100066: no answer to reset */
	PCSC_RESET,	  /* 0x80100068: another program has reset the card */
	PCSC_BUSY,	  /* held by another program */
	PCSC_UNSUPPORTED, /* no protocol in common: a card of another kind */
	PCSC_FAILED	  /* the exchange failed; the card may be gone already */
};

struct pcsc_reader {
	char name[CARD_READER_NAME_SIZE];
	bool present;
	bool mute;	  /* a card is in, and did not answer to reset */
	uint16_t counter; /* of insertions and removals: another value is another card */
	uint8_t atr[PCSC_ATR_MAX];
	size_t atr_len;
};

struct pcsc_ops {
	enum pcsc_status (*open)(void *state);
	void (*close)(void *state);
	/* The readers as they are now, without waiting. None is no error. */
	enum pcsc_status (*list)(void *state, struct pcsc_reader *readers, size_t *count);
	enum pcsc_status (*connect)(void *state, const char *reader);
	enum pcsc_status (*reconnect)(void *state);
	enum pcsc_status (*begin)(void *state); /* PCSC_BUSY instead of waiting */
	/* *len: room for the reply in, its bytes out. */
	enum pcsc_status (*transmit)(
	    void *state, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len);
	/* Ends transaction and connection; the card is left as it is, or without power. */
	void (*disconnect)(void *state, bool unpower);
	void (*free)(void *state);
};

struct pcsc {
	const struct pcsc_ops *ops;
	void *state;
	/* The daemon is reached through a connection that can be cut (ssh -R): where it does not
	 * answer, or no longer, the status is PCSC_AWAY. */
	bool remote;
	/* Called with what a call that never returns would mean, and with PROBLEM_NONE after
	 * it. May be NULL. */
	void (*guard)(void *arg, enum problem meaning);
	void *guard_arg;
};

/* The daemon's, over libpcsclite. socket: the daemon's socket, "" the system's; another one is
 * taken for forwarded (.remote). False when memory ends. */
bool pcsc_system(struct pcsc *pcsc, const char *socket);

enum pcsc_status pcsc_open(struct pcsc *p);
enum pcsc_status pcsc_list(struct pcsc *p, struct pcsc_reader *readers, size_t *count);
enum pcsc_status pcsc_connect(struct pcsc *p, const char *reader);
enum pcsc_status pcsc_reconnect(struct pcsc *p);
enum pcsc_status pcsc_begin(struct pcsc *p);
enum pcsc_status pcsc_transmit(
    struct pcsc *p, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len);
void pcsc_disconnect(struct pcsc *p, bool unpower);
void pcsc_free(struct pcsc *p); /* leaves no card powered */

/* The row of the catalogue that tells a person of it. */
enum problem pcsc_problem(enum pcsc_status status);

#endif
