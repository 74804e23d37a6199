#include "simcard/finger.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "simcard/rng.h"

#define MIDDLE	      127.5 /* of the square that a template can tell of, 0.1 mm */
#define HALF_WIDTH    80.0  /* of the finger's pad */
#define HALF_HEIGHT   100.0
#define DISTANCE_MIN  9.0
#define PLACING_TRIES 1000

/* Where the ridges turn: Sherlock and Monro's zero-pole model, one core and one delta.
 * Their places decide whether it looks like an arch, a loop or a whorl. */
struct ridges {
	double core_x, core_y, delta_x, delta_y;
	double strength;
};

static struct ridges choose_ridges(struct rng *r)
{
	return (struct ridges){
	    .core_x = rng_between(r, MIDDLE - 30, MIDDLE + 30),
	    .core_y = rng_between(r, MIDDLE, MIDDLE + 40),
	    .delta_x = rng_between(r, MIDDLE - 70, MIDDLE + 70),
	    .delta_y = rng_between(r, MIDDLE - 90, MIDDLE - 40),
	    .strength = rng_between(r, 0.3, 1.0),
	};
}

static double ridge_direction(const struct ridges *f, double x, double y)
{
	return f->strength *
	       (atan2(y - f->core_y, x - f->core_x) - atan2(y - f->delta_y, x - f->delta_x)) / 2;
}

static uint8_t angle_units(double radians)
{
	const long units = lround(radians / (2 * M_PI) * MINUTIA_ANGLES);

	return (uint8_t)((units % MINUTIA_ANGLES + MINUTIA_ANGLES) % MINUTIA_ANGLES);
}

static bool far_enough(const struct minutiae *all, double x, double y)
{
	for (size_t i = 0; i < all->count; i++)
		if (hypot(all->m[i].x - x, all->m[i].y - y) < DISTANCE_MIN)
			return false;
	return true;
}

static struct minutia choose_minutia(struct rng *r, const struct ridges *f, double x, double y)
{
	const double way =
	    ridge_direction(f, x, y) + (rng_below(r, 2) ? M_PI : 0) + rng_between(r, -0.15, 0.15);

	return (struct minutia){
	    .x = (uint8_t)x,
	    .y = (uint8_t)y,
	    .angle = angle_units(way),
	    .type = rng_below(r, 3) ? MINUTIA_ENDING : MINUTIA_BIFURCATION,
	};
}

/* On the pad: an ellipse. */
static bool on_pad(double x, double y)
{
	const double u = (x - MIDDLE) / HALF_WIDTH, v = (y - MIDDLE) / HALF_HEIGHT;

	return u * u + v * v <= 1;
}

void finger_draw(struct minutiae *out, uint64_t seed, size_t count)
{
	struct rng r = {seed};
	const struct ridges f = choose_ridges(&r);

	out->count = 0;
	for (int i = 0; i < PLACING_TRIES && out->count < count; i++) {
		const double x = rng_between(&r, MIDDLE - HALF_WIDTH, MIDDLE + HALF_WIDTH);
		const double y = rng_between(&r, MIDDLE - HALF_HEIGHT, MIDDLE + HALF_HEIGHT);

		if (on_pad(x, y) && far_enough(out, x, y))
			out->m[out->count++] = choose_minutia(&r, &f, x, y);
	}
}

static bool put(struct minutiae *out, double x, double y, uint8_t angle, enum minutia_type type)
{
	if (x < 0 || x > 255 || y < 0 || y > 255 || out->count == MINUTIAE_MAX)
		return false;
	out->m[out->count++] = (struct minutia){
	    .x = (uint8_t)lround(x), .y = (uint8_t)lround(y), .angle = angle, .type = type};
	return true;
}

static void press_one(
    struct minutiae *out, const struct minutia *m, const struct impression *how, struct rng *r)
{
	const double radians = how->rotate * M_PI / 180;
	const double u = m->x - MIDDLE, v = m->y - MIDDLE;
	const double x = MIDDLE + u * cos(radians) - v * sin(radians) + how->dx;
	const double y = MIDDLE + u * sin(radians) + v * cos(radians) + how->dy;
	const double jx = rng_between(r, -how->jitter, how->jitter);
	const double jy = rng_between(r, -how->jitter, how->jitter);
	const double turn = rng_between(r, -how->turn, how->turn) * M_PI / 180;
	const bool seen = rng_between(r, 0, 1) >= how->missing;
	const bool mistaken = rng_between(r, 0, 1) < how->other_type;
	const double way = m->angle * 2 * M_PI / MINUTIA_ANGLES + radians + turn;
	enum minutia_type type = m->type;

	if (mistaken)
		type = type == MINUTIA_ENDING ? MINUTIA_BIFURCATION : MINUTIA_ENDING;
	if (seen)
		put(out, x + jx, y + jy, angle_units(way), type);
}

static int by_x_then_y(const void *a, const void *b)
{
	const struct minutia *p = a, *q = b;

	return p->x != q->x ? p->x - q->x : p->y - q->y;
}

void finger_press(struct minutiae *out, const struct minutiae *finger, const struct impression *how)
{
	struct rng r = {how->seed};

	out->count = 0;
	for (size_t i = 0; i < finger->count; i++)
		press_one(out, &finger->m[i], how, &r);
	for (size_t i = 0; i < how->spurious; i++) {
		const double x = rng_between(&r, MIDDLE - HALF_WIDTH, MIDDLE + HALF_WIDTH);
		const double y = rng_between(&r, MIDDLE - HALF_HEIGHT, MIDDLE + HALF_HEIGHT);
		const uint8_t angle = (uint8_t)rng_below(&r, MINUTIA_ANGLES);

		put(out, x, y, angle, rng_below(&r, 2) ? MINUTIA_ENDING : MINUTIA_BIFURCATION);
	}
	qsort(out->m, out->count, sizeof out->m[0], by_x_then_y);
}
