/*
 * central/central.h - the client of the centre: one connection kept alive, client
 * certificate, TLS 1.3 only, retries with the same idempotency key, long-polls. Another
 * centre than the reference one is spoken to by replacing this room alone.
 *
 * Everything is asynchronous on base/loop (libcurl's multi interface, socket callbacks);
 * each call answers exactly once through its callback, unless the client is freed first.
 * A call that changes something carries the idempotency key that the caller made and
 * wrote down (enrol/journal); it is sent again with the same key while the outcome is
 * unknown: 3 tries, 0.5/1/2 s ± jitter, then PROBLEM_CENTRE_DOWN or _TIMEOUT with
 * `maybe_done`. TLS failures are told apart (missing, refused, expired or revoked client
 * certificate; the centre's own) from «centre down».
 *
 * Every answer is held to what was seen of the centre's audit before (its checkpoints, kept
 * in `memory`): one whose history shrank or was rewritten is refused, PROBLEM_HISTORY_SHRANK
 * or PROBLEM_CHECKPOINT_BAD, whatever else it says.
 *
 * Bodies are counted in the write callback (libcurl 7.88 does not bound a chunked body);
 * proxies, redirects, netrc and the system's trust store are off; libcurl runs on
 * allocators that wipe (central_global_init).
 */
#ifndef DDOPA_CENTRAL_CENTRAL_H
#define DDOPA_CENTRAL_CENTRAL_H

#include "base/loop.h"
#include "wire/api.h"

struct central_options {
	const char *url;	 /* https://host:port */
	const char *ca;		 /* PEM file */
	const char *crl;	 /* PEM file, of every authority in the chain; NULL or "": none */
	const char *certificate; /* PEM file */
	const char *key;	 /* PEM file, mode 0600 */
	const char *memory;	 /* directory for what was seen of the audit; NULL: none */
	long connect_timeout_s;
	long timeout_s;
	long poll_wait_s;
	bool training; /* must equal the centre's, else PROBLEM_TRAINING_MISMATCH */
};

struct central;

/* Once, before any thread or other use of libcurl. */
bool central_global_init(struct error *err);

/* Reads certificate and key (PROBLEM_CERTIFICATE_MISSING, _EXPIRED, PROBLEM_CONFIG);
 * connects only at the first call. */
struct central *central_new(
    struct loop *loop, const struct central_options *options, struct error *err);
void central_free(struct central *c); /* pending callbacks do not fire any more */

struct central_failure {
	struct error error;
	struct api_problem problem; /* the centre's own words, where it answered */
	bool answered;		    /* the centre answered (with a problem document) */
	bool maybe_done;	    /* it may have been carried out: ask again with the same key */
};

/* failure is NULL on success; answer is the struct that the call's row in wire/api.h
 * names, or NULL where there is none; both valid during the callback only. */
typedef void central_fn(void *arg, const struct central_failure *failure, const void *answer);

typedef unsigned central_call; /* 0: no memory, and the callback will not fire */

central_call central_status(struct central *c, central_fn *fn, void *arg);
/* Asks for the status first, so that training and version agree before a PIN is sent. */
central_call central_login(
    struct central *c, const struct api_login *login, central_fn *fn, void *arg);
central_call central_logout(struct central *c, central_fn *fn, void *arg);
central_call central_linkage_check(
    struct central *c, const struct api_linkage_check *check, central_fn *fn, void *arg);
central_call central_refusal(struct central *c, const struct api_refusal *refusal, const char *key,
    central_fn *fn, void *arg);
/* A second officer's number and PIN at this counter, for one act. */
central_call central_approve(struct central *c, const struct api_approval_request *request,
    const char *key, central_fn *fn, void *arg);
central_call central_finger_write(struct central *c, const struct api_finger_write *w,
    const char *key, central_fn *fn, void *arg);
central_call central_finger_outcome(struct central *c, const char *id,
    const struct api_finger_outcome *o, const char *key, central_fn *fn, void *arg);
central_call central_enrol(struct central *c, const struct api_new_enrolment *n, const char *key,
    central_fn *fn, void *arg);
