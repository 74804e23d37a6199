/*
 * centrald/centrald.h - the reference centre.
 *
 * One process, one event loop. What arrives in one turn of the loop is gathered (turn.c),
 * worked off in one transaction of the store with a savepoint a request, committed durably
 * once, and answered after that. A handler (one file a group: session.c, linkage.c,
 * enrolment.c, codes.c, claim.c, …) sees a struct call: no HTTP, no TLS, no loop; it reads
 * and changes the store and nothing else, so that a call may be run again when a database
 * could not serialise its group. Nothing of an enrollment lives in memory: any process on
 * the same store could answer the next request.
 *
 *   tls.c http.c     two kinds of listeners, evhttp over OpenSSL     (the outside)
 *   router.c         method and path -> row of the table             |
 *   turn.c group.c   group commit, run again where it must be        |
 *   waiters.c wake.c long-polls that wait, woken by other processes  v
 *   health.c         live and ready, answered outside of the groups
 *   guard.c dpop_guard.c idempotency.c audit.c chain.c checkpoint.c  (around a handler)
 *   session.c linkage.c enrolment.c codes.c claim.c …                (handlers)
 *   lookup.c register.h register_sample.c                             (people and cards)
 *   approval.c finger_write.c                                        (second officers, chips)
 *   identity.c                                                       (a digital ID that stands)
 *   self_view.c looks.c                                              (what its citizen sees)
 *   oidc.c oidc_client.c oidc_ask.c oidc_token.c sign_in.c           (signing in with it)
 *   booking.c                                                        (Queue Online)
 *   take_over.c own_pin.c search.c report.c audit_trail.c             (an office's work)
 *   store.c sql.c schema.sql store_sqlite.c store_pq.c migrate.c     (what is remembered)
 *
 * Secrets: keys.h, card_key.h. Personal data stand in the register's tables and the evidence alone;
 * everywhere else a citizen is a keyed hash. Logs hold ids, acts and problem codes.
 */
#ifndef DDOPA_CENTRALD_CENTRALD_H
#define DDOPA_CENTRALD_CENTRALD_H

#include "base/clock.h"
#include "centrald/audit.h"
#include "centrald/card_key.h"
#include "centrald/config.h"
#include "centrald/keys.h"
#include "centrald/register.h"
#include "centrald/store.h"
#include "wire/checkpoint.h"

struct metrics;
struct limits;

/* The newest checkpoint of the store (checkpoint.h); number 0: none yet. */
struct checkpoint_held {
	int64_t number, time, records;
	char hash[HASH_HEX_SIZE];
	char jws[CHECKPOINT_SIZE];
};

struct issuer;

/* What every handler may use. Everything is borrowed. */
struct centre {
	const struct centrald_config *config;
	const struct clock *clock;
	struct keys *keys;
	struct store *store;
	struct card_key *card_key; /* NULL: cards cannot be written */
	struct registers registers;
	struct limits *own_lookups; /* under way, by citizen: lookup_own() */
	struct app *app;	    /* NULL: the centre serves none */
	struct issuer *issuer;	    /* NULL: counters' certificates are signed elsewhere */
	struct audit_chain audit;
	struct checkpoint_held checkpoint;
	int64_t purged;		  /* when this process last removed what persons have left */
	int64_t checkpoint_tried; /* when this process last looked whether one is due */
	int64_t checkpoint_seq;	  /* … and its chain's number then */
	struct metrics *metrics;
	bool reachable, draining; /* the store was reached at the last look; this process ends */
};

#endif
