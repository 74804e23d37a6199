/*
 * simcard/rng.h - numbers that look random and are the same everywhere: SplitMix64
 * (Steele, Lea, Flood 2014). For sample data, never for secrets.
 */
#ifndef DDOPA_SIMCARD_RNG_H
#define DDOPA_SIMCARD_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
	uint64_t z = r->state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

/* In [low, high). */
static inline double rng_between(struct rng *r, double low, double high)
{
	return low + (high - low) * (double)(rng_next(r) >> 11) * 0x1p-53;
}

/* 0 to n - 1. */
static inline unsigned rng_below(struct rng *r, unsigned n)
{
	return (unsigned)(rng_next(r) % n);
}

#endif
