/*
 * centrald/checkpoint.h - signed checkpoints over the heads of all chains of the audit
 * (wire/checkpoint.h has their form).
 *
 * One is made at a process's start and end, and in between 60 s after the last one, whoever
 * made it, or 1,000 own records after it; not when nothing was recorded since. Who makes one
 * holds the lock "checkpoint" (table locks) until the transaction's end. A checkpoint lists (table
 * checkpoint_heads) the chains that had not come to rest before; one that was closed stands in one
 * more checkpoint and then no more. Its hash `heads` is SHA-256 over, for each of them in the order
 * of their names: the chain's name and its head's hash, each as two bytes of length and the text,
 * the head's number as eight bytes, big-endian, between them. What came to rest earlier is covered
 * by the links to earlier checkpoints.
 */
#ifndef DDOPA_CENTRALD_CHECKPOINT_H
#define DDOPA_CENTRALD_CHECKPOINT_H

#include "centrald/call.h"

#define CHECKPOINT_EVERY_MS	 60000
#define CHECKPOINT_EVERY_RECORDS 1000
#define CHAIN_LOST_MS		 (5 * 60000)

/* Makes one in a transaction of its own, where something was recorded since the last; tells
 * that this process lives, and closes chains of those that do not. */
bool checkpoint_make(struct centre *c, struct error *err);
/* The same, when it is time for it. */
bool checkpoint_when_due(struct centre *c, struct error *err);

/* Reads the newest, which another process may have made. */
bool checkpoint_read(struct centre *c, struct error *err);
/* Within a group: what rides on the call's answer. */
bool checkpoint_ride(struct call *c, struct error *err);

#endif
