/*
 * centrald/call.h - one request as its handler sees it, and the answer it makes.
 *
 * A handler returns true with `status` and `out` set, or false with *err: then the answer
 * is a problem document and what the handler changed in the store is undone, unless it set
 * `keep` (a wrong digit counts though it is refused). Problems without an HTTP status, and
 * those of 500 and above but 503, undo the request in any case. With `lookup` set (lookup.h)
 * it is undone too, and run again when the register has answered.
 */
#ifndef DDOPA_CENTRALD_CALL_H
#define DDOPA_CENTRALD_CALL_H

#include <openssl/x509.h>
#include <sys/queue.h>

#include "centrald/centrald.h"
#include "wire/api.h"

enum listener { LISTENER_TERMINALS, LISTENER_CITIZENS };

struct call;
struct connection;
struct hash_job;
struct register_lookup;

typedef bool call_handler(struct call *c, struct error *err);

struct call_header {
	const char *name, *value;
};

/* By which key a phone's request is signed: none, the one that stands in it, the one that
 * claimed the enrollment, the one of a digital ID that stands (and stands in it too). */
enum signing { SIGNED_NOT, SIGNED_CLAIM, SIGNED_DEVICE, SIGNED_HOLDER };

/* One row of the router's table. */
struct route {
	const char *method;
	const char *path; /* "{id}" stands for one segment, "{file}" for the rest */
	enum listener listener;
	call_handler *handler;
	const char *act; /* for the audit; NULL: neither an act nor a look at a person's data */
	bool session;	 /* an officer must be logged in */
	bool right;	 /* … and may enroll */
	enum signing signing;
	bool keyed;	 /* carries an Idempotency-Key */
	bool empty;	 /* says nothing in its body, which is an object all the same */
	bool before_pin; /* answered too while the officer's PIN has to be changed */
	bool apart;	 /* answered at once, without store, guard and audit */
	bool unasked;	 /* counters repeat it without a key pressed: no use of the session */
};

/* Who is at the other end of a terminal's connection, by its certificate. */
struct peer {
	char office[5];
	char counter[16];
	char x5t[HASH_HEX_SIZE]; /* SHA-256 of the certificate */
	X509 *certificate;	 /* owned by the call */
};

struct officer {
	char id[API_ID_SIZE];
	char name[API_NAME_SIZE];
	char office[5];
	bool may_enroll;
	bool must_change;	     /* the PIN was reset */
	char citizen[HASH_HEX_SIZE]; /* keyed hash of the officer's own number */
	char token[HASH_HEX_SIZE];   /* keyed hash of the session's token */
};

/* Whose digital ID signed. */
struct holder {
	char citizen[HASH_HEX_SIZE];
	char enrolment[API_ID_SIZE];
	int64_t since;
};

struct call {
	struct centre *centre;
	const struct route *route; /* NULL: `refused` says why there is none */
	enum problem refused;
	int64_t now;
	struct peer peer;
	char source[64]; /* address of the other end */
	char id[API_ID_SIZE];
	long after, wait; /* of a long-poll; after -1: none */
	const char *method, *target;
	const void *body;
	size_t body_len;
	const char *authorization, *dpop, *key; /* headers, "" when missing */
	char correlation[API_ID_SIZE];
	bool accepts_gzip;
	long checkpoint_seen; /* which checkpoint the terminal remembers; 0: none */

	/* set by the guard */
	bool admitted; /* a signed request is judged once, though it may be run again */
	struct api_office office;
	struct officer officer;
	EVP_PKEY *device;		/* owned by the call */
	char thumbprint[HASH_HEX_SIZE]; /* of the device key */
	struct holder holder;

	/* the answer */
	int status;
	const char *type;		    /* NULL: application/json */
	const struct call_header *headers;  /* of a page or file; NULL: not to be kept anywhere */
	const struct call_header *encoding; /* NULL: none */
	struct buf out;
	bool keep;
	bool hold;			/* nothing new yet: ask again when the enrollment moves */
	struct hash_job *job;		/* a scrypt to be computed before the handler goes on */
	struct hash_job *hashed;	/* … and its result */
	struct register_lookup *lookup; /* a register to be asked before it is run again */
	struct register_lookup *looked_up; /* … and what it said */
	char own_lookup[HASH_HEX_SIZE];	   /* whose place among lookup_own()'s it has; "" */
	bool replayed;			   /* a stored answer */
	bool typed_blocked;   /* set before: this address guessed typed codes too often */
	bool typed_miss;      /* a typed code that does not exist was tried */
	enum problem problem; /* PROBLEM_NONE when all went well */
	enum problem reasons[API_REASONS_MAX];
	size_t reason_count;
	const char *note_act;		  /* for the audit: NULL, the route's */
	char note_who[API_ID_SIZE];	  /* "": who the guard has found */
	char note_enrolment[API_ID_SIZE]; /* or the id of what else it is about */
	char note_citizen[HASH_HEX_SIZE];
	enum problem note_result;  /* where a good answer tells of a refusal */
	struct buf checkpoints;	   /* ride on the answer, a line each; checkpoint_ride() */
	char touched[API_ID_SIZE]; /* whose waiters are to be woken after the commit */

	/* the turn's and the waiters' own */
	TAILQ_ENTRY(call) link;
	int64_t wait_until; /* monotonic; 0: does not wait */
	bool waiting;	    /* stands among the waiters */
	void (*answer)(struct call *c);
	struct connection *connection; /* connections.h; NULL: closed meanwhile */
};

TAILQ_HEAD(call_list, call);

void call_free_parts(struct call *c); /* what the struct owns, not the struct */
/* Empties the answer before a handler is run (again). */
void call_reset(struct call *c);
bool call_finish(struct call *c, int status, struct error *err); /* out has to be whole */
/* What the other end is told of: its own mistake or refusal, or that something outside is
 * away. All else is a fault of the centre's. */
bool call_may_tell(const struct error *err);
/* Writes err and the reasons as a problem document. */
void call_problem(struct call *c, const struct error *err);
/* "phone:…", the officer's id (the second one's, of an approval), or "". */
void call_who(const struct call *c, char out[API_ID_SIZE]);
void call_note_citizen(struct call *c, const char *citizen_hash);

#endif
