#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/message.h"
#include "base/secret.h"
#include "tui/citizen.h"

#define VIEWERS_MAX 8
#define JITTER_MS   1500 /* the end of the same code, computed at two times */

struct viewer {
	struct citizen_server *server;
	int fd; /* -1: a free place */
	unsigned handle;
	bool told;
};

struct citizen_server {
	struct loop *loop;
	loop_timer_fn *changed;
	void *arg;
	int fd, lock; /* -1: not listening */
	unsigned handle;
	struct viewer viewers[VIEWERS_MAX];
	struct citizen_picture last;
};

/* ---- viewers ---- */

static void drop(struct viewer *v)
{
	loop_remove(v->server->loop, v->handle);
	close(v->fd);
	*v = (struct viewer){.server = v->server, .fd = -1};
}

/* It has closed its end, or says something, which none does. */
static void on_viewer(void *arg, int fd, short revents)
{
	(void)fd;
	(void)revents;
	drop(arg);
}

static struct viewer *free_place(struct citizen_server *s)
{
	for (size_t i = 0; i < VIEWERS_MAX; i++)
		if (s->viewers[i].fd < 0)
			return &s->viewers[i];
	return NULL;
}

static bool take_in(struct citizen_server *s, int fd)
{
	struct viewer *v = free_place(s);
	if (!v || !citizen_is_ours(fd))
		return false;
	v->handle = loop_add_fd(s->loop, fd, POLLIN, on_viewer, v);
	if (v->handle == 0)
		return false;
	v->fd = fd;
	v->told = false;
	return true;
}

static void on_knock(void *arg, int listener, short revents)
{
	struct citizen_server *s = arg;
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	(void)revents;
	if (fd < 0)
		return;
	if (take_in(s, fd))
		s->changed(s->arg);
	else
		close(fd);
}

/* ---- telling ---- */

static bool send_picture(int fd, const struct citizen_picture *p, int64_t now)
{
	struct buf body = BUF_INIT_SECRET;
	citizen_write_moment(&body, p);
	bool sent = message_send(fd, CITIZEN_MSG_MOMENT, &body);
	if (sent && p->has_code) {
		buf_clear(&body);
		citizen_write_code(&body, p, now);
		sent = message_send(fd, CITIZEN_MSG_CODE, &body);
	}
	buf_free(&body);
	return sent;
}

static bool same_code(const struct citizen_picture *a, const struct citizen_picture *b)
{
	int64_t apart = a->code_ends - b->code_ends;
	if (!a->has_code || !b->has_code)
		return a->has_code == b->has_code;
	return strcmp(a->url, b->url) == 0 && strcmp(a->typed, b->typed) == 0 &&
	       apart < JITTER_MS && apart > -JITTER_MS;
}

static bool same(const struct citizen_picture *a, const struct citizen_picture *b)
{
	return a->moment == b->moment && a->lang == b->lang && a->finger == b->finger &&
	       a->press == b->press && a->presses == b->presses && same_code(a, b);
}

void citizen_server_tell(struct citizen_server *s, const struct citizen_picture *p)
{
	int64_t now = clock_mono_ms(loop_clock(s->loop));
	bool news = !same(&s->last, p);
	if (news)
		s->last = *p;
	for (size_t i = 0; i < VIEWERS_MAX; i++) {
		struct viewer *v = &s->viewers[i];
		if (v->fd < 0 || (v->told && !news))
			continue;
		v->told = true;
		if (!send_picture(v->fd, p, now))
			drop(v);
	}
}

bool citizen_server_watched(const struct citizen_server *s)
{
	for (size_t i = 0; s && i < VIEWERS_MAX; i++)
		if (s->viewers[i].fd >= 0)
			return true;
	return false;
}

/* ---- life ---- */

void citizen_server_tick(struct citizen_server *s)
{
	struct error ignored;
	if (!s || s->fd >= 0)
		return;
	s->fd = citizen_listen(&s->lock, &ignored);
	if (s->fd >= 0)
		s->handle = loop_add_fd(s->loop, s->fd, POLLIN, on_knock, s);
}

struct citizen_server *citizen_server_new(struct loop *loop, loop_timer_fn *changed, void *arg)
{
	struct citizen_server *s = secret_alloc(sizeof *s);
	if (!s)
		return NULL;
	*s = (struct citizen_server){
	    .loop = loop, .changed = changed, .arg = arg, .fd = -1, .lock = -1};
	for (size_t i = 0; i < VIEWERS_MAX; i++)
		s->viewers[i] = (struct viewer){.server = s, .fd = -1};
	citizen_server_tick(s);
	return s;
}

void citizen_server_free(struct citizen_server *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < VIEWERS_MAX; i++)
		if (s->viewers[i].fd >= 0)
			drop(&s->viewers[i]);
	loop_remove(s->loop, s->handle);
	if (s->fd >= 0)
		close(s->fd);
	if (s->lock >= 0)
		close(s->lock);
	secret_free(s, sizeof *s);
}
