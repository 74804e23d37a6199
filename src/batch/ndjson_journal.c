#include "batch/ndjson_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/lang.h"
#include "batch/ndjson_lines.h"

#define FIRST_WORDS "ddopa-batch 1 "
#define HEAD_SIZE   (sizeof FIRST_WORDS - 1 + 2 * JOURNAL_RUN_ID + 1)
#define CHECK_HEX   16
#define HASH_HEX    (2 * INDEX_HASH)
#define KEY_AT	    (CHECK_HEX + 1 + HASH_HEX + 1)

struct result_journal {
	int fd, dir;
	bool look;
	bool poisoned;
	uint8_t run[JOURNAL_RUN_ID];
	int64_t end; /* of what is written */
	int64_t torn;
	struct buf more;   /* to be written behind it */
	struct buf hashed; /* kept, since secret memory is dear to get */
	struct request_index *index;
};

/* ---- its lines ---- */

/* The check value of a line is over what follows it. */
static bool check_of(struct buf *hex, const char *rest, size_t len)
{
	uint8_t hash[SHA256_SIZE];

	if (!sha256(hash, rest, len))
		return false;
	hex_encode(hex, hash, CHECK_HEX / 2);
	return buf_ok(hex);
}

static bool is_whole(const char *text, size_t len)
{
	struct buf hex = BUF_INIT;
	bool ok = len > KEY_AT && check_of(&hex, text + CHECK_HEX, len - CHECK_HEX) &&
		  memcmp(hex.data, text, CHECK_HEX) == 0;

	buf_free(&hex);
	return ok;
}

bool results_hash(
    struct result_journal *j, const char *purpose, const struct buf *text, uint8_t out[32])
{
	struct buf *b = &j->hashed;
	bool ok;

	buf_clear(b);
	buf_put(b, j->run, sizeof j->run);
	buf_str(b, purpose);
	buf_blob(b, text->data, text->len);
	ok = buf_ok(b) && buf_ok(text) && sha256(out, b->data, b->len);
	buf_clear(b);
	return ok;
}

static bool key_hash(struct result_journal *j, const char *key, size_t len, uint8_t out[INDEX_HASH])
{
	struct buf text = BUF_INIT;
	uint8_t hash[SHA256_SIZE];
	bool ok;

	buf_put(&text, key, len);
	ok = results_hash(j, "key", &text, hash);
	memcpy(out, hash, INDEX_HASH);
	buf_free(&text);
	return ok;
}

/* Of a line that is whole; false when it is none of ours. */
static bool entry_of(struct result_journal *j, const struct line *line, struct index_entry *e)
{
	struct buf request = BUF_INIT;
	const char *key = line->text + KEY_AT;
	const char *space = memchr(key, ' ', line->len - KEY_AT);
	bool ok = space != NULL && hex_decode(&request, line->text + CHECK_HEX + 1, HASH_HEX) &&
		  key_hash(j, key, (size_t)(space - key), e->key);

	if (ok)
		memcpy(e->request, request.data, INDEX_HASH);
	e->result = line->start;
	buf_free(&request);
	return ok;
}

/* ---- opening ---- */

static bool not_ours(struct error *err, const char *path)
{
	return error_set(err, PROBLEM_BATCH_JOURNAL, "%s", path);
}

static bool lock(struct result_journal *j, const char *path, struct error *err)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fcntl(j->fd, F_SETLK, &l) == 0)
		return true;
	if (errno != EACCES && errno != EAGAIN)
		return error_errno(err, PROBLEM_IO, errno, path);
	if (fcntl(j->fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK)
		return error_set(err, PROBLEM_BATCH_RUNNING, "%s: %ld", path, (long)l.l_pid);
	return error_set(err, PROBLEM_BATCH_RUNNING, "%s", path);
}

static bool open_directory(struct result_journal *j, const char *path, struct error *err)
{
	char copy[PATH_MAX];

	if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
		return error_set(err, PROBLEM_CANNOT_CREATE, "%s", path);
	j->dir = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return j->dir >= 0 || error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
}