central_call central_list(struct central *c, central_fn *fn, void *arg);
/* after < 0: at once, else a long-poll for a revision above it. */
central_call central_enrolment(
    struct central *c, const char *id, long after, central_fn *fn, void *arg);
central_call central_code(
    struct central *c, const char *id, const char *key, central_fn *fn, void *arg);
central_call central_match_code(struct central *c, const char *id, const struct api_match_code *m,
    const char *key, central_fn *fn, void *arg);
central_call central_cancel(struct central *c, const char *id, const struct api_cancel *cancel,
    const char *key, central_fn *fn, void *arg);
/* An officer of the same office goes on with it; the same one again changes nothing. */
central_call central_take_over(
    struct central *c, const char *id, const char *key, central_fn *fn, void *arg);

/* ---- this counter's certificate (wire/certificate.h) ---- */
/* The next one for the key in use, with nobody logged in: PROBLEM_CERTIFICATE_ELSEWHERE where
 * the centre does not sign it itself. What is answered is of this key and this counter. */
central_call central_renew_certificate(struct central *c, central_fn *fn, void *arg);
/* Appends the same request as PEM, for the operator. */
bool central_certificate_request(struct central *c, struct buf *out, struct error *err);

/* ---- the office's records (wire/api_record.h) and the officer's own PIN ---- */
central_call central_search(
    struct central *c, const struct api_search *search, central_fn *fn, void *arg);
central_call central_search_person(
    struct central *c, const struct api_search_person *search, central_fn *fn, void *arg);
/* Of somebody's card, by number (wire/api_eligibility.h). */
central_call central_check_number(
    struct central *c, const struct api_eligibility_check *check, central_fn *fn, void *arg);
/* day of year 0: today. */
central_call central_day_report(struct central *c, struct date day, central_fn *fn, void *arg);
central_call central_audit_trail(struct central *c, const char *id, central_fn *fn, void *arg);
/* A digital ID ends: its key is dead when it is answered (struct api_revoked). Asked again, the
 * answer is the first time and reason. PROBLEM_NO_DIGITAL_ID. */
central_call central_revoke(
    struct central *c, const struct api_revocation *revocation, central_fn *fn, void *arg);
/* Success ends this officer's other sessions; central_session() asks for no change then. */
central_call central_change_pin(struct central *c, const struct api_pin_change *change,
    const char *key, central_fn *fn, void *arg);

/* ---- this office's bookings (wire/api_booking.h) ---- */
/* day of year 0: today. */
central_call central_slots(struct central *c, struct date day, central_fn *fn, void *arg);
central_call central_bookings(struct central *c, struct date day, central_fn *fn, void *arg);
/* key "": one of its own, where nobody will ask again. */
central_call central_book(struct central *c, const struct api_office_booking *b, const char *key,
    central_fn *fn, void *arg);
central_call central_cancel_booking(
    struct central *c, const char *id, const char *key, central_fn *fn, void *arg);

void central_abort(struct central *c, central_call call); /* its callback will not fire */
/* The call goes on to its end, tries and all, but nobody hears of it any more. */
void central_let_go(struct central *c, central_call call);

/* The session token is kept inside (secret memory) from login to logout, or until the
 * centre answers that there is none. */
bool central_logged_in(const struct central *c);
/* Of the last login, the token left out; NULL when not logged in. */
const struct api_session *central_session(const struct central *c);
/* Of the last answer to central_status or central_login; NULL before. */
const struct api_status *central_last_status(const struct central *c);
/* The centre's clock, as its answers told it; our own before the first. */
int64_t central_now(const struct central *c);
/* What is remembered of the centre's audit: the last checkpoint that an answer brought, or that
 * the memory held before. number 0: nothing. */
struct central_seen {
	long number, records;
	char hash[2 * SHA256_SIZE + 1]; /* hexadecimal */
};
void central_seen(const struct central *c, struct central_seen *out);
/* When this counter's certificate begins and ends. */
int64_t central_certificate_begin(const struct central *c);
int64_t central_certificate_end(const struct central *c);
/* Signs the evidence with the client certificate's key. Office, counter (both of the
 * certificate's subject), officer and training are filled in here. */
bool central_sign_evidence(
    struct central *c, struct buf *out, const struct api_evidence *e, struct error *err);

#endif
