/*
 * centrald/server.h - `ddopa-centrald run`: store, keys, listeners and the loop.
 */
#ifndef DDOPA_CENTRALD_SERVER_H
#define DDOPA_CENTRALD_SERVER_H

#include "centrald/centrald.h"
#include "centrald/notify.h"

/* Serves until SIGTERM or SIGINT, then answers what has arrived and returns true. */
bool server_run(const struct centrald_config *cfg, struct notify *notify, struct error *err);

#endif
