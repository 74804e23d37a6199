/*
 * The BIO applet: fingers compared inside the chip, as ISO/IEC 7816-4, -11 and 24787
 * describe it. The real card's dialect is not public; this one is the standard's. Writing
 * stands in bio_write.c.
 *
 * Key references are those of the table below. The retry counter goes down before the
 * comparison begins and is set back by a success, so that pulling the card in between
 * never saves a try.
 */
#include "simcard/bio.h"

#include <string.h>

#include "base/secret.h"
#include "finger/match.h"
#include "simcard/eeprom.h"

#define INS_VERIFY	     0x20
#define INS_VERIFY_BIOMETRIC 0x21
#define INS_CHANGE_REFERENCE 0x24
#define INS_EXTERNAL_AUTH    0x82
#define INS_GET_CHALLENGE    0x84
#define INS_GET_DATA	     0xCB

#define TAG_BIOMETRIC_DATA_HI 0x7F
#define TAG_BIOMETRIC_DATA_LO 0x2E
#define TAG_MINUTIAE	      0x81

static const struct {
	uint8_t reference;
	uint8_t subtype; /* ISO/IEC 19785-3: right and left pointer finger */
} places[FINGER_COUNT] = {
    [FINGER_RIGHT_INDEX] = {0x81, 0x09},
    [FINGER_LEFT_INDEX] = {0x82, 0x0A},
};

static bool has_bio(const struct card *card)
{
	return card->file.bio;
}

bool bio_place(uint8_t reference, size_t *finger)
{
	for (*finger = 0; *finger < FINGER_COUNT; ++*finger)
		if (places[*finger].reference == reference)
			return true;
	return false;
}

/* Finds the finger of a key reference; SW_OK, or why it cannot be verified. */
static uint16_t find_finger(const struct card *card, uint8_t reference, size_t *finger)
{
	const struct finger_record *f;

	if (!bio_place(reference, finger))
		return SW_NO_REFERENCE_DATA;
	f = &card->file.finger[*finger];
	if (f->state != SLOT_STORED)
		return f->state == SLOT_DAMAGED ? SW_DATA_UNUSABLE : SW_NO_REFERENCE_DATA;
	return f->tries_left == 0 ? SW_BLOCKED : SW_OK;
}

static uint16_t tries_left(const struct finger_record *f)
{
	return (uint16_t)(SW_TRIES_LEFT | (f->tries_left & 0x0F));
}

/* 00 20 00 ref with no body: how many tries are left, or 9000 when verified already. */
static uint16_t run_tries_left(struct card *card, const struct apdu *a, struct reply *reply)
{
	size_t finger;
	uint16_t sw;

	(void)reply;
	if (a->p1 != 0)
		return SW_WRONG_P1P2;
	if (a->lc != 0)
		return SW_WRONG_LENGTH;
	sw = find_finger(card, a->p2, &finger);
	if (sw != SW_OK)
		return sw;
	return card->verified[finger] ? SW_OK : tries_left(&card->file.finger[finger]);
}

/* A BER length of one to three bytes at *p, in its shortest form; false unless that many
 * bytes follow to `end` exactly. */
static bool take_length(const uint8_t **p, const uint8_t *end)
{
	const uint8_t *b = *p;
	const ptrdiff_t left = end - b;
	size_t len;

	if (left >= 1 && b[0] < 0x80) {
		len = b[0];
		*p += 1;
	} else if (left >= 2 && b[0] == 0x81 && b[1] >= 0x80) {
		len = b[1];
		*p += 2;
	} else if (left >= 3 && b[0] == 0x82 && b[1] > 0) {
		len = (size_t)b[1] << 8 | b[2];
		*p += 3;
	} else {
		return false;
	}
	return (size_t)(end - *p) == len;
}

const uint8_t *bio_minutiae(const struct apdu *a, size_t *len)
{
	const uint8_t *p = a->data, *end;

	if (a->lc < 5 || p[0] != TAG_BIOMETRIC_DATA_HI || p[1] != TAG_BIOMETRIC_DATA_LO)
		return NULL;
	end = p + a->lc;
	p += 2;
	if (!take_length(&p, end) || p == end || *p++ != TAG_MINUTIAE || !take_length(&p, end))
		return NULL;
	*len = (size_t)(end - p);
	return p;
}

