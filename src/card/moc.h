/*
 * card/moc.h - match on card: the finger is compared inside the chip. What every dialect has
 * stands here; a dialect is one driver. The Thai applet's own is not public; a vendor's
 * middleware would be one more row of moc.c's table.
 *
 * Tries left are read without spending one. A verify spends one unless the finger matches;
 * a template that the card would not take is refused before.
 */
#ifndef DDOPA_CARD_MOC_H
#define DDOPA_CARD_MOC_H

#include "card/apdu.h"

enum moc_result {
	MOC_MATCH,
	MOC_NO_MATCH,  /* tries left told, 0: now locked */
	MOC_LOCKED,    /* was locked before, no try spent */
	MOC_NO_FINGER, /* the chip holds no reference for it */
	MOC_TEMPLATE,  /* too few minutiae for this card; no try spent */
	MOC_FAILED     /* *err: reader, or an answer that is none */
};

struct moc_driver {
	const char *name;
	/* Selects the applet; false with PROBLEM_NO_MOC_APPLET where the card has none. */
	bool (*select)(struct channel *channel, struct error *err);
	/* Which fingers, tries left, what a template must be. No try is spent. */
	bool (*states)(struct channel *channel, struct finger_states *states, struct error *err);
	/* The applet is selected. minutiae: compact card format, as the sensor gave them;
	 * the driver picks and orders. *tries_left is set with MATCH, NO_MATCH and LOCKED. */
	enum moc_result (*verify)(struct channel *channel, const struct finger_state *finger,
	    const uint8_t *minutiae, size_t len, int *tries_left, struct error *err);
};

extern const struct moc_driver moc_iso;

/* Finds the driver that this card speaks, selects its applet and fills *states. A card
 * without any is no failure: states->applet is false and *driver NULL. */
bool moc_open(struct channel *channel, const struct moc_driver **driver,
    struct finger_states *states, struct error *err);

/* ---- what a template must be, ISO/IEC 19794-2 and 24787 ---- */

#define MINUTIA_BYTES 3

/* Parses a BIT group template (7F61 …), bounded; fingers that are not told of, or in a
 * format other than the compact card format, are left as they are. False when the bytes
 * are no such template. */
bool moc_parse_bit_group(const uint8_t *bytes, size_t len, struct finger_states *states);

/* Brings minutiae into what the card asks for: at most max_minutiae (those farthest from
 * the centre of all are dropped first; the format carries no quality), in its order,
 * stable. *len is the new length. False when there are fewer than min_minutiae. */
bool moc_prepare(uint8_t *minutiae, size_t *len, const struct finger_state *finger);

#endif
