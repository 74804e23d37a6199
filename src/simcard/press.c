#include "simcard/press.h"

#include <math.h>

#include "simcard/rng.h"

#define PLACING_STEPS 12 /* of the fixed-point iteration: each gains a digit */
#define PATCH_CELL    45 /* pixels */
#define GRAIN_CELL    3
#define EDGE_CELL     45
#define EDGE_UNEVEN   0.07 /* of the radius */
#define EDGE_SOFT     0.05
#define BACKGROUND    235
/* Between the numbers of two fingers' impressions: odd, so that they do not meet. */
#define PRESSES_APART 0xD1342543DE82EF95u

/* Smooth noise between -1 and 1: random values on a lattice, interpolated. */
#define FIELD_MAX ((PRESS_WIDTH / GRAIN_CELL + 2) * (PRESS_HEIGHT / GRAIN_CELL + 2))
struct field {
	int cell, columns;
	float value[FIELD_MAX];
};

static void field_fill(struct field *f, int cell, struct rng *r)
{
	const int rows = PRESS_HEIGHT / cell + 2;

	f->cell = cell;
	f->columns = PRESS_WIDTH / cell + 2;
	for (int i = 0; i < rows * f->columns; i++)
		f->value[i] = (float)rng_between(r, -1, 1);
}

static double field_at(const struct field *f, int x, int y)
{
	const int column = x / f->cell, row = y / f->cell;
	const float *v = &f->value[row * f->columns + column];
	const float u = (float)(x % f->cell) / (float)f->cell;
	const float w = (float)(y % f->cell) / (float)f->cell;

	return (v[0] * (1 - u) + v[1] * u) * (1 - w) +
	       (v[f->columns] * (1 - u) + v[f->columns + 1] * u) * w;
}

static struct press_point displacement(const struct press *p, double x, double y)
{
	struct press_point d = {0, 0};

	for (size_t i = 0; i < PRESS_WAVES; i++) {
		const struct press_wave *w = &p->wave[i];
		const double s = sin(w->kx * x + w->ky * y + w->phase);

		d.x += w->x * s;
		d.y += w->y * s;
	}
	return d;
}

/* Picture to skin but for the bending: turned clockwise, for y grows downwards. */
struct press_point press_skin(const struct press *p, struct press_point at)
{
	const double x = at.x - PRESS_WIDTH / 2.0 - p->dx, y = at.y - PRESS_HEIGHT / 2.0 - p->dy;
	const double radians = p->turn * M_PI / 180, c = cos(radians), s = sin(radians);
	const double u = c * x - s * y, v = s * x + c * y;
	const struct press_point d = displacement(p, u, v);

	return (struct press_point){p->stretch_x * u + p->shear * v + d.x, p->stretch_y * v + d.y};
}

/* The map is a turn and a shift but for a few hundredths, so their inverse converges. */
struct press_point press_place(const struct press *p, struct press_point skin)
{
	const double radians = p->turn * M_PI / 180, c = cos(radians), s = sin(radians);
	struct press_point at = {PRESS_WIDTH / 2.0 + p->dx, PRESS_HEIGHT / 2.0 + p->dy};

	for (int i = 0; i < PLACING_STEPS; i++) {
		const struct press_point now = press_skin(p, at);
		const double u = skin.x - now.x, v = skin.y - now.y;

		at.x += c * u + s * v;
		at.y += -s * u + c * v;
	}
	return at;
}

/* 0 in the middle of what touches, 1 at its rim. */
static double contact_radius(const struct press *p, double x, double y)
{
	return hypot(
	    (x - p->contact_x) / p->contact_half_x, (y - p->contact_y) / p->contact_half_y);
}

bool press_touches(const struct press *p, struct press_point at)
{
	return at.x >= 0 && at.x < PRESS_WIDTH && at.y >= 0 && at.y < PRESS_HEIGHT &&
	       contact_radius(p, at.x, at.y) < 1 - EDGE_UNEVEN;
}

struct skin_noise {
	struct field patches, grain, edge;
};

