/*
 * centrald/waiters.h - calls that wait for an enrollment's revision to move, found by its
 * id, and given back when it moves or their time is over.
 */
#ifndef DDOPA_CENTRALD_WAITERS_H
#define DDOPA_CENTRALD_WAITERS_H

#include "centrald/call.h"

struct waiters;

struct waiters *waiters_new(void);
void waiters_free(struct waiters *w); /* must be empty */
void waiters_add(struct waiters *w, struct call *c);
void waiters_remove(struct waiters *w, struct call *c);
/* Moves to `out`: who waits for this enrollment; whose time is over; all. */
void waiters_take(struct waiters *w, const char *enrolment, struct call_list *out);
void waiters_take_due(struct waiters *w, int64_t mono_ms, struct call_list *out);
void waiters_take_all(struct waiters *w, struct call_list *out);
size_t waiters_count(const struct waiters *w);

#endif