static bool decode_probe(const struct card *card, const struct apdu *a, struct minutiae *probe)
{
	size_t len;
	const uint8_t *bytes = bio_minutiae(a, &len);

	return bytes != NULL && minutiae_decode(probe, bytes, len, MINUTIAE_MIN_VERIFY) &&
	       probe->count <= (size_t)card->file.minutiae_max &&
	       minutiae_in_order(probe, card->file.minutiae_order);
}

/* The try is spent already. */
static uint16_t compare(struct card *card)
{
	struct comparison *c = &card->comparison;
	struct finger_record *f = &card->file.finger[c->finger];
	const bool same = match_score(&f->reference, &c->probe) >= card->file.match_threshold;

	secret_wipe(&c->probe, sizeof c->probe);
	if (!same || !eeprom_count(card, &f->tries_left, f->tries_max))
		return tries_left(f);
	card->verified[c->finger] = true;
	return SW_OK;
}

static uint16_t run_verify(struct card *card, const struct apdu *a, struct reply *reply)
{
	struct comparison *c = &card->comparison;
	struct finger_record *f;
	uint16_t sw;

	(void)reply;
	if (a->p1 != 0)
		return SW_WRONG_P1P2;
	sw = find_finger(card, a->p2, &c->finger);
	if (sw != SW_OK)
		return sw;
	if (!decode_probe(card, a, &c->probe))
		return SW_WRONG_DATA;
	f = &card->file.finger[c->finger];
	card->verified[c->finger] = false;
	if (!eeprom_count(card, &f->tries_left, f->tries_left - 1))
		return SW_NO_DIAGNOSIS;
	if (card->file.match_ms == 0)
		return compare(card);
	card->unfinished = compare;
	return SW_OK;
}

static void put_bit(const struct card *card, size_t finger, struct reply *reply)
{
	const uint8_t bit[] = {0x7F, 0x60, 0x1F,  /* BIT */
	    0x83, 0x01, places[finger].reference, /* key reference */
	    0xA1, 0x1A,				  /* biometric header template */
	    0x81, 0x01, 0x08,			  /* type: finger */
	    0x82, 0x01, places[finger].subtype,	  /* subtype */
	    0x87, 0x02, 0x01, 0x01,		  /* format owner: ISO/IEC JTC 1/SC 37 */
	    0x88, 0x02, 0x00, 0x05,		  /* format type: compact card */
	    0xB1, 0x0A,				  /* algorithm parameters */
	    0x81, 0x02, MINUTIAE_MIN_VERIFY, (uint8_t)card->file.minutiae_max, 0x82, 0x01,
	    card->file.minutiae_order, /* in which order */
	    0x83, 0x01, 0x00};	       /* extended features: none */

	reply_put(reply, bit, sizeof bit);
}

/* 00 CB 3F FF 04 5C 02 7F 61 00: the BIT group, 7F61 { 02 01 n, 7F60 { … } … }. */
static uint16_t get_bit_group(struct card *card, const struct apdu *a, struct reply *reply)
{
	static const uint8_t wanted[] = {0x5C, 0x02, 0x7F, 0x61};
	uint8_t head[] = {0x7F, 0x61, 0x00, 0x02, 0x01, 0x00};

	if (a->p1 != 0x3F || a->p2 != 0xFF)
		return SW_WRONG_P1P2;
	if (a->lc != sizeof wanted || memcmp(a->data, wanted, sizeof wanted) != 0)
		return SW_NO_REFERENCE_DATA;
	reply_put(reply, head, sizeof head);
	for (size_t i = 0; i < FINGER_COUNT; i++) {
		if (card->file.finger[i].state != SLOT_STORED && !card->file.list_all_fingers)
			continue;
		put_bit(card, i, reply);
		reply->data[5]++;
	}
	reply->data[2] = (uint8_t)(reply->len - 3);
	return SW_OK;
}

static const struct instruction instructions[] = {
    {0x00, INS_VERIFY, run_tries_left, false},
    {0x00, INS_VERIFY_BIOMETRIC, run_verify, true},
    {0x00, INS_CHANGE_REFERENCE, bio_change, true},
    {0x00, INS_EXTERNAL_AUTH, bio_authenticate, false},
    {0x00, INS_GET_CHALLENGE, bio_challenge, false},
    {0x00, INS_GET_DATA, get_bit_group, false},
};

const struct applet applet_bio = {
    .aid = {0xA0, 0x00, 0x00, 0x00, 0x84, 0x06, 0x00, 0x00},
    .instructions = instructions,
    .count = sizeof instructions / sizeof *instructions,
    .present = has_bio,
};
