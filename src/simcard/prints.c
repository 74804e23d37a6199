/*
 * mkprint: writes the picture of an impression of a synthetic finger, 500 dpi, as PGM.
 *
 *     mkprint SEED N FILE     the N-th impression of finger SEED
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "simcard/press.h"

static bool write_file(const char *path, const uint8_t *grey)
{
	FILE *f = fopen(path, "wb");
	bool ok;

	if (f == NULL)
		return false;
	ok = fprintf(f, "P5\n%d %d\n255\n", PRESS_WIDTH, PRESS_HEIGHT) > 0 &&
	     fwrite(grey, 1, PRESS_SIZE, f) == PRESS_SIZE;
	return fclose(f) == 0 && ok;
}

int main(int argc, char **argv)
{
	static uint8_t grey[PRESS_SIZE];

	if (argc != 4) {
		fprintf(stderr, "usage: mkprint SEED N FILE\n");
		return EXIT_FAILURE;
	}
	press_finger(grey, strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10));
	if (write_file(argv[3], grey))
		return EXIT_SUCCESS;
	perror(argv[3]);
	return EXIT_FAILURE;
}
