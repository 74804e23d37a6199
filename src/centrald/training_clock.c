#include "centrald/training_clock.h"

#include <errno.h>
#include <stdio.h>

#define OFFSET_MAX (10LL * 365 * 24 * 60 * 60 * 1000)

static int64_t shifted_real(void *state)
{
	const struct training_clock *t = state;
	return clock_real_ms(&clock_system) + t->offset;
}

static int64_t plain_mono(void *state)
{
	(void)state;
	return clock_mono_ms(&clock_system);
}

struct clock training_clock_of(struct training_clock *t)
{
	return (struct clock){.real_ms = shifted_real, .mono_ms = plain_mono, .state = t};
}

bool training_clock_read(struct training_clock *t, struct error *err)
{
	FILE *f = fopen(t->file, "re");
	long long offset = 0;
	if (!f)
		return error_errno(err, PROBLEM_IO, errno, t->file);
	int got = fscanf(f, "%15lld", &offset);
	fclose(f);
	if (got != 1 || offset > OFFSET_MAX || offset < -OFFSET_MAX)
		return error_set(err, PROBLEM_CONFIG, "%s: not a number of milliseconds", t->file);
	t->offset = offset;
	return true;
}
