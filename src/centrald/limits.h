/*
 * centrald/limits.h - how often somebody may do something, and how much at once: an address
 * guess a typed code that does not exist (ten at once, then one in six seconds; a typed code
 * has 50 bits, nobody finds one so), a counter's certificate ask anything.
 *
 * Times are monotonic. The table cannot be made to grow: two who fall on one slot share it.
 */
#ifndef DDOPA_CENTRALD_LIMITS_H
#define DDOPA_CENTRALD_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

struct limit {
	long burst;	 /* so many at once; 0: no limit */
	int64_t step_us; /* then one in so many microseconds */
	long together;	 /* begun and not yet ended; 0: no limit */
};

#define LIMIT_TYPED_CODES ((struct limit){.burst = 10, .step_us = 6000000})

struct limits;
struct limits *limits_new(struct limit limit); /* NULL without memory */
void limits_free(struct limits *l);
bool limits_allow(const struct limits *l, const char *who, int64_t mono_ms);
void limits_spend(struct limits *l, const char *who, int64_t mono_ms);

/* False: too many of it are not yet ended. What has begun must be ended. */
bool limits_begin(struct limits *l, const char *who);
void limits_end(struct limits *l, const char *who);

#endif
