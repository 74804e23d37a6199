/*
 * simcard/applet.h - inside the card: its state, and what an applet is. Not for other
 * rooms.
 *
 * An applet is an AID and a table of instructions. To add an instruction: a row there and
 * its function; it fills reply->data and returns the status word.
 */
#ifndef DDOPA_SIMCARD_APPLET_H
#define DDOPA_SIMCARD_APPLET_H

#include "simcard/card.h"
#include "simcard/chain.h"

#define AID_SIZE 8

struct applet;
struct card;

typedef uint16_t instruction_fn(struct card *card, const struct apdu *a, struct reply *reply);

/* The power and what it takes along. */
struct power {
	bool off;     /* it failed; until the card has contact again */
	bool failed;  /* it did, and nobody has asked yet */
	uint8_t ins;  /* instruction that is being carried out */
	long writes;  /* to the EEPROM, all */
	long fitting; /* of those, the ones that the file's cut counts */
};

/* RAM: everything that a selection, a reset and a power-off end. */
struct session {
	bool challenged; /* one EXTERNAL AUTHENTICATE may answer it */
	uint8_t challenge[CHALLENGE_SIZE];
	bool authorised; /* one write, of this reference */
	uint8_t reference;
	struct chain chain;
};

/* RAM: a comparison that was paid for with a try. */
struct comparison {
	size_t finger;
	struct minutiae probe;
};

struct card {
	struct card_file file; /* EEPROM: fingers and counters in it move (eeprom.h) */
	struct power power;
	struct t0 t0;
	const struct applet *selected;
	struct session session;
	bool verified[FINGER_COUNT]; /* RAM */
	struct comparison comparison;
	/* What is left to do of a command that takes its time; NULL: nothing. */
	uint16_t (*unfinished)(struct card *card);
	struct apdu unfinished_command; /* its data are gone */
	long faulty_seen;		/* commands that the fault's ins fits, since power-on */
};

struct instruction {
	uint8_t cla, ins;
	instruction_fn *run;
	bool chained; /* its data may come in parts */
};

struct applet {
	uint8_t aid[AID_SIZE];
	const struct instruction *instructions;
	size_t count;
	bool (*present)(const struct card *card);
};

extern const struct applet applet_manager; /* what a default SELECT finds */
extern const struct applet applet_moi;
extern const struct applet applet_adm;
extern const struct applet applet_bio;

/* Copies to the reply what fits (it always does: 256 bytes). */
void reply_put(struct reply *reply, const void *data, size_t len);

#endif
