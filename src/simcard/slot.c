#include "simcard/slot.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/secret.h"

#define FRAME_HEAD 2
/* The longest command is 261 bytes; a longer frame is answered like one. */
#define FRAME_MAX 65535

/* A character takes start bit, 8 data bits, parity and 2 of guard time. */
#define ETU_A_BYTE	 12
#define NS_A_SECOND	 1000000000L
#define NS_A_MILLISECOND 1000000L

#define HEADER_SIZE 4 /* of a command: what the log may tell */

enum vpcd_control { VPCD_OFF = 0, VPCD_ON = 1, VPCD_RESET = 2, VPCD_ATR = 4 };

struct slot {
	struct loop *loop;
	long baud;
	const struct slot_events *events;
	void *arg;
	struct card *card;
	int fd; /* -1: no connection */
	unsigned handle;
	int timer; /* timerfd: when the pending answer is through the contacts */
	unsigned timer_handle;
	bool pending;
	bool working; /* the card, on a command that takes its time */
	uint8_t header[HEADER_SIZE];
	size_t command_len;
	struct card_answer answer;
	uint8_t in[FRAME_HEAD + FRAME_MAX];
	size_t in_len;
};

void slot_close(struct slot *s)
{
	const struct itimerspec off = {0};

	if (s->fd < 0)
		return;
	timerfd_settime(s->timer, 0, &off, NULL);
	loop_remove(s->loop, s->handle);
	close(s->fd);
	s->fd = -1;
	s->pending = s->working = false;
	s->in_len = 0;
	card_reset(s->card);
}

bool slot_attached(const struct slot *s)
{
	return s->fd >= 0;
}

static void lost(struct slot *s)
{
	slot_close(s);
	s->events->lost(s->arg);
}

static void quick_ack(int fd)
{
	const int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

static bool send_frame(struct slot *s, const uint8_t *payload, size_t len)
{
	uint8_t frame[FRAME_HEAD + APDU_RESPONSE_MAX];

	frame[0] = (uint8_t)(len >> 8);
	frame[1] = (uint8_t)len;
	memcpy(frame + FRAME_HEAD, payload, len);
	return send(s->fd, frame, FRAME_HEAD + len, MSG_NOSIGNAL) == (ssize_t)(FRAME_HEAD + len);
}

/* The answer is through the contacts: hand it over. */
static void answer_now(struct slot *s)
{
	const bool sent = send_frame(s, s->answer.bytes, s->answer.len);

	s->pending = false;
	secret_wipe(&s->answer, sizeof s->answer);
	if (sent)
		s->events->answered(s->arg);
	else
		lost(s);
}

static void wait_for(struct slot *s, int64_t ns)
{
	const struct itimerspec at = {
	    .it_value = {.tv_sec = (time_t)(ns / NS_A_SECOND), .tv_nsec = ns % NS_A_SECOND}};

	s->pending = true;
	timerfd_settime(s->timer, 0, &at, NULL);
}

/* Starts the timer for as long as the contacts need for the bytes. */
static void answer_later(struct slot *s)
{
	wait_for(s, (int64_t)s->answer.wire_bytes * ETU_A_BYTE * NS_A_SECOND / s->baud);
}

static void log_command(const struct slot *s)
{
	const struct card_answer *answer = &s->answer;
	const uint8_t *p = s->header;

	if (s->command_len >= HEADER_SIZE)
		log_write(LOG_LEVEL_DEBUG, "%02X %02X %02X %02X, %zu bytes: %02X%02X, %zu bytes",
		    p[0], p[1], p[2], p[3], s->command_len, answer->bytes[answer->len - 2],
		    answer->bytes[answer->len - 1], answer->len - 2);
}

static void settle(struct slot *s, enum card_outcome outcome)
{
	switch (outcome) {
	case CARD_EJECTED:
		s->events->pulled(s->arg);
		break;
	case CARD_MUTE:
		s->pending = true;
		break;
	case CARD_WORKING:
		s->working = true;
		wait_for(s, s->answer.work_ms * NS_A_MILLISECOND);
		break;
	case CARD_ANSWERED:
		log_command(s);
		if (s->baud == 0)
			answer_now(s);
		else
			answer_later(s);
		break;
	}
}

static void take_command(struct slot *s, const uint8_t *payload, size_t len)
{
	s->command_len = len;
	memcpy(s->header, payload, len < HEADER_SIZE ? len : HEADER_SIZE);
	settle(s, card_transmit(s->card, payload, len, &s->answer));
}

static void take_control(struct slot *s, uint8_t what)
{
	const uint8_t *atr;
	size_t len;

	if (what != VPCD_ATR) {
		card_reset(s->card);
		return;
	}
	atr = card_atr(s->card, &len);
	if (!send_frame(s, atr, len))
		lost(s);
}

/* Takes the first whole frame; false when there is none, or nothing may be taken now. */
static bool take_frame(struct slot *s)
{
	size_t len, used;

	if (s->fd < 0 || s->pending || s->in_len < FRAME_HEAD)
		return false;
	len = (size_t)s->in[0] << 8 | s->in[1];
	used = FRAME_HEAD + len;
	if (s->in_len < used)
		return false;
	if (len == 1)
		take_control(s, s->in[FRAME_HEAD]);
	else if (len > 1)
		take_command(s, s->in + FRAME_HEAD, len);
	if (s->in_len < used) /* closed meanwhile */
		return false;
	memmove(s->in, s->in + used, s->in_len - used);
	s->in_len -= used;
	return true;
}

static void on_readable(void *arg, int fd, short revents)
{
	struct slot *s = arg;
	ssize_t n;

	(void)revents;
	quick_ack(fd);
	n = recv(fd, s->in + s->in_len, sizeof s->in - s->in_len, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		lost(s);
		return;
	}
	quick_ack(fd);
	s->in_len += (size_t)n;
	while (take_frame(s))
		;
}

static void on_timer(void *arg, int fd, short revents)
{
	struct slot *s = arg;
	uint64_t expirations;

	(void)revents;
	if (read(fd, &expirations, sizeof expirations) < 0 || !s->pending)
		return;
	if (s->working) {
		s->working = s->pending = false;
		settle(s, card_continue(s->card, &s->answer));
	} else {
		answer_now(s);
	}
	while (take_frame(s))
		;
}

void slot_attach(struct slot *s, int fd, struct card *card)
{
	const int on = 1;

	slot_close(s);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	s->fd = fd;
	s->card = card;
	card_reset(card);
	s->handle = loop_add_fd(s->loop, fd, POLLIN, on_readable, s);
}

struct slot *slot_new(struct loop *loop, long baud, const struct slot_events *events, void *arg)
{
	struct slot *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->loop = loop;
	s->baud = baud;
	s->events = events;
	s->arg = arg;
	s->fd = -1;
	s->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (s->timer < 0) {
		free(s);
		return NULL;
	}
	s->timer_handle = loop_add_fd(loop, s->timer, POLLIN, on_timer, s);
	return s;
}

void slot_free(struct slot *s)
{
	if (s == NULL)
		return;
	slot_close(s);
	loop_remove(s->loop, s->timer_handle);
	close(s->timer);
	secret_wipe(s, sizeof *s);
	free(s);
}
