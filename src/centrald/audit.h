/*
 * centrald/audit.h - one record an act and a look at a person's data: who, what, when,
 * office, counter, result, correlation id; of the citizen a keyed hash alone.
 *
 * The records of one process form one chain, from its start to its closing record. The
 * hash of a record is SHA-256 over: the hash before it (64 zeros for the first), chain,
 * act, who, office, counter, result, correlation, enrollment, citizen, each as two bytes of
 * length and the text; then number and time as eight bytes each, big-endian.
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

/* Names a new chain; false without random numbers. */
bool audit_chain_start(struct audit_chain *chain);
bool audit_append(struct store *store, struct audit_chain *chain, const struct audit_record *r,
    struct error *err);

#endif
