/*
 * centrald/metrics.h - what the centre's operators watch, in the text format of Prometheus
 * (0.0.4): counts of one process since its start, and how things stand. No office, no
 * counter, no person: labels are routes of the table, problems of the catalogue.
 */
#ifndef DDOPA_CENTRALD_METRICS_H
#define DDOPA_CENTRALD_METRICS_H

#include "centrald/call.h"

struct metrics;

/* How things stand when they are asked for; the rest is counted. */
struct metrics_now {
	size_t connections[2]; /* by enum listener */
	size_t pending, waiting;
	int64_t certificate_ends, crl_ends; /* seconds since 1970; 0: none */
};

struct metrics *metrics_new(void);
void metrics_free(struct metrics *m);
/* A request was answered, after so many milliseconds. */
void metrics_count(struct metrics *m, const struct call *c, int64_t ms);
void metrics_reloaded(struct metrics *m, bool well);
void metrics_write(const struct metrics *m, struct buf *out, const struct centre *centre,
    const struct metrics_now *now);

#endif
