/*
 * simcard/ridges.h - the skin of a synthetic finger: ridges by an AM-FM model, in which
 * the picture is the cosine of a phase (Larkin, Fletcher, "A coherent framework for
 * fingerprint analysis: are fingerprints holograms?", Optics Express 15, 2007).
 *
 * The continuous part of the phase counts ridges from the core outwards: distances from a
 * skeleton (none for an arch, a ray for a loop, a segment for a whorl), met from below by
 * distances from the crease, so that deltas arise between both; bent down at the sides;
 * slow waves on it make the ridges' frequency and direction vary. Each minutia is a spiral
 * of the phase, one turn this way or that: there one ridge more or less begins. So the
 * minutiae of a finger are known, and no real finger stands behind it.
 *
 * Unit: pixels of 500 dpi, x to the right, y downwards, origin at the pad's middle.
 * The same seed gives the same finger.
 */
#ifndef DDOPA_SIMCARD_RIDGES_H
#define DDOPA_SIMCARD_RIDGES_H

#include <stddef.h>
#include <stdint.h>

#include "finger/minutiae.h"

#define RIDGES_PER_MM 19.685 /* pixels: 500 dpi */
#define RIDGE_WAVES   4
#define RIDGE_SPIRALS 90
/* The pad's half axes. */
#define PAD_HALF_WIDTH	200.0
#define PAD_HALF_HEIGHT 245.0

enum ridge_pattern { PATTERN_ARCH, PATTERN_TENTED, PATTERN_LEFT, PATTERN_RIGHT, PATTERN_WHORL };

struct ridge_wave {
	double kx, ky, phase, amplitude;
};

struct ridge_spiral {
	double x, y;
	int turn; /* +1 or -1 */
};

struct ridges {
	enum ridge_pattern pattern;
	double period; /* from ridge to ridge */
	double offset; /* phase at the skeleton, radians */
	double core_x, core_y;
	double segment_x, segment_y; /* half the skeleton of a whorl */
	double crease;		     /* y of the crease below the core */
	double bend_left, bend_right, bend_width;
	struct ridge_wave wave[RIDGE_WAVES];
	struct ridge_spiral spiral[RIDGE_SPIRALS];
	size_t count;
};

void ridges_draw(struct ridges *out, uint64_t seed);

/* 1 in the middle of a ridge, -1 in that of a valley. */
double ridges_at(const struct ridges *f, double x, double y);

/* A known minutia of the skin. */
struct ridge_minutia {
	double x, y;
	double angle; /* radians, counter-clockwise from the x axis, y growing upwards: along
			 the ridge that ends, or between the two arms of a bifurcation */
	enum minutia_type type;
};
/* The i-th of f->count. */
struct ridge_minutia ridges_minutia(const struct ridges *f, size_t i);

#endif
