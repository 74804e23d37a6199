#include "simcard/file.h"

#include <errno.h>
#include <stdio.h>

bool file_read(const char *path, void *out, size_t size, size_t *len, struct error *err)
{
	FILE *f = fopen(path, "rbe");
	bool more, failed;
	int saved;

	if (f == NULL)
		return error_errno(err, PROBLEM_IO, errno, path);
	errno = 0;
	*len = fread(out, 1, size, f);
	more = *len == size && getc(f) != EOF;
	failed = ferror(f) != 0;
	saved = errno;
	fclose(f);
	if (failed)
		return error_errno(err, PROBLEM_IO, saved, path);
	if (more)
		return error_set(err, PROBLEM_CONFIG, "%s: larger than %zu bytes", path, size);
	return true;
}

bool file_read_minutiae(struct minutiae *out, const char *path, struct error *err)
{
	uint8_t data[MINUTIAE_MAX * MINUTIA_SIZE];
	size_t len;

	if (!file_read(path, data, sizeof data, &len, err))
		return false;
	if (!minutiae_decode(out, data, len, MINUTIAE_MIN_ENROLL))
		return error_set(err, PROBLEM_CONFIG,
		    "%s: %zu bytes are no %d to %d minutiae of three bytes", path, len,
		    MINUTIAE_MIN_ENROLL, MINUTIAE_MAX);
	return true;
}
