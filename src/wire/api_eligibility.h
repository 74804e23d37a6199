/*
 * wire/api_eligibility.h - whether something about a card stands in the way of somebody who has
 * booked, asked by citizen number. Part of wire/api.h.
 *
 * The answer is the same for a number that nobody has, for a person who has not booked at this
 * office, for one who is enrolled already, and for one whose card is good: nothing is known
 * against it. Only what the citizen can mend before they come is told.
 */
#ifndef DDOPA_WIRE_API_ELIGIBILITY_H
#define DDOPA_WIRE_API_ELIGIBILITY_H

#include "wire/api_problem.h"

/* Secret memory. */
struct api_eligibility_check {
	struct citizen_number number;
};
void api_eligibility_check_write(struct buf *out, const struct api_eligibility_check *c);
bool api_eligibility_check_read(
    struct api_eligibility_check *c, const void *json, size_t len, struct error *err);

struct api_eligibility {
	enum problem reasons[API_REASONS_MAX]; /* of the card, each a PROBLEM_REFUSED_…; or none */
	size_t reason_count;
};
void api_eligibility_write(struct buf *out, const struct api_eligibility *e);
bool api_eligibility_read(
    struct api_eligibility *e, const void *json, size_t len, struct error *err);

#endif
