#include "simcard/control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "simcard/sockets.h"

#define PEERS_MAX 8
#define LINE_SIZE 4200

struct peer {
	struct control *control;
	int fd; /* -1: free */
	unsigned handle;
	char line[LINE_SIZE];
	size_t len;
};

struct control {
	struct loop *loop;
	char *path;
	int fd;
	unsigned handle;
	control_fn *fn;
	void *arg;
	struct peer peers[PEERS_MAX];
};

static void hang_up(struct peer *p)
{
	if (p->fd < 0)
		return;
	loop_remove(p->control->loop, p->handle);
	close(p->fd);
	p->fd = -1;
	p->len = 0;
}

/* An answer is far shorter than a socket's buffer: what does not fit means that the
 * other end does not read. */
static bool answer_line(struct peer *p, char *line)
{
	struct buf answer = BUF_INIT;
	bool sent;

	p->control->fn(p->control->arg, line, &answer);
	buf_u8(&answer, '\n');
	sent = buf_ok(&answer) &&
	       send(p->fd, answer.data, answer.len, MSG_NOSIGNAL) == (ssize_t)answer.len;
	buf_free(&answer);
	return sent;
}

/* Answers every whole line; false when the peer is to be dropped. */
static bool take_lines(struct peer *p)
{
	char *end;

	while ((end = memchr(p->line, '\n', p->len)) != NULL) {
		const size_t used = (size_t)(end - p->line) + 1;

		*end = '\0';
		if (!answer_line(p, p->line))
			return false;
		memmove(p->line, p->line + used, p->len - used);
		p->len -= used;
	}
	return p->len < sizeof p->line;
}

static void on_peer(void *arg, int fd, short revents)
{
	struct peer *p = arg;
	const ssize_t n = recv(fd, p->line + p->len, sizeof p->line - p->len, 0);

	(void)revents;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		p->len += (size_t)n;
	if (n <= 0 || !take_lines(p))
		hang_up(p);
}

static void on_incoming(void *arg, int listener, short revents)
{
	struct control *c = arg;
	const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)revents;
	if (fd < 0)
		return;
	for (size_t i = 0; i < PEERS_MAX; i++) {
		struct peer *p = &c->peers[i];

		if (p->fd >= 0)
			continue;
		p->fd = fd;
		p->handle = loop_add_fd(c->loop, fd, POLLIN, on_peer, p);
		return;
	}
	close(fd);
}

struct control *control_open(
    struct loop *loop, const char *path, control_fn *fn, void *arg, struct error *err)
{
	struct control *c = calloc(1, sizeof *c);

	if (c == NULL || (c->path = strdup(path)) == NULL) {
		free(c);
		error_set(err, PROBLEM_MEMORY, "%s", path);
		return NULL;
	}
	c->loop = loop;
	c->fn = fn;
	c->arg = arg;
	for (size_t i = 0; i < PEERS_MAX; i++)
		c->peers[i] = (struct peer){.control = c, .fd = -1};
	c->fd = socket_listen_unix(path, err);
	if (c->fd < 0) {
		free(c->path);
		free(c);
		return NULL;
	}
	c->handle = loop_add_fd(loop, c->fd, POLLIN, on_incoming, c);
	return c;
}

void control_close(struct control *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < PEERS_MAX; i++)
		hang_up(&c->peers[i]);
	loop_remove(c->loop, c->handle);
	close(c->fd);
	unlink(c->path);
	free(c->path);
	free(c);
}

/* Reads up to the newline. */
static bool read_answer(int fd, struct buf *answer)
{
	char c;

	while (recv(fd, &c, 1, 0) == 1) {
		if (c == '\n')
			return buf_ok(answer);
		buf_u8(answer, (uint8_t)c);
	}
	return false;
}

bool control_send(const char *path, const char *line, struct buf *answer, struct error *err)
{
	const int fd = socket_connect_unix(path, err);
	struct buf out = BUF_INIT;
	bool ok;

	if (fd < 0)
		return false;
	buf_printf(&out, "%s\n", line);
	ok = buf_ok(&out) && send(fd, out.data, out.len, MSG_NOSIGNAL) == (ssize_t)out.len &&
	     read_answer(fd, answer);
	buf_free(&out);
	close(fd);
	return ok || error_set(err, PROBLEM_IO, "%s: no answer", path);
}
