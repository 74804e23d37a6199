#include "centrald/connections.h"

#include <event2/buffer.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "centrald/certificates.h"
#include "centrald/tls.h"

struct connection {
	struct connections *all;
	SSL *ssl;
	struct bufferevent *bev;
	struct call *call;   /* being served */
	long generation;     /* of the trust that its certificate was held against */
	int64_t since;	     /* it was opened, or answered last, or began to send */
	uint64_t bytes_then; /* … and what it had sent */
	bool sending;	     /* a request of which not all is there */
	bool barred;
	TAILQ_ENTRY(connection) link;
};

struct connections {
	struct turn *turn;
	enum listener listener;
	SSL_CTX *ctx;
	long generation;
	size_t count;
	TAILQ_HEAD(connection_list, connection) list; /* the one to be looked at next first */
};

/* ---- which there are ---- */

/* OpenSSL calls it when the connection's SSL is freed. */
static void forget(void *parent, void *value, CRYPTO_EX_DATA *data, int at, long n, void *arg)
{
	struct connection *x = value;
	(void)parent;
	(void)data;
	(void)at;
	(void)n;
	(void)arg;
	if (!x)
		return;
	if (x->call)
		x->call->connection = NULL;
	if (x->all) {
		TAILQ_REMOVE(&x->all->list, x, link);
		x->all->count--;
	}
	free(x);
}

static int slot(void)
{
	static int index = -1;
	if (index < 0)
		index = SSL_get_ex_new_index(0, NULL, NULL, NULL, forget);
	return index;
}

struct connections *connections_new(struct turn *turn, enum listener listener)
{
	struct connections *l = calloc(1, sizeof *l);
	if (!l)
		return NULL;
	l->turn = turn;
	l->listener = listener;
	TAILQ_INIT(&l->list);
	return l;
}

/* libevent closes the last ones after that. */
void connections_free(struct connections *l)
{
	struct connection *x;
	if (!l)
		return;
	for (x = TAILQ_FIRST(&l->list); x; x = TAILQ_NEXT(x, link))
		x->all = NULL;
	free(l);
}

void connections_trust(struct connections *l, SSL_CTX *ctx)
{
	l->ctx = ctx;
	l->generation++;
}

static int64_t mono(const struct connections *l)
{
	return clock_mono_ms(l->turn->centre->clock);
}

bool connections_add(struct connections *l, SSL *ssl, struct bufferevent *bev)
{
	struct connection *x = calloc(1, sizeof *x);
	if (!x || SSL_set_ex_data(ssl, slot(), x) != 1) {
		free(x);
		return false;
	}
	x->all = l;
	x->ssl = ssl;
	x->bev = bev;
	x->generation = l->generation;
	x->since = mono(l);
	TAILQ_INSERT_TAIL(&l->list, x, link);
	l->count++;
	return true;
}

struct connection *connections_of(SSL *ssl)
{
	return SSL_get_ex_data(ssl, slot());
}

size_t connections_count(const struct connections *l)
{
	return l->count;
}

static uint64_t bytes_read(const struct connection *x)
{
	BIO *bio = SSL_get_rbio(x->ssl);
	return bio ? BIO_number_read(bio) : 0;
}

static void rest(struct connection *x)
{
	x->since = mono(x->all);
	x->bytes_then = bytes_read(x);
	x->sending = false;
}

void connection_begin(struct connection *x, struct call *c)
{
	x->call = c;
	c->connection = x;
}

void connection_end(struct call *c)
{
	if (!c->connection)
		return;
	c->connection->call = NULL;
	rest(c->connection);
}

bool connection_is_barred(const struct call *c)
{
	return c->connection && c->connection->barred;
}

/* ---- certificates ---- */

static enum problem verify(const struct connection *x, X509 *certificate)
{
	X509_STORE_CTX *v = X509_STORE_CTX_new();
	bool ok = v &&
		  X509_STORE_CTX_init(v, SSL_CTX_get_cert_store(x->all->ctx), certificate,
		      SSL_get_peer_cert_chain(x->ssl)) == 1 &&
		  X509_STORE_CTX_set_default(v, "ssl_client") == 1 && X509_verify_cert(v) == 1;
	bool revoked = v && X509_STORE_CTX_get_error(v) == X509_V_ERR_CERT_REVOKED;
	X509_STORE_CTX_free(v);
	if (ok)
		return PROBLEM_NONE;
	return revoked ? PROBLEM_CERTIFICATE_REVOKED : PROBLEM_CERTIFICATE_REFUSED;
}

