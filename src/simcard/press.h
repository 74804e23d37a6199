/*
 * simcard/press.h - impressions of a synthetic finger (simcard/ridges.h) as an image sensor
 * of 500 dpi sees them: the skin moved, turned, stretched and bent, the part that touches
 * cut off by the sensor's window, ridges dark, thick or thin or broken as the finger is wet
 * or dry and pressed more or less, grains and noise over all. The same seed gives the same
 * picture.
 */
#ifndef DDOPA_SIMCARD_PRESS_H
#define DDOPA_SIMCARD_PRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "simcard/ridges.h"

#define PRESS_WIDTH  300
#define PRESS_HEIGHT 400
#define PRESS_SIZE   (PRESS_WIDTH * PRESS_HEIGHT)

/* How far a finger may come down from where it should: of press_choose(). */
#define PRESS_TURN_MAX	  20.0 /* degrees */
#define PRESS_SHIFT_X_MAX 60.0 /* pixels: 3 mm, so that two impressions lie up to 6 mm apart */
#define PRESS_SHIFT_Y_MAX 70.0

#define PRESS_WAVES 3

struct press_wave {
	double kx, ky, phase, x, y; /* x, y: how far it displaces, pixels */
};

struct press {
	uint64_t seed;			    /* of grains and noise */
	double turn;			    /* degrees, counter-clockwise */
	double dx, dy;			    /* pixels */
	double stretch_x, stretch_y, shear; /* 1 and 0: none */
	struct press_wave wave[PRESS_WAVES];
	double contact_x, contact_y; /* middle of what touches, pixels of the picture */
	double contact_half_x, contact_half_y;
	double pressure; /* -0.4 dry, valleys wide, to 0.4 wet, ridges wide */
	double patches;	 /* how much the pressure differs from place to place */
	double grain;	 /* how far pores and dust tear the ridges' edges, 0-1 */
	double gain;	 /* steepness of the edges */
	double contrast; /* 0-1 */
	double noise;	 /* of the sensor, grey levels */
};

/* The n-th impression of a finger: each another. */
void press_choose(struct press *out, uint64_t finger, uint64_t n);

/* Rows from the top, 0 black. */
void press_picture(uint8_t out[PRESS_SIZE], const struct ridges *f, const struct press *p);

/* Both steps: the n-th impression of the finger of that seed. */
void press_finger(uint8_t out[PRESS_SIZE], uint64_t finger, uint64_t n);

struct press_point {
	double x, y;
};
/* Which point of the skin lies under this one of the picture; and the other way. */
struct press_point press_skin(const struct press *p, struct press_point at);
struct press_point press_place(const struct press *p, struct press_point skin);
/* Does the skin touch there? */
bool press_touches(const struct press *p, struct press_point at);

#endif
