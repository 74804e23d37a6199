#include "batch/ndjson_lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/secret.h"

#define ROOM (64 * 1024)

struct ndjson_lines {
	int fd;
	bool ended;
	bool skipping; /* the rest of a line that was too long */
	size_t from, to;
	unsigned long number;
	int64_t offset; /* of data[from] */
	char data[ROOM];
};

struct ndjson_lines *ndjson_lines_new(int fd)
{
	struct ndjson_lines *l = secret_alloc(sizeof *l);

	if (l != NULL)
		l->fd = fd;
	return l;
}

void ndjson_lines_free(struct ndjson_lines *l)
{
	secret_free(l, sizeof *l);
}

bool ndjson_lines_fill(struct ndjson_lines *l, struct error *err)
{
	ssize_t n;

	memmove(l->data, l->data + l->from, l->to - l->from);
	l->to -= l->from;
	l->from = 0;
	n = read(l->fd, l->data + l->to, ROOM - l->to);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ||
		       error_errno(err, PROBLEM_IO, errno, _("input"));
	l->ended = n == 0;
	l->to += (size_t)n;
	return true;
}

static void consume(struct ndjson_lines *l, size_t bytes)
{
	l->from += bytes;
	l->offset += (int64_t)bytes;
}

/* True when the end of the line that is skipped has come. */
static bool skip(struct ndjson_lines *l)
{
	const char *text = l->data + l->from;
	const char *newline = memchr(text, '\n', l->to - l->from);

	l->skipping = newline == NULL && !l->ended;
	consume(l, newline != NULL ? (size_t)(newline + 1 - text) : l->to - l->from);
	return !l->skipping;
}

static void take(struct ndjson_lines *l, struct line *line, size_t len, size_t with_end)
{
	*line = (struct line){.text = l->data + l->from,
	    .len = len,
	    .number = ++l->number,
	    .start = l->offset,
	    .cut = len == with_end};
	consume(l, with_end);
	line->end = l->offset;
}

/* Its end is behind what is kept: the rest goes by at the next call. */
static void take_long(struct ndjson_lines *l, struct line *line)
{
	take(l, line, LINE_MAX_BYTES, LINE_MAX_BYTES);
	line->too_long = true;
	line->cut = false;
	l->skipping = true;
}

enum lines_found ndjson_lines_next(struct ndjson_lines *l, struct line *line)
{
	const char *text, *newline;
	size_t len;

	if (l->skipping && !skip(l))
		return LINES_MORE;
	text = l->data + l->from;
	len = l->to - l->from;
	newline = memchr(text, '\n', len);
	if (newline != NULL)
		len = (size_t)(newline - text);
	if (len > LINE_MAX_BYTES)
		take_long(l, line);
	else if (newline != NULL)
		take(l, line, len, len + 1);
	else if (!l->ended)
		return LINES_MORE;
	else if (len == 0)
		return LINES_END;
	else
		take(l, line, len, len);
	return LINES_LINE;
}
