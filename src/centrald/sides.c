#include "centrald/sides.h"

#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "centrald/http.h"
#include "centrald/linger.h"
#include "centrald/metrics.h"
#include "centrald/tls.h"
#include "centrald/watch_port.h"

struct certificates {
	SSL_CTX *terminals, *citizens;
};

struct sides {
	const struct centrald_config *cfg;
	struct certificates tls;
	struct linger_set *linger;
	struct http_side *terminals, *citizens;
	struct turn *turn;
	struct watch_port *watch_port;
};

static void certificates_free(struct certificates *c)
{
	SSL_CTX_free(c->terminals);
	SSL_CTX_free(c->citizens);
}

static bool certificates_read(struct certificates *c, const struct sides *s, struct error *err)
{
	*c = (struct certificates){.terminals = tls_terminals(s->cfg, err)};
	if (c->terminals)
		c->citizens = tls_citizens(s->cfg, err);
	if (!c->citizens) {
		certificates_free(c);
		return false;
	}
	linger_watch(s->linger, c->terminals);
	linger_watch(s->linger, c->citizens);
	return true;
}

static bool listen_all(struct http_side *side, const struct listen_list *list, struct error *err)
{
	for (size_t i = 0; i < list->count; i++)
		if (!http_side_listen(side, &list->at[i], err))
			return false;
	return true;
}

static int64_t seconds_of(const ASN1_TIME *time)
{
	struct tm tm;
	return time && ASN1_TIME_to_tm(time, &tm) == 1 ? timegm(&tm) : 0;
}

/* The first list to be too old stops its authority's counters. */
static int64_t crl_ends(SSL_CTX *ctx)
{
	int64_t first = 0;
	STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(ctx));
	for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
		X509_CRL *crl = X509_OBJECT_get0_X509_CRL(sk_X509_OBJECT_value(objects, i));
		int64_t ends = crl ? seconds_of(X509_CRL_get0_nextUpdate(crl)) : 0;
		if (ends > 0 && (first == 0 || ends < first))
			first = ends;
	}
	return first;
}

static void show_metrics(void *arg, struct buf *out)
{
	const struct sides *s = arg;
	const struct centre *centre = s->turn->centre;
	const struct metrics_now now = {.connections = {http_side_connections(s->terminals),
					    http_side_connections(s->citizens)},
	    .pending = sides_pending(s),
	    .waiting = waiters_count(s->turn->waiters),
	    .certificate_ends =
		seconds_of(X509_get0_notAfter(SSL_CTX_get0_certificate(s->tls.citizens))),
	    .crl_ends = crl_ends(s->tls.terminals)};
	metrics_write(centre->metrics, out, centre, &now);
}

static bool open_watch_port(struct sides *s, struct event_base *base, struct error *err)
{
	if (s->cfg->metrics.count == 0)
		return true;
	s->watch_port = watch_port_open(base, &s->cfg->metrics.at[0], show_metrics, s, err);
	return s->watch_port != NULL;
}

static bool open_all(struct sides *s, struct event_base *base, struct turn *turn, struct error *err)
{
	s->linger = linger_new(base);
	if (!s->linger)
		return error_set(err, PROBLEM_MEMORY, "TLS");
	if (!certificates_read(&s->tls, s, err)) {
		s->tls = (struct certificates){NULL, NULL};
		return false;
	}
	s->terminals = http_side_new(base, LISTENER_TERMINALS, s->tls.terminals, turn, err);
	s->citizens = http_side_new(base, LISTENER_CITIZENS, s->tls.citizens, turn, err);
	return s->terminals && s->citizens && listen_all(s->terminals, &s->cfg->terminals, err) &&
	       listen_all(s->citizens, &s->cfg->citizens, err) && open_watch_port(s, base, err);
}

struct sides *sides_open(struct event_base *base, const struct centrald_config *cfg,
    struct turn *turn, struct error *err)
{
	struct sides *s = calloc(1, sizeof *s);
	if (!s) {
		error_set(err, PROBLEM_MEMORY, "sides");
		return NULL;
	}
	s->cfg = cfg;
	s->turn = turn;
	if (open_all(s, base, turn, err))
		return s;
	sides_close(s);
	return NULL;
}

/* A connection keeps the TLS that it was made with alive by itself. */
bool sides_reload(struct sides *s, struct error *err)
{
	struct certificates fresh;
	bool well = certificates_read(&fresh, s, err);
	metrics_reloaded(s->turn->centre->metrics, well);
	if (!well)
		return false;
	http_side_trust(s->terminals, fresh.terminals);
	http_side_trust(s->citizens, fresh.citizens);
	certificates_free(&s->tls);
	s->tls = fresh;
	log_write(LOG_LEVEL_INFO, "certificates were read again");
	return true;
}

void sides_tick(struct sides *s, long ms)
{
	http_side_tick(s->terminals, ms);
	http_side_tick(s->citizens, ms);
}

void sides_stop(struct sides *s)
{
	http_side_stop(s->terminals);
	http_side_stop(s->citizens);
}

size_t sides_pending(const struct sides *s)
{
	return http_side_pending(s->terminals) + http_side_pending(s->citizens);
}

void sides_close(struct sides *s)
{
	if (!s)
		return;
	watch_port_close(s->watch_port);
	http_side_free(s->terminals);
	http_side_free(s->citizens);
	certificates_free(&s->tls);
	linger_free(s->linger);
	free(s);
}
