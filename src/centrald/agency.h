/*
 * centrald/agency.h - the register driver "http": an agency's service behind agency_http.h,
 * with a circuit breaker before it and a short memory of good answers.
 *
 * What comes of each question is counted by its outcome; a change of the breaker and what a
 * question failed of go to the log, with no word of a person.
 */
#ifndef DDOPA_CENTRALD_AGENCY_H
#define DDOPA_CENTRALD_AGENCY_H

#include "base/clock.h"
#include "centrald/agency_http.h"
#include "centrald/breaker.h"
#include "centrald/register.h"

#define AGENCY_UNDER_WAY_MAX 256 /* questions; more are told «busy» */

/* Is handed each lookup that was started, when it is over. */
typedef void agency_done_fn(void *arg, struct register_lookup *l);

/* Fills *out, whose driver closes it. cfg, base and clock are borrowed. */
bool agency_open(struct registers *out, const struct linkage_config *cfg, struct event_base *base,
    const struct clock *clock, struct error *err);
void agency_on_done(struct registers *r, agency_done_fn *fn, void *arg);

/* For whoever watches: how often each outcome, and the breaker. */
struct agency_numbers {
	long outcomes[AGENCY_OUTCOMES];
	long remembered; /* answered from memory */
	size_t under_way;
	enum breaker_state breaker;
};
/* False: the registers are not an agency's. */
bool agency_numbers(const struct registers *r, struct agency_numbers *out);

#endif
