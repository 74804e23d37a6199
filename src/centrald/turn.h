/*
 * centrald/turn.h - the group commit. Calls gather while one turn of the loop reads what
 * has arrived; turn_run(), at the turn's end, works them off in one transaction, commits
 * durably, and only then answers. A call that cannot be answered yet goes on waiting
 * (waiters.h), to the hasher or to a register (lookup.h), and comes back through
 * turn_submit().
 */
#ifndef DDOPA_CENTRALD_TURN_H
#define DDOPA_CENTRALD_TURN_H

#include "centrald/call.h"
#include "centrald/hasher.h"
#include "centrald/limits.h"
#include "centrald/waiters.h"

struct turn {
	struct centre *centre;
	struct hasher *hasher;
	struct waiters *waiters;
	struct limits *limits; /* of typed codes, by address */
	struct call_list arrived;
	bool doubt; /* a commit that nobody answered for may still come to be */
};

void turn_init(struct turn *t);
void turn_submit(struct turn *t, struct call *c);
/* Until nothing is left: what a commit wakes is answered in the same turn. */
void turn_run(struct turn *t);
/* An enrollment moved: its waiters are asked again. */
void turn_wake(struct turn *t, const char *enrolment);

/* One call within the open transaction; for turn.c and its tests. Never fails: what goes
 * wrong is in the answer. False when nothing of it may stay in the store. */
bool dispatch(struct call *c);

#endif
