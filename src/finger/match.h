/*
 * finger/match.h - are two sets of minutiae from the same finger?
 *
 * Each pair of minutiae that could be the same point votes for a turn (at most
 * MATCH_ROTATION_MAX degrees) and a shift. What most vote for is refined by least-squares
 * fits of the pairs that it brings together; what lies together then, with directions that
 * agree, is counted. Minutiae whose types are both known and differ count half, since noise
 * turns endings into bifurcations. A comparison takes less than a millisecond.
 *
 * It is a plain matcher for made-up fingers and for tests of everything around it, not
 * one to stake an identity on. How often it errs on those stands in ddopa-simcard(1).
 */
#ifndef DDOPA_FINGER_MATCH_H
#define DDOPA_FINGER_MATCH_H

#include <stdbool.h>

#include "finger/minutiae.h"

#define MATCH_ROTATION_MAX 45 /* degrees */

/* Paired weight squared over the product of both counts in the area that both
 * impressions cover, 0 to 1000; 0 when fewer than MATCH_PAIRS_MIN pairs are found. */
#define MATCH_PAIRS_MIN 8
#define MATCH_THRESHOLD 250

int match_score(const struct minutiae *reference, const struct minutiae *probe);

static inline bool match_same_finger(const struct minutiae *reference, const struct minutiae *probe)
{
	return match_score(reference, probe) >= MATCH_THRESHOLD;
}

#endif
