/*
 * centrald/health.h - what a load balancer or a supervisor asks. Live: the loop turns.
 * Ready: the store was reached at the last look (every 250 ms) and this process is not
 * ending. Both are answered outside of the groups, from memory: nobody can load the store
 * with them, and they tell nothing but that.
 */
#ifndef DDOPA_CENTRALD_HEALTH_H
#define DDOPA_CENTRALD_HEALTH_H

#include "centrald/call.h"

bool health_live(struct call *c, struct error *err);
bool health_ready(struct call *c, struct error *err); /* 503: send nobody here */

#endif
