/*
 * base/clock.h - the only source of time and of random numbers.
 *
 * Tests put a clock of their own in place; nothing else calls time(2).
 */
#ifndef DDOPA_BASE_CLOCK_H
#define DDOPA_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock {
	int64_t (*real_ms)(void *state); /* since 1970-01-01T00:00:00Z */
	int64_t (*mono_ms)(void *state); /* never goes back; no zero point */
	void *state;
};

extern const struct clock clock_system;

/* A clock that stands until it is moved; for tests and for `fake_clock` below. */
struct clock_fake {
	int64_t real;
	int64_t mono;
};
struct clock clock_fake_of(struct clock_fake *fake);
void clock_fake_advance(struct clock_fake *fake, int64_t ms);

int64_t clock_real_ms(const struct clock *c);
int64_t clock_mono_ms(const struct clock *c);

/* Cryptographic random bytes; false only when the kernel has none. */
bool random_bytes(void *out, size_t len);

#endif
