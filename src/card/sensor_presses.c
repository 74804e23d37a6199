#include "card/sensor_presses.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "finger/match.h"

/* The best MINUTIAE_MAX of a template, which travels best first. */
static void decode(struct minutiae *out, const uint8_t *template_, size_t len)
{
	const size_t most = MINUTIAE_MAX * MINUTIA_SIZE;

	if (!minutiae_decode(out, template_, len < most ? len : most, 0))
		out->count = 0;
}

void presses_begin(struct presses *p, bool enroll, const uint8_t *other, size_t other_len)
{
	memset(p, 0, sizeof *p);
	p->enroll = enroll;
	decode(&p->other, other, other_len);
}

size_t presses_minutiae_min(const struct presses *p)
{
	return p->enroll ? MINUTIAE_MIN_ENROLL : MINUTIAE_MIN_VERIFY;
}

int presses_wanted(const struct presses *p)
{
	return p->enroll ? ENROLL_PRESSES : 1;
}

int presses_current(const struct presses *p)
{
	const int wanted = presses_wanted(p);

	return p->good_count < wanted ? p->good_count + 1 : wanted;
}

int presses_made(const struct presses *p)
{
	return p->good_count + p->bad + p->wrong;
}

static enum presses_next fail(struct presses *p, enum problem problem)
{
	p->problem = problem;
	return PRESSES_FAILED;
}

static enum presses_next again(struct presses *p, enum sensor_guide guide)
{
	p->guide = guide;
	return PRESSES_MORE;
}

static enum press_state state_of(const struct presses *p, const struct press *press)
{
	const size_t count = press->len / MINUTIA_SIZE;

	if (press->state == PRESS_GOOD &&
	    minutiae_points(press->template_, count) < presses_minutiae_min(p))
		return PRESS_FEW;
	return press->state;
}

static int score(const struct press *a, const struct press *b)
{
	struct minutiae first, second;

	decode(&first, a->template_, a->len);
	decode(&second, b->template_, b->len);
	return match_score(&first, &second);
}

static bool of_other_hand(const struct presses *p, const struct press *press)
{
	struct minutiae m;

	decode(&m, press->template_, press->len);
	return p->other.count > 0 && match_same_finger(&p->other, &m);
}

/* The better one of the two presses that agree best; NULL when no two agree. */
static const struct press *best_of(const struct presses *p)
{
	const struct press *found = NULL;
	int best = MATCH_THRESHOLD - 1;

	for (int i = 0; i < p->good_count; i++)
		for (int j = i + 1; j < p->good_count; j++) {
			const struct press *a = &p->good[i], *b = &p->good[j];
			const int together = score(a, b);

			if (together > best) {
				best = together;
				found = b->quality > a->quality ? b : a;
			}
		}
	return found;
}

static enum presses_next judge(struct presses *p)
{
	if (!p->enroll) {
		p->chosen = &p->good[0];
		return PRESSES_DONE;
	}
	if (p->good_count < ENROLL_PRESSES)
		return again(p, GUIDE_LIFT);
	p->chosen = best_of(p);
	if (p->chosen != NULL)
		return PRESSES_DONE;
	if (p->good_count == PRESSES_GOOD_MAX)
		return fail(p, PROBLEM_FINGERS_DIFFER);
	return again(p, GUIDE_WRONG_FINGER);
}

enum presses_next presses_take(struct presses *p, const struct press *press)
{
	const enum press_state state = state_of(p, press);

	if (state != PRESS_GOOD) {
		if (++p->bad == PRESSES_BAD_MAX)
			return fail(p, PROBLEM_FINGER_TEMPLATE);
		return again(p, state == PRESS_FAINT ? GUIDE_FAINT : GUIDE_FEW);
	}
	if (of_other_hand(p, press)) {
		if (++p->wrong == PRESSES_WRONG_MAX)
			return fail(p, PROBLEM_FINGER_DUPLICATE);
		return again(p, GUIDE_WRONG_FINGER);
	}
	p->good[p->good_count++] = *press;
	return judge(p);
}

/* ---- order ---- */

struct placed {
	uint8_t minutia[MINUTIA_SIZE];
	double away; /* squared, from the centroid */
	size_t index;
};

static int compare(const void *a, const void *b)
{
	const struct placed *p = a, *q = b;

	if (p->away != q->away)
		return p->away < q->away ? -1 : 1;
	return p->index < q->index ? -1 : 1;
}

void template_centre_first(uint8_t *minutiae, size_t len)
{
	struct placed placed[TEMPLATE_MAX / MINUTIA_SIZE] = {0};
	const size_t count = len / MINUTIA_SIZE;
	double x = 0, y = 0;

	for (size_t i = 0; i < count; i++) {
		x += minutiae[MINUTIA_SIZE * i] / (double)count;
		y += minutiae[MINUTIA_SIZE * i + 1] / (double)count;
	}
	for (size_t i = 0; i < count; i++) {
		const uint8_t *m = minutiae + MINUTIA_SIZE * i;

		placed[i] = (struct placed){
		    .away = (m[0] - x) * (m[0] - x) + (m[1] - y) * (m[1] - y), .index = i};
		memcpy(placed[i].minutia, m, MINUTIA_SIZE);
	}
	qsort(placed, count, sizeof *placed, compare);
	for (size_t i = 0; i < count; i++)
		memcpy(minutiae + MINUTIA_SIZE * i, placed[i].minutia, MINUTIA_SIZE);
	secret_wipe(placed, sizeof placed);
}
