/*
 * counter/way_out.h - how a citizen whose card could not be matched can still come to a digital
 * ID: nobody is sent away without a way (mission.md, rules 5 and 6).
 */
#ifndef DDOPA_COUNTER_WAY_OUT_H
#define DDOPA_COUNTER_WAY_OUT_H

#include "base/problem.h"

/* msgids; ways[1] and card may be NULL */
struct way_out {
	const char *ways[2]; /* the likeliest first */
	const char *card;    /* what becomes of this card */
};

/* NULL: what the problem itself says is all there is to say. */
const struct way_out *way_out_of(enum problem problem);

#endif
