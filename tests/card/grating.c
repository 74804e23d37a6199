#include "grating.h"

#include <math.h>
#include <stdlib.h>

/* A phase that grows across the ridges, and by one turn more around the minutia: so on one
 * side of it there is a ridge more than on the other. With the ridge's darkest line in the
 * minutia's direction a ridge ends there, with the lightest a valley. */
static double phase_at(const struct grating *r, double x, double y)
{
	const double turn = (r->degrees + 90) * M_PI / 180;
	const double right = x - r->x, up = r->y - y;
	const double across = right * cos(turn) + up * sin(turn);
	const double along = -right * sin(turn) + up * cos(turn);

	double phase = M_PI / 2;

	for (int i = 0; i < r->more_count; i++)
		phase += r->more[i].turn * atan2(r->more[i].y - y, x - r->more[i].x);
	return phase + 2 * M_PI * across / r->period + atan2(along, across);
}

static bool outside(const struct grating *r, int x, int y)
{
	return x < r->rim || y < r->rim || x >= r->width - r->rim || y >= r->height - r->rim;
}

void grating_paint(uint8_t *grey, const struct grating *r)
{
	for (int y = 0; y < r->height; y++)
		for (int x = 0; x < r->width; x++) {
			const double wave = cos(phase_at(r, x, y)) * (r->bifurcation ? 1 : -1);
			const double light = outside(r, x, y) ? 1 : wave;

			*grey++ = (uint8_t)lround(127.5 + r->contrast * light);
		}
}

static const int apart = 50;

void grating_scatter(struct grating *r, unsigned seed)
{
	r->more_count = 0;
	for (int y = apart; y <= r->height - apart; y += apart)
		for (int x = apart; x <= r->width - apart; x += apart) {
			const int turn = r->more_count % 2 == 0 ? 1 : -1;

			if (r->more_count == GRATING_MORE_MAX || hypot(x - r->x, y - r->y) < apart)
				continue;
			r->more[r->more_count++] =
			    (struct grating_point){.x = x + rand_r(&seed) % 17 - 8,
				.y = y + rand_r(&seed) % 17 - 8,
				.turn = turn};
		}
}

void grating_move(struct grating *r, double right, double down)
{
	r->x += right;
	r->y += down;
	for (int i = 0; i < r->more_count; i++) {
		r->more[i].x += right;
		r->more[i].y += down;
	}
}
