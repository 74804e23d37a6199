/*
 * card/print_form.c - pixels to the compact card format's units, and the window of 25.5 mm
 * that its 8 bits hold.
 */
#include <math.h>

#include "card/print_parts.h"

#define UNITS_A_PIXEL	(10 / PRINT_PPMM) /* 0.1 mm */
#define UNITS_MAX	255
#define ANGLES_A_DEGREE (MINUTIA_ANGLES / 360.0)

static double x_of(const struct candidate *c)
{
	return c->x * UNITS_A_PIXEL;
}

static double up_of(const struct candidate *c)
{
	return -c->y * UNITS_A_PIXEL; /* from the upper rim */
}

/* Where a window of UNITS_MAX begins that holds minutiae of the most quality together, in
 * one dimension. Each candidate begins is begun at a minutia. */
static double best_begin(const struct candidates *all, double (*of)(const struct candidate *))
{
	double best = -1, begin = 0;

	for (size_t i = 0; i < all->count; i++) {
		const double from = of(&all->c[i]);
		double sum = 0;

		for (size_t j = 0; j < all->count; j++) {
			const double at = of(&all->c[j]) - from;

			sum += at >= 0 && at <= UNITS_MAX ? all->c[j].quality : 0;
		}
		if (sum > best) {
			best = sum;
			begin = from;
		}
	}
	return begin;
}

struct window {
	double left, bottom; /* units; up is positive, the upper rim is 0 */
};

static struct window window_of(const struct candidates *all, const struct image *image)
{
	struct window w = {.left = 0, .bottom = -(image->height - 1) * UNITS_A_PIXEL};

	if ((image->width - 1) * UNITS_A_PIXEL > UNITS_MAX)
		w.left = best_begin(all, x_of);
	if (-w.bottom > UNITS_MAX)
		w.bottom = best_begin(all, up_of);
	return w;
}

static bool form(struct minutia *m, const struct candidate *c, const struct window *w)
{
	const long x = lround(x_of(c) - w->left), y = lround(up_of(c) - w->bottom);

	*m = (struct minutia){.x = (uint8_t)x,
	    .y = (uint8_t)y,
	    .angle = (uint8_t)(lround(c->degrees * ANGLES_A_DEGREE) % MINUTIA_ANGLES),
	    .type = c->type};
	return x >= 0 && x <= UNITS_MAX && y >= 0 && y <= UNITS_MAX;
}

void print_form(struct print *out, const struct candidates *all, const struct image *image)
{
	const struct window w = window_of(all, image);
	struct minutiae *m = &out->minutiae;

	m->count = 0;
	for (size_t i = 0; i < all->count && m->count < MINUTIAE_MAX; i++)
		if (form(&m->m[m->count], &all->c[i], &w))
			out->quality[m->count++] = (int)lround(all->c[i].quality * 100);
}