/* What the store says can change at any time, the rest with the files and with time. */
static enum problem judge(struct connection *x, X509 *certificate, struct peer *peer)
{
	struct error ignored;
	struct certificate_row row;
	enum problem problem = PROBLEM_NONE;
	if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
		return PROBLEM_CERTIFICATE_REFUSED;
	if (x->generation != x->all->generation)
		problem = verify(x, certificate);
	if (problem != PROBLEM_NONE)
		return problem;
	x->generation = x->all->generation;
	if (!certificate_find(x->all->turn->centre->store, peer->x5t, &row, &ignored))
		return PROBLEM_NONE;
	if (row.bound || row.revoked) {
		memcpy(peer->office, row.office, sizeof peer->office);
		memcpy(peer->counter, row.counter, sizeof peer->counter);
	}
	return row.revoked ? PROBLEM_CERTIFICATE_REVOKED : PROBLEM_NONE;
}

static bool end_sessions(struct centre *centre, const struct peer *peer, struct error *err)
{
	long ended = 0;
	struct audit_record record =
	    AUDIT_BARE(clock_real_ms(centre->clock), "session.revoke", "centre");
	record.office = peer->office;
	record.counter = peer->counter;
	return store_begin(centre->store, err) &&
	       store_run(centre->store, SQL_SESSIONS_END_OF_CERTIFICATE,
		   SQL_PARAMS(sql_text(peer->x5t)), &ended, err) &&
	       (ended == 0 || audit_append(centre->store, &centre->audit, &record, err)) &&
	       store_commit(centre->store, err);
}

/* Who waits is told why; who is silent is hung up on. */
static void bar(struct connection *x, const struct peer *peer, enum problem problem)
{
	struct centre *centre = x->all->turn->centre;
	struct audit_chain before = centre->audit;
	struct error err;
	x->barred = true;
	log_write(LOG_LEVEL_WARN, "counter %s-%s: its certificate is good no more", peer->office,
	    peer->counter);
	if (!end_sessions(centre, peer, &err)) {
		store_rollback(centre->store);
		centre->audit = before;
		log_error(&err);
	}
	if (!x->call) {
		shutdown(bufferevent_getfd(x->bev), SHUT_RDWR);
		return;
	}
	x->call->refused = problem;
	if (x->call->waiting) {
		waiters_remove(x->all->turn->waiters, x->call);
		turn_submit(x->all->turn, x->call);
	}
}

static void look_at_certificate(struct connection *x)
{
	struct peer peer = {0};
	X509 *certificate = SSL_get0_peer_certificate(x->ssl);
	if (x->barred || !certificate || !tls_peer_of(&peer, certificate))
		return;
	enum problem problem = judge(x, certificate, &peer);
	if (problem != PROBLEM_NONE)
		bar(x, &peer, problem);
	X509_free(peer.certificate);
}

/* ---- time ---- */

/* Not all of a request is there, of which the first byte is. */
static bool begins_to_send(struct connection *x)
{
	if (x->bytes_then == 0) /* the first look after its handshake */
		rest(x);
	if (!x->sending && bytes_read(x) != x->bytes_then) {
		x->since = mono(x->all);
		x->sending = true;
	}
	return x->sending;
}

static bool is_late(struct connection *x)
{
	const struct centrald_config *cfg = x->all->turn->centre->config;
	bool busy = !SSL_is_init_finished(x->ssl) ||
		    evbuffer_get_length(bufferevent_get_output(x->bev)) > 0;
	if (x->call || (!busy && !begins_to_send(x)))
		return false;
	return mono(x->all) - x->since > cfg->request_time * 1000;
}

static void look_at(struct connection *x)
{
	if (is_late(x)) {
		shutdown(bufferevent_getfd(x->bev), SHUT_RDWR);
		return;
	}
	if (x->all->listener == LISTENER_TERMINALS && SSL_is_init_finished(x->ssl))
		look_at_certificate(x);
}

void connections_tick(struct connections *l, long ms)
{
	size_t due = l->count * (size_t)ms / (CONNECTIONS_ROUND_S * 1000) + 16;
	struct connection *x;
	for (size_t i = 0; i < due && i < l->count && (x = TAILQ_FIRST(&l->list)); i++) {
		TAILQ_REMOVE(&l->list, x, link);
		TAILQ_INSERT_TAIL(&l->list, x, link);
		look_at(x);
	}
}
