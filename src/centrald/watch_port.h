/*
 * centrald/watch_port.h - where operators' tools read the metrics: plain HTTP on this
 * machine alone. GET /metrics, and nothing else.
 */
#ifndef DDOPA_CENTRALD_WATCH_PORT_H
#define DDOPA_CENTRALD_WATCH_PORT_H

#include <event2/event.h>

#include "base/buf.h"
#include "centrald/config.h"

struct watch_port;

typedef void watch_fn(void *arg, struct buf *out); /* writes what is asked for */

/* PROBLEM_CONFIG for an address that is in use, or that is not the loopback's. */
struct watch_port *watch_port_open(struct event_base *base, const struct listen_at *at,
    watch_fn *fn, void *arg, struct error *err);
void watch_port_close(struct watch_port *w);

#endif
