#include "centrald/http.h"

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "centrald/connections.h"
#include "centrald/guard.h"
#include "centrald/ids.h"
#include "centrald/listen.h"
#include "centrald/metrics.h"
#include "centrald/router.h"
#include "centrald/tls.h"

#define HEADERS_MAX 16384
/* Above this libevent answers by itself; up to it the answer is ours, with a problem. */
#define BODY_TAKEN_MAX ((ev_ssize_t)4 * API_BODY_MAX)
#define IDLE_SECONDS   75
#define BURST_SECONDS  10 /* what a counter may ask at once */

struct http_side {
	struct evhttp *http;
	SSL_CTX *ctx;
	struct connections *connections;
	struct limits *limits; /* of a counter's certificate */
	struct turn *turn;
	enum listener listener;
	struct evhttp_bound_socket *bound[CENTRALD_LISTEN_MAX];
	size_t bound_count;
	size_t pending;
	bool stopping;
};

struct exchange {
	struct call call; /* first: the turn knows this part only */
	struct http_side *side;
	struct evhttp_request *request;
	char target[2048];
	int64_t arrived; /* monotonic */
	bool counted;	 /* among those that its certificate has under way */
};

/* ---- the request ---- */

static const char *header(struct evhttp_request *r, const char *name)
{
	const char *value = evhttp_find_header(evhttp_request_get_input_headers(r), name);
	return value ? value : "";
}

static const char *method_name(enum evhttp_cmd_type type)
{
	static const struct {
		enum evhttp_cmd_type type;
		const char *name;
	} names[] = {{EVHTTP_REQ_GET, "GET"}, {EVHTTP_REQ_POST, "POST"},
	    {EVHTTP_REQ_DELETE, "DELETE"}, {EVHTTP_REQ_PUT, "PUT"}, {EVHTTP_REQ_PATCH, "PATCH"},
	    {EVHTTP_REQ_HEAD, "HEAD"}, {EVHTTP_REQ_OPTIONS, "OPTIONS"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].type == type)
			return names[i].name;
	return "";
}

static bool query_number(struct evkeyvalq *query, const char *name, long *out)
{
	const char *text = evhttp_find_header(query, name);
	char *end;
	if (!text)
		return true;
	if (strspn(text, "0123456789") != strlen(text) || !*text || strlen(text) > 12)
		return false;
	*out = strtol(text, &end, 10);
	return true;
}

static bool read_query(struct call *c, const char *query)
{
	struct evkeyvalq pairs;
	c->after = -1;
	if (!query || !*query)
		return true;
	if (evhttp_parse_query_str(query, &pairs) != 0)
		return false;
	bool ok =
	    query_number(&pairs, "after", &c->after) && query_number(&pairs, "wait", &c->wait);
	evhttp_clear_headers(&pairs);
	if (c->after < 0)
		c->wait = 0;
	if (c->wait > API_LONG_POLL_MAX)
		c->wait = API_LONG_POLL_MAX;
	return ok;
}

static void read_body(struct call *c, struct evhttp_request *r)
{
	struct evbuffer *in = evhttp_request_get_input_buffer(r);
	c->body_len = evbuffer_get_length(in);
	c->body = c->body_len > 0 ? evbuffer_pullup(in, -1) : (const void *)"";
	if (c->body_len > API_BODY_MAX)
		c->refused = PROBLEM_TOO_LARGE;
}

static void read_seen(struct call *c, struct evhttp_request *r)
{
	const char *text = header(r, API_CHECKPOINT_SEEN);
	if (*text && strlen(text) <= 15 && strspn(text, "0123456789") == strlen(text))
		c->checkpoint_seen = strtol(text, NULL, 10);
}

static void read_correlation(struct call *c, struct evhttp_request *r)
{
	const char *given = header(r, API_CORRELATION);
	if (*given && id_valid(given))
		text_append(c->correlation, sizeof c->correlation, given);
	else
		id_make(c->correlation, 'c');
}

static void read_request(struct exchange *x)
{
	struct call *c = &x->call;
	struct evhttp_request *r = x->request;
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(r);
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;
	c->method = method_name(evhttp_request_get_command(r));
	c->target = x->target;
	c->authorization = header(r, "Authorization");
	c->dpop = header(r, "DPoP");
	c->key = header(r, API_IDEMPOTENCY_KEY);
	c->accepts_gzip = strstr(header(r, "Accept-Encoding"), "gzip") != NULL;
	read_correlation(c, r);
	read_seen(c, r);
	if (!text_append(x->target, sizeof x->target, evhttp_request_get_uri(r)) || !path)
		c->refused = PROBLEM_BAD_REQUEST;
	else
		router_find(c, x->side->listener, path);
	if (c->refused == PROBLEM_NONE && !read_query(c, evhttp_uri_get_query(uri)))
		c->refused = PROBLEM_BAD_REQUEST;
	read_body(c, r);
}

