/*
 * simcard/finger.h - synthetic fingers: minutiae strewn over the directions of an arch, a
 * loop or a whorl, and impressions of them. The same seed gives the same finger. For
 * sample data and tests; no real finger stands behind any of it.
 */
#ifndef DDOPA_SIMCARD_FINGER_H
#define DDOPA_SIMCARD_FINGER_H

#include <stdint.h>

#include "finger/minutiae.h"

/* A finger of `count` (at most MINUTIAE_MAX) minutiae at least 0.9 mm apart. */
void finger_draw(struct minutiae *out, uint64_t seed, size_t count);

/* How a finger comes down on a sensor. */
struct impression {
	uint64_t seed;	   /* of the noise */
	double rotate;	   /* degrees, counter-clockwise, about the sensor's middle */
	double dx, dy;	   /* 0.1 mm */
	double jitter;	   /* most that a minutia is displaced along each axis, 0.1 mm */
	double turn;	   /* most that a direction is off, degrees */
	double missing;	   /* share of minutiae not seen, 0-1 */
	double other_type; /* share whose type is seen wrong, 0-1 */
	size_t spurious;   /* minutiae seen that are none */
};

/* Minutiae that leave the 25.5 mm square are lost; x-y ascending order. */
void finger_press(
    struct minutiae *out, const struct minutiae *finger, const struct impression *how);

#endif
