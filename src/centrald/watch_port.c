#include "centrald/watch_port.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "centrald/listen.h"

#define SECONDS 10

struct watch_port {
	struct evhttp *http;
	watch_fn *fn;
	void *arg;
};

static void on_metrics(struct evhttp_request *r, void *arg)
{
	struct watch_port *w = arg;
	struct buf text = BUF_INIT;
	struct evbuffer *body = evbuffer_new();
	w->fn(w->arg, &text);
	bool ok = body && buf_ok(&text) && evbuffer_add(body, text.data, text.len) == 0;
	evhttp_add_header(evhttp_request_get_output_headers(r), "Content-Type",
	    "text/plain; version=0.0.4; charset=utf-8");
	evhttp_send_reply(r, ok ? 200 : 500, NULL, ok ? body : NULL);
	if (body)
		evbuffer_free(body);
	buf_free(&text);
}

/* Nobody else's business, whatever the network. */
static bool is_loopback(const struct sockaddr_storage *a)
{
	const struct sockaddr_in *v4 = (const void *)a;
	const struct sockaddr_in6 *v6 = (const void *)a;
	if (a->ss_family == AF_INET)
		return ntohl(v4->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	return a->ss_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

static void tell_port(const struct sockaddr_storage *a)
{
	const struct sockaddr_in *v4 = (const void *)a; /* the port lies alike in both */
	log_event(LOG_LEVEL_INFO, "metrics are shown",
	    (const struct log_field[]){
		{.name = "port", .number = ntohs(v4->sin_port)}, {.name = NULL}});
}

static bool listen_there(struct watch_port *w, const struct listen_at *at, struct error *err)
{
	struct sockaddr_storage a = {0};
	socklen_t size = sizeof a;
	int fd = listen_open(at, err);
	if (fd < 0)
		return false;
	if (getsockname(fd, (struct sockaddr *)&a, &size) != 0 || !is_loopback(&a))
		error_set(
		    err, PROBLEM_CONFIG, "--metrics %s: not this machine's loopback", at->address);
	else if (!evhttp_accept_socket_with_handle(w->http, fd))
		error_set(err, PROBLEM_SYSTEM, "%s", at->address);
	else
		return tell_port(&a), true;
	close(fd);
	return false;
}

struct watch_port *watch_port_open(
    struct event_base *base, const struct listen_at *at, watch_fn *fn, void *arg, struct error *err)
{
	struct watch_port *w = calloc(1, sizeof *w);
	if (!w || !(w->http = evhttp_new(base))) {
		free(w);
		error_set(err, PROBLEM_MEMORY, "metrics");
		return NULL;
	}
	w->fn = fn;
	w->arg = arg;
	evhttp_set_allowed_methods(w->http, EVHTTP_REQ_GET);
	evhttp_set_max_body_size(w->http, 0);
	evhttp_set_max_headers_size(w->http, 8192);
	evhttp_set_timeout(w->http, SECONDS);
	evhttp_set_cb(w->http, "/metrics", on_metrics, w);
	if (listen_there(w, at, err))
		return w;
	watch_port_close(w);
	return NULL;
}

void watch_port_close(struct watch_port *w)
{
	if (!w)
		return;
	evhttp_free(w->http);
	free(w);
}
