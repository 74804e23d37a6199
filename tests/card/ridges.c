#include "ridges.h"

#include <math.h>

/* A phase that grows across the ridges, and by one turn more around the minutia: so on one
 * side of it there is a ridge more than on the other. With the ridge's darkest line in the
 * minutia's direction a ridge ends there, with the lightest a valley. */
static double phase_at(const struct ridges *r, double x, double y)
{
	const double turn = (r->degrees + 90) * M_PI / 180;
	const double right = x - r->x, up = r->y - y;
	const double across = right * cos(turn) + up * sin(turn);
	const double along = -right * sin(turn) + up * cos(turn);

	return 2 * M_PI * across / r->period + atan2(along, across) + M_PI / 2;
}

static bool outside(const struct ridges *r, int x, int y)
{
	return x < r->rim || y < r->rim || x >= r->width - r->rim || y >= r->height - r->rim;
}

void ridges_paint(uint8_t *grey, const struct ridges *r)
{
	for (int y = 0; y < r->height; y++)
		for (int x = 0; x < r->width; x++) {
			const double wave = cos(phase_at(r, x, y)) * (r->bifurcation ? 1 : -1);

			*grey++ =
			    outside(r, x, y) ? 240 : (uint8_t)lround(127.5 + r->contrast * wave);
		}
}
