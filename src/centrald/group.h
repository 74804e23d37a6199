/*
 * centrald/group.h - the calls of one turn as one transaction: written down durably
 * together, or none of them.
 *
 * On a store that other processes share a group may have to be run again: when another one
 * was in its way, five times as a whole, then each call alone; when the database went away,
 * on the next connection. A connection that is lost during the commit leaves open whether
 * the group is there. Then the store is asked: the group's last record of the audit is the
 * key by which it is known (a chain's numbers are given once), as an Idempotency-Key is that
 * of one request when this process dies before it could ask.
 */
#ifndef DDOPA_CENTRALD_GROUP_H
#define DDOPA_CENTRALD_GROUP_H

#include "centrald/turn.h"

/* Each call has its answer afterwards, or waits, or hashes. */
void group_commit(struct turn *t, struct call_list *group);
/* In place of its answer, and of what it would have done next. */
void group_fail(struct call *c, enum problem problem, const char *context);

#endif
