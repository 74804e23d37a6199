/*
 * centrald/chain.h - this process's chain of the audit (audit.h) over the process's life:
 * begun at its start, closed at its end.
 *
 * A process that was suspended, cut off from the store, or whose clock is five minutes
 * behind another's may find that another one has taken it for dead and closed its chain.
 * Nothing follows a closing record, so its next record does not fit (the number is taken);
 * then it begins a new chain, whose first record CHAIN_RESUME bears the old one's name as
 * its correlation, and goes on.
 */
#ifndef DDOPA_CENTRALD_CHAIN_H
#define DDOPA_CENTRALD_CHAIN_H

#include "centrald/centrald.h"

#define CHAIN_RESUME "centre.resume"

/* The first record, and a checkpoint. Where nobody else writes to the store (shared: false)
 * every chain that is still open belongs to a process that has died. */
bool chain_begin(struct centre *c, bool shared, struct error *err);
bool chain_end(struct centre *c, struct error *err);

/* A new chain where another process has closed this one's; in a transaction of its own. */
bool chain_renew(struct centre *c, struct error *err);

#endif
