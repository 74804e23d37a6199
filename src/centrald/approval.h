/*
 * centrald/approval.h - a second officer's word: their number and PIN, at the counter of
 * the officer who is logged in, for one act on one citizen. It is good for five minutes, at
 * this counter, for this officer, and serves once:
 *   exception      one enrollment
 *   finger-store   at most one good write of each index finger
 *   finger-remove  the removal of one finger
 * A write that was interrupted may be authorised again under the same approval, but not
 * before the centre was told what became of the one before (finger_write.c).
 */
#ifndef DDOPA_CENTRALD_APPROVAL_H
#define DDOPA_CENTRALD_APPROVAL_H

#include "centrald/call.h"

#define APPROVAL_LIFE_MS (5 * 60 * 1000L)

/* PROBLEM_APPROVAL_BAD unless it is good for this act on this citizen (the keyed hash), by
 * this call's officer and counter, now. */
bool approval_check(
    struct call *c, const char *id, enum api_act act, const char *citizen, struct error *err);
/* Uses it up for good: `by` is the id of what it was given for. Of two that race one gets
 * PROBLEM_APPROVAL_BAD. */
bool approval_spend(struct call *c, const char *id, const char *by, struct error *err);

call_handler approval_create;

#endif
