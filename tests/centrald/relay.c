#include "relay.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/cmocka_all.h"

#define CHUNK	   65536
#define SOCKET	   ".s.PGSQL.5432"
#define TYPED_HEAD 5 /* type, and a length that counts itself */

/* ---- messages ---- */

static size_t length_at(const struct buf *b, size_t at)
{
	struct view v = view_of(b->data + at, 4);
	return view_u32(&v);
}

/* Of the first message; 0: it is not whole yet. */
static size_t message_size(const struct buf *b, bool typed)
{
	size_t head = typed ? TYPED_HEAD : 4;
	if (b->len < head)
		return 0;
	size_t size = length_at(b, head - 4) + (typed ? 1 : 0);
	return b->len < size ? 0 : size;
}

static bool is_text(const struct buf *b, size_t size, char type, const char *text)
{
	size_t len = strlen(text) + 1;
	return b->data[0] == (uint8_t)type && size == TYPED_HEAD + len &&
	       memcmp(b->data + TYPED_HEAD, text, len) == 0;
}

static bool holds(const struct buf *b, size_t size, const char *what)
{
	return memmem(b->data, size, what, strlen(what)) != NULL;
}

/* Hands the first message on. */
static bool pass(struct buf *b, size_t size, int fd)
{
	bool ok = send(fd, b->data, size, MSG_NOSIGNAL) == (ssize_t)size;
	memmove(b->data, b->data + size, b->len - size);
	b->len -= size;
	return ok;
}

/* ---- a connection ---- */

static void hang_up(struct relay_pair *p)
{
	close(p->client);
	close(p->server);
	buf_free(&p->up);
	buf_free(&p->down);
	*p = (struct relay_pair){.client = -1, .server = -1};
}

static void strike(struct relay *r)
{
	r->done++;
	if (r->order.times > 0 && --r->order.times == 0)
		r->order.cut = CUT_NONE;
	r->refusing = r->order.refuse;
	if (r->order.victim > 0)
		kill(r->order.victim, SIGKILL);
}

/* False: here it is cut. */
static bool judge_up(struct relay *r, struct relay_pair *p, size_t size)
{
	bool commit = is_text(&p->up, size, 'Q', "COMMIT");
	if (p->up.data[0] == 'Q' && holds(&p->up, size, "BEGIN"))
		p->held = false;
	else if (p->up.data[0] == 'B' && r->order.cut != CUT_NONE &&
		 holds(&p->up, size, r->order.holding))
		p->held = true;
	p->committing = commit && p->held && r->order.cut == CUT_AFTER;
	return !(commit && p->held && r->order.cut == CUT_BEFORE);
}

static bool judge_down(const struct relay_pair *p, size_t size)
{
	return !(p->committing && is_text(&p->down, size, 'C', "COMMIT"));
}

static bool judge(struct relay *r, struct relay_pair *p, bool up, size_t size)
{
	if (up && !p->started) {
		p->started = true;
		return true;
	}
	if (up ? judge_up(r, p, size) : judge_down(p, size))
		return true;
	strike(r);
	return false;
}

static bool move(struct relay *r, struct relay_pair *p, bool up)
{
	struct buf *b = up ? &p->up : &p->down;
	uint8_t *room = buf_reserve(b, CHUNK);
	ssize_t n = room ? recv(up ? p->client : p->server, room, CHUNK, 0) : -1;
	size_t size;
	if (n <= 0)
		return false;
	buf_added(b, (size_t)n);
	while ((size = message_size(b, !up || p->started)) > 0)
		if (!judge(r, p, up, size) || !pass(b, size, up ? p->server : p->client))
			return false;
	return true;
}

static void take_in(struct relay *r)
{
	int client = accept4(r->listener, NULL, NULL, SOCK_CLOEXEC);
	int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct relay_pair *p = r->pairs;
	while (p < r->pairs + RELAY_PAIRS && p->client >= 0)
		p++;
	if (p < r->pairs + RELAY_PAIRS && !r->refusing &&
	    connect(server, (struct sockaddr *)&r->server, sizeof r->server) == 0) {
		p->client = client;
		p->server = server;
		return;
	}
	close(client);
	close(server);
}

/* ---- the thread ---- */

#define WATCHED (2 + 2 * RELAY_PAIRS)

static void watch(const struct relay *r, struct pollfd fds[WATCHED])
{
	fds[0] = (struct pollfd){.fd = r->stop[0], .events = POLLIN};
	fds[1] = (struct pollfd){.fd = r->listener, .events = POLLIN};
	for (int i = 0; i < RELAY_PAIRS; i++) {
		fds[2 + 2 * i] = (struct pollfd){.fd = r->pairs[i].client, .events = POLLIN};
		fds[3 + 2 * i] = (struct pollfd){.fd = r->pairs[i].server, .events = POLLIN};
	}
}

static void serve_pair(struct relay *r, struct relay_pair *p, const struct pollfd two[2])
{
	if ((two[0].revents && !move(r, p, true)) || (two[1].revents && !move(r, p, false)))
		hang_up(p);
}

static void *run(void *arg)
{
	struct relay *r = arg;
	struct pollfd fds[WATCHED];
	for (watch(r, fds); poll(fds, WATCHED, -1) > 0 && !fds[0].revents; watch(r, fds)) {
		pthread_mutex_lock(&r->lock);
		for (int i = 0; i < RELAY_PAIRS; i++)
			serve_pair(r, &r->pairs[i], &fds[2 + 2 * i]);
		if (fds[1].revents)
			take_in(r);
		pthread_mutex_unlock(&r->lock);
	}
	return NULL;
}

void relay_start(struct relay *r, const struct postgres *p)
{
	memset(r, 0, sizeof *r);
	for (int i = 0; i < RELAY_PAIRS; i++)
		r->pairs[i] = (struct relay_pair){.client = -1, .server = -1};
	snprintf(r->directory, sizeof r->directory, "%s/relay", p->directory);
	assert_int_equal(mkdir(r->directory, 0700), 0);
	r->own.sun_family = r->server.sun_family = AF_UNIX;
	assert_true(strlen(r->directory) + sizeof "/" SOCKET <= sizeof r->own.sun_path);
	snprintf(r->server.sun_path, sizeof r->server.sun_path, "%.80s/" SOCKET, p->directory);
	snprintf(r->own.sun_path, sizeof r->own.sun_path, "%.80s/" SOCKET, r->directory);
	r->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(r->listener, (struct sockaddr *)&r->own, sizeof r->own), 0);
	assert_int_equal(listen(r->listener, RELAY_PAIRS), 0);
	assert_int_equal(pipe2(r->stop, O_CLOEXEC), 0);
	assert_int_equal(pthread_mutex_init(&r->lock, NULL), 0);
	assert_int_equal(pthread_create(&r->thread, NULL, run, r), 0);
}

void relay_stop(struct relay *r)
{
	close(r->stop[1]);
	assert_int_equal(pthread_join(r->thread, NULL), 0);
	for (int i = 0; i < RELAY_PAIRS; i++)
		if (r->pairs[i].client >= 0)
			hang_up(&r->pairs[i]);
	close(r->stop[0]);
	close(r->listener);
	pthread_mutex_destroy(&r->lock);
}

void relay_set(struct relay *r, const struct relay_order *order)
{
	pthread_mutex_lock(&r->lock);
	r->order = *order;
	r->refusing = false;
	r->done = 0;
	pthread_mutex_unlock(&r->lock);
}

int relay_done(struct relay *r)
{
	pthread_mutex_lock(&r->lock);
	int done = r->done;
	pthread_mutex_unlock(&r->lock);
	return done;
}
