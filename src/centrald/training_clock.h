/*
 * centrald/training_clock.h - in training, a clock that a file moves ahead or back, so
 * that a code can be seen to run out without waiting for it.
 */
#ifndef DDOPA_CENTRALD_TRAINING_CLOCK_H
#define DDOPA_CENTRALD_TRAINING_CLOCK_H

#include "base/clock.h"
#include "base/error.h"

struct training_clock {
	const char *file; /* borrowed; holds a number of milliseconds */
	int64_t offset;
};

struct clock training_clock_of(struct training_clock *t);
/* Keeps the old offset when the file does not hold a number. */
bool training_clock_read(struct training_clock *t, struct error *err);

#endif
