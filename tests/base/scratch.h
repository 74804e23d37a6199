/* A directory of the test's own, in $TMPDIR, which tests/guard makes and removes. */
#ifndef DDOPA_TESTS_BASE_SCRATCH_H
#define DDOPA_TESTS_BASE_SCRATCH_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define SCRATCH_SIZE 512

static inline bool scratch_make(char out[SCRATCH_SIZE])
{
	const char *tmp = getenv("TMPDIR");
	snprintf(out, SCRATCH_SIZE, "%s/scratch.XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(out) != NULL;
}

#endif
