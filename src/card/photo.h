/*
 * card/photo.h - the face photo: a JPEG that may be anything, made into the few symbols and
 * colours that a terminal gets to see.
 *
 * Bounds: 5,118 bytes in, at most 1000 × 1000 pixels, 16 MiB for libjpeg, and 64 scans of a
 * progressive picture, so that a few hundred bytes cannot cost seconds.
 */
#ifndef DDOPA_CARD_PHOTO_H
#define DDOPA_CARD_PHOTO_H

#include "card/card.h"

#define PHOTO_SIDE_MAX	1000
#define PHOTO_SCANS_MAX 64

struct photo {
	unsigned width, height;
	uint8_t *rgba;	 /* width * height * 4 bytes, of secret_alloc */
	size_t jpeg_len; /* bytes up to and with the picture's end */
};

/* PROBLEM_PHOTO_UNREADABLE: no JPEG, too large, or so damaged that the face would not be
 * seen; the context names which. A picture whose last quarter is missing is still one. */
bool photo_decode(struct photo *photo, const uint8_t *bytes, size_t len, struct error *err);
void photo_free(struct photo *photo);

/* Cells, and the pixels of card/picture.h. 24 × 14 cells at most, the picture's proportions kept,
 * cells taken as twice as high as wide. Mono is drawn for light symbols on a dark ground. */
bool photo_paint(struct face *face, const struct photo *photo);

/* Whether a cell's symbol is one that photo_paint may use: space, half and quarter blocks,
 * and the full block in mono. */
bool photo_symbol(uint32_t symbol);

/* Lets libjpeg, libchafa and GLib load and compute what they keep, before the sandbox. */
void photo_warm_up(void);

#endif
