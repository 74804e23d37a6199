#include "finger/match.h"

#include <math.h>
#include <stdlib.h>

/* How far apart (0.1 mm) and how differently directed (degrees) two minutiae may lie to
 * be taken for one: loosely while the pose is being found, for its direction is known to
 * two units of 5.6 degrees only, then tightly. */
struct tolerance {
	double distance;
	double angle;
};
static const struct tolerance coarse = {16, 20};
static const struct tolerance tight = {9, 17};

#define REFINEMENTS 3
/* Impressions that overlap in a corner only prove little: fewer minutiae than this in
 * common ground count as this many. */
#define OVERLAP_MIN 16
/* Minutiae at the rim of an impression lie within the common ground by this (0.1 mm). */
#define OVERLAP_MARGIN 8

#define DEGREES_A_UNIT (360.0 / MINUTIA_ANGLES)
#define TURN_UNITS     8 /* MATCH_ROTATION_MAX, rounded up */
#define MIDDLE	       127.5

/* Rotation about the middle of the square, then a shift: probe onto reference. */
struct pose {
	double cosine, sine, dx, dy;
	double degrees;
};

struct point {
	double x, y, degrees;
};

struct pairing {
	size_t count;
	double weight;
	int partner[MINUTIAE_MAX]; /* of the probe's i-th: index in the reference, or -1 */
};

struct box {
	double x0, y0, x1, y1;
};

static struct pose pose_of(double degrees)
{
	const double radians = degrees * M_PI / 180;

	return (struct pose){.cosine = cos(radians), .sine = sin(radians), .degrees = degrees};
}

static struct point place(const struct pose *p, const struct minutia *m)
{
	const double x = m->x - MIDDLE, y = m->y - MIDDLE;

	return (struct point){
	    .x = MIDDLE + p->cosine * x - p->sine * y + p->dx,
	    .y = MIDDLE + p->sine * x + p->cosine * y + p->dy,
	    .degrees = m->angle * DEGREES_A_UNIT + p->degrees,
	};
}

/* The other way: reference onto probe. */
static struct pose inverse(const struct pose *p)
{
	struct pose q = {.cosine = p->cosine, .sine = -p->sine, .degrees = -p->degrees};

	q.dx = -(q.cosine * p->dx - q.sine * p->dy);
	q.dy = -(q.sine * p->dx + q.cosine * p->dy);
	return q;
}

static double turn_between(double a, double b)
{
	return fabs(remainder(a - b, 360));
}

static double type_weight(enum minutia_type a, enum minutia_type b)
{
	if (a == b)
		return 1;
	return a == MINUTIA_OTHER || b == MINUTIA_OTHER ? 0.75 : 0.5;
}

/* The nearest free reference minutia within the tolerance, or -1. */
static int nearest(
    const struct minutiae *reference, const bool *taken, struct point at, struct tolerance within)
{
	double best = within.distance * within.distance;
	int found = -1;

	for (size_t i = 0; i < reference->count; i++) {
		const struct minutia *r = &reference->m[i];
		const double dx = r->x - at.x, dy = r->y - at.y;
		const double d2 = dx * dx + dy * dy;

		if (d2 <= best && !taken[i] &&
		    turn_between(r->angle * DEGREES_A_UNIT, at.degrees) <= within.angle) {
			best = d2;
			found = (int)i;
		}
	}
	return found;
}

static struct pairing pair_up(const struct minutiae *reference, const struct minutiae *probe,
    const struct pose *pose, struct tolerance within)
{
	bool taken[MINUTIAE_MAX] = {false};
	struct pairing pairs = {.count = 0};

	for (size_t i = 0; i < probe->count; i++) {
		const int r = nearest(reference, taken, place(pose, &probe->m[i]), within);

		pairs.partner[i] = r;
		if (r < 0)
			continue;
		taken[r] = true;
		pairs.count++;
		pairs.weight += type_weight(reference->m[r].type, probe->m[i].type);
	}
	return pairs;
}

