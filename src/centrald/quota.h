/*
 * centrald/quota.h - places of the first phase: reserved with the first code, used with
 * SUCCESS, given back at every other end. Each is one conditional UPDATE, so that however
 * many counters race, used and reserved together never pass the cap.
 */
#ifndef DDOPA_CENTRALD_QUOTA_H
#define DDOPA_CENTRALD_QUOTA_H

#include "centrald/call.h"

#define QUOTA_NATIONAL "national"

struct quota {
	long cap, used, reserved;
};

bool quota_read(struct store *store, struct quota *out, struct error *err);
bool quota_reserve(struct store *store, struct error *err); /* PROBLEM_REFUSED_QUOTA: none left */
bool quota_use(struct store *store, struct error *err);
bool quota_return(struct store *store, struct error *err);

#endif
