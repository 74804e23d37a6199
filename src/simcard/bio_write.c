/*
 * Writing of the BIO applet: a finger is stored or removed after whoever holds the card's
 * write key has answered its challenge. One answer serves one write of one reference,
 * good or not, and ends with the selection and with power.
 *
 * Each write leaves, wherever the power fails in it, one of three states: the slot as it was,
 * the slot as it was to be, or one that says of itself that it is damaged. So the mark
 * «damaged» is written first, the template's blocks next, the new mark after them, and the
 * retry counter last.
 */
#include "simcard/bio.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

#include "base/secret.h"
#include "simcard/eeprom.h"

/* P1 of CHANGE REFERENCE DATA; ISO/IEC 7816-4 has the first and leaves removal open. */
enum change { CHANGE_STORE = 0x01, CHANGE_REMOVE = 0x02 };

uint16_t bio_challenge(struct card *card, const struct apdu *a, struct reply *reply)
{
	struct session *s = &card->session;

	if (a->p1 != 0 || a->p2 != 0)
		return SW_WRONG_P1P2;
	if (a->lc != 0 || !a->has_le)
		return SW_WRONG_LENGTH;
	s->challenged = RAND_bytes(s->challenge, sizeof s->challenge) == 1;
	if (!s->challenged)
		return SW_NO_DIAGNOSIS;
	reply_put(reply, s->challenge, sizeof s->challenge);
	return SW_OK;
}

/* The try is counted before the comparison, as that of a finger. */
static uint16_t check_cryptogram(struct card *card, const struct apdu *a)
{
	struct write_key *key = &card->file.write_key;
	struct session *s = &card->session;
	uint8_t right[CRYPTOGRAM_SIZE];
	bool same;

	s->challenged = false;
	if (!eeprom_count(card, &key->tries_left, key->tries_left - 1) ||
	    !write_cryptogram(right, key->bytes, s->challenge, a->p2))
		return SW_NO_DIAGNOSIS;
	same = CRYPTO_memcmp(right, a->data, sizeof right) == 0;
	secret_wipe(right, sizeof right);
	if (!same)
		return SW_WRONG_CRYPTOGRAM;
	if (!eeprom_count(card, &key->tries_left, key->tries_max))
		return SW_NO_DIAGNOSIS;
	s->authorised = true;
	s->reference = a->p2;
	return SW_OK;
}

uint16_t bio_authenticate(struct card *card, const struct apdu *a, struct reply *reply)
{
	const struct write_key *key = &card->file.write_key;
	size_t finger;

	(void)reply;
	card->session.authorised = false;
	if (a->p1 != 0)
		return SW_WRONG_P1P2;
	if (!bio_place(a->p2, &finger) || key->kind != WRITE_KEY_SET)
		return SW_NO_REFERENCE_DATA;
	if (key->tries_left == 0)
		return SW_BLOCKED;
	if (a->lc != CRYPTOGRAM_SIZE)
		return SW_WRONG_LENGTH;
	if (!card->session.challenged)
		return SW_CONDITIONS;
	return check_cryptogram(card, a);
}

/* What comes in must be a template that the card itself could compare with later. */
static uint16_t decode_template(const struct card *card, const struct apdu *a, struct minutiae *m)
{
	size_t len;
	const uint8_t *bytes = bio_minutiae(a, &len);

	if (bytes == NULL)
		return SW_WRONG_DATA;
	if (len > (size_t)card->file.minutiae_max * MINUTIA_SIZE)
		return SW_NO_MEMORY;
	if (!minutiae_decode(m, bytes, len, MINUTIAE_MIN_ENROLL) ||
	    !minutiae_in_order(m, card->file.minutiae_order))
		return SW_WRONG_DATA;
	return SW_OK;
}

/* Without power in between, SW_NO_DIAGNOSIS that nobody hears. */
static uint16_t rewrite(struct card *card, struct finger_record *slot, const struct minutiae *m)
{
	const enum slot_state after = m != NULL ? SLOT_STORED : SLOT_EMPTY;
	const bool done =
	    eeprom_mark(card, slot, SLOT_DAMAGED) &&
	    (m != NULL ? eeprom_put_template(card, slot, m) : eeprom_wipe_template(card, slot)) &&
	    eeprom_mark(card, slot, after) &&
	    eeprom_count(card, &slot->tries_left, slot->tries_max);

	return done ? SW_OK : SW_NO_DIAGNOSIS;
}

/* A stored finger is not written over: it must be removed first, which the centre
 * authorises as such. */
static uint16_t store(struct card *card, struct finger_record *slot, const struct apdu *a)
{
	struct minutiae m = {.count = 0};
	uint16_t sw;

	if (a->lc == 0)
		return SW_WRONG_LENGTH;
	if (slot->state == SLOT_STORED)
		return SW_CONDITIONS;
	sw = decode_template(card, a, &m);
	if (sw == SW_OK)
		sw = rewrite(card, slot, &m);
	secret_wipe(&m, sizeof m);
	return sw;
}

static uint16_t remove_finger(struct card *card, struct finger_record *slot, const struct apdu *a)
{
	if (a->lc != 0)
		return SW_WRONG_LENGTH;
	if (slot->state == SLOT_EMPTY)
		return SW_NO_REFERENCE_DATA;
	return rewrite(card, slot, NULL);
}

uint16_t bio_change(struct card *card, const struct apdu *a, struct reply *reply)
{
	struct session *s = &card->session;
	const bool authorised = s->authorised && s->reference == a->p2;
	struct finger_record *slot;
	size_t finger;

	(void)reply;
	s->authorised = false;
	if (a->p1 != CHANGE_STORE && a->p1 != CHANGE_REMOVE)
		return SW_WRONG_P1P2;
	if (!bio_place(a->p2, &finger))
		return SW_NO_REFERENCE_DATA;
	if (!authorised)
		return SW_SECURITY_STATUS;
	slot = &card->file.finger[finger];
	card->verified[finger] = false;
	return a->p1 == CHANGE_STORE ? store(card, slot, a) : remove_finger(card, slot, a);
}
