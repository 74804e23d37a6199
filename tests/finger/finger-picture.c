/*
 * finger-picture: an impression of a synthetic finger (simcard/press.h), for stories.
 *
 *     finger-picture template SEED N FILE      as the terminal's template, into a file
 *     finger-picture press SEED N SOCKET       as a picture, onto libfprint's virtual_image
 *                                              sensor
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "card/print.h"
#include "simcard/press.h"

static uint8_t picture[PRESS_SIZE];

static bool write_template(const char *path)
{
	uint8_t bytes[MINUTIAE_MAX * MINUTIA_SIZE];
	struct print print;
	struct error err;
	size_t len;
	FILE *f;
	bool ok;

	if (!print_from_image(picture, PRESS_WIDTH, PRESS_HEIGHT, 0, &print, &err))
		return false;
	len = minutiae_encode(bytes, &print.minutiae);
	f = fopen(path, "wb");
	if (f == NULL)
		return false;
	ok = fwrite(bytes, 1, len, f) == len;
	return fclose(f) == 0 && ok;
}

static bool give(int fd, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;

	while (len > 0) {
		const ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static bool press(const char *path)
{
	const int32_t size[2] = {PRESS_WIDTH, PRESS_HEIGHT};
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	bool ok;

	snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
	ok = fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) == 0 &&
	     give(fd, size, sizeof size) && give(fd, picture, PRESS_SIZE);
	if (fd >= 0)
		close(fd);
	return ok;
}

int main(int argc, char **argv)
{
	bool ok;

	if (argc != 5) {
		fprintf(stderr, "usage: finger-picture template|press SEED N PATH\n");
		return EXIT_FAILURE;
	}
	press_finger(picture, strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
	ok = strcmp(argv[1], "press") == 0 ? press(argv[4]) : write_template(argv[4]);
	if (!ok)
		perror(argv[4]);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
