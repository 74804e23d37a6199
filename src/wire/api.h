/*
 * wire/api.h - the reference protocol, version 1: every body that travels between
 * terminal, centre and phone, as a struct, with one function to write it as JSON and one
 * to read it. One definition serves all three programs; etc/openapi.yaml tells the same
 * to the outside and a test holds real answers against it.
 *
 * Conventions. Times are int64_t milliseconds since 1970 here and RFC 3339 UTC on the
 * wire. Strings are bounded UTF-8; a longer one, a wrong type, a repeated key, nesting
 * over 16 or a missing field is PROBLEM_BAD_REQUEST (centre) or PROBLEM_CENTRE_ANSWER
 * (terminal, phone): the readers take the problem to report. Unknown fields are ignored.
 * Writers append to a struct buf; readers take bytes and wipe nothing: a struct that
 * holds person data or secrets is the caller's to keep in secret memory and to wipe.
 *
 * Paths, terminals' listener (mutual TLS; header `Authorization: Bearer TOKEN` but for
 * status and session; header `Idempotency-Key` on each POST that changes something):
 *   GET    /v1/status                          -> status
 *   POST   /v1/session            login        -> session (201)
 *   DELETE /v1/session                         -> 204
 *   POST   /v1/linkage-checks     linkage_check -> linkage_answer
 *   POST   /v1/refusals           refusal      -> 204
 *   POST   /v1/enrollments        new_enrolment -> enrolment (201)
 *   GET    /v1/enrollments                     -> enrolment_list (this office's open ones)
 *   GET    /v1/enrollments/{id}?after=REV&wait=S -> enrolment
 *   POST   /v1/enrollments/{id}/codes   {}     -> enrolment, with `code` (create and renew)
 *   POST   /v1/enrollments/{id}/match-code  match_code -> enrolment
 *   POST   /v1/enrollments/{id}/cancel  cancel -> enrolment
 * Paths, citizens' listener (header `DPoP` from the claim on, wire/dpop.h):
 *   GET    /E/{code}                           -> a page that says to open the app; claims nothing
 *   GET    /citizen/v1/texts                   -> texts (terms and consent, versioned)
 *   POST   /citizen/v1/claims     claim        -> claim_answer (201)
 *   GET    /citizen/v1/enrollments/{id}?after=REV&wait=S -> phone_enrolment
 *   POST   /citizen/v1/enrollments/{id}/consent consent -> phone_enrolment
 *   POST   /citizen/v1/enrollments/{id}/refuse {}       -> phone_enrolment
 *   POST   /citizen/v1/enrollments/{id}/person {}       -> person_answer (CONSENTED -> SAVED)
 *   POST   /citizen/v1/enrollments/{id}/proof  proof    -> phone_enrolment, with `receipt`
 * Errors: application/problem+json, struct api_problem.
 */
#ifndef DDOPA_WIRE_API_H
#define DDOPA_WIRE_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/error.h"
#include "person/person.h"

#define API_VERSION           1
#define API_BODY_MAX          (256 * 1024)
#define API_ID_SIZE           40  /* "e" and 32 hex digits; also idempotency keys and jti */
#define API_TOKEN_SIZE        64
#define API_HOST_MAX          24  /* of a code's address, port included */
#define API_CODE_SYMBOLS      26
#define API_CODE_URL_SIZE     64  /* HTTPS://HOST/E/ and 26 symbols */
#define API_NAME_SIZE         304
#define API_JWS_MAX           8192
#define API_REASONS_MAX       16
#define API_LIST_MAX          64
#define API_LONG_POLL_MAX     60  /* seconds */
#define API_MATCH_DIGITS      4
#define API_PIN_DIGITS        8
#define API_IDEMPOTENCY_KEY   "Idempotency-Key"
#define API_CORRELATION       "X-Correlation-Id"

struct api_problem {
	enum problem problem;
	char detail[200];                 /* context, never person data */
	char correlation[API_ID_SIZE];
	enum problem reasons[API_REASONS_MAX]; /* where several apply at once */
	size_t reason_count;
};
void api_problem_write(struct buf *out, const struct api_problem *p);
bool api_problem_read(struct api_problem *p, const void *json, size_t len, struct error *err);

