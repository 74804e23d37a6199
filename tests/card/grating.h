/* A pattern of parallel ridges with one minutia of known place, direction and type; or with
 * many, as a finger has them. */
#ifndef DDOPA_TESTS_CARD_GRATING_H
#define DDOPA_TESTS_CARD_GRATING_H

#include <stdbool.h>
#include <stdint.h>

#define GRATING_MORE_MAX 64

struct grating_point {
	double x, y;
	int turn; /* 1 or -1 */
};

struct grating {
	int width, height; /* pixels */
	double period;	   /* pixels from ridge to ridge */
	double x, y;	   /* of the minutia, pixels from the upper left corner */
	double degrees;	   /* into the ending's ridge, counter-clockwise from the x axis */
	bool bifurcation;
	double contrast; /* 0 to 127, around the middle grey */
	double rim;	 /* pixels around that are light: no finger */
	struct grating_point more[GRATING_MORE_MAX];
	int more_count;
};

void grating_paint(uint8_t *grey, const struct grating *r);

/* Minutiae all over, 50 pixels apart or so: another finger for each seed. */
void grating_scatter(struct grating *r, unsigned seed);
/* The finger put down elsewhere. */
void grating_move(struct grating *r, double right, double down);

#endif
