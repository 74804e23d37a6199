/*
 * centrald/quota.h - places: the nation's of this phase, and an office's own where it has
 * been given a number. Reserved with the first code, used with SUCCESS, given back at every
 * other end. Each is one conditional UPDATE a row, both rows in one transaction and the
 * office's first, so that however many counters race, used and reserved together never pass a
 * cap.
 */
#ifndef DDOPA_CENTRALD_QUOTA_H
#define DDOPA_CENTRALD_QUOTA_H

#include "centrald/call.h"

#define QUOTA_NATIONAL "national" /* an office's scope is its code */

struct quota {
	bool found; /* an office without a row has no number of its own */
	long cap, used, reserved;
};

bool quota_read(struct store *store, const char *scope, struct quota *out, struct error *err);
/* PROBLEM_REFUSED_OFFICE_QUOTA, PROBLEM_REFUSED_QUOTA: none left; what was done before has to
 * be undone. */
bool quota_reserve(struct store *store, const char *office, struct error *err);
bool quota_use(struct store *store, const char *office, struct error *err);
bool quota_return(struct store *store, const char *office, struct error *err);

/* The number of places of a scope; an office that has none yet gets one, in which its
 * enrollments count as they are. cap -1: the office has none any more. PROBLEM_REFUSED_QUOTA
 * when it is below what is used and reserved. */
bool quota_set(struct store *store, const char *scope, int64_t cap, struct error *err);

#endif
