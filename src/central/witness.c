#include "central/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/log.h"

#define NAME  "checkpoint"
#define DRAFT "checkpoint.new"

/* ---- the file ---- */

static bool take_lines(struct witness *w, char *text, struct error *err)
{
	char *jws = strchr(text, '\n');
	char *end = jws ? strchr(jws + 1, '\n') : NULL;
	if (!end)
		return error_set(err, PROBLEM_CHECKPOINT_BAD, "%s/" NAME, w->directory);
	*jws++ = '\0';
	if (strcmp(text, w->url) != 0)
		return true;
	return checkpoint_seen_of(&w->seen, jws, (size_t)(end - jws), err) ||
	       error_set(err, PROBLEM_CHECKPOINT_BAD, "%s/" NAME, w->directory);
}

static bool read_file(struct witness *w, int fd, struct error *err)
{
	char text[sizeof w->url + CHECKPOINT_SIZE + 2];
	ssize_t n = read(fd, text, sizeof text - 1);
	if (n < 0)
		return error_errno(err, PROBLEM_IO, errno, NAME);
	text[n] = '\0';
	return take_lines(w, text, err);
}

bool witness_open(struct witness *w, const char *directory, const char *url, struct error *err)
{
	char path[sizeof w->directory + sizeof NAME + 1];
	*w = (struct witness){0};
	if (strlen(directory) >= sizeof w->directory || strlen(url) >= sizeof w->url)
		return error_set(err, PROBLEM_CONFIG, "state.directory: too long");
	snprintf(w->directory, sizeof w->directory, "%s", directory);
	snprintf(w->url, sizeof w->url, "%s", url);
	if (!*directory)
		return true;
	snprintf(path, sizeof path, "%s/" NAME, directory);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT || error_errno(err, PROBLEM_IO, errno, path);
	bool ok = read_file(w, fd, err);
	close(fd);
	return ok;
}

static bool write_draft(const struct witness *w, int dir, const char *jws, size_t len)
{
	char text[sizeof w->url + CHECKPOINT_SIZE + 2];
	int size = snprintf(text, sizeof text, "%s\n%.*s\n", w->url, (int)len, jws);
	int fd = openat(dir, DRAFT, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || size < 0 || (size_t)size >= sizeof text) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	bool ok = write(fd, text, (size_t)size) == size && fsync(fd) == 0;
	return close(fd) == 0 && ok;
}

static bool keep(const struct witness *w, const char *jws, size_t len, struct error *err)
{
	if (!*w->directory)
		return true;
	int dir = directory_make(w->directory)
		      ? open(w->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
		      : -1;
	if (dir < 0)
		return error_errno(err, PROBLEM_IO, errno, w->directory);
	bool ok = write_draft(w, dir, jws, len) && renameat(dir, DRAFT, dir, NAME) == 0 &&
		  fsync(dir) == 0;
	if (!ok)
		error_errno(err, PROBLEM_IO, errno, NAME);
	close(dir);
	return ok;
}

/* ---- judging ---- */

bool witness_judge(
    struct witness *w, const struct checkpoint_seen *sent, const char *path, struct error *err)
{
	struct checkpoint_seen newest;
	if (!*path && sent->number == 0)
		return true;
	if (!checkpoint_follow(&newest, path, sent, err))
		return false;
	/* Another answer was here meanwhile: what it brought stays, or has to be the same. */
	if (newest.number < w->seen.number)
		return true;
	if (newest.number == w->seen.number)
		return strcmp(newest.hash, w->seen.hash) == 0 ||
		       error_set(err, PROBLEM_HISTORY_SHRANK, "%ld: another one than was seen",
			   newest.number);
	if (sent->number != w->seen.number)
		return true;
	struct error kept;
	if (!keep(w, path, strcspn(path, "\n"), &kept))
		log_error(&kept); /* what was down before is still there */
	w->seen = newest;
	return true;
}
