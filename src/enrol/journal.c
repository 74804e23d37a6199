/*
 * The invariant: whatever was answered «true» by journal_append() is read back by the next
 * journal_open(), after any crash. So a record is appended with one write at the known end,
 * then fdatasync'ed; when either fails, the file is poisoned, since nobody can tell what of
 * it reached the disk (a second fsync may well succeed and lie).
 */
#include "enrol/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/directory.h"
#include "enrol/journal_record.h"

#define NAME	      "journal"
#define DRAFT	      "journal.new"
#define FILE_MAX      (256L * 1024 * 1024)
#define ROOM_MIN      (16ULL * 1024 * 1024) /* hardening.md F18 */
#define TORN_MAX      10000
#define LOCK_TRIES    20
#define LOCK_PAUSE_NS (25L * 1000 * 1000)

struct journal {
	int dir; /* flock(2)ed */
	int fd;
	off_t end;		   /* of the last good record */
	uint8_t last[SHA256_SIZE]; /* hash of it */
	bool poisoned;
	struct journal_record *entries; /* the last record of each that is not closed */
	size_t count, cap;
};

/* ---- what is open ---- */

/* A record speaks of the entry with its id, or, while there is none, with its key: the
 * answer to an INTENT without an id brings both. */
static struct journal_record *entry_of(struct journal *j, const struct journal_record *r)
{
	for (size_t i = 0; i < j->count; i++) {
		struct journal_record *e = &j->entries[i];
		bool same_id = r->enrolment_id[0] && strcmp(e->enrolment_id, r->enrolment_id) == 0;
		bool same_key = !e->enrolment_id[0] && r->key[0] && strcmp(e->key, r->key) == 0;
		if (same_id || same_key)
			return e;
	}
	return NULL;
}

static struct journal_record *entry_add(struct journal *j)
{
	if (j->count == j->cap) {
		size_t cap = j->cap ? 2 * j->cap : 16;
		struct journal_record *more = reallocarray(j->entries, cap, sizeof(*more));
		if (!more)
			return NULL;
		j->entries = more;
		j->cap = cap;
	}
	return &j->entries[j->count++];
}

static bool note(struct journal *j, const struct journal_record *r)
{
	struct journal_record *e = entry_of(j, r);
	if (r->kind == JOURNAL_CLOSED) {
		if (e)
			*e = j->entries[--j->count];
		return true;
	}
	if (!e)
		e = entry_add(j);
	if (e)
		*e = *r;
	return e != NULL;
}

/* ---- opening ---- */

static bool ours_alone(int fd, const char *what, struct error *err)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return error_errno(err, PROBLEM_IO, errno, what);
	if (st.st_uid != geteuid() || (st.st_mode & 077) != 0)
		return error_set(err, PROBLEM_CONFIG_OWNER, "%s", what);
	return true;
}

static bool open_directory(struct journal *j, const char *directory, struct error *err)
{
	if (!directory_make(directory))
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, directory);
	j->dir = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (j->dir < 0)
		return error_errno(err, PROBLEM_IO, errno, directory);
	return ours_alone(j->dir, directory, err);
}

