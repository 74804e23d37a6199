/*
 * centrald/http.h - evhttp over OpenSSL: requests become calls, answers become replies.
 * What bench.md measured is done here: TCP_NODELAY on the listening socket, headers and
 * body in one record, close_notify.
 */
#ifndef DDOPA_CENTRALD_HTTP_H
#define DDOPA_CENTRALD_HTTP_H

#include <event2/event.h>
#include <openssl/ssl.h>

#include "centrald/turn.h"

struct http_side; /* one kind of listener */

/* ctx is borrowed, and must outlive the side. */
struct http_side *http_side_new(struct event_base *base, enum listener listener, SSL_CTX *ctx,
    struct turn *turn, struct error *err);
/* New connections are made with ctx, open ones held against it within
 * CONNECTIONS_ROUND_S; the one before is no more needed here. */
void http_side_trust(struct http_side *side, SSL_CTX *ctx);
/* ms: since the last one. */
void http_side_tick(struct http_side *side, long ms);
bool http_side_listen(struct http_side *side, const struct listen_at *at, struct error *err);
/* No new connections; every answer from now on closes its connection. */
void http_side_stop(struct http_side *side);
/* Requests that arrived and whose answers are not yet written out. */
size_t http_side_pending(const struct http_side *side);
size_t http_side_connections(const struct http_side *side);
void http_side_free(struct http_side *side);

#endif
