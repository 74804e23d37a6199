#include "centrald/linger.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#define SILENCE_SECONDS 2
#define READS_MAX	32

struct lingering {
	struct event *event;
	int fd;
	int reads;
	LIST_ENTRY(lingering) link;
};

struct linger_set {
	struct event_base *base;
	LIST_HEAD(lingering_list, lingering) list;
};

struct linger_set *linger_new(struct event_base *base)
{
	struct linger_set *l = calloc(1, sizeof *l);
	if (!l)
		return NULL;
	l->base = base;
	LIST_INIT(&l->list);
	return l;
}

static void end(struct lingering *x)
{
	LIST_REMOVE(x, link);
	if (x->event)
		event_free(x->event);
	if (x->fd >= 0)
		close(x->fd);
	free(x);
}

void linger_free(struct linger_set *l)
{
	if (!l)
		return;
	while (!LIST_EMPTY(&l->list))
		end(LIST_FIRST(&l->list));
	free(l);
}

static void on_more(evutil_socket_t fd, short what, void *arg)
{
	struct lingering *x = arg;
	char dropped[4096];
	if (!(what & EV_READ) || ++x->reads > READS_MAX ||
	    read((int)fd, dropped, sizeof dropped) <= 0)
		end(x);
}

/* A descriptor of our own: libevent closes its own at once. */
static void start(struct linger_set *l, int fd)
{
	const struct timeval silence = {.tv_sec = SILENCE_SECONDS};
	struct lingering *x = calloc(1, sizeof *x);
	if (!x)
		return;
	LIST_INSERT_HEAD(&l->list, x, link);
	x->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (x->fd >= 0)
		x->event = event_new(l->base, x->fd, EV_READ | EV_PERSIST, on_more, x);
	if (!x->event || event_add(x->event, &silence) != 0)
		end(x);
	else
		shutdown(fd, SHUT_WR);
}

static void on_info(const SSL *ssl, int where, int value)
{
	if (!(where & SSL_CB_WRITE) || !(where & SSL_CB_ALERT) || value >> 8 != SSL3_AL_FATAL)
		return;
	int fd = SSL_get_fd(ssl);
	if (fd >= 0)
		start(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)), fd);
}

void linger_watch(struct linger_set *l, SSL_CTX *ctx)
{
	SSL_CTX_set_app_data(ctx, l);
	SSL_CTX_set_info_callback(ctx, on_info);
}
