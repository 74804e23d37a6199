/*
 * card/sensor_file.c - a template file plays the sensor, for tests and training: a finger is
 * put down when the file is there. Of a hand (a directory), the n-th press takes
 * right-index.N.fmd where that is there, presses that did not count counted too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"
#include "card/sensor_kinds.h"

#define LOOK_MS	  100
#define PATH_SIZE 600

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

struct paths {
	char of_press[PATH_SIZE], of_finger[PATH_SIZE]; /* the second where there is no first */
};

/* A directory is a hand; any other path is the finger, whichever is asked for. */
static bool name_paths(struct paths *paths, const char *path, enum finger finger, int nth)
{
	struct stat about;
	int n;

	if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode)) {
		paths->of_press[0] = '\0';
		n = snprintf(paths->of_finger, PATH_SIZE, "%s", path);
		return n < PATH_SIZE;
	}
	n = snprintf(paths->of_press, PATH_SIZE, "%s/%s.%d.fmd", path, finger_name(finger), nth);
	snprintf(paths->of_finger, PATH_SIZE, "%s/%s.fmd", path, finger_name(finger));
	return n < PATH_SIZE;
}

static bool read_finger(const struct paths *p, uint8_t *out, size_t size, size_t *len, int *error)
{
	if (p->of_press[0] != '\0' && read_file(p->of_press, out, size, len, error))
		return true;
	return read_file(p->of_finger, out, size, len, error);
}

bool sensor_press_file(
    struct sensor *s, enum finger finger, int nth, struct press *press, struct error *err)
{
	const char *path = s->options->path;
	uint8_t bytes[TEMPLATE_MAX + 1];
	struct paths paths;
	size_t len;
	int error = ENAMETOOLONG;
	bool ok;

	while (!name_paths(&paths, path, finger, nth) ||
	       !read_finger(&paths, bytes, sizeof bytes, &len, &error)) {
		if (error != ENOENT)
			return error_errno(err, PROBLEM_SENSOR_FAILED, error, path);
		if (sensor_time_left(s) == 0)
			return error_set(err, PROBLEM_FINGER_TIMEOUT, "%s", path);
		if (!sensor_wanted(s, LOOK_MS))
			return false;
	}
	ok = sensor_take(press, bytes, len, err);
	secret_wipe(bytes, sizeof bytes);
	return ok;
}
