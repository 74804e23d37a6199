/*
 * card/peer.c - a socket pair's end in a loop.
 */
#include "card/peer.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/message.h"

static void end(struct peer *p)
{
	loop_remove(p->loop, p->handle);
	p->handle = 0;
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

static void destroy(struct peer *p)
{
	end(p);
	loop_remove(p->loop, p->gone_timer);
	buf_free(&p->body);
	p->ops->destroy(p->owner);
}

/* After a callback; false when there is no peer any more. */
static bool leave(struct peer *p)
{
	const bool over = --p->depth == 0 && p->closed;

	if (over)
		destroy(p);
	return !over;
}

static void tell_gone(void *arg)
{
	struct peer *p = arg;

	p->gone_timer = 0;
	p->depth++;
	p->ops->gone(p->owner);
	leave(p);
}

static void gone(struct peer *p)
{
	if (p->fd < 0)
		return;
	end(p);
	p->gone_timer = loop_add_timer(p->loop, 0, tell_gone, p);
}

/* False when there is nothing more to receive, or nobody to receive it. */
static bool receive_one(struct peer *p)
{
	uint16_t type;
	const enum message_result result = message_receive(p->fd, &type, &p->body, NULL);
	bool accepted;

	if (result == MESSAGE_NONE)
		return false;
	if (result != MESSAGE_OK) {
		gone(p);
		return false;
	}
	p->depth++;
	accepted = p->ops->message(p->owner, type, &p->body);
	if (!accepted && !p->closed)
		gone(p);
	return leave(p) && p->fd >= 0;
}

static void on_readable(void *arg, int fd, short revents)
{
	struct peer *p = arg;

	(void)fd;
	(void)revents;
	while (receive_one(p))
		;
}

bool peer_open(struct peer *p, struct loop *loop, int fd, const struct peer_ops *ops, void *owner)
{
	const int flags = fcntl(fd, F_GETFL);

	*p = (struct peer){
	    .loop = loop, .ops = ops, .owner = owner, .fd = fd, .body = BUF_INIT_SECRET};
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
		return false;
	p->handle = loop_add_fd(loop, fd, POLLIN, on_readable, p);
	return p->handle != 0;
}

void peer_close(struct peer *p)
{
	p->closed = true;
	end(p);
	if (p->depth == 0)
		destroy(p);
}

bool peer_send(struct peer *p, uint16_t type, const struct buf *body)
{
	if (p->fd < 0)
		return false;
	if (buf_ok(body) && message_send(p->fd, type, body))
		return true;
	gone(p);
	return false;
}
