/*
 * finger/minutiae.h - minutiae in ISO/IEC 19794-2's compact card format: three bytes a
 * minutia, no header. x and y in 0.1 mm (8 bits each), then the type in the top two bits
 * (01 ending, 10 bifurcation, 00 other) and the angle in the low six (360/64 degrees a
 * unit, counter-clockwise from the x axis, y growing upwards).
 */
#ifndef DDOPA_FINGER_MINUTIAE_H
#define DDOPA_FINGER_MINUTIAE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MINUTIA_SIZE	    3
#define MINUTIAE_MAX	    60
#define MINUTIAE_MIN_VERIFY 12
#define MINUTIAE_MIN_ENROLL 16
#define MINUTIA_ANGLES	    64 /* units of a full turn */

enum minutia_type { MINUTIA_OTHER = 0, MINUTIA_ENDING = 1, MINUTIA_BIFURCATION = 2 };

struct minutia {
	uint8_t x, y;  /* 0.1 mm */
	uint8_t angle; /* 0-63 */
	enum minutia_type type;
};

struct minutiae {
	struct minutia m[MINUTIAE_MAX];
	size_t count;
};

/* False when the length is no multiple of three, there are more than MINUTIAE_MAX or
 * fewer than min, or a type is the reserved 11. */
bool minutiae_decode(struct minutiae *out, const uint8_t *data, size_t len, size_t min);
/* Whether none of the `count` encoded minutiae, any number of them, is of type 11. */
bool minutiae_types_known(const uint8_t *data, size_t count);
/* At how many different points the `count` encoded minutiae stand. Fewer than a card wants of
 * minutiae are no finger, however often each is told. */
size_t minutiae_points(const uint8_t *data, size_t count);
/* Writes count * 3 bytes; their number is returned. */
size_t minutiae_encode(uint8_t out[MINUTIAE_MAX * MINUTIA_SIZE], const struct minutiae *in);

/* The order that a card's BIT may ask for (parameter 82): direction in the low two bits,
 * what is compared above them. */
#define ORDER_NONE	 0x00
#define ORDER_ASCENDING	 0x01
#define ORDER_DESCENDING 0x02
#define ORDER_XY	 0x04
#define ORDER_YX	 0x08
#define ORDER_ANGLE	 0x0C
bool minutiae_order_known(uint8_t order); /* none, or one of the above in one direction */
bool minutiae_in_order(const struct minutiae *m, uint8_t order); /* a known one */
/* Brings `count` encoded minutiae, any number of them, into a known order; stable. */
void minutiae_sort(uint8_t *data, size_t count, uint8_t order);

#endif
