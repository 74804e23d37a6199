#include "simcard/ridges.h"

#include <math.h>
#include <stdbool.h>

#include "simcard/rng.h"

/* How often a pattern is seen, percent (the usual figures: loops two thirds, whorls near
 * a third, arches few). */
static const unsigned share[] = {[PATTERN_ARCH] = 6,
    [PATTERN_TENTED] = 4,
    [PATTERN_LEFT] = 31,
    [PATTERN_RIGHT] = 31,
    [PATTERN_WHORL] = 28};

#define SPIRALS_MIN   70
#define SPIRALS_SPAN  20
#define SPIRAL_APART  17.0 /* at least, from one to the next */
#define SPIRAL_CORE   14.0 /* and from the core, where directions turn fast */
#define PLACING_TRIES 4000
#define ROUNDING      4.0 /* of the corners at a delta */
#define CORE_ROUNDING 1.0
#define GRADIENT_STEP 2.0
#define SPIRAL_SCALE  0.01 /* keeps the product of the distances far from overflow */

static double smooth_step(double t)
{
	t = fmin(fmax(t, 0), 1);
	return t * t * (3 - 2 * t);
}

/* Ridges come down at both sides of the core, less and less towards the crease. */
static double bent(const struct ridges *f, double x, double y)
{
	const double u = x - f->core_x, w = f->bend_width;
	const double side = 0.5 + 0.5 * u / hypot(u, w);
	const double bend = f->bend_left + (f->bend_right - f->bend_left) * side;
	const double fade =
	    1 - 0.8 * smooth_step((y - f->core_y + 0.3 * f->crease) / (1.6 * f->crease));

	return y - f->core_y - bend * fade * (hypot(u, w) - w);
}

static double from_ray(double x, double y, double direction)
{
	return x * direction > 0 ? fabs(y) : hypot(x, y);
}

static double from_segment(const struct ridges *f, double x, double y)
{
	const double sx = f->segment_x, sy = f->segment_y;
	const double t = (x * sx + y * sy) / (sx * sx + sy * sy);
	const double s = fmin(fmax(t, -1), 1);

	return hypot(x - s * sx, y - s * sy);
}

static double soft_min(double a, double b)
{
	return fmin(a, b) - ROUNDING * log1p(exp(-fabs(a - b) / ROUNDING));
}

/* Pixels from the skeleton outwards, across the ridges. */
static double height(const struct ridges *f, double x, double y)
{
	const double u = x - f->core_x, v = bent(f, x, y);
	double d;

	switch (f->pattern) {
	case PATTERN_LEFT:
		d = from_ray(u, v, -1);
		break;
	case PATTERN_RIGHT:
		d = from_ray(u, v, 1);
		break;
	case PATTERN_WHORL:
		d = from_segment(f, u, v);
		break;
	default:
		return v;
	}
	return soft_min(hypot(d, CORE_ROUNDING), f->crease - v);
}

static double continuous_phase(const struct ridges *f, double x, double y)
{
	double h = height(f, x, y);

	for (size_t i = 0; i < RIDGE_WAVES; i++) {
		const struct ridge_wave *w = &f->wave[i];

		h += w->amplitude * sin(w->kx * x + w->ky * y + w->phase);
	}
	return 2 * M_PI * h / f->period + f->offset;
}

/* A complex number. */
struct phasor {
	double re, im;
};

/* Its argument is the sum of the spirals' phases, but for one. */
static struct phasor spirals(const struct ridges *f, double x, double y, size_t but)
{
	double re = 1, im = 0;

	for (size_t i = 0; i < f->count; i++) {
		const double dx = SPIRAL_SCALE * (x - f->spiral[i].x);
		const double dy = SPIRAL_SCALE * (y - f->spiral[i].y) * f->spiral[i].turn;
		const double t = re * dx - im * dy;

		if (i == but)
			continue;
		im = re * dy + im * dx;
		re = t;
	}
	return (struct phasor){re, im};
}

double ridges_at(const struct ridges *f, double x, double y)
{
	const double phase = continuous_phase(f, x, y);
	const struct phasor s = spirals(f, x, y, f->count);
	const double size = hypot(s.re, s.im);

	return size > 0 ? (s.re * cos(phase) - s.im * sin(phase)) / size : 0;
}

/* The phase without the i-th spiral, up to whole turns. */
static double phase_but(const struct ridges *f, double x, double y, size_t but)
{
	const struct phasor s = spirals(f, x, y, but);

	return continuous_phase(f, x, y) + atan2(s.im, s.re);
}

