/*
 * tests/card/fake.h - a PC/SC of its own in the test's process: slots, simulated cards, a
 * daemon that can be away, and faults at chosen commands. Time stands still: the clock
 * moves when the code under test pauses.
 */
#ifndef TESTS_CARD_FAKE_H
#define TESTS_CARD_FAKE_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "card/session.h"
#include "sim.h"

#define FAKE_SLOTS 4

struct fake_slot {
	char name[CARD_READER_NAME_SIZE]; /* "": not plugged in */
	struct sim *sim;		  /* NULL: no card */
	bool mute;
	uint16_t counter;
	uint8_t atr[33];
	size_t atr_len;
	struct sim *away; /* a card that is out for a while */
	int64_t back_at;  /* on the fake's clock; -1: it stays out */
};

/* What happens instead of the answer, or to it. */
enum fake_fault {
	FAKE_NONE,
	FAKE_STATUS,	 /* transmit returns `status` */
	FAKE_ANSWER,	 /* the card answers `answer` */
	FAKE_PULLED,	 /* the card is taken out; transmit fails as pcscd does */
	FAKE_SWAPPED,	 /* as FAKE_PULLED, and `swap_to` is put in at once */
	FAKE_MOVED,	 /* out before it heard the command, and in again after `away_ms` */
	FAKE_MOVED_LATE, /* the same, when it has done what it was told */
	FAKE_RESET_LATE	 /* another program's reset, when it has done what it was told */
};

/* A card's own words instead of the simulated one's: true when *len bytes of reply are the
 * answer. */
typedef bool fake_script_fn(
    void *arg, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len);

struct fake {
	struct pcsc pcsc;
	struct clock_fake time;
	struct clock clock;
	struct fake_slot slot[FAKE_SLOTS];
	enum pcsc_status daemon; /* of open and list; PCSC_OK: it runs */
	/* the connection */
	struct fake_slot *connected;
	uint16_t connected_counter;
	bool was_reset; /* by another program: told at the next transmit */
	bool in_transaction;
	/* the fault: at the n-th transmit from 1; 0: never */
	enum fake_fault fault;
	long at;
	bool from_then_on;
	enum pcsc_status status;
	uint8_t answer[300];
	size_t answer_len;
	const char *swap_to;
	int64_t away_ms;     /* of FAKE_MOVED and of a power cut; -1: for ever */
	const char *instead; /* the card that comes back in its place; NULL: itself */
	fake_script_fn *script;
	void *script_arg;
	/* the next connects and begins fail so */
	enum pcsc_status connect_status;
	int connect_failures;
	enum pcsc_status begin_status;
	int begin_failures;
	/* what was seen */
	long transmits, connects, unpowered, left;
	int64_t paused_ms;
	uint8_t last_command[300];
	size_t last_command_len;
};

void fake_init(struct fake *f);
void fake_end(struct fake *f);
void fake_plug(struct fake *f, size_t slot, const char *name);
void fake_unplug(struct fake *f, size_t slot);
/* card: of etc/training; NULL takes it out. */
void fake_insert(struct fake *f, size_t slot, const char *card);
/* Takes the card out; it comes back by itself after away_ms, as one newly inserted. */
void fake_move(struct fake *f, size_t slot);
void fake_answer(struct fake *f, long at, const void *answer, size_t len);

/* A session over the fake, whose pauses move the fake's clock. */
void fake_session(struct fake *f, struct session *s);

#endif
