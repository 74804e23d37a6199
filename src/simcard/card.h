/*
 * simcard/card.h - the simulated card in its reader: commands in, responses out.
 *
 * What a real card keeps in its EEPROM (stored fingers, retry counters) outlives power;
 * what it keeps in RAM (selected applet, waiting response, challenge and authorisation,
 * the state «finger verified») is lost at every power-off and reset.
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
	CARD_WORKING, /* card_continue() after answer->work_ms; only where match_ms is set */
	CARD_MUTE,    /* the card file's fault: no answer, ever */
	CARD_EJECTED  /* the card file's fault: pulled, or without power, during this command */
};

struct card_answer {
	uint8_t bytes[APDU_RESPONSE_MAX];
	size_t len;
	size_t wire_bytes; /* moved over the contacts, both ways */
	long work_ms;	   /* CARD_WORKING */
};

enum card_outcome card_transmit(
    struct card *card, const uint8_t *command, size_t len, struct card_answer *answer);
/* The rest of a command that was working. A reset in between takes the answer away, but
 * not what the command has written by then. */
enum card_outcome card_continue(struct card *card, struct card_answer *answer);

/* Another power cut in place of the one of its file; its writes count from now. */
void card_set_cut(struct card *card, const struct power_cut *cut);
/* True once after the power was cut: *back_ms until there is contact again, 0 never. */
bool card_lost_power(struct card *card, long *back_ms);

/* What the EEPROM holds now, for whoever looks from outside. */
const struct finger_record *card_finger(const struct card *card, enum finger finger);
const struct write_key *card_write_key(const struct card *card);
long card_writes(const struct card *card); /* to the EEPROM, since the card was made */

#endif
