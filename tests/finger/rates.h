/*
 * tests/finger/rates.h - how often the comparison errs, from pictures on: synthetic fingers
 * (simcard/press.h) -> libfprint -> template (card/print.h) -> finger/match.h.
 *
 * A genuine pair is two impressions of one finger, each with each. An impostor pair is the
 * first impression of a finger and another one's later impression, each finger with each
 * other, both ways round. A picture that the sensor would not take (print_judge) makes its
 * pairs non-matches.
 *
 * The matcher's parameters and MATCH_THRESHOLD were tuned on the 120 fingers from
 * RATES_TUNING_SEED on. What is told of it was measured on those from RATES_TEST_SEED on,
 * which were never used for tuning.
 */
#ifndef TESTS_FINGER_RATES_H
#define TESTS_FINGER_RATES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "finger/match.h"

#define RATES_TUNING_SEED 1000
#define RATES_TEST_SEED	  500000
#define RATES_FINGERS	  120
#define RATES_PRESSES	  4
#define RATES_SCORE_MAX	  1000

struct rates {
	long genuine, impostors;		 /* pairs */
	long genuine_score[RATES_SCORE_MAX + 1]; /* how many have that score */
	long impostor_score[RATES_SCORE_MAX + 1];
	long pictures, refused;			 /* by print_judge */
	long minutiae;				 /* found in all pictures */
	long known, known_found, known_directed; /* of the model's, in what touches: found
						    within 0.4 mm, and in the direction
						    within 30 degrees */
	double overlap_sum, overlap_least;	 /* of genuine pairs: which share of the
						    larger area is in both, 0 to 1 */
};

/* False: PROBLEM_SYSTEM, or what print_from_image says. */
bool rates_measure(
    struct rates *out, uint64_t seed, size_t fingers, size_t presses, struct error *err);

/* Pairs that err where a score of `threshold` and more is a match. */
long rates_false_matches(const struct rates *r, int threshold);
long rates_false_non_matches(const struct rates *r, int threshold);

#endif