static uint8_t *read_whole(int fd, size_t *len, struct error *err)
{
	struct stat st;
	if (!ours_alone(fd, NAME, err))
		return NULL;
	if (fstat(fd, &st) < 0 || st.st_size > FILE_MAX) {
		error_set(err, PROBLEM_IO, "%s: size", NAME);
		return NULL;
	}
	uint8_t *data = malloc((size_t)st.st_size + 1);
	size_t got = 0;
	while (data && got < (size_t)st.st_size) {
		ssize_t n = pread(fd, data + got, (size_t)st.st_size - got, (off_t)got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	if (!data || got < (size_t)st.st_size) {
		error_set(err, data ? PROBLEM_IO : PROBLEM_MEMORY, "%s: read", NAME);
		free(data);
		return NULL;
	}
	*len = got;
	return data;
}

static bool write_all(int fd, const uint8_t *data, size_t len, off_t at)
{
	while (len > 0) {
		ssize_t n = pwrite(fd, data, len, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
		at += n;
	}
	return true;
}

/* Keeps what does not parse as journal.torn-N. */
static bool keep_tail(struct journal *j, const uint8_t *tail, size_t len, struct error *err)
{
	char name[32];
	int fd = -1;
	for (int n = 1; n <= TORN_MAX && fd < 0; n++) {
		snprintf(name, sizeof(name), NAME ".torn-%d", n);
		fd = openat(j->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, name);
	bool kept = write_all(fd, tail, len, 0) && fsync(fd) == 0;
	close(fd);
	if (!kept || fsync(j->dir) < 0)
		return error_errno(err, PROBLEM_IO, errno, name);
	return true;
}

/* Takes in the records of data; returns the bytes that were good. */
static bool parse(struct journal *j, const uint8_t *data, size_t len, size_t *good)
{
	uint8_t previous[SHA256_SIZE] = {0};
	struct journal_record r;
	size_t n;
	*good = 0;
	while ((n = journal_record_read(&r, data + *good, len - *good, previous)) > 0) {
		if (!sha256(previous, data + *good, n) || !note(j, &r))
			return false;
		*good += n;
	}
	return true;
}

static bool load(struct journal *j, struct error *err)
{
	size_t len = 0, good = 0;
	int fd = openat(j->dir, NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || error_errno(err, PROBLEM_IO, errno, NAME);
	uint8_t *data = read_whole(fd, &len, err);
	close(fd);
	if (!data)
		return false;
	bool ok = parse(j, data, len, &good) || error_set(err, PROBLEM_MEMORY, NAME);
	if (ok && good < len)
		ok = keep_tail(j, data + good, len - good, err);
	free(data);
	return ok;
}

static bool put(struct journal *j, const struct journal_record *r, struct error *err)
{
	struct buf bytes = BUF_INIT;
	uint8_t hash[SHA256_SIZE];
	journal_record_write(&bytes, r, j->last);
	bool made = buf_ok(&bytes) && sha256(hash, bytes.data, bytes.len);
	bool written = made && write_all(j->fd, bytes.data, bytes.len, j->end);
	int why = errno;
	off_t end = j->end + (off_t)bytes.len;
	buf_free(&bytes);
	if (!made)
		return error_set(err, PROBLEM_MEMORY, NAME);
	if (!written)
		return error_errno(err, PROBLEM_IO, why, NAME);
	j->end = end;
	memcpy(j->last, hash, sizeof(hash));
	return true;
}

/* Each opening begins a new file with what is still open, and puts it in the old one's
 * place: pages that an earlier fsync failed on are not built upon, and nothing grows. */
static bool begin_file(struct journal *j, struct error *err)
{
	if (j->fd >= 0)
		close(j->fd);
	j->end = 0;
	memset(j->last, 0, sizeof(j->last));
	j->fd = openat(j->dir, DRAFT, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (j->fd < 0)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, DRAFT);
	for (size_t i = 0; i < j->count; i++)
		if (!put(j, &j->entries[i], err))
			return false;
	if (fsync(j->fd) < 0 || renameat(j->dir, DRAFT, j->dir, NAME) < 0 || fsync(j->dir) < 0)
		return error_errno(err, PROBLEM_IO, errno, NAME);
	return true;
}

/* A program that was killed a moment ago may still be letting go. */
static bool lock(struct journal *j, struct error *err)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(j->dir, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_errno(err, PROBLEM_IO, errno, "flock");
		nanosleep(&pause, NULL);
	}
	return error_set(err, PROBLEM_IN_USE, "%s", NAME);
}

bool journal_directory(char out[PATH_MAX], const char *configured, struct error *err)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n = -1;
	if (configured && configured[0])
		n = snprintf(out, PATH_MAX, "%s", configured);
	else if (state && state[0] == '/')
		n = snprintf(out, PATH_MAX, "%s/ddopa", state);
	else if (home && home[0] == '/')
		n = snprintf(out, PATH_MAX, "%s/.local/state/ddopa", home);
	if (n < 0 || n >= PATH_MAX)
		return error_set(err, PROBLEM_CONFIG, "state.directory");
	return true;
}

struct journal *journal_open(const char *directory, struct error *err)
{
	struct journal *j = calloc(1, sizeof(*j));
	if (!j) {
		error_set(err, PROBLEM_MEMORY, NAME);
		return NULL;
	}
	j->dir = j->fd = -1;
	if (open_directory(j, directory, err) && lock(j, err) && load(j, err) && begin_file(j, err))
		return j;
	journal_close(j);
	return NULL;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	if (j->fd >= 0)
		close(j->fd);
	if (j->dir >= 0)
		close(j->dir);
	free(j->entries);
	free(j);
}

/* ---- writing ---- */

bool journal_append(struct journal *j, const struct journal_record *r, struct error *err)
{
	if (j->poisoned)
		return error_set(err, PROBLEM_IO, "%s: an earlier write failed", NAME);
	j->poisoned = true; /* until all of it is known to be down */
	if (!put(j, r, err))
		return false;
	if (fdatasync(j->fd) < 0)
		return error_errno(err, PROBLEM_IO, errno, NAME);
	if (!note(j, r))
		return error_set(err, PROBLEM_MEMORY, NAME);
	j->poisoned = false;
	return true;
}

bool journal_renew(struct journal *j, struct error *err)
{
	j->poisoned = true;
	if (!begin_file(j, err))
		return false;
	j->poisoned = false;
	return true;
}

static bool plain_id(const char *id)
{
	static const char allowed[] =
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
	return id[0] && strlen(id) < API_ID_SIZE && id[strspn(id, allowed)] == '\0';
}

bool journal_keep_receipt(
    struct journal *j, const char *enrolment_id, const char *jws, struct error *err)
{
	char name[API_ID_SIZE + 16], draft[API_ID_SIZE + 24];
	if (!plain_id(enrolment_id))
		return error_set(err, PROBLEM_CENTRE_ANSWER, "id");
	snprintf(name, sizeof(name), "receipt-%s", enrolment_id);
	snprintf(draft, sizeof(draft), "%s.new", name);
	int fd = openat(j->dir, draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, name);
	bool ok = write_all(fd, (const uint8_t *)jws, strlen(jws), 0) && fsync(fd) == 0;
	close(fd);
	if (!ok || renameat(j->dir, draft, j->dir, name) < 0 || fsync(j->dir) < 0)
		return error_errno(err, PROBLEM_IO, errno, name);
	return true;
}

bool journal_has_room(const struct journal *j, struct error *err)
{
	struct statvfs fs;
	if (j->poisoned)
		return error_set(err, PROBLEM_IO, "%s: an earlier write failed", NAME);
	if (fstatvfs(j->dir, &fs) < 0)
		return error_errno(err, PROBLEM_IO, errno, NAME);
	if ((unsigned long long)fs.f_bavail * fs.f_frsize < ROOM_MIN)
		return error_set(err, PROBLEM_IO, "%s: less than 16 MiB are free", NAME);
	return true;
}

void journal_open_entries(
    struct journal *j, void (*fn)(void *arg, const struct journal_record *r), void *arg)
{
	for (size_t i = 0; i < j->count; i++)
		fn(arg, &j->entries[i]);
}