/* The rigid motion that brings the pairs closest together (least squares). */
static struct pose fit(
    const struct minutiae *reference, const struct minutiae *probe, const struct pairing *pairs)
{
	double px = 0, py = 0, rx = 0, ry = 0, dot = 0, cross = 0;
	const double n = (double)pairs->count;
	struct pose pose;

	for (size_t i = 0; i < probe->count; i++) {
		if (pairs->partner[i] < 0)
			continue;
		px += probe->m[i].x / n;
		py += probe->m[i].y / n;
		rx += reference->m[pairs->partner[i]].x / n;
		ry += reference->m[pairs->partner[i]].y / n;
	}
	for (size_t i = 0; i < probe->count; i++) {
		if (pairs->partner[i] < 0)
			continue;
		const double ax = probe->m[i].x - px, ay = probe->m[i].y - py;
		const double bx = reference->m[pairs->partner[i]].x - rx;
		const double by = reference->m[pairs->partner[i]].y - ry;
		dot += ax * bx + ay * by;
		cross += ax * by - ay * bx;
	}
	pose = pose_of(atan2(cross, dot) * 180 / M_PI);
	px -= MIDDLE;
	py -= MIDDLE;
	pose.dx = rx - MIDDLE - (pose.cosine * px - pose.sine * py);
	pose.dy = ry - MIDDLE - (pose.sine * px + pose.cosine * py);
	return pose;
}

static struct box box_of(const struct minutiae *m)
{
	struct box b = {255, 255, 0, 0};

	for (size_t i = 0; i < m->count; i++) {
		b.x0 = fmin(b.x0, m->m[i].x - OVERLAP_MARGIN);
		b.y0 = fmin(b.y0, m->m[i].y - OVERLAP_MARGIN);
		b.x1 = fmax(b.x1, m->m[i].x + OVERLAP_MARGIN);
		b.y1 = fmax(b.y1, m->m[i].y + OVERLAP_MARGIN);
	}
	return b;
}

/* How many of `m`, put in place by the pose, lie where the other impression reaches. */
static double in_common(
    const struct minutiae *m, const struct pose *pose, const struct minutiae *other)
{
	const struct box b = box_of(other);
	int n = 0;

	for (size_t i = 0; i < m->count; i++) {
		const struct point p = place(pose, &m->m[i]);

		n += p.x >= b.x0 && p.x <= b.x1 && p.y >= b.y0 && p.y <= b.y1;
	}
	return n < OVERLAP_MIN ? OVERLAP_MIN : n;
}

static int score_of(
    const struct minutiae *reference, const struct minutiae *probe, const struct pose *pose)
{
	const struct pairing pairs = pair_up(reference, probe, pose, tight);
	const struct pose back = inverse(pose);
	double share;

	if (pairs.count < MATCH_PAIRS_MIN)
		return 0;
	share = pairs.weight * pairs.weight /
		(in_common(probe, pose, reference) * in_common(reference, &back, probe));
	/* Pairs at the rims may lie outside of what is counted as common. */
	return (int)(1000 * fmin(share, 1));
}

/*
 * The vote. A pair of minutiae whose directions differ by no more than a finger may be
 * turned votes for that turn and for the shift that then brings them together, turned
 * about the middle of the square, so that a turn known to a unit only shifts little. What
 * many vote for, give or take one step, is worth a closer look.
 */
#define TURN_STEPS  (2 * TURN_UNITS + 1)
#define SHIFT_STEP  16 /* 0.1 mm */
#define SHIFT_MAX   192
#define SHIFT_STEPS (2 * SHIFT_MAX / SHIFT_STEP)
#define CANDIDATES  24

struct votes {
	uint8_t count[TURN_STEPS][SHIFT_STEPS][SHIFT_STEPS];
};

struct candidate {
	int votes;
	int turn, x, y; /* the lowest of each two steps */
};

