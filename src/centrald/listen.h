/*
 * centrald/listen.h - listening sockets: made here, or handed in by the caller.
 */
#ifndef DDOPA_CENTRALD_LISTEN_H
#define DDOPA_CENTRALD_LISTEN_H

#include "centrald/config.h"

/* Non-blocking, close-on-exec, TCP_NODELAY (connections inherit it). -1 on failure;
 * PROBLEM_CONFIG names an address of a wrong form or in use. */
int listen_open(const struct listen_at *at, struct error *err);

#endif