static void read_connection(struct exchange *x, struct evhttp_connection *conn)
{
	char *address = NULL;
	ev_uint16_t port;
	SSL *ssl = bufferevent_openssl_get_ssl(evhttp_connection_get_bufferevent(conn));
	evhttp_connection_get_peer(conn, &address, &port);
	text_append(x->call.source, sizeof x->call.source, address ? address : "");
	connection_begin(connections_of(ssl), &x->call);
	if (x->side->listener == LISTENER_TERMINALS &&
	    (!tls_peer(&x->call.peer, ssl) || connection_is_barred(&x->call)))
		x->call.refused = PROBLEM_CERTIFICATE_REFUSED;
}

/* One counter gone mad starves no other. */
static void count_request(struct exchange *x)
{
	struct limits *l = x->side->limits;
	const char *who = x->call.peer.x5t;
	int64_t now = clock_mono_ms(x->side->turn->centre->clock);
	if (x->side->listener != LISTENER_TERMINALS)
		return;
	bool often = !limits_allow(l, who, now);
	x->counted = !often && limits_begin(l, who);
	if (x->counted)
		limits_spend(l, who, now);
	else
		x->call.refused = PROBLEM_RATE_LIMITED;
}

/* ---- the answer ---- */

/* A line each, newest first. Not with the centre's own trouble, when they may be old. */
static void add_checkpoints(struct evkeyvalq *out, struct call *c)
{
	char *line = (char *)c->checkpoints.data;
	while (c->status < 500 && line && *line) {
		char *end = strchr(line, '\n');
		*end = '\0';
		evhttp_add_header(out, API_CHECKPOINT, line);
		line = end + 1;
	}
}

