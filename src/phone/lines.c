#include "phone/lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"

void lines_init(struct lines *l, struct loop *loop, int fd, lines_fn *fn, void *arg)
{
	*l = (struct lines){.loop = loop, .fd = fd, .kept = BUF_INIT_SECRET, .fn = fn, .arg = arg};
}

void lines_stop(struct lines *l)
{
	loop_remove(l->loop, l->watch);
	loop_remove(l->loop, l->turn);
	l->watch = l->turn = 0;
}

void lines_free(struct lines *l)
{
	lines_stop(l);
	buf_free(&l->kept);
}

/* Takes the first line out of what is kept, and hands it out. */
static bool hand_out(struct lines *l)
{
	uint8_t *newline = l->kept.len ? memchr(l->kept.data, '\n', l->kept.len) : NULL;
	if (!newline && !(l->ended && l->kept.len > 0))
		return false;
	size_t len = newline ? (size_t)(newline - l->kept.data) : l->kept.len;
	size_t used = newline ? len + 1 : len;
	struct buf line = BUF_INIT_SECRET;
	buf_put(&line, l->kept.data, len);
	memmove(l->kept.data, l->kept.data + used, l->kept.len - used);
	l->kept.len -= used;
	secret_wipe(l->kept.data + l->kept.len, used);
	lines_stop(l);
	/* a NUL inside would hide what comes after it */
	bool whole = buf_ok(&line) && (len == 0 || !memchr(line.data, '\0', len));
	l->fn(l->arg, !whole ? NULL : len ? (const char *)line.data : "");
	buf_free(&line);
	return true;
}

static void take(struct lines *l)
{
	uint8_t part[1024];
	ssize_t n = read(l->fd, part, sizeof part);
	if (n > 0)
		buf_put(&l->kept, part, (size_t)n);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		l->ended = true;
	if (l->kept.len > LINE_MAX_BYTES)
		l->ended = true;
	secret_wipe(part, sizeof part);
}

static void attempt(struct lines *l)
{
	if (hand_out(l) || !l->ended)
		return;
	lines_stop(l);
	l->fn(l->arg, NULL);
}

static void on_readable(void *arg, int fd, short revents)
{
	(void)fd;
	(void)revents;
	take(arg);
	attempt(arg);
}

static void on_turn(void *arg)
{
	struct lines *l = arg;
	l->turn = 0;
	attempt(l);
}

void lines_want(struct lines *l)
{
	lines_stop(l);
	if (l->ended || (l->kept.len && memchr(l->kept.data, '\n', l->kept.len)))
		l->turn = loop_add_timer(l->loop, 0, on_turn, l);
	else
		l->watch = loop_add_fd(l->loop, l->fd, POLLIN, on_readable, l);
}
