/*
 * simcard/save.h - a card as it is now, as a card file: what outlives the program.
 */
#ifndef DDOPA_SIMCARD_SAVE_H
#define DDOPA_SIMCARD_SAVE_H

#include "base/error.h"
#include "simcard/card.h"

/* Writes `path`: a card file like `origin` (which the card was read from) with the fingers
 * and counters of its EEPROM; stored templates beside it, as `path`.right_index.fmd and
 * .left_index.fmd, in the order in which they came. No power cut goes along.
 * PROBLEM_CANNOT_CREATE or PROBLEM_IO, naming the file. */
bool save_card(const struct card *card, const char *origin, const char *path, struct error *err);

#endif
