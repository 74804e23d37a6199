/*
 * card/apdu.h - one exchange with a card that may be hostile (hardening.md, T1, F6).
 *
 * The card is T=0 and says «61 LL, fetch it»; some stacks hand data and 9000 back at once,
 * others answer «6C LL, ask again with that length». All three end in the same reply, or in
 * an error: the data never exceed what the caller has room for, a «6C» is obeyed once, and
 * a «61» that brings nothing is believed twice at most, so no card can keep us in a loop.
 */
#ifndef DDOPA_CARD_APDU_H
#define DDOPA_CARD_APDU_H

#include "card/pcsc.h"

#define SW_OK		     0x9000
#define SW_NOT_FOUND	     0x6A82
#define SW_WRONG_P1P2	     0x6A86
#define SW_NO_REFERENCE_DATA 0x6A88
#define SW_BLOCKED	     0x6983
#define SW_OUTSIDE	     0x6B00

/* A card as it is being spoken with. */
struct channel {
	struct pcsc *pcsc;
	/* P2 of GET RESPONSE: 00; the oldest cards (ATR 3B 67 …) are said to want 01, which is
	 * found out on the first refusal. */
	uint8_t get_response_p2;
	enum pcsc_status status; /* of the last transmit */
};

struct apdu_reply {
	uint16_t sw;
	size_t len; /* bytes written to the caller's data */
};

/* Sends command (4 to 261 bytes) and gathers the whole reply in data (room bytes). False:
 * *err is filled; channel->status tells whether the reader or what the card said is to
 * blame (PCSC_OK then). */
bool apdu_exchange(struct channel *channel, const uint8_t *command, size_t command_len,
    uint8_t *data, size_t room, struct apdu_reply *reply, struct error *err);

/* SELECT by name, `00 A4 04 00 08 AID`; 9000 and 61xx are both «here it is», and what the
 * applet tells of itself is not fetched. True when the card answered at all: *sw. */
bool apdu_select(struct channel *channel, const uint8_t aid[8], uint16_t *sw, struct error *err);

#endif
