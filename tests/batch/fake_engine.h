/*
 * The engine behind a batch command, without card and centre: the real state machine, and
 * a world that answers each state with the next event, as the scenario says.
 */
#ifndef DDOPA_TESTS_BATCH_FAKE_ENGINE_H
#define DDOPA_TESTS_BATCH_FAKE_ENGINE_H

#include <stdbool.h>

#include "base/problem.h"

struct scenario {
	enum problem reasons[4]; /* of the linkage check; none: allowed */
	enum problem login;	 /* how the login ends */
	bool stay_at_code;	 /* the phone never comes */
	int mismatches;		 /* fingers that do not match, before one does */
	bool no_reader;
	bool resume_at_code;	  /* else CONFIRMED */
	bool resume_at_end;	  /* what is gone on with has expired meanwhile */
	enum problem left_finger; /* why the left one cannot be compared */
	int tries_left;		  /* of both fingers; 0: three */
	bool empty;		  /* the chip holds no finger */
	bool approve;		  /* a second officer has to */
	bool no_exceptions;
	enum problem write;  /* what becomes of the first write */
	bool pin_change;     /* the officer's PIN was reset */
	enum problem revoke; /* how a revocation ends */
	bool booking;	     /* the citizen has booked 09-01 today */
};

extern struct scenario scenario;

struct central;
struct loop *fake_loop(struct central *c);

#define FAKE_NUMBER  "1112034563562"
#define FAKE_REVOKED 1795417509000LL /* 2026-11-23 07:05:09 UTC */

#define FAKE_ID	   "e0123456789abcdef0123456789abcdef"
#define FAKE_URL   "HTTPS://LOCALHOST:8443/E/ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define FAKE_TYPED "7KQ4-MX2P-9D-0"

#endif
