/*
 * centrald/enrolment.h - one enrollment as the store has it, its moves and its ends.
 *
 * A row is read, changed in memory, and saved by enrolment_save(), whose UPDATE takes
 * effect only where the revision is still the one that was read: of two that race, one
 * gets PROBLEM_CONFLICT and is undone. Every change moves the revision and wakes who waits.
 */
#ifndef DDOPA_CENTRALD_ENROLMENT_H
#define DDOPA_CENTRALD_ENROLMENT_H

#include "centrald/call.h"

#define DIGIT_TRIES	3
#define MATCH_TRIES	3
#define RENEWALS	3
#define SCANNED_LIFE_MS (10 * 60 * 1000L) /* from SCANNED to SUCCESS */
#define JWK_SIZE	256

/* Of the quota: see schema.sql. */
enum place { PLACE_WANTED = -1, PLACE_NONE, PLACE_RESERVED, PLACE_USED };

struct enrolment {
	char id[API_ID_SIZE];
	char office[5];
	char counter[16];
	char officer[API_ID_SIZE];
	char officer_name[API_NAME_SIZE];
	char citizen[HASH_HEX_SIZE];
	enum enrolment_state state;
	long revision;
	int64_t created, changed;
	int64_t evidence_end;
	int64_t due; /* when it expires by itself; 0 after an end */
	bool new_phone;
	enum place place;
	int codes_made;
	int digit_tries, match_tries; /* left */
	bool second_phone;
	enum problem end;
	char thumbprint[HASH_HEX_SIZE];
	char jwk[JWK_SIZE];
	char match_nonce[HASH_HEX_SIZE];
	char proof_nonce[HASH_HEX_SIZE];
	char receipt[API_JWS_MAX];
	char assurance[12]; /* what the evidence supports */
	enum finger_absence absence;
	char taken_by[API_ID_SIZE]; /* the officer who has taken it over, or "" */
	char taken_by_name[API_NAME_SIZE];
};

/* PROBLEM_NOT_FOUND when there is none. What is due is ended as EXPIRED first. */
bool enrolment_find(struct call *c, const char *id, struct enrolment *e, struct error *err);
/* The same for a counter: of another office it is PROBLEM_OTHER_OFFICE. */
bool enrolment_own(struct call *c, struct enrolment *e, struct error *err);
/* … and of the officer who took it over it is that officer's alone: PROBLEM_TAKEN_OVER. */
bool enrolment_mine(struct call *c, struct enrolment *e, struct error *err);
void enrolment_read_row(void *arg, const struct store_row *row); /* arg: struct enrolment */

/* The register's id of the officer who goes on with it. */
const char *enrolment_holder(const struct enrolment *e);

/* Keeps the time at which the state was first entered. enrolment_save() does it for its own. */
bool enrolment_entered(
    struct call *c, const struct enrolment *e, enum enrolment_state state, struct error *err);
bool enrolment_save(struct call *c, struct enrolment *e, struct error *err);
/* Kills the codes, gives a reserved place back, saves. */
bool enrolment_end(struct call *c, struct enrolment *e, enum enrolment_state state,
    enum problem why, struct error *err);
/* EXPIRED, with a record of its own in the audit: nobody's act but time's. */
bool enrolment_expire(struct call *c, struct enrolment *e, struct error *err);
bool enrolment_is_due(const struct enrolment *e, int64_t now);

/* The answer when a call does not fit the state: the end's own problem where it ended. */
bool enrolment_wrong_state(const struct enrolment *e, struct error *err);

/* 32 random bytes as hexadecimal, for match and proof. */
bool nonce_make(char out[HASH_HEX_SIZE], struct error *err);

/* As the counter sees it. */
void enrolment_view(const struct call *c, const struct enrolment *e, struct api_enrolment *out);
bool enrolment_answer(struct call *c, const struct enrolment *e, int status, struct error *err);
/* As the phone sees it. */
void enrolment_phone_view(
    const struct call *c, const struct enrolment *e, struct api_phone_enrolment *out);
bool enrolment_phone_answer(
    struct call *c, const struct enrolment *e, int status, struct error *err);

/* Handlers. */
call_handler enrolment_create, enrolment_list, enrolment_get, enrolment_cancel;
call_handler enrolment_take_over;
call_handler codes_create, match_code_check;
call_handler claim_create, phone_get, consent_give, consent_refuse, person_get, proof_give;

#endif
