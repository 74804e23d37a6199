/*
 * centrald/connections.h - the open connections of one kind of listener, and which of them
 * have to end: a counter's whose certificate is good no more (revoked by a list or in the
 * store, expired, of an authority that was taken out), and anybody's
 * that has not finished its handshake, its request or the taking of its answer within the
 * configuration's `request_time`.
 *
 * libevent closes who is silent; who sends a byte a minute it would serve for ever. What a
 * connection has sent is counted by OpenSSL beneath libevent.
 *
 * Each is looked at in turn, a part of them at every tick, so that all have been within
 * CONNECTIONS_ROUND_S seconds however many there are. All times are monotonic.
 */
#ifndef DDOPA_CENTRALD_CONNECTIONS_H
#define DDOPA_CENTRALD_CONNECTIONS_H

#include <event2/bufferevent.h>
#include <openssl/ssl.h>

#include "centrald/turn.h"

#define CONNECTIONS_ROUND_S 20

struct connections;
struct connection;

struct connections *connections_new(struct turn *turn, enum listener listener);
void connections_free(struct connections *l);

/* The TLS of connections from now on, borrowed; older ones are held against it. */
void connections_trust(struct connections *l, SSL_CTX *ctx);
/* Remembered until ssl is freed. False without memory. */
bool connections_add(struct connections *l, SSL *ssl, struct bufferevent *bev);
struct connection *connections_of(SSL *ssl);
size_t connections_count(const struct connections *l);

/* A request has arrived whole; it was answered, if anybody is left to hear it. */
void connection_begin(struct connection *x, struct call *c);
void connection_end(struct call *c);
/* The answer is the connection's last. */
bool connection_is_barred(const struct call *c);

/* Looks at the next ones; ms: since the last tick. */
void connections_tick(struct connections *l, long ms);

#endif
