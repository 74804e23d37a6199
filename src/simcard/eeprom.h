/*
 * simcard/eeprom.h - the card's memory that outlives power, and its writes one by one: a
 * cell (a counter, a mark) is written whole or not at all, a template in blocks.
 *
 * At each write the power may fail, as the card file asks. Then a cell is left as it was
 * and a block half written; the write returns false, and so does each that follows until
 * the card has power again. What an instruction returns after that, nobody hears.
 */
#ifndef DDOPA_SIMCARD_EEPROM_H
#define DDOPA_SIMCARD_EEPROM_H

#include "simcard/applet.h"

#define EEPROM_BLOCK_MINUTIAE 16 /* 48 bytes: a template takes 1 to 4 blocks */

bool eeprom_count(struct card *card, unsigned *counter, unsigned value);
bool eeprom_mark(struct card *card, struct finger_record *slot, enum slot_state state);
bool eeprom_put_template(struct card *card, struct finger_record *slot, const struct minutiae *m);
bool eeprom_wipe_template(struct card *card, struct finger_record *slot);

#endif
