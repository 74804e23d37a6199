#include "phone/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW_SUFFIX ".new"

static bool default_path(char *out, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n = -1;
	if (state && *state == '/')
		n = snprintf(out, size, "%s/ddopa-phone", state);
	else if (home && *home == '/')
		n = snprintf(out, size, "%s/.local/state/ddopa-phone", home);
	return n > 0 && (size_t)n < size;
}

/* The directory and what is missing above it. */
static bool make_path(const char *path)
{
	char part[sizeof((struct store *)0)->path];
	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		memcpy(part, path, (size_t)(slash - path));
		part[slash - path] = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return false;
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool check_directory(struct store *s, struct error *err)
{
	struct stat st;
	if (fstat(s->dir, &st) != 0)
		return error_errno(err, PROBLEM_IO, errno, s->path);
	if (st.st_uid != geteuid() || (st.st_mode & 077) != 0)
		return error_set(err, PROBLEM_CONFIG_OWNER, "%s", s->path);
	if (flock(s->dir, LOCK_EX | LOCK_NB) == 0)
		return true;
	if (errno == EWOULDBLOCK)
		return error_set(
		    err, PROBLEM_CANNOT_CREATE, "%s: in use by another phone", s->path);
	return error_errno(err, PROBLEM_CANNOT_CREATE, errno, s->path);
}

bool store_open(struct store *s, const char *path, struct error *err)
{
	*s = (struct store){.dir = -1};
	int n = path ? snprintf(s->path, sizeof s->path, "%s", path) : 0;
	if (n < 0 || (size_t)n >= sizeof s->path ||
	    (!path && !default_path(s->path, sizeof s->path)))
		return error_set(err, PROBLEM_USAGE, "--state");
	if (!make_path(s->path))
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, s->path);
	s->dir = open(s->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (s->dir < 0)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, s->path);
	if (check_directory(s, err))
		return true;
	store_close(s);
	return false;
}

void store_close(struct store *s)
{
	if (s->dir >= 0)
		close(s->dir);
	s->dir = -1;
}

int store_file(struct store *s, const char *name, int flags)
{
	return openat(s->dir, name, flags | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static bool write_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return fdatasync(fd) == 0;
}

bool store_write(struct store *s, const char *name, const void *data, size_t len, struct error *err)
{
	char fresh[64];
	snprintf(fresh, sizeof fresh, "%s" NEW_SUFFIX, name);
	store_remove(s, fresh); /* of a run that was killed */
	int fd = store_file(s, fresh, O_WRONLY | O_CREAT | O_EXCL);
	if (fd < 0)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, name);
	bool ok = write_all(fd, data, len);
	int saved = errno;
	close(fd);
	if (ok)
		return store_rename(s, fresh, name, err);
	store_remove(s, fresh);
	return error_errno(err, PROBLEM_IO, saved, name);
}

bool store_rename(struct store *s, const char *from, const char *to, struct error *err)
{
	if (renameat(s->dir, from, s->dir, to) != 0 || fsync(s->dir) != 0)
		return error_errno(err, PROBLEM_IO, errno, to);
	return true;
}

void store_remove(struct store *s, const char *name)
{
	if (unlinkat(s->dir, name, 0) == 0)
		(void)fsync(s->dir);
}
