/*
 * card/print_parts.h - the steps from image to minutiae; for print*.c alone.
 */
#ifndef DDOPA_CARD_PRINT_PARTS_H
#define DDOPA_CARD_PRINT_PARTS_H

#include "card/print.h"

/* At PRINT_PPMM. */
struct image {
	const uint8_t *grey;
	int width, height;
};

bool print_size_good(int width, int height);

/* ---- print_area.c: blocks of AREA_BLOCK pixels that show ridges ---- */

#define AREA_BLOCK 16
#define AREA_SIDE  (PRINT_SIDE_MAX / AREA_BLOCK)

struct area {
	int columns, rows;
	uint8_t deviation[AREA_SIDE][AREA_SIDE]; /* of the grey in a block; 0: no ridges */
};

void area_of(struct area *area, const struct image *image);
int area_mm2(const struct area *area);
int area_contrast(const struct area *area); /* 0 to 100 */
/* The pixel lies in an area with ridges all around. */
bool area_within(const struct area *area, double x, double y);
/* How far black and white lie apart around a pixel, and how much of both there is, 0 to 1:
 * mindtct's grey reliability, over 0.56 mm. */
double area_grey(const struct image *image, double x, double y);

/* ---- print_detect.c ---- */

struct candidate {
	double x, y;	/* pixels, from the upper left corner */
	double degrees; /* ISO/IEC 19794-2, 0 to 360 */
	enum minutia_type type;
	double quality; /* 0 to 1 */
};

/* Secret memory. */
struct candidates {
	struct candidate *c;
	size_t count, size;
};

bool print_detect(const struct image *image, struct candidates *out, struct error *err);
struct _FpImage; /* libfprint's */
/* As print_from_image, of an image as a device gave it (its pixels may be turned or inverted,
 * which only the detector sets right). Wipes it. */
bool print_from_fp_image(struct _FpImage *image, struct print *out, struct error *err);
void candidates_free(struct candidates *all);

/* ---- print_prune.c: leaves the best, best first ---- */

void print_prune(struct candidates *all, const struct image *image, const struct area *area);

/* ---- print_form.c ---- */

void print_form(struct print *out, const struct candidates *all, const struct image *image);

#endif
