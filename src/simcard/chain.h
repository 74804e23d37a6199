/*
 * simcard/chain.h - command chaining (ISO/IEC 7816-4 §5.3.3): parts with bit 5 of CLA set,
 * then the last one without it; INS, P1 and P2 are the same in all of them. Any other
 * command in between drops what was gathered.
 */
#ifndef DDOPA_SIMCARD_CHAIN_H
#define DDOPA_SIMCARD_CHAIN_H

#include "simcard/apdu.h"

#define CLA_CHAINED 0x10
#define CHAIN_MAX   512 /* bytes of data in all */

struct chain {
	bool open;
	uint8_t cla, ins, p1, p2; /* without CLA_CHAINED */
	uint8_t data[CHAIN_MAX];
	size_t len;
};

/* Is it a part that is not the last? Classes of the card's own (80 and above) have none. */
bool chain_goes_on(const struct apdu *a);

void chain_drop(struct chain *c); /* wipes it */

/* Takes such a part: SW_OK, or SW_NO_MEMORY with everything dropped. */
uint16_t chain_add(struct chain *c, const struct apdu *a);

/* The last part, or a command that stands alone: a->data are all data of the chain
 * afterwards, in *c. False (6A84) when they are too many. */
bool chain_end(struct chain *c, struct apdu *a);

#endif