/* How dark, 0 to 1, before the sensor's noise. */
static double ink_at(
    const struct ridges *f, const struct press *p, struct skin_noise *noise, int x, int y)
{
	const double radius = contact_radius(p, x, y) + EDGE_UNEVEN * field_at(&noise->edge, x, y);
	const double touch = fmin(1, (1 - radius) / EDGE_SOFT);
	struct press_point skin;
	double t;

	if (touch <= 0)
		return 0;
	skin = press_skin(p, (struct press_point){x, y});
	t = ridges_at(f, skin.x, skin.y) + p->pressure +
	    p->patches * field_at(&noise->patches, x, y) + p->grain * field_at(&noise->grain, x, y);
	return touch * (0.5 + 0.5 * tanh(p->gain * t));
}

void press_picture(uint8_t out[PRESS_SIZE], const struct ridges *f, const struct press *p)
{
	struct rng r = {p->seed};
	struct skin_noise noise;

	field_fill(&noise.patches, PATCH_CELL, &r);
	field_fill(&noise.grain, GRAIN_CELL, &r);
	field_fill(&noise.edge, EDGE_CELL, &r);
	for (int y = 0; y < PRESS_HEIGHT; y++)
		for (int x = 0; x < PRESS_WIDTH; x++) {
			const double ink = ink_at(f, p, &noise, x, y);
			const double n = rng_between(&r, -1, 1) + rng_between(&r, -1, 1);
			const double grey = BACKGROUND * (1 - p->contrast * ink) + p->noise * n;

			out[y * PRESS_WIDTH + x] = (uint8_t)lround(fmin(fmax(grey, 0), 255));
		}
}

static void choose_bending(struct press *p, struct rng *r)
{
	p->stretch_x = rng_between(r, 0.97, 1.03);
	p->stretch_y = rng_between(r, 0.97, 1.03);
	p->shear = rng_between(r, -0.03, 0.03);
	for (size_t i = 0; i < PRESS_WAVES; i++) {
		const double way = rng_between(r, 0, 2 * M_PI), to = rng_between(r, 0, 2 * M_PI);
		const double k = 2 * M_PI / rng_between(r, 180, 400), size = rng_between(r, 0, 4.5);

		p->wave[i] = (struct press_wave){.kx = k * cos(way),
		    .ky = k * sin(way),
		    .phase = rng_between(r, 0, 2 * M_PI),
		    .x = size * cos(to),
		    .y = size * sin(to)};
	}
}

void press_choose(struct press *out, uint64_t finger, uint64_t n)
{
	struct rng r = {finger * PRESSES_APART + n};
	double along;

	rng_next(&r);
	*out = (struct press){
	    .turn = rng_between(&r, -PRESS_TURN_MAX, PRESS_TURN_MAX),
	    .dx = rng_between(&r, -PRESS_SHIFT_X_MAX, PRESS_SHIFT_X_MAX),
	    .dy = rng_between(&r, -PRESS_SHIFT_Y_MAX, PRESS_SHIFT_Y_MAX),
	    .contact_half_x = rng_between(&r, 130, 160),
	    .contact_half_y = rng_between(&r, 170, 210),
	    .pressure = rng_between(&r, -0.3, 0.3),
	    .patches = rng_between(&r, 0.1, 0.6),
	    .grain = rng_between(&r, 0.3, 1.1),
	    .gain = rng_between(&r, 1.2, 2.5),
	    .contrast = rng_between(&r, 0.55, 0.9),
	    .noise = rng_between(&r, 5, 30),
	};
	along = rng_between(&r, 0.2, 0.8);
	out->contact_x = PRESS_WIDTH / 2.0 + along * out->dx + rng_between(&r, -8, 8);
	out->contact_y = PRESS_HEIGHT / 2.0 + along * out->dy + rng_between(&r, -8, 8);
	choose_bending(out, &r);
	out->seed = rng_next(&r);
}

void press_finger(uint8_t out[PRESS_SIZE], uint64_t finger, uint64_t n)
{
	struct ridges f;
	struct press p;

	ridges_draw(&f, finger);
	press_choose(&p, finger, n);
	press_picture(out, &f, &p);
}
