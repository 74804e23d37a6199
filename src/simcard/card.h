/*
 * simcard/card.h - the simulated card in its reader: commands in, responses out.
 *
 * What a real card keeps in its EEPROM (retry counters) outlives power; what it keeps in
 * RAM (selected applet, waiting response, the state «finger verified») is lost at every
 * power-off and reset.
 */
#ifndef DDOPA_SIMCARD_CARD_H
#define DDOPA_SIMCARD_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "simcard/apdu.h"
#include "simcard/card_file.h"

struct card;

/* A copy of *file is kept; NULL when memory ends. */
struct card *card_new(const struct card_file *file);
void card_free(struct card *card); /* wipes it */

/* Power-on, power-off and reset are the same to RAM. */
void card_reset(struct card *card);
const uint8_t *card_atr(const struct card *card, size_t *len);

enum card_outcome {
	CARD_ANSWERED,
	CARD_MUTE,   /* the card file's fault: no answer, ever */
	CARD_EJECTED /* the card file's fault: it was pulled during this command */
};

struct card_answer {
	uint8_t bytes[APDU_RESPONSE_MAX];
	size_t len;
	size_t wire_bytes; /* moved over the contacts, both ways */
};

enum card_outcome card_transmit(
    struct card *card, const uint8_t *command, size_t len, struct card_answer *answer);

#endif
