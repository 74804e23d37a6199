/*
 * simcard/apdu.h - command APDUs (ISO/IEC 7816-4 §5, short lengths) taken apart, and the
 * ways in which a T=0 card, or the stack above it, hands an answer back (7816-3 §10).
 */
#ifndef DDOPA_SIMCARD_APDU_H
#define DDOPA_SIMCARD_APDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define APDU_COMMAND_MAX  261 /* header, Lc, 255 bytes, Le */
#define APDU_DATA_MAX	  256
#define APDU_RESPONSE_MAX 258

enum status_word {
	SW_OK = 0x9000,
	SW_BYTES_LEFT = 0x6100, /* | number of bytes */
	SW_END_OF_FILE = 0x6282,
	SW_WRONG_CRYPTOGRAM = 0x6300,
	SW_TRIES_LEFT = 0x63C0, /* | number of tries */
	SW_WRONG_LENGTH = 0x6700,
	SW_CHAINING_UNSUPPORTED = 0x6884,
	SW_SECURITY_STATUS = 0x6982,
	SW_BLOCKED = 0x6983,
	SW_DATA_UNUSABLE = 0x6984,
	SW_CONDITIONS = 0x6985,
	SW_WRONG_DATA = 0x6A80,
	SW_NOT_FOUND = 0x6A82,
	SW_NO_MEMORY = 0x6A84,
	SW_WRONG_P1P2 = 0x6A86,
	SW_NO_REFERENCE_DATA = 0x6A88,
	SW_OUTSIDE = 0x6B00,
	SW_WRONG_LE = 0x6C00, /* | the right one */
	SW_INS_UNKNOWN = 0x6D00,
	SW_CLA_UNKNOWN = 0x6E00,
	SW_NO_DIAGNOSIS = 0x6F00
};

struct apdu {
	uint8_t cla, ins, p1, p2;
	const uint8_t *data; /* in the caller's bytes */
	size_t lc;	     /* 0: no data; more than 255 after chaining */
	bool has_le;
	size_t le; /* 1-256 */
};

/* False when the length fits none of the four short cases. */
bool apdu_parse(struct apdu *a, const uint8_t *bytes, size_t len);

/* What an applet has to say, before the transport cuts it up. */
struct reply {
	uint8_t data[APDU_DATA_MAX];
	size_t len;
	uint16_t sw;
	bool optional; /* data that a card may also keep to itself (SELECT's FCI) */
};

enum t0_mode {
	T0_GET_RESPONSE, /* 61 LL, to be fetched: a bare T=0 card */
	T0_WRONG_LE,	 /* 6C LL, the command repeated with that Le */
	T0_DIRECT	 /* data and status at once: a stack that does the above itself */
};

struct t0 {
	enum t0_mode mode;
	uint8_t get_response_p2; /* 01 on the oldest cards, else 00 */
	struct reply waiting;	 /* for GET RESPONSE; any other command drops it */
};

/* True when `a` is a GET RESPONSE, which the transport answers itself. */
bool t0_is_get_response(const struct apdu *a);
/* Both write the response's bytes to out and return their number. */
size_t t0_get_response(struct t0 *t, const struct apdu *a, uint8_t out[APDU_RESPONSE_MAX]);
size_t t0_deliver(
    struct t0 *t, const struct apdu *a, const struct reply *reply, uint8_t out[APDU_RESPONSE_MAX]);

/* Bytes that this exchange moves over the contacts: header, data, procedure byte,
 * response. A case 4 command's Le is not sent under T=0. */
size_t t0_wire_bytes(const struct apdu *a, size_t response_len);

#endif
