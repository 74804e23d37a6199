/* libcurl's multi handle on base/loop: its sockets and its one timer. */
#include "central/client.h"

#include <stdint.h>

static void collect(struct central *c)
{
	int left = 0;
	const CURLMsg *message;
	while ((message = curl_multi_info_read(c->multi, &left))) {
		struct request *r = NULL;
		CURLcode code = message->data.result;
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&r);
		request_done(r, code);
	}
}

static void act(struct central *c, curl_socket_t fd, int events)
{
	int running = 0;
	curl_multi_socket_action(c->multi, fd, events, &running);
	collect(c);
}

static void on_fd(void *arg, int fd, short revents)
{
	int events = 0;
	if (revents & (POLLIN | POLLHUP))
		events |= CURL_CSELECT_IN;
	if (revents & POLLOUT)
		events |= CURL_CSELECT_OUT;
	if (revents & (POLLERR | POLLNVAL))
		events |= CURL_CSELECT_ERR;
	act(arg, fd, events);
}

static void on_timer(void *arg)
{
	struct central *c = arg;
	c->multi_timer = 0;
	act(c, CURL_SOCKET_TIMEOUT, 0);
}

static int set_timer(CURLM *multi, long ms, void *arg)
{
	struct central *c = arg;
	(void)multi;
	loop_remove(c->loop, c->multi_timer);
	c->multi_timer = ms >= 0 ? loop_add_timer(c->loop, ms, on_timer, c) : 0;
	return ms >= 0 && c->multi_timer == 0 ? -1 : 0;
}

static short poll_events(int what)
{
	return (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
}

/* The loop's handle travels as libcurl's pointer of the socket. */
static int set_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *of_socket)
{
	struct central *c = arg;
	unsigned handle = (unsigned)(uintptr_t)of_socket;
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		loop_remove(c->loop, handle);
		return 0;
	}
	if (handle) {
		loop_set_events(c->loop, handle, poll_events(what));
		return 0;
	}
	handle = loop_add_fd(c->loop, fd, poll_events(what), on_fd, c);
	curl_multi_assign(c->multi, fd, (void *)(uintptr_t)handle);
	return handle ? 0 : -1;
}

bool multi_open(struct central *c, struct error *err)
{
	c->multi = curl_multi_init();
	if (!c->multi)
		return error_set(err, PROBLEM_MEMORY, "libcurl");
	curl_multi_setopt(c->multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(c->multi, CURLMOPT_SOCKETDATA, c);
	curl_multi_setopt(c->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(c->multi, CURLMOPT_TIMERDATA, c);
	curl_multi_setopt(c->multi, CURLMOPT_MAX_HOST_CONNECTIONS, 4L);
	curl_multi_setopt(c->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	return true;
}

void multi_close(struct central *c)
{
	if (c->multi)
		curl_multi_cleanup(c->multi);
	loop_remove(c->loop, c->multi_timer);
	c->multi = NULL;
	c->multi_timer = 0;
}