struct api_office {
	char code[5];
	enum office_type type;
	char name_th[API_NAME_SIZE];
	char name_en[API_NAME_SIZE];
	bool may_enroll;
};

struct api_status {
	int version;                /* API_VERSION the centre serves */
	bool training;
	int64_t now;
	struct api_office office;   /* of this connection's certificate */
	char counter[16];
	bool open;                  /* enrollment open today */
	long quota;                 /* places in this phase */
	long quota_used;
	bool match_code;            /* policy: the officer types the phone's four digits */
	long code_life;             /* seconds a code may be scanned */
	long evidence_life;         /* seconds */
};
void api_status_write(struct buf *out, const struct api_status *s);
bool api_status_read(struct api_status *s, const void *json, size_t len, struct error *err);

struct api_login {
	struct citizen_number number;
	char pin[API_PIN_DIGITS + 1];
};
void api_login_write(struct buf *out, const struct api_login *l);
bool api_login_read(struct api_login *l, const void *json, size_t len, struct error *err);

struct api_session {
	char token[API_TOKEN_SIZE];
	char officer_id[API_ID_SIZE]; /* the register's id of the officer, not their citizen number */
	char officer_name[API_NAME_SIZE];
	struct api_office office;
	bool may_enroll;            /* this officer's right */
	int64_t expires;            /* unless used before */
	long today_success, today_open, today_refused;
};
void api_session_write(struct buf *out, const struct api_session *s);
bool api_session_read(struct api_session *s, const void *json, size_t len, struct error *err);

/* What the chip says, sent to be compared with the register. */
struct api_card_claim {
	struct citizen_number number;
	struct name thai;
	struct name english;
	struct date birth;
	struct date issued;
	struct date expires;
	char request_number[24];
};
struct api_linkage_check {
	struct api_card_claim card;
	bool new_phone;             /* of someone enrolled already */
};
void api_linkage_check_write(struct buf *out, const struct api_linkage_check *c);
bool api_linkage_check_read(struct api_linkage_check *c, const void *json, size_t len,
    struct error *err);

struct api_linkage_answer {
	bool allowed;
	enum problem reasons[API_REASONS_MAX]; /* every one at once */
	size_t reason_count;
	char in_progress_office[API_NAME_SIZE]; /* with PROBLEM_REFUSED_IN_PROGRESS; a place, not a person */
};
void api_linkage_answer_write(struct buf *out, const struct api_linkage_answer *a);
bool api_linkage_answer_read(struct api_linkage_answer *a, const void *json, size_t len,
    struct error *err);

/* A refusal that the terminal found itself, without personal data. */
struct api_refusal {
	enum problem problem;       /* PROBLEM_CARD_UNREADABLE, … */
	char step[32];              /* "reading", "finger", … */
};
void api_refusal_write(struct buf *out, const struct api_refusal *r);
bool api_refusal_read(struct api_refusal *r, const void *json, size_t len, struct error *err);

/* The claims of the evidence JWS (wire/evidence.h signs and checks it). */
struct api_evidence {
	struct api_card_claim card;
	uint8_t digest[SHA256_SIZE]; /* over bytes 0x0000-0x0178, 0x1579-0x1626, then the photo's 5,118 as read */
	bool same_person;
	enum finger finger;
	int tries_left;             /* after the match */
	int64_t match_time;
	int64_t time;               /* of the whole; its age counts from here */
	char office[5];
	char counter[16];
	char officer_id[API_ID_SIZE];
	bool training;
};

struct api_new_enrolment {
	char evidence[API_JWS_MAX];
	bool new_phone;
};
void api_new_enrolment_write(struct buf *out, const struct api_new_enrolment *n);
bool api_new_enrolment_read(struct api_new_enrolment *n, const void *json, size_t len,
    struct error *err);

struct api_code {
	char url[API_CODE_URL_SIZE];
	char typed[TYPED_CODE_SHOWN];
	int64_t expires;
};