static bool open_file(struct result_journal *j, const char *path, struct error *err)
{
	const int flags = j->look ? O_RDONLY : O_RDWR | O_CREAT;
	struct stat st;

	j->fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (j->fd < 0)
		return (j->look && errno == ENOENT) ||
		       error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	if (fstat(j->fd, &st) < 0)
		return error_errno(err, PROBLEM_IO, errno, path);
	if (!S_ISREG(st.st_mode))
		return not_ours(err, path);
	if (st.st_uid != geteuid() || (st.st_mode & 077) != 0)
		return error_set(err, PROBLEM_CONFIG_OWNER, "%s", path);
	return j->look || (lock(j, path, err) && open_directory(j, path, err));
}

static bool write_at(int fd, const uint8_t *data, size_t len, off_t at)
{
	while (len > 0) {
		const ssize_t n = pwrite(fd, data, len, at);

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

static bool begin(struct result_journal *j, struct error *err)
{
	struct buf head = BUF_INIT;
	bool ok;

	if (!random_bytes(j->run, sizeof j->run))
		return error_set(err, PROBLEM_SYSTEM, "random");
	if (j->look)
		return true;
	buf_puts(&head, FIRST_WORDS);
	hex_encode(&head, j->run, sizeof j->run);
	buf_puts(&head, "\n");
	ok = buf_ok(&head) && ftruncate(j->fd, 0) == 0 && write_at(j->fd, head.data, head.len, 0) &&
	     fsync(j->fd) == 0 && fsync(j->dir) == 0;
	j->end = (int64_t)head.len;
	buf_free(&head);
	return ok || error_errno(err, PROBLEM_IO, errno, _("journal"));
}

/* A run that was killed while it made the file has sent nothing. */
static bool is_beginning(const char *head, size_t len)
{
	const size_t words = sizeof FIRST_WORDS - 1;

	return len < HEAD_SIZE && memcmp(head, FIRST_WORDS, len < words ? len : words) == 0 &&
	       memchr(head, '\n', len) == NULL;
}

static bool parse_head(struct result_journal *j, const char *head)
{
	const size_t words = sizeof FIRST_WORDS - 1;
	struct buf run = BUF_INIT;
	bool ok = memcmp(head, FIRST_WORDS, words) == 0 && head[HEAD_SIZE - 1] == '\n' &&
		  hex_decode(&run, head + words, HEAD_SIZE - 1 - words);

	if (ok)
		memcpy(j->run, run.data, sizeof j->run);
	buf_free(&run);
	return ok;
}

/* Where the line that is not whole begins is the end. */
static bool take_lines(struct result_journal *j, struct ndjson_lines *lines, struct error *err)
{
	struct line line;
	struct index_entry e;
	enum lines_found found;

	for (;;) {
		found = ndjson_lines_next(lines, &line);
		if (found == LINES_END)
			return true;
		if (found == LINES_MORE) {
			if (!ndjson_lines_fill(lines, err))
				return false;
			continue;
		}
		line.start += (int64_t)HEAD_SIZE;
		if (line.cut || line.too_long || !is_whole(line.text, line.len) ||
		    !entry_of(j, &line, &e))
			return true;
		if (!index_put(j->index, &e, err))
			return false;
		j->end = line.end + (int64_t)HEAD_SIZE;
	}
}

static bool cut_tail(struct result_journal *j, struct error *err)
{
	struct stat st;

	if (fstat(j->fd, &st) < 0)
		return error_errno(err, PROBLEM_IO, errno, _("journal"));
	j->torn = (int64_t)st.st_size - j->end;
	if (j->look || j->torn <= 0)
		return true;
	return (ftruncate(j->fd, j->end) == 0 && fsync(j->fd) == 0) ||
	       error_errno(err, PROBLEM_IO, errno, _("journal"));
}

static bool load(struct result_journal *j, const char *path, struct error *err)
{
	char head[HEAD_SIZE];
	struct ndjson_lines *lines;
	ssize_t n = j->fd < 0 ? 0 : pread(j->fd, head, sizeof head, 0);
	bool ok;

	if (n < 0)
		return error_errno(err, PROBLEM_IO, errno, path);
	if (is_beginning(head, (size_t)n))
		return begin(j, err);
	if (n < (ssize_t)sizeof head || !parse_head(j, head))
		return not_ours(err, path);
	j->end = (int64_t)HEAD_SIZE;
	lines = ndjson_lines_new(j->fd);
	ok = lines != NULL
		 ? lseek(j->fd, (off_t)HEAD_SIZE, SEEK_SET) >= 0 && take_lines(j, lines, err)
		 : error_set(err, PROBLEM_MEMORY, "journal");
	ndjson_lines_free(lines);
	return ok && cut_tail(j, err);
}

struct result_journal *results_open(const char *path, bool look, struct error *err)
{
	struct result_journal *j = malloc(sizeof *j);

	if (j == NULL) {
		error_set(err, PROBLEM_MEMORY, "journal");
		return NULL;
	}
	*j = (struct result_journal){.fd = -1, .dir = -1, .look = look, .hashed = BUF_INIT_SECRET};
	if (open_file(j, path, err) && (j->index = index_open(j->dir, err)) != NULL &&
	    load(j, path, err))
		return j;
	results_close(j);
	return NULL;
}

void results_close(struct result_journal *j)
{
	if (j == NULL)
		return;
	index_close(j->index);
	if (j->fd >= 0)
		close(j->fd);
	if (j->dir >= 0)
		close(j->dir);
	buf_free(&j->more);
	buf_free(&j->hashed);
	free(j);
}

struct request_index *results_index(struct result_journal *j)
{
	return j->index;
}

int64_t results_torn(const struct result_journal *j)
{
	return j->torn;
}

/* ---- writing and reading ---- */

bool results_add(struct result_journal *j, const uint8_t request[INDEX_HASH], const char *key,
    const struct buf *members, int64_t *at, struct error *err)
{
	struct buf rest = BUF_INIT;
	bool ok;

	buf_puts(&rest, " ");
	hex_encode(&rest, request, INDEX_HASH);
	buf_printf(&rest, " %s ", key);
	buf_put(&rest, members->data, members->len);
	*at = j->end + (int64_t)j->more.len;
	ok = buf_ok(members) && buf_ok(&rest) && rest.len + CHECK_HEX <= LINE_MAX_BYTES &&
	     check_of(&j->more, (const char *)rest.data, rest.len);
	buf_put(&j->more, rest.data, rest.len);
	buf_puts(&j->more, "\n");
	buf_free(&rest);
	return (ok && buf_ok(&j->more)) || error_set(err, PROBLEM_MEMORY, "journal");
}

bool results_sync(struct result_journal *j, bool durable, struct error *err)
{
	if (j->poisoned)
		return error_set(err, PROBLEM_IO, _("journal: an earlier write failed"));
	if (j->more.len == 0)
		return true;
	j->poisoned = true; /* until all of it is known to be down */
	if (!write_at(j->fd, j->more.data, j->more.len, j->end) ||
	    (durable && fdatasync(j->fd) < 0))
		return error_errno(err, PROBLEM_IO, errno, _("journal"));
	j->end += (int64_t)j->more.len;
	buf_clear(&j->more);
	j->poisoned = false;
	return true;
}

static bool take_members(const char *text, size_t len, struct buf *members)
{
	const char *newline = memchr(text, '\n', len), *space;

	if (newline == NULL || !is_whole(text, (size_t)(newline - text)))
		return false;
	space = memchr(text + KEY_AT, ' ', (size_t)(newline - text) - KEY_AT);
	if (space != NULL)
		buf_put(members, space + 1, (size_t)(newline - space - 1));
	return space != NULL && buf_ok(members);
}

bool results_read(struct result_journal *j, int64_t at, struct buf *members, struct error *err)
{
	const size_t room = LINE_MAX_BYTES + 1;
	char *text = malloc(room);
	const ssize_t n = text != NULL ? pread(j->fd, text, room, at) : -1;
	const bool ok = n > 0 && take_members(text, (size_t)n, members);

	free(text);
	return ok || error_set(err, PROBLEM_BATCH_JOURNAL, "%lld", (long long)at);
}
