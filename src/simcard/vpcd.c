#include "simcard/vpcd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "simcard/slot.h"
#include "simcard/sockets.h"

#define SLOTS	       2
#define RETRY_FIRST_MS 20
#define RETRY_LAST_MS  320

struct vpcd {
	struct loop *loop;
	struct vpcd_options options;
	struct sockaddr_in address;
	struct slot *slot[SLOTS]; /* the second only where vpcd connects out */
	int listeners[SLOTS];
	unsigned listener_handles[SLOTS];
	int connecting; /* socket on its way to being connected; -1 */
	unsigned connecting_handle;
	unsigned retry;
	int64_t retry_ms;
	struct card *card;  /* in the reader; NULL */
	struct card *blank; /* fills empty slots where vpcd connects out */
	long eject_after;
	unsigned long commands;
	vpcd_gone_fn *gone;
	void *arg;
};

static void try_connect(void *arg);

/* ---- connecting ---- */

static void stop_connecting(struct vpcd *v)
{
	loop_remove(v->loop, v->connecting_handle);
	loop_remove(v->loop, v->retry);
	v->connecting_handle = v->retry = 0;
	if (v->connecting >= 0)
		close(v->connecting);
	v->connecting = -1;
}

static void retry_later(struct vpcd *v)
{
	stop_connecting(v);
	v->retry = loop_add_timer(v->loop, v->retry_ms, try_connect, v);
	v->retry_ms = v->retry_ms * 2 > RETRY_LAST_MS ? RETRY_LAST_MS : v->retry_ms * 2;
}

static void connected(struct vpcd *v)
{
	const int fd = v->connecting;

	v->connecting = -1;
	stop_connecting(v);
	v->retry_ms = RETRY_FIRST_MS;
	slot_attach(v->slot[0], fd, v->card);
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
	v->connecting = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (v->connecting < 0) {
		retry_later(v);
		return;
	}
	if (connect(v->connecting, (struct sockaddr *)&v->address, sizeof v->address) == 0)
		connected(v);
	else if (errno == EINPROGRESS)
		v->connecting_handle =
		    loop_add_fd(v->loop, v->connecting, POLLOUT, on_connected, v);
	else
		retry_later(v);
}

static void on_incoming(void *arg, int listener, short revents)
{
	struct vpcd *v = arg;
	const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	const bool first = listener == v->listeners[0];

	(void)revents;
	if (fd < 0)
		return;
	slot_attach(v->slot[first ? 0 : 1], fd, first && v->card != NULL ? v->card : v->blank);
	log_write(LOG_LEVEL_INFO, "slot %d was connected", first ? 1 : 2);
}

/* ---- what the first slot tells ---- */

static void pulled(void *arg)
{
	struct vpcd *v = arg;

	if (v->card == NULL)
		return;
	vpcd_eject(v);
	v->gone(v->arg);
}

static void answered(void *arg)
{
	struct vpcd *v = arg;

	v->commands++;
	if (v->eject_after > 0 && --v->eject_after == 0)
		pulled(v);
}

static void lost(void *arg)
{
	struct vpcd *v = arg;

	log_write(LOG_LEVEL_INFO, "the reader closed the connection");
	v->retry_ms = RETRY_FIRST_MS;
	if (!v->options.listen)
		retry_later(v);
}

static void nothing(void *arg)
{
	(void)arg;
}

static const struct slot_events first_events = {answered, pulled, lost};
static const struct slot_events second_events = {nothing, nothing, nothing};

/* ---- the card ---- */

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
	stop_connecting(v);
	if (v->slot[0] != NULL)
		slot_close(v->slot[0]);
	v->card = NULL;
	v->eject_after = 0;
}

void vpcd_eject_after(struct vpcd *v, long commands)
{
	v->eject_after = commands;
}

bool vpcd_connected(const struct vpcd *v)
{
	return slot_attached(v->slot[0]);
}

uint16_t vpcd_port(const struct vpcd *v)
{
	return ntohs(v->address.sin_port);
}

unsigned long vpcd_commands(const struct vpcd *v)
{
	return v->commands;
}

/* ---- start and end ---- */

/* The shortest ATR there is, and nothing behind it. */
static struct card *blank_card(void)
{
	static const struct card_file blank = {.atr = {0x3B, 0x00}, .atr_len = 2};

	return card_new(&blank);
}

static bool start_listening(struct vpcd *v, struct error *err)
{
	v->slot[1] = slot_new(v->loop, 0, &second_events, v);
	v->blank = blank_card();
	if (v->slot[1] == NULL || v->blank == NULL)
		return error_set(err, PROBLEM_MEMORY, "vpcd");
	if (!socket_listen_pair(v->listeners, &v->address, err))
		return false;
	for (int i = 0; i < SLOTS; i++)
		v->listener_handles[i] =
		    loop_add_fd(v->loop, v->listeners[i], POLLIN, on_incoming, v);
	return true;
}

static bool start(struct vpcd *v, struct error *err)
{
	if (!socket_address(&v->address, v->options.host, v->options.port, err))
		return false;
	v->slot[0] = slot_new(v->loop, v->options.baud, &first_events, v);
	if (v->slot[0] == NULL)
		return error_set(err, PROBLEM_MEMORY, "vpcd");
	return !v->options.listen || start_listening(v, err);
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
	v->connecting = v->listeners[0] = v->listeners[1] = -1;
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
	for (int i = 0; i < SLOTS; i++) {
		loop_remove(v->loop, v->listener_handles[i]);
		if (v->listeners[i] >= 0)
			close(v->listeners[i]);
		slot_free(v->slot[i]);
	}
	card_free(v->blank);
	free(v);
}
