#include "rates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "card/print.h"
#include "simcard/press.h"

#define FOUND_WITHIN	4.0 /* 0.1 mm */
#define DIRECTED	30.0
#define RIM		12 /* pixels at the picture's rim, where minutiae are not looked for */
#define OVERLAP_STEP	15 /* pixels */
#define UNIT_DEGREES	(360.0 / MINUTIA_ANGLES)
#define PIXELS_TO_UNITS (10 / RIDGES_PER_MM)

struct capture {
	struct press press;
	struct minutiae minutiae;
	bool enrolls, verifies;
};

/* The nearest minutia within FOUND_WITHIN of a point in 0.1 mm, or NULL. */
static const struct minutia *near_to(const struct minutiae *all, double x, double y)
{
	const struct minutia *best = NULL;
	double least = FOUND_WITHIN;

	for (size_t i = 0; i < all->count; i++) {
		const double d = hypot(all->m[i].x - x, all->m[i].y - y);

		if (d <= least) {
			least = d;
			best = &all->m[i];
		}
	}
	return best;
}

static bool looked_for(const struct press *p, struct press_point at)
{
	return press_touches(p, at) && at.x >= RIM && at.y >= RIM && at.x < PRESS_WIDTH - RIM &&
	       at.y < PRESS_HEIGHT - RIM;
}

/* Which of the model's minutiae libfprint found. */
static void look_for_known(struct rates *out, const struct ridges *f, const struct capture *c)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct ridge_minutia known = ridges_minutia(f, i);
		const struct press_point at =
		    press_place(&c->press, (struct press_point){known.x, known.y});
		const struct minutia *m;
		double turn;

		if (!looked_for(&c->press, at))
			continue;
		out->known++;
		m = near_to(&c->minutiae, at.x * PIXELS_TO_UNITS,
		    (PRESS_HEIGHT - 1 - at.y) * PIXELS_TO_UNITS);
		if (m == NULL)
			continue;
		turn = m->angle * UNIT_DEGREES - known.angle * 180 / M_PI - c->press.turn;
		out->known_found++;
		out->known_directed += fabs(remainder(turn, 360)) <= DIRECTED;
	}
}

static bool capture(struct capture *out, const uint8_t *picture, struct error *err)
{
	struct print print;

	if (!print_from_image(picture, PRESS_WIDTH, PRESS_HEIGHT, 0, &print, err))
		return false;
	out->minutiae = print.minutiae;
	out->enrolls = print_judge(&print, MINUTIAE_MIN_ENROLL) == PRINT_GOOD;
	out->verifies = print_judge(&print, MINUTIAE_MIN_VERIFY) == PRINT_GOOD;
	return true;
}

static bool capture_finger(
    struct rates *out, struct capture *captures, uint64_t seed, size_t presses, struct error *err)
{
	static uint8_t picture[PRESS_SIZE];
	struct ridges f;

	ridges_draw(&f, seed);
	for (size_t n = 0; n < presses; n++) {
		struct capture *c = &captures[n];

		press_choose(&c->press, seed, n);
		press_picture(picture, &f, &c->press);
		if (!capture(c, picture, err))
			return false;
		out->pictures++;
		out->refused += !c->enrolls;
		out->minutiae += (long)c->minutiae.count;
		look_for_known(out, &f, c);
	}
	return true;
}

/* Which share of the larger area is in both. */
static double overlap(const struct press *a, const struct press *b)
{
	int in_a = 0, in_b = 0, in_both = 0;

	for (int y = 0; y < PRESS_HEIGHT; y += OVERLAP_STEP)
		for (int x = 0; x < PRESS_WIDTH; x += OVERLAP_STEP) {
			const struct press_point at = {x, y};

			in_b += press_touches(b, at);
			if (!press_touches(a, at))
				continue;
			in_a++;
			in_both += press_touches(b, press_place(b, press_skin(a, at)));
		}
	return (double)in_both / (in_a > in_b ? in_a : in_b);
}

static int score(const struct capture *reference, const struct capture *probe)
{
	if (!reference->enrolls || !probe->verifies)
		return 0;
	return match_score(&reference->minutiae, &probe->minutiae);
}

static void compare_genuine(struct rates *out, const struct capture *finger, size_t presses)
{
	for (size_t i = 0; i < presses; i++)
		for (size_t j = i + 1; j < presses; j++) {
			const double common = overlap(&finger[i].press, &finger[j].press);

			out->genuine++;
			out->genuine_score[score(&finger[i], &finger[j])]++;
			out->overlap_sum += common;
			out->overlap_least = fmin(out->overlap_least, common);
		}
}

static void compare_impostors(
    struct rates *out, const struct capture *all, size_t fingers, size_t presses)
{
	for (size_t i = 0; i < fingers; i++)
		for (size_t j = 0; j < fingers; j++) {
			const size_t later = 1 + (i + j) % (presses - 1);

			if (i == j)
				continue;
			out->impostors++;
			out->impostor_score[score(&all[i * presses], &all[j * presses + later])]++;
		}
}

bool rates_measure(
    struct rates *out, uint64_t seed, size_t fingers, size_t presses, struct error *err)
{
	struct capture *all = calloc(fingers * presses, sizeof *all);
	bool good = all != NULL;

	*out = (struct rates){.overlap_least = 1};
	if (all == NULL)
		return error_set(err, PROBLEM_SYSTEM, "memory");
	for (size_t i = 0; i < fingers && good; i++)
		good = capture_finger(out, &all[i * presses], seed + i, presses, err);
	for (size_t i = 0; i < fingers && good; i++)
		compare_genuine(out, &all[i * presses], presses);
	if (good)
		compare_impostors(out, all, fingers, presses);
	free(all);
	return good;
}

static long count(const long *score, int from, int to)
{
	long n = 0;

	for (int i = from; i <= to; i++)
		n += score[i];
	return n;
}

long rates_false_matches(const struct rates *r, int threshold)
{
	return count(r->impostor_score, threshold, RATES_SCORE_MAX);
}

long rates_false_non_matches(const struct rates *r, int threshold)
{
	return count(r->genuine_score, 0, threshold - 1);
}