/* With the rest of the phase rising along g, a spiral of turn +1 puts one ridge or valley
 * more on the side that lies a quarter turn back from g (x to the right, y down), one of
 * turn -1 on the other; which of both it is follows from the phase there. */
struct ridge_minutia ridges_minutia(const struct ridges *f, size_t i)
{
	const struct ridge_spiral *s = &f->spiral[i];
	const double step = GRADIENT_STEP;
	const double gx = remainder(
	    phase_but(f, s->x + step, s->y, i) - phase_but(f, s->x - step, s->y, i), 2 * M_PI);
	const double gy = remainder(
	    phase_but(f, s->x, s->y + step, i) - phase_but(f, s->x, s->y - step, i), 2 * M_PI);
	const double along = atan2(gy, gx) - s->turn * M_PI / 2;
	const double there = phase_but(f, s->x, s->y, i) + s->turn * along;

	return (struct ridge_minutia){
	    .x = s->x,
	    .y = s->y,
	    .angle = -along,
	    .type = cos(there) > 0 ? MINUTIA_ENDING : MINUTIA_BIFURCATION,
	};
}

static enum ridge_pattern choose_pattern(struct rng *r)
{
	unsigned n = rng_below(r, 100), i = 0;

	while (n >= share[i])
		n -= share[i++];
	return (enum ridge_pattern)i;
}

static void choose_bend(struct ridges *f, struct rng *r)
{
	const double a = rng_between(r, 0.35, 0.7), b = rng_between(r, 0.35, 0.7);

	f->bend_left = a;
	f->bend_right = b;
	f->bend_width = rng_between(r, 25, 60);
	if (f->pattern == PATTERN_TENTED)
		f->bend_width = rng_between(r, 10, 16);
	if (f->pattern == PATTERN_LEFT)
		f->bend_left = rng_between(r, 0.6, 0.95);
	if (f->pattern == PATTERN_RIGHT)
		f->bend_right = rng_between(r, 0.6, 0.95);
}

static void choose_waves(struct ridges *f, struct rng *r)
{
	for (size_t i = 0; i < RIDGE_WAVES; i++) {
		const double length = rng_between(r, 110, 260), way = rng_between(r, 0, 2 * M_PI);
		const double k = 2 * M_PI / length;

		f->wave[i] = (struct ridge_wave){.kx = k * cos(way),
		    .ky = k * sin(way),
		    .phase = rng_between(r, 0, 2 * M_PI),
		    .amplitude = rng_between(r, 0.03, 0.1) / k};
	}
}

static bool has_room(const struct ridges *f, double x, double y)
{
	const double u = x / PAD_HALF_WIDTH, v = y / PAD_HALF_HEIGHT;

	if (u * u + v * v > 1 || hypot(x - f->core_x, y - f->core_y) < SPIRAL_CORE)
		return false;
	for (size_t i = 0; i < f->count; i++)
		if (hypot(f->spiral[i].x - x, f->spiral[i].y - y) < SPIRAL_APART)
			return false;
	return true;
}

/* Turns of both kinds in equal numbers, so that they do not add up to a slant. */
static void choose_spirals(struct ridges *f, struct rng *r)
{
	const size_t wanted = SPIRALS_MIN + rng_below(r, SPIRALS_SPAN + 1);

	f->count = 0;
	for (int i = 0; i < PLACING_TRIES && f->count < wanted; i++) {
		const double x = rng_between(r, -PAD_HALF_WIDTH, PAD_HALF_WIDTH);
		const double y = rng_between(r, -PAD_HALF_HEIGHT, PAD_HALF_HEIGHT);

		if (has_room(f, x, y)) {
			f->spiral[f->count] =
			    (struct ridge_spiral){.x = x, .y = y, .turn = f->count % 2 ? 1 : -1};
			f->count++;
		}
	}
}

void ridges_draw(struct ridges *out, uint64_t seed)
{
	struct rng r = {seed};
	const double way = rng_between(&r, -0.6, 0.6), half = rng_between(&r, 2, 34);

	*out = (struct ridges){
	    .pattern = choose_pattern(&r),
	    .period = rng_between(&r, 8.2, 10.2),
	    .offset = rng_between(&r, 0, 2 * M_PI),
	    .core_x = rng_between(&r, -25, 25),
	    .core_y = rng_between(&r, -45, 15),
	    .segment_x = half * sin(way),
	    .segment_y = half * cos(way),
	    .crease = rng_between(&r, 170, 230),
	};
	choose_bend(out, &r);
	choose_waves(out, &r);
	choose_spirals(out, &r);
}
