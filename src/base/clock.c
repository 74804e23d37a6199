/*
 * base/clock.c - the system's clock, a clock for tests, and random bytes.
 */
#include "base/clock.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

static int64_t now_ms(clockid_t id)
{
	struct timespec ts = {0};

	(void)clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t system_real_ms(void *state)
{
	(void)state;
	return now_ms(CLOCK_REALTIME);
}

static int64_t system_mono_ms(void *state)
{
	(void)state;
	return now_ms(CLOCK_MONOTONIC);
}

const struct clock clock_system = {.real_ms = system_real_ms, .mono_ms = system_mono_ms};

static int64_t fake_real_ms(void *state)
{
	const struct clock_fake *fake = state;

	return fake->real;
}

static int64_t fake_mono_ms(void *state)
{
	const struct clock_fake *fake = state;

	return fake->mono;
}

struct clock clock_fake_of(struct clock_fake *fake)
{
	return (struct clock){.real_ms = fake_real_ms, .mono_ms = fake_mono_ms, .state = fake};
}

void clock_fake_advance(struct clock_fake *fake, int64_t ms)
{
	fake->real += ms;
	fake->mono += ms;
}

int64_t clock_real_ms(const struct clock *c)
{
	return c->real_ms(c->state);
}

int64_t clock_mono_ms(const struct clock *c)
{
	return c->mono_ms(c->state);
}

bool random_bytes(void *out, size_t len)
{
	uint8_t *p = out;

	while (len > 0) {
		const ssize_t n = getrandom(p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}
