/*
 * centrald/expiry.h - what ends by itself: enrollments that are due, and rows that nobody
 * needs any more (sessions, answers kept for replay, seen jti).
 */
#ifndef DDOPA_CENTRALD_EXPIRY_H
#define DDOPA_CENTRALD_EXPIRY_H

#include "centrald/call.h"

typedef void expiry_woken_fn(void *arg, const char *enrolment);

/* One transaction of its own; fn is told each enrollment that ended, after the commit. */
bool expiry_sweep(struct centre *centre, expiry_woken_fn *fn, void *arg, struct error *err);
/* Sessions, answers, signatures seen and sign-ins; once a day (centre->purged) also a part of
 * what purge.h tells of. */
bool expiry_purge(struct centre *centre, struct error *err);

#endif