static void add_headers(struct exchange *x, struct evkeyvalq *out)
{
	struct call *c = &x->call;
	char nonce[NONCE_SIZE];
	evhttp_add_header(out, "Content-Type", c->type ? c->type : "application/json");
	for (const struct call_header *h = c->headers; h && h->name; h++)
		evhttp_add_header(out, h->name, h->value);
	if (c->encoding)
		evhttp_add_header(out, c->encoding->name, c->encoding->value);
	if (!c->headers)
		evhttp_add_header(out, "Cache-Control", "no-store");
	evhttp_add_header(out, "X-Content-Type-Options", "nosniff");
	evhttp_add_header(out, API_CORRELATION, c->correlation);
	add_checkpoints(out, c);
	if (x->side->listener == LISTENER_CITIZENS && !c->headers) {
		const struct centre *centre = x->side->turn->centre;
		dpop_nonce_make(nonce, centre, clock_real_ms(centre->clock));
		evhttp_add_header(out, "DPoP-Nonce", nonce);
	}
	if (c->problem == PROBLEM_USE_DPOP_NONCE)
		evhttp_add_header(out, "WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"");
	if (c->problem == PROBLEM_NOT_LOGGED_IN)
		evhttp_add_header(out, "WWW-Authenticate", "Bearer");
	if (c->problem == PROBLEM_RATE_LIMITED)
		evhttp_add_header(out, "Retry-After", "60");
	if (x->side->stopping || connection_is_barred(&x->call))
		evhttp_add_header(out, "Connection", "close");
}

static void exchange_free(struct exchange *x)
{
	x->side->pending--;
	if (x->counted)
		limits_end(x->side->limits, x->call.peer.x5t);
	call_free_parts(&x->call);
	free(x);
}

static void send_reply(struct exchange *x)
{
	struct evbuffer *body = evbuffer_new();
	struct evhttp_connection *conn = evhttp_request_get_connection(x->request);
	bool with_body =
	    x->call.status != 204 && evhttp_request_get_command(x->request) != EVHTTP_REQ_HEAD;
	add_headers(x, evhttp_request_get_output_headers(x->request));
	if (body && with_body)
		evbuffer_add(body, x->call.out.data, x->call.out.len);
	evhttp_send_reply(x->request, x->call.status, NULL, body);
	if (body)
		evbuffer_free(body);
	if (conn) /* headers and body leave as one TLS record */
		evbuffer_pullup(
		    bufferevent_get_output(evhttp_connection_get_bufferevent(conn)), -1);
}

/* The route's pattern, never the path: an id says more than a log needs. */
static void log_answer(const struct call *c, int64_t ms)
{
	const char *problem = c->problem == PROBLEM_NONE ? "ok" : problem_row(c->problem)->id;
	const struct log_field fields[] = {{"method", c->method, 0},
	    {"route", c->route ? c->route->path : "-", 0}, {"status", NULL, c->status},
	    {"problem", problem, 0}, {"office", c->peer.office, 0}, {"counter", c->peer.counter, 0},
	    {"correlation", c->correlation, 0}, {"ms", NULL, ms}, {NULL, NULL, 0}};
	log_event(LOG_LEVEL_INFO, "answered", fields);
}

static void on_answer(struct call *c)
{
	struct exchange *x = (struct exchange *)c;
	int64_t ms = clock_mono_ms(c->centre->clock) - x->arrived;
	log_answer(c, ms);
	metrics_count(c->centre->metrics, c, ms);
	connection_end(c);
	send_reply(x);
	exchange_free(x);
}

/* libevent closes without it, and the other side could not tell the end from a cut. */
static void on_close(struct evhttp_connection *conn, void *arg)
{
	(void)arg;
	SSL *ssl = bufferevent_openssl_get_ssl(evhttp_connection_get_bufferevent(conn));
	if (!ssl)
		return;
	SSL_set_shutdown(ssl, SSL_RECEIVED_SHUTDOWN);
	SSL_shutdown(ssl);
}

static void answer_apart(struct call *c)
{
	struct error err;
	if (!c->route->handler(c, &err))
		call_problem(c, &err);
	c->answer(c);
}

static void on_request(struct evhttp_request *request, void *arg)
{
	struct http_side *side = arg;
	struct exchange *x = calloc(1, sizeof *x);
	struct evhttp_connection *conn = evhttp_request_get_connection(request);
	if (!x || !conn) {
		free(x);
		evhttp_send_error(request, 503, NULL);
		return;
	}
	side->pending++;
	x->side = side;
	x->request = request;
	x->call.centre = side->turn->centre;
	x->call.answer = on_answer;
	x->arrived = clock_mono_ms(x->call.centre->clock);
	evhttp_connection_set_closecb(conn, on_close, NULL);
	read_connection(x, conn);
	read_request(x);
	count_request(x);
	if (x->call.refused == PROBLEM_NONE && x->call.route->apart)
		answer_apart(&x->call);
	else
		turn_submit(side->turn, &x->call);
}

/* ---- the listeners ---- */

static struct bufferevent *make_connection(struct event_base *base, void *arg)
{
	struct http_side *side = arg;
	SSL *ssl = SSL_new(side->ctx);
	struct bufferevent *bev = ssl ? bufferevent_openssl_socket_new(base, -1, ssl,
					    BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE)
				      : NULL;
	if (bev && connections_add(side->connections, ssl, bev))
		return bev;
	if (bev)
		bufferevent_free(bev);
	return NULL;
}

struct http_side *http_side_new(struct event_base *base, enum listener listener, SSL_CTX *ctx,
    struct turn *turn, struct error *err)
{
	struct http_side *side = calloc(1, sizeof *side);
	const struct centrald_config *cfg = turn->centre->config;
	const struct limit limit = {.burst = cfg->terminal_rate * BURST_SECONDS,
	    .step_us = cfg->terminal_rate > 0 ? 1000000 / cfg->terminal_rate : 0,
	    .together = cfg->terminal_requests};
	if (!side || !(side->limits = limits_new(limit)) ||
	    !(side->connections = connections_new(turn, listener)) ||
	    !(side->http = evhttp_new(base))) {
		http_side_free(side);
		error_set(err, PROBLEM_MEMORY, "http");
		return NULL;
	}
	http_side_trust(side, ctx);
	side->turn = turn;
	side->listener = listener;
	evhttp_set_allowed_methods(
	    side->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_DELETE | EVHTTP_REQ_PUT |
			    EVHTTP_REQ_PATCH | EVHTTP_REQ_HEAD | EVHTTP_REQ_OPTIONS);
	evhttp_set_max_headers_size(side->http, HEADERS_MAX);
	evhttp_set_max_body_size(side->http, BODY_TAKEN_MAX);
	evhttp_set_timeout(side->http, IDLE_SECONDS);
	evhttp_set_default_content_type(side->http, NULL);
	evhttp_set_bevcb(side->http, make_connection, side);
	evhttp_set_gencb(side->http, on_request, side);
	return side;
}

bool http_side_listen(struct http_side *side, const struct listen_at *at, struct error *err)
{
	int fd = listen_open(at, err);
	if (fd < 0)
		return false;
	struct evhttp_bound_socket *bound = evhttp_accept_socket_with_handle(side->http, fd);
	if (!bound)
		return error_set(err, PROBLEM_SYSTEM, "%s", at->address);
	side->bound[side->bound_count++] = bound;
	return true;
}

void http_side_trust(struct http_side *side, SSL_CTX *ctx)
{
	side->ctx = ctx;
	connections_trust(side->connections, ctx);
}

void http_side_tick(struct http_side *side, long ms)
{
	connections_tick(side->connections, ms);
}

void http_side_stop(struct http_side *side)
{
	side->stopping = true;
	for (size_t i = 0; i < side->bound_count; i++)
		evhttp_del_accept_socket(side->http, side->bound[i]);
	side->bound_count = 0;
}

size_t http_side_pending(const struct http_side *side)
{
	return side->pending;
}

size_t http_side_connections(const struct http_side *side)
{
	return connections_count(side->connections);
}

void http_side_free(struct http_side *side)
{
	if (!side)
		return;
	if (side->http)
		evhttp_free(side->http);
	connections_free(side->connections);
	limits_free(side->limits);
	free(side);
}
