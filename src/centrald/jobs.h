/*
 * centrald/jobs.h - several processes on one host (-j N), all alike, on one shared store.
 * The parent serves nothing: it starts them, starts one anew that died (after a
 * pause, where that one cannot begin, as while the database is away), passes on SIGHUP,
 * and at SIGTERM and SIGINT has them all drain. It is the one that the service manager hears.
 * Addresses are listened on by each of them (SO_REUSEPORT); sockets that were handed in they share.
 */
#ifndef DDOPA_CENTRALD_JOBS_H
#define DDOPA_CENTRALD_JOBS_H

#include "centrald/config.h"
#include "centrald/notify.h"

#define JOBS_MAX 64

/* True in each child, which is to serve with the changed *cfg. False in the parent when all
 * have ended, or one could not begin at the start; *status is the exit status. */
bool jobs_run(struct centrald_config *cfg, struct notify *notify, int *status);

#endif
