/*
 * card/sensor_file.c - a template file plays the sensor, for tests and training: a finger is
 * put down when the file is there.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"
#include "card/sensor_kinds.h"

#define LOOK_MS 100

/* A regular file only: a FIFO would block, a device is no finger. One byte more than the
 * largest template is read, so that one too large is noticed. */
static bool read_file(const char *path, uint8_t *out, size_t size, size_t *len, int *error)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat about;
	ssize_t n = -1;

	*error = errno;
	if (fd < 0)
		return false;
	if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode))
		n = read(fd, out, size);
	*error = n < 0 ? EINVAL : 0;
	*len = n < 0 ? 0 : (size_t)n;
	close(fd);
	return n >= 0;
}

bool sensor_capture_file(struct sensor *s, enum finger finger, struct error *err)
{
	uint8_t bytes[TEMPLATE_MAX + 1];
	size_t len;
	int error;
	bool ok;

	(void)finger;
	while (!read_file(s->options->path, bytes, sizeof bytes, &len, &error)) {
		if (error != ENOENT)
			return error_errno(err, PROBLEM_SENSOR_FAILED, error, s->options->path);
		if (sensor_time_left(s) == 0)
			return error_set(err, PROBLEM_FINGER_TIMEOUT, "%s", s->options->path);
		if (!sensor_wanted(s, LOOK_MS))
			return false;
	}
	ok = sensor_take(s, bytes, len, err);
	secret_wipe(bytes, sizeof bytes);
	return ok;
}
