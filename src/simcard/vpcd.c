#include "simcard/vpcd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/secret.h"
#include "simcard/sockets.h"

#define FRAME_HEAD 2
/* The longest command is 261 bytes; a longer frame is answered like one. */
#define FRAME_MAX 65535

/* A character takes start bit, 8 data bits, parity and 2 of guard time. */
#define ETU_A_BYTE  12
#define NS_A_SECOND 1000000000L

#define RETRY_FIRST_MS 20
#define RETRY_LAST_MS  320

enum vpcd_control { VPCD_OFF = 0, VPCD_ON = 1, VPCD_RESET = 2, VPCD_ATR = 4 };

struct vpcd {
	struct loop *loop;
	struct vpcd_options options;
	struct sockaddr_in address;
	int listeners[2]; /* slots 0 and 1; -1 none */
	unsigned listener_handles[2];
	int fd; /* -1: no connection */
	unsigned fd_handle;
	bool connecting;
	unsigned retry;
	int64_t retry_ms;
	int timer; /* timerfd: when the pending answer is through the wire */
	unsigned timer_handle;
	bool pending;
	struct card_answer answer;
	uint8_t in[FRAME_HEAD + FRAME_MAX];
	size_t in_len;
	struct card *card;
	long eject_after;
	unsigned long commands;
	vpcd_gone_fn *gone;
	void *arg;
};

static void try_connect(void *arg);
static void on_readable(void *arg, int fd, short revents);

/* ---- the connection ---- */

static void drop(struct vpcd *v)
{
	struct itimerspec off = {0};

	loop_remove(v->loop, v->fd_handle);
	loop_remove(v->loop, v->retry);
	timerfd_settime(v->timer, 0, &off, NULL);
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
	v->fd_handle = v->retry = 0;
	v->connecting = v->pending = false;
	v->in_len = 0;
	if (v->card != NULL)
		card_reset(v->card);
}

static void retry_later(struct vpcd *v)
{
	drop(v);
	if (v->options.listen || v->card == NULL)
		return;
	v->retry = loop_add_timer(v->loop, v->retry_ms, try_connect, v);
	v->retry_ms = v->retry_ms * 2 > RETRY_LAST_MS ? RETRY_LAST_MS : v->retry_ms * 2;
}

static void lost(struct vpcd *v)
{
	log_write(LOG_LEVEL_INFO, "the reader closed the connection");
	v->retry_ms = RETRY_FIRST_MS;
	retry_later(v);
}

static void connected(struct vpcd *v)
{
	const int on = 1;

	setsockopt(v->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	loop_remove(v->loop, v->fd_handle);
	v->connecting = false;
	v->retry_ms = RETRY_FIRST_MS;
	v->fd_handle = loop_add_fd(v->loop, v->fd, POLLIN, on_readable, v);
	log_write(LOG_LEVEL_INFO, "connected to the reader");
}

static void on_connected(void *arg, int fd, short revents)
{
	struct vpcd *v = arg;
	int failure = 0;
	socklen_t len = sizeof failure;

	(void)revents;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &len) != 0 || failure != 0)
		retry_later(v);
	else
		connected(v);
}

static void try_connect(void *arg)
{
	struct vpcd *v = arg;

	v->retry = 0;
	v->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (v->fd < 0) {
		retry_later(v);
		return;
	}
	if (connect(v->fd, (struct sockaddr *)&v->address, sizeof v->address) == 0) {
		connected(v);
	} else if (errno == EINPROGRESS) {
		v->connecting = true;
		v->fd_handle = loop_add_fd(v->loop, v->fd, POLLOUT, on_connected, v);
	} else {
		retry_later(v);
	}
}

/* Slot 0 with a card in hand is played; everything else is an empty slot. */
static void on_incoming(void *arg, int listener, short revents)
{
	struct vpcd *v = arg;
	const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)revents;
	if (fd < 0)
		return;
	if (listener != v->listeners[0] || v->card == NULL) {
		close(fd);
		return;
	}
	drop(v);
	v->fd = fd;
	connected(v);
}

/* ---- frames ---- */

