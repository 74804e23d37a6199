/*
 * tests/centrald/crowd.h - made-up people beside those of the samples, for tests that need
 * many of them.
 */
#ifndef DDOPA_TESTS_CENTRALD_CROWD_H
#define DDOPA_TESTS_CENTRALD_CROWD_H

#include "counter.h"

#define CROWD_MAX 10000

/* world_init() on the samples and `count` people more, each with one card. */
void crowd_init(struct world *w, int count);
/* The card of the i-th of them, as the chip would tell it. */
void crowd_card(struct api_card_claim *card, int i);

#endif
