#include "tui/code_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "qr/picture.h"

static int open_home(void)
{
	const char *home = getenv("HOME");
	if (!home || home[0] != '/') {
		errno = ENOENT;
		return -1;
	}
	return open(home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void code_file_remove(struct code_file *f)
{
	if (f->name[0] == '\0')
		return;
	unlinkat(f->home, f->name, 0);
	close(f->home);
	f->name[0] = '\0';
}

bool code_file_write(struct code_file *f, const struct qr *q, int64_t real_ms)
{
	struct bangkok_time now = bangkok_time_of(real_ms);
	code_file_remove(f);
	f->home = open_home();
	if (f->home < 0)
		return false;
	snprintf(f->name, sizeof f->name, "ddopa-code-%02d%02d%02d.png", now.hour, now.minute,
	    now.second);
	int fd = qr_picture_create(f->home, f->name);
	if (fd < 0) { /* what is there is not ours to remove */
		int kept = errno;
		close(f->home);
		f->name[0] = '\0';
		errno = kept;
		return false;
	}
	bool written = qr_picture_write(fd, q);
	int kept = errno;
	written = close(fd) == 0 && written;
	if (!written) {
		code_file_remove(f);
		errno = kept;
	}
	return written;
}
