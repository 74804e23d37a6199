/*
 * glass: puts a finger on libfprint's virtual sensor.
 *
 *     glass SOCKET FILE      the picture in FILE (PGM, 8 bits), once
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PIXELS_MAX (2000 * 2000)

struct picture {
	int32_t size[2]; /* as the driver wants it: width, height, then the pixels */
	uint8_t grey[PIXELS_MAX];
};

_Noreturn static void fail(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static size_t load(struct picture *p, const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t pixels;

	if (f == NULL || fscanf(f, "P5 %d %d 255", &p->size[0], &p->size[1]) != 2 ||
	    fgetc(f) != '\n' || p->size[0] < 1 || p->size[0] > 2000 || p->size[1] < 1 ||
	    p->size[1] > 2000)
		fail(path);
	pixels = (size_t)p->size[0] * (size_t)p->size[1];
	if (fread(p->grey, 1, pixels, f) != pixels)
		fail(path);
	fclose(f);
	return sizeof p->size + pixels;
}

static int reach(const char *path)
{
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof at.sun_path)
		fail(path);
	memcpy(at.sun_path, path, strlen(path));
	if (fd < 0 || connect(fd, (const struct sockaddr *)&at, sizeof at) != 0)
		fail(path);
	return fd;
}

int main(int argc, char **argv)
{
	static struct picture picture;
	const uint8_t *bytes = (const uint8_t *)&picture;
	size_t left;
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: glass SOCKET FILE\n");
		return EXIT_FAILURE;
	}
	left = load(&picture, argv[2]);
	fd = reach(argv[1]);
	while (left > 0) {
		const ssize_t n = send(fd, bytes, left, MSG_NOSIGNAL);

		if (n <= 0)
			fail(argv[1]);
		bytes += n;
		left -= (size_t)n;
	}
	close(fd);
	return EXIT_SUCCESS;
}
