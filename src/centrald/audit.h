/*
 * centrald/audit.h - one record an act and a look at a person's data: who, what, when,
 * office, counter, result, correlation id; of the citizen a keyed hash alone.
 *
 * The records of one process form one chain, from its start to its closing record. The
 * hash of a record is SHA-256 over: the hash before it (64 zeros for the first), chain,
 * act, who, office, counter, result, correlation, enrollment, citizen, each as two bytes of
 * length and the text; then number and time as eight bytes each, big-endian.
 *
 * A chain's row in audit_chains says when its process was last known to live. A process that
 * died without a closing record has its chain closed by another: the next start, or who makes
 * a checkpoint five minutes later, appends the closing record AUDIT_LOST to the dead chain
 * itself (its correlation is the chain of who noted it). So every chain either ends with a
 * closing record or belongs to a process that lives. One that was taken for dead and lives
 * finds its chain closed, and begins another (chain.h).
 */
#ifndef DDOPA_CENTRALD_AUDIT_H
#define DDOPA_CENTRALD_AUDIT_H

#include "centrald/keys.h"
#include "centrald/store.h"
#include "wire/api.h"

/* A plain value: copied before a request and put back when the request is undone. */
struct audit_chain {
	char name[API_ID_SIZE];
	int64_t seq;
	char head[HASH_HEX_SIZE]; /* hash of the last record */
};

struct audit_record {
	int64_t time;
	const char *act;    /* "claim", "enrolment.create", … */
	const char *who;    /* officer's id, "phone:…", "centre" */
	const char *office; /* "" where there is none */
	const char *counter;
	const char *result; /* "ok" or a problem's id */
	const char *correlation;
	const char *enrolment; /* or of a finger write or an approval: the id */
	const char *citizen;   /* keyed hash */
};
/* Nothing but when, what and by whom. */
#define AUDIT_BARE(TIME, ACT, WHO)                                                                 \
	((struct audit_record){.time = (TIME),                                                     \
	    .act = (ACT),                                                                          \
	    .who = (WHO),                                                                          \
	    .office = "",                                                                          \
	    .counter = "",                                                                         \
	    .result = "ok",                                                                        \
	    .correlation = "",                                                                     \
	    .enrolment = "",                                                                       \
	    .citizen = ""})

#define AUDIT_LOST "chain.lost"

/* Within a transaction. Names a new chain and writes its first record, `act` by `who`. */
bool audit_open(struct store *store, struct audit_chain *chain, const struct audit_record *first,
    struct error *err);
bool audit_close(struct store *store, struct audit_chain *chain, const struct audit_record *last,
    struct error *err);
/* Closes the chains but `own` that were not seen to live since `before`. */
bool audit_close_lost(struct store *store, const struct audit_chain *own, int64_t before,
    int64_t now, struct error *err);
/* Sets number and head of the chain that bears this name; untouched when it has none. */
bool audit_chain_head(struct store *store, struct audit_chain *chain, struct error *err);
/* The hash that a record must have after that head; for who checks a chain. */
bool audit_hash(char out[HASH_HEX_SIZE], const struct audit_chain *before, int64_t seq,
    const struct audit_record *r);
bool audit_append(struct store *store, struct audit_chain *chain, const struct audit_record *r,
    struct error *err);

#endif
