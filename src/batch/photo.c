/* The face photo as a file, for a script that shows it to whoever answers «same person?». */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "batch/batch.h"

int batch_photo_open(const char *path, struct error *err)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	return fd;
}

static bool write_whole(int fd, const uint8_t *photo, size_t len)
{
	size_t done = 0;

	while (done < len) {
		const ssize_t n = write(fd, photo + done, len - done);

		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

bool batch_photo_write(
    int fd, const char *path, const uint8_t *photo, size_t len, struct error *err)
{
	const bool written = write_whole(fd, photo, len);

	if (close(fd) == 0 && written)
		return true;
	error_errno(err, PROBLEM_IO, errno, path);
	unlink(path);
	return false;
}
