/*
 * card/print_prune.c - mindtct finds minutiae also where there are none: at the rim of the
 * print, in smudges, at the two ends of a broken ridge. A card's matcher counts those
 * against the finger, so what is doubtful goes, and the rest is put best first.
 */
#include <math.h>
#include <stdlib.h>

#include "card/print_parts.h"

#define QUALITY_MIN 0.05
/* Closer than this (pixels), two are one: half of a ridge and a valley at 500 dpi is 4.5. */
#define TWINS 7

static void keep(
    struct candidates *all, bool (*good)(const struct candidate *, const void *), const void *about)
{
	size_t n = 0;

	for (size_t i = 0; i < all->count; i++)
		if (good(&all->c[i], about))
			all->c[n++] = all->c[i];
	all->count = n;
}

/* mindtct's reliability has a lower bound for each level of its quality map; the grey around
 * the minutia decides what is added. libfprint leaves that out, since its image does not
 * know its resolution (NIST's combined_minutia_quality). */
static double graded(double reliability, double grey)
{
	static const struct {
		double from, span;
	} levels[] = {{0.50, 0.49}, {0.25, 0.24}, {0.10, 0.14}, {0.05, 0.04}};

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (reliability >= levels[i].from)
			return levels[i].from + levels[i].span * grey;
	return reliability;
}

static void grade(struct candidates *all, const struct image *image)
{
	for (size_t i = 0; i < all->count; i++) {
		struct candidate *c = &all->c[i];

		c->quality = graded(c->quality, area_grey(image, c->x, c->y));
	}
}

static bool believable(const struct candidate *c, const void *area)
{
	return c->quality >= QUALITY_MIN && area_within(area, c->x, c->y);
}

static void centroid_of(const struct candidates *all, double *x, double *y)
{
	*x = *y = 0;
	for (size_t i = 0; i < all->count; i++) {
		*x += all->c[i].x / (double)all->count;
		*y += all->c[i].y / (double)all->count;
	}
}

static int compare(double a, double b)
{
	return (a > b) - (a < b);
}

static int better(const void *a, const void *b, void *centroid)
{
	const double *middle = centroid;
	const struct candidate *p = a, *q = b;
	const int by_quality = compare(q->quality, p->quality);

	if (by_quality != 0)
		return by_quality;
	return compare(
	    hypot(p->x - middle[0], p->y - middle[1]), hypot(q->x - middle[0], q->y - middle[1]));
}

static void sort(struct candidates *all)
{
	double middle[2];

	centroid_of(all, &middle[0], &middle[1]);
	qsort_r(all->c, all->count, sizeof *all->c, better, middle);
}

/* Of two twins the better stays. */
static void drop_twins(struct candidates *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->count; i++) {
		const struct candidate c = all->c[i];
		bool alone = true;

		for (size_t j = 0; j < n && alone; j++)
			alone = hypot(c.x - all->c[j].x, c.y - all->c[j].y) >= TWINS;
		if (alone)
			all->c[n++] = c;
	}
	all->count = n;
}

void print_prune(struct candidates *all, const struct image *image, const struct area *area)
{
	grade(all, image);
	keep(all, believable, area);
	sort(all);
	drop_twins(all);
}
