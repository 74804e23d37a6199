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

#define AID_SIZE 8

struct applet;

struct card {
	struct card_file file; /* EEPROM: the retry counters in it move */
	struct t0 t0;
	const struct applet *selected;
	bool verified[FINGER_COUNT]; /* RAM */
	long faulty_seen;	     /* commands that the fault's ins fits, since power-on */
};

struct instruction {
	uint8_t cla, ins;
	uint16_t (*run)(struct card *card, const struct apdu *a, struct reply *reply);
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
