#include "central/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/log.h"

#define NAME  "checkpoint"
#define DRAFT NAME ".XXXXXX"

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

static bool write_text(const struct witness *w, int fd, const char *jws, size_t len)
{
	char text[sizeof w->url + CHECKPOINT_SIZE + 2];
	int size = snprintf(text, sizeof text, "%s\n%.*s\n", w->url, (int)len, jws);
	return size >= 0 && (size_t)size < sizeof text && write(fd, text, (size_t)size) == size &&
	       fsync(fd) == 0;
}

/* Each draft has a name of its own: several programs of one account may be at it, and none
 * may put another's half-written one into place. (A lock on the directory is the journal's.) */
static bool replace(const struct witness *w, int dir, const char *jws, size_t len)
{
	char draft[sizeof w->directory + sizeof DRAFT + 1];
	snprintf(draft, sizeof draft, "%s/" DRAFT, w->directory);
	int fd = mkostemp(draft, O_CLOEXEC);
	if (fd < 0)
		return false;
	bool ok = write_text(w, fd, jws, len);
	ok = close(fd) == 0 && ok && renameat(AT_FDCWD, draft, dir, NAME) == 0;
	if (!ok)
		unlink(draft);
	return ok && fsync(dir) == 0;
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
	bool ok = replace(w, dir, jws, len) || error_errno(err, PROBLEM_IO, errno, NAME);
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
