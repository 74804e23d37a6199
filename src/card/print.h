/*
 * card/print.h - from the image of a finger to minutiae as ISO/IEC 19794-2's compact card
 * format has them (finger/minutiae.h). No device is needed.
 *
 * Image: 8-bit grey, rows from the top, ridges dark. It is brought to 500 dpi where the
 * sensor's resolution is another, since libfprint's detector (NIST's mindtct) was made for
 * that; the resolution is taken for 500 dpi where it is said to be 0.
 *
 * Minutiae: x to the right and y upwards from the lower left corner of the image, or of the
 * window of 25.5 mm that holds the best ones where the image is larger. Angles are
 * counter-clockwise from the x axis, from an ending into its ridge, from a bifurcation into
 * the valley between the branches (19794-2; mindtct's «M1» form, 90 - 11.25 degrees for each
 * of its 32 directions).
 *
 *   print.c          all of it in order; print_form.c: pixels to 0.1 mm, the window
 *   print_area.c     what of the image shows ridges, and with what contrast
 *   print_detect.c   libfprint's detector, and its private structure checked
 *   print_prune.c    which minutiae are to be believed, and in what order
 */
#ifndef DDOPA_CARD_PRINT_H
#define DDOPA_CARD_PRINT_H

#include "base/error.h"
#include "finger/minutiae.h"

#define PRINT_PPMM     (500 / 25.4) /* 500 dpi, as detected; pixels a mm */
#define PRINT_SIDE_MIN 64	    /* pixels at 500 dpi: 3 mm show no finger */
#define PRINT_SIDE_MAX 2000
#define PRINT_PPMM_MIN 5
#define PRINT_PPMM_MAX 100

struct print {
	struct minutiae minutiae;  /* best first, at most MINUTIAE_MAX */
	int quality[MINUTIAE_MAX]; /* of each, 0 to 100 */
	int area;		   /* that shows ridges, in mm2 */
	int contrast; /* there, 0 to 100: standard deviation of the grey, 100 at half black, half
			 white */
};

enum print_verdict {
	PRINT_GOOD,
	PRINT_FAINT, /* no ridges to be seen, or hardly */
	PRINT_FEW    /* too little of the finger, or too few minutiae found in it */
};

/* ppmm: pixels a millimetre, 0 unknown. An image that is all of one grey is a print without
 * minutiae. False: PROBLEM_SENSOR_FAILED, no image that a sensor gives (its size, its
 * resolution), or the detector failed; _NO_SENSOR, built without libfprint; _SYSTEM. */
bool print_from_image(
    const uint8_t *grey, int width, int height, double ppmm, struct print *out, struct error *err);

/* Good enough to be compared (MINUTIAE_MIN_VERIFY) or stored (MINUTIAE_MIN_ENROLL)? */
enum print_verdict print_judge(const struct print *print, size_t minutiae_wanted);

/* How good a print as a whole is, to choose between two of one finger: the sum of the
 * qualities of its minutiae. */
int print_quality(const struct print *print);

#endif
