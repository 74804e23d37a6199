/*
 * card/moc_iso.h - what moc_iso.c and moc_iso_write.c want of each other.
 */
#ifndef DDOPA_CARD_MOC_ISO_H
#define DDOPA_CARD_MOC_ISO_H

#include "card/moc.h"

#define SW_SECURITY_STATUS 0x6982
#define SW_DATA_UNUSABLE   0x6984 /* «reference data not usable»: a damaged place */
#define SW_CONDITIONS	   0x6985 /* of use not satisfied: no challenge was asked for */
#define SW_WRONG_LENGTH	   0x6700
#define SW_WRONG_DATA	   0x6A80
#define SW_END_OF_CHAIN	   0x6883
#define SW_CHAINING	   0x6884 /* not supported */
#define SW_WRONG_INS	   0x6D00
#define SW_WRONG_CLA	   0x6E00

/* Selects the BIO applet; false when the card did not answer. */
bool iso_select_bio(struct channel *channel, uint16_t *sw, struct error *err);

/* Where a template goes. */
struct iso_target {
	uint8_t ins, p1, reference;
};

/* `00 ins p1 reference Lc 7F2E L { 81 L { minutiae } }`; beyond 255 bytes in pieces, all but
 * the last with CLA 10 (ISO/IEC 7816-4, command chaining). A piece that is refused is the
 * last one sent; *sw is its answer, and SW_CHAINING where the card knows no such class. */
bool iso_send_template(struct channel *channel, const struct iso_target *target,
    const struct moc_write *template_, uint16_t *sw, struct error *err);

enum moc_answer iso_challenge(
    struct moc *moc, struct finger_challenge *challenge, struct error *err);
enum moc_answer iso_store(struct moc *moc, const struct moc_write *write, struct error *err);
enum moc_answer iso_remove(struct moc *moc, const struct moc_write *write, struct error *err);

#endif