static void quick_ack(int fd)
{
	const int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

static bool send_frame(struct vpcd *v, const uint8_t *payload, size_t len)
{
	uint8_t frame[FRAME_HEAD + APDU_RESPONSE_MAX];

	frame[0] = (uint8_t)(len >> 8);
	frame[1] = (uint8_t)len;
	memcpy(frame + FRAME_HEAD, payload, len);
	return send(v->fd, frame, FRAME_HEAD + len, MSG_NOSIGNAL) == (ssize_t)(FRAME_HEAD + len);
}

static void pulled(struct vpcd *v)
{
	vpcd_eject(v);
	v->gone(v->arg);
}

/* The answer is through the contacts: hand it over. */
static bool answer_now(struct vpcd *v)
{
	const bool sent = send_frame(v, v->answer.bytes, v->answer.len);

	v->pending = false;
	secret_wipe(&v->answer, sizeof v->answer);
	v->commands++;
	if (v->eject_after > 0 && --v->eject_after == 0) {
		pulled(v);
		return false;
	}
	if (!sent)
		lost(v);
	return sent;
}

/* Starts the timer for as long as the contacts need for the bytes. */
static void answer_later(struct vpcd *v)
{
	const int64_t ns =
	    (int64_t)v->answer.wire_bytes * ETU_A_BYTE * NS_A_SECOND / v->options.baud;
	const struct itimerspec at = {
	    .it_value = {.tv_sec = (time_t)(ns / NS_A_SECOND), .tv_nsec = ns % NS_A_SECOND}};

	v->pending = true;
	timerfd_settime(v->timer, 0, &at, NULL);
}

static void log_command(const uint8_t *p, size_t len, const struct card_answer *answer)
{
	if (len >= 4)
		log_write(LOG_LEVEL_DEBUG, "%02X %02X %02X %02X, %zu bytes: %02X%02X, %zu bytes",
		    p[0], p[1], p[2], p[3], len, answer->bytes[answer->len - 2],
		    answer->bytes[answer->len - 1], answer->len - 2);
}

/* False when the connection is gone. */
static bool take_command(struct vpcd *v, const uint8_t *payload, size_t len)
{
	switch (card_transmit(v->card, payload, len, &v->answer)) {
	case CARD_EJECTED:
		pulled(v);
		return false;
	case CARD_MUTE:
		v->pending = true;
		return true;
	case CARD_ANSWERED:
		break;
	}
	log_command(payload, len, &v->answer);
	if (v->options.baud == 0)
		return answer_now(v);
	answer_later(v);
	return true;
}

static bool take_control(struct vpcd *v, uint8_t what)
{
	const uint8_t *atr;
	size_t len;

	if (what != VPCD_ATR) {
		card_reset(v->card);
		return true;
	}
	atr = card_atr(v->card, &len);
	if (send_frame(v, atr, len))
		return true;
	lost(v);
	return false;
}

/* Takes the first whole frame; false when there is none, or nothing may be taken now. */
static bool take_frame(struct vpcd *v)
{
	size_t len, used;
	bool alive;

	if (v->fd < 0 || v->pending || v->in_len < FRAME_HEAD)
		return false;
	len = (size_t)v->in[0] << 8 | v->in[1];
	used = FRAME_HEAD + len;
	if (v->in_len < used)
		return false;
	if (len == 1)
		alive = take_control(v, v->in[FRAME_HEAD]);
	else
		alive = len == 0 || take_command(v, v->in + FRAME_HEAD, len);
	if (!alive)
		return false;
	memmove(v->in, v->in + used, v->in_len - used);
	v->in_len -= used;
	return true;
}

static void on_readable(void *arg, int fd, short revents)
{
	struct vpcd *v = arg;
	ssize_t n;

	(void)revents;
	quick_ack(fd);
	n = recv(fd, v->in + v->in_len, sizeof v->in - v->in_len, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		lost(v);
		return;
	}
	quick_ack(fd);
	v->in_len += (size_t)n;
	while (take_frame(v))
		;
}

static void on_timer(void *arg, int fd, short revents)
{
	struct vpcd *v = arg;
	uint64_t expirations;

	(void)revents;
	if (read(fd, &expirations, sizeof expirations) < 0 || !v->pending)
		return;
	if (answer_now(v))
		while (take_frame(v))
			;
}

/* ---- the slot ---- */

void vpcd_insert(struct vpcd *v, struct card *card)
{
	vpcd_eject(v);
	v->card = card;
	card_reset(card);
	v->retry_ms = RETRY_FIRST_MS;
	if (!v->options.listen)
		try_connect(v);
}

void vpcd_eject(struct vpcd *v)
{
	drop(v);
	v->card = NULL;
	v->eject_after = 0;
}

void vpcd_eject_after(struct vpcd *v, long commands)
{
	v->eject_after = commands;
}

bool vpcd_connected(const struct vpcd *v)
{
	return v->fd >= 0 && !v->connecting;
}

uint16_t vpcd_port(const struct vpcd *v)
{
	return ntohs(v->address.sin_port);
}

unsigned long vpcd_commands(const struct vpcd *v)
{
	return v->commands;
}

static bool start(struct vpcd *v, struct error *err)
{
	if (!socket_address(&v->address, v->options.host, v->options.port, err))
		return false;
	v->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (v->timer < 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, "timerfd_create");
	v->timer_handle = loop_add_fd(v->loop, v->timer, POLLIN, on_timer, v);
	if (!v->options.listen)
		return true;
	if (!socket_listen_pair(v->listeners, &v->address, err))
		return false;
	for (int i = 0; i < 2; i++)
		v->listener_handles[i] =
		    loop_add_fd(v->loop, v->listeners[i], POLLIN, on_incoming, v);
	return true;
}

struct vpcd *vpcd_open(struct loop *loop, const struct vpcd_options *options, vpcd_gone_fn *gone,
    void *arg, struct error *err)
{
	struct vpcd *v = calloc(1, sizeof *v);

	if (v == NULL) {
		error_set(err, PROBLEM_MEMORY, "vpcd");
		return NULL;
	}
	v->loop = loop;
	v->options = *options;
	v->gone = gone;
	v->arg = arg;
	v->fd = v->timer = v->listeners[0] = v->listeners[1] = -1;
	v->retry_ms = RETRY_FIRST_MS;
	if (start(v, err))
		return v;
	vpcd_close(v);
	return NULL;
}

void vpcd_close(struct vpcd *v)
{
	if (v == NULL)
		return;
	vpcd_eject(v);
	loop_remove(v->loop, v->timer_handle);
	if (v->timer >= 0)
		close(v->timer);
	for (int i = 0; i < 2; i++) {
		loop_remove(v->loop, v->listener_handles[i]);
		if (v->listeners[i] >= 0)
			close(v->listeners[i]);
	}
	secret_wipe(v->in, sizeof v->in);
	free(v);
}
