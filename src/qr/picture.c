#include "qr/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <png.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"

#define PIXELS ((size_t)QR_PICTURE_SIDE * QR_PICTURE_SIDE)
/* Two greys in runs compress to a few thousand bytes; this is what they would take as they are. */
#define FILE_MAX (PIXELS + 4096)

struct work {
	uint8_t grey[PIXELS];
	uint8_t file[FILE_MAX];
};

int qr_picture_create(int directory, const char *path)
{
	return openat(directory, path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static void paint(uint8_t *grey, const struct qr *q)
{
	for (int y = 0; y < QR_PICTURE_SIDE; y++)
		for (int x = 0; x < QR_PICTURE_SIDE; x++)
			*grey++ = q->dark[y / QR_PICTURE_SCALE][x / QR_PICTURE_SCALE] ? 0 : 255;
}

/* Returns the bytes of the file; 0 when memory ends. */
static size_t encode(struct work *w, const struct qr *q)
{
	png_image image = {.version = PNG_IMAGE_VERSION,
	    .width = QR_PICTURE_SIDE,
	    .height = QR_PICTURE_SIDE,
	    .format = PNG_FORMAT_GRAY};
	png_alloc_size_t size = sizeof w->file;
	paint(w->grey, q);
	int done = png_image_write_to_memory(&image, w->file, &size, 0, w->grey, 0, NULL);
	png_image_free(&image);
	return done ? size : 0;
}

static bool write_whole(int fd, const uint8_t *bytes, size_t length)
{
	size_t done = 0;
	while (done < length) {
		ssize_t n = pwrite(fd, bytes + done, length - done, (off_t)done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

bool qr_picture_write(int fd, const struct qr *q)
{
	struct work *w = secret_alloc(sizeof *w);
	if (!w) {
		errno = ENOMEM;
		return false;
	}
	size_t length = encode(w, q);
	errno = ENOMEM;
	bool written = length > 0 && ftruncate(fd, 0) == 0 && write_whole(fd, w->file, length);
	int kept = errno;
	secret_free(w, sizeof *w);
	if (!written && ftruncate(fd, 0) == 0)
		errno = kept;
	return written;
}
