/*
 * centrald/router.h - the table of routes: every path that the centre answers, on which
 * listener, to whom, by which handler.
 */
#ifndef DDOPA_CENTRALD_ROUTER_H
#define DDOPA_CENTRALD_ROUTER_H

#include "centrald/call.h"

/* Sets c->route and c->id, or c->refused: PROBLEM_NOT_FOUND,
 * PROBLEM_METHOD, PROBLEM_UPDATE_NEEDED. path: without the query. */
void router_find(struct call *c, enum listener listener, const char *path);

/* The table itself, ended by a row without a method. */
extern const struct route routes[];

#endif