struct api_enrolment {
	char id[API_ID_SIZE];
	enum enrolment_state state;
	long revision;
	int64_t created;
	int64_t changed;
	int64_t deadline;           /* evidence's end, or SCANNED's ten minutes; 0 after an end */
	int64_t now;                /* the centre's clock, for the countdown */
	int renewals_left;
	int match_tries_left;
	int digit_tries_left;
	bool second_phone;          /* alarm: another key tried to claim */
	enum problem end_problem;   /* PROBLEM_ENDED_…, when the state is an end other than SUCCESS */
	char assurance[12];         /* "IAL2.3" */
	bool has_code;              /* only in the answer to …/codes */
	struct api_code code;
	char receipt[API_JWS_MAX];  /* with SUCCESS, else "" */
	char officer_name[API_NAME_SIZE]; /* in lists: who began it */
};
void api_enrolment_write(struct buf *out, const struct api_enrolment *e);
bool api_enrolment_read(struct api_enrolment *e, const void *json, size_t len, struct error *err);

struct api_enrolment_list {
	struct api_enrolment *rows; /* owned; api_enrolment_list_free */
	size_t count;
};
void api_enrolment_list_write(struct buf *out, const struct api_enrolment_list *l);
bool api_enrolment_list_read(struct api_enrolment_list *l, const void *json, size_t len,
    struct error *err);
void api_enrolment_list_free(struct api_enrolment_list *l);

struct api_match_code {
	char digits[API_MATCH_DIGITS + 1];
};
void api_match_code_write(struct buf *out, const struct api_match_code *m);
bool api_match_code_read(struct api_match_code *m, const void *json, size_t len,
    struct error *err);

struct api_cancel {
	bool contested;             /* the officer ends it after the second phone's alarm */
};
void api_cancel_write(struct buf *out, const struct api_cancel *c);
bool api_cancel_read(struct api_cancel *c, const void *json, size_t len, struct error *err);

/* ---- the citizen's side ---- */

struct api_texts {
	char version[16];
	char terms_th[4096], terms_en[4096];
	char consent_th[4096], consent_en[4096]; /* what is hashed: consent_th "\n" consent_en, UTF-8 */
};
void api_texts_write(struct buf *out, const struct api_texts *t);
bool api_texts_read(struct api_texts *t, const void *json, size_t len, struct error *err);
bool api_consent_hash(uint8_t out[SHA256_SIZE], const struct api_texts *t);

struct api_claim {
	char code[API_CODE_SYMBOLS + 1];        /* of the QR address, or "" */
	char typed[TYPED_CODE_SYMBOLS + 1];     /* or this one */
	struct citizen_number number;
};
void api_claim_write(struct buf *out, const struct api_claim *c);
bool api_claim_read(struct api_claim *c, const void *json, size_t len, struct error *err);

/* What the phone learns; claim_answer is the same struct. */
struct api_phone_enrolment {
	char id[API_ID_SIZE];
	enum enrolment_state state;
	long revision;
	int64_t deadline;
	int64_t now;
	bool has_match_nonce;
	uint8_t match_nonce[32];    /* the digits shown come from it, wire/match_code.h */
	bool has_proof_nonce;       /* in SAVED */
	uint8_t proof_nonce[32];
	enum problem end_problem;
	char receipt[API_JWS_MAX];  /* with SUCCESS */
};
void api_phone_enrolment_write(struct buf *out, const struct api_phone_enrolment *e);
bool api_phone_enrolment_read(struct api_phone_enrolment *e, const void *json, size_t len,
    struct error *err);

/* Consent: the device key's signature (JWS compact, wire/jws.h) over a payload that
 * names the enrollment, the version and the hash of the consent text. */
struct api_consent {
	char jws[API_JWS_MAX];
};
void api_consent_write(struct buf *out, const struct api_consent *c);
bool api_consent_read(struct api_consent *c, const void *json, size_t len, struct error *err);

struct api_person_answer {
	struct person person;       /* Linkage's, no photo */
	struct api_phone_enrolment enrolment; /* now SAVED, with proof_nonce */
};
void api_person_answer_write(struct buf *out, const struct api_person_answer *a);
bool api_person_answer_read(struct api_person_answer *a, const void *json, size_t len,
    struct error *err);

struct api_proof {
	char jws[API_JWS_MAX];      /* over {"enrolment": id, "nonce": base64url} */
};
void api_proof_write(struct buf *out, const struct api_proof *p);
bool api_proof_read(struct api_proof *p, const void *json, size_t len, struct error *err);

#endif
