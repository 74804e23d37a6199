/* A pattern of parallel ridges with one minutia of known place, direction and type. */
#ifndef DDOPA_TESTS_CARD_RIDGES_H
#define DDOPA_TESTS_CARD_RIDGES_H

#include <stdbool.h>
#include <stdint.h>

struct ridges {
	int width, height; /* pixels */
	double period;	   /* pixels from ridge to ridge */
	double x, y;	   /* of the minutia, pixels from the upper left corner */
	double degrees;	   /* into the ending's ridge, counter-clockwise from the x axis */
	bool bifurcation;
	double contrast; /* 0 to 127, around the middle grey */
	double rim;	 /* pixels around that are light: no finger */
};

void ridges_paint(uint8_t *grey, const struct ridges *r);

#endif
