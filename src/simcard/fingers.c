/*
 * mkfinger: writes the template of a synthetic finger, or of an impression of it, in
 * ISO/IEC 19794-2's compact card format.
 *
 *     mkfinger SEED FILE              the finger as it was enrolled
 *     mkfinger --press N SEED FILE    its N-th impression: moved, turned, noisy
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simcard/finger.h"
#include "simcard/rng.h"

#define COUNT_MIN  34
#define COUNT_SPAN 12

static struct impression impression_of(uint64_t seed)
{
	struct rng r = {seed};
	struct impression how = {
	    .jitter = 3, .turn = 8, .missing = 0.15, .other_type = 0.1, .spurious = 3};

	how.rotate = rng_between(&r, -20, 20);
	how.dx = rng_between(&r, -20, 20);
	how.dy = rng_between(&r, -20, 20);
	how.seed = rng_next(&r);
	return how;
}

static bool write_file(const char *path, const struct minutiae *m)
{
	uint8_t data[MINUTIAE_MAX * MINUTIA_SIZE];
	const size_t len = minutiae_encode(data, m);
	FILE *f = fopen(path, "wb");
	bool ok;

	if (f == NULL)
		return false;
	ok = fwrite(data, 1, len, f) == len;
	return fclose(f) == 0 && ok;
}

int main(int argc, char **argv)
{
	const bool press = argc == 5 && strcmp(argv[1], "--press") == 0;
	struct minutiae finger, seen;
	uint64_t seed;

	if (argc != 3 && !press) {
		fprintf(stderr, "usage: mkfinger [--press N] SEED FILE\n");
		return EXIT_FAILURE;
	}
	seed = strtoull(argv[argc - 2], NULL, 10);
	finger_draw(&finger, seed, COUNT_MIN + seed % COUNT_SPAN);
	seen = finger;
	if (press) {
		const struct impression how =
		    impression_of(seed << 8 ^ strtoull(argv[2], NULL, 10));

		finger_press(&seen, &finger, &how);
	}
	if (write_file(argv[argc - 1], &seen))
		return EXIT_SUCCESS;
	perror(argv[argc - 1]);
	return EXIT_FAILURE;
}
