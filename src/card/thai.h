/*
 * card/thai.h - the MOI applet of the Thai national ID card, layout 0003 (card.md).
 *
 * Reading and understanding are apart: the reads fill a struct thai_image with the bytes as
 * they are on the chip, thai_parse() makes values of them and is pure.
 */
#ifndef DDOPA_CARD_THAI_H
#define DDOPA_CARD_THAI_H

#include "card/apdu.h"

#define THAI_HEAD_OFFSET   0x0000
#define THAI_HEAD_BYTES	   0x0179 /* 0x0000-0x0178 */
#define THAI_PHOTO_OFFSET  0x017B
#define THAI_TAIL_OFFSET   0x1579
#define THAI_TAIL_BYTES	   0x00AE /* 0x1579-0x1626 */
#define THAI_NUMBER_OFFSET 0x0004
#define THAI_TEXT_BYTES	   (THAI_HEAD_BYTES + THAI_TAIL_BYTES)

/* As read; person data, to be kept in secret memory. */
struct thai_image {
	uint8_t head[THAI_HEAD_BYTES];
	uint8_t tail[THAI_TAIL_BYTES];
	uint8_t photo[CARD_PHOTO_BYTES];
	size_t photo_len; /* less than CARD_PHOTO_BYTES where the chip would not give more */
};

/* Told after each chunk: bytes read so far. False ends the reading (thai_read_* then
 * return false with PROBLEM_NONE). */
typedef bool thai_progress_fn(void *arg, size_t done);

struct thai_reader {
	struct channel *channel;
	thai_progress_fn *progress;
	void *arg;
	size_t done;
};

/* True when the ATR says «TH NID»; the oldest cards do not, so false decides nothing. */
bool thai_atr(const uint8_t *atr, size_t len);

/* The batch of cards that an ATR tells of, so that chips which cannot be read are counted by it
 * (ISO/IEC 7816-3 §8.2: historical bytes; known ones in layout 0003's cards): «TH-NID-12» where
 * «TH NID» is followed by a generation of one or two digits, «TH-NID» where by none; «3B-67» of
 * the oldest cards; «other» of anything else; «unknown» where the chip gave none. */
void thai_batch(char out[CARD_BATCH_SIZE], const uint8_t *atr, size_t len);
/* Whether it is one of these, or empty. */
bool thai_batch_valid(const char *batch);

/* False with PROBLEM_CARD_FOREIGN when the applet is not there. */
bool thai_select(struct channel *channel, struct error *err);
bool thai_read_text(struct thai_reader *r, struct thai_image *image, struct error *err);
/* A chunk that the card refuses ends the photo, not the reading: false only when the reader
 * failed or progress said stop. */
bool thai_read_photo(struct thai_reader *r, struct thai_image *image, struct error *err);
/* Reads the citizen number once more; PROBLEM_CARD_CHANGED when it is another. */
bool thai_same_number(struct channel *channel, const struct thai_image *image, struct error *err);

/* PROBLEM_CARD_LAYOUT for a version other than 0003, PROBLEM_CARD_UNREADABLE for a field
 * that cannot be what it should; the context names version or field. */
bool thai_parse(const struct thai_image *image, struct card_text *text, struct error *err);

/* SHA-256 over head, tail and photo as read (protocol.md, «Before the QR», 2). */
bool thai_digest(const struct thai_image *image, uint8_t out[SHA256_SIZE]);

#endif