static int turn_units(const struct minutia *from, const struct minutia *to)
{
	const int turn = (to->angle - from->angle) & (MINUTIA_ANGLES - 1);

	return turn < MINUTIA_ANGLES / 2 ? turn : turn - MINUTIA_ANGLES;
}

static void vote(struct votes *votes, const struct minutiae *reference, const struct minutia *p)
{
	struct point at[TURN_STEPS];

	for (int t = 0; t < TURN_STEPS; t++) {
		const struct pose pose = pose_of((t - TURN_UNITS) * DEGREES_A_UNIT);

		at[t] = place(&pose, p);
	}
	for (size_t i = 0; i < reference->count; i++) {
		const struct minutia *r = &reference->m[i];
		const int t = turn_units(p, r) + TURN_UNITS;
		int x, y;

		if (t < 0 || t >= TURN_STEPS)
			continue;
		x = (int)(r->x - at[t].x + SHIFT_MAX);
		y = (int)(r->y - at[t].y + SHIFT_MAX);
		if (x >= 0 && y >= 0 && x < 2 * SHIFT_MAX && y < 2 * SHIFT_MAX)
			votes->count[t][x / SHIFT_STEP][y / SHIFT_STEP]++;
	}
}

/* Votes of two steps each way together: a peak on an edge between steps is found. */
static int around(const struct votes *v, int t, int x, int y)
{
	int n = 0;

	for (int i = t; i < t + 2; i++)
		n += v->count[i][x][y] + v->count[i][x + 1][y] + v->count[i][x][y + 1] +
		     v->count[i][x + 1][y + 1];
	return n;
}

/* Keeps the best, best first. */
static void keep(struct candidate best[CANDIDATES], struct candidate c)
{
	for (int i = 0; i < CANDIDATES; i++)
		if (c.votes > best[i].votes) {
			const struct candidate moved = best[i];

			best[i] = c;
			c = moved;
		}
}

static void count_votes(struct candidate best[CANDIDATES], const struct votes *v)
{
	for (int t = 0; t + 1 < TURN_STEPS; t++)
		for (int x = 0; x + 1 < SHIFT_STEPS; x++)
			for (int y = 0; y + 1 < SHIFT_STEPS; y++) {
				const int n = around(v, t, x, y);

				if (n > best[CANDIDATES - 1].votes)
					keep(best, (struct candidate){n, t, x, y});
			}
}

/* What a candidate comes to when it is refined. */
static int try_candidate(
    const struct minutiae *reference, const struct minutiae *probe, const struct candidate *c)
{
	struct pose pose = pose_of((c->turn + 0.5 - TURN_UNITS) * DEGREES_A_UNIT);

	pose.dx = (c->x + 1) * SHIFT_STEP - SHIFT_MAX;
	pose.dy = (c->y + 1) * SHIFT_STEP - SHIFT_MAX;
	for (int i = 0; i < REFINEMENTS; i++) {
		const struct pairing pairs =
		    pair_up(reference, probe, &pose, i == 0 ? coarse : tight);

		if (pairs.count < (i == 0 ? MATCH_PAIRS_MIN / 2 : MATCH_PAIRS_MIN))
			return 0;
		pose = fit(reference, probe, &pairs);
	}
	if (fabs(remainder(pose.degrees, 360)) > MATCH_ROTATION_MAX)
		return 0;
	return score_of(reference, probe, &pose);
}

int match_score(const struct minutiae *reference, const struct minutiae *probe)
{
	struct candidate candidates[CANDIDATES] = {{0}};
	struct votes votes = {{{{0}}}};
	int best = 0;

	for (size_t i = 0; i < probe->count; i++)
		vote(&votes, reference, &probe->m[i]);
	count_votes(candidates, &votes);
	for (int i = 0; i < CANDIDATES && candidates[i].votes > 0; i++) {
		const int score = try_candidate(reference, probe, &candidates[i]);

		best = score > best ? score : best;
	}
	return best;
}
