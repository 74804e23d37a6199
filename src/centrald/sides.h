/*
 * centrald/sides.h - the two kinds of listeners together, and their certificates, which are
 * read again without a restart.
 */
#ifndef DDOPA_CENTRALD_SIDES_H
#define DDOPA_CENTRALD_SIDES_H

#include <event2/event.h>

#include "centrald/turn.h"

struct sides;

/* Everything is borrowed. NULL with PROBLEM_CONFIG naming file or address. */
struct sides *sides_open(struct event_base *base, const struct centrald_config *cfg,
    struct turn *turn, struct error *err);
/* The files once more: certificate, key, authority and list of the revoked. All of them or
 * none: on failure the old ones go on. Open connections are looked at by sides_tick(). */
bool sides_reload(struct sides *s, struct error *err);
void sides_tick(struct sides *s, long ms); /* ms: since the last one */
void sides_stop(struct sides *s);	   /* no new connections */
size_t sides_pending(const struct sides *s);
void sides_close(struct sides *s);

#endif
