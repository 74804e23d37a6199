#include "centrald/sides.h"

#include <stdlib.h>

#include "base/log.h"
#include "centrald/http.h"
#include "centrald/linger.h"
#include "centrald/tls.h"

struct certificates {
	SSL_CTX *terminals, *citizens;
};

struct sides {
	const struct centrald_config *cfg;
	struct certificates tls;
	struct linger_set *linger;
	struct http_side *terminals, *citizens;
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
	       listen_all(s->citizens, &s->cfg->citizens, err);
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
	if (open_all(s, base, turn, err))
		return s;
	sides_close(s);
	return NULL;
}

/* A connection keeps the TLS that it was made with alive by itself. */
bool sides_reload(struct sides *s, struct error *err)
{
	struct certificates fresh;
	if (!certificates_read(&fresh, s, err))
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
	http_side_free(s->terminals);
	http_side_free(s->citizens);
	certificates_free(&s->tls);
	linger_free(s->linger);
	free(s);
}
