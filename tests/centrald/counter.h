/*
 * tests/centrald/counter.h - what an officer's counter and a citizen's phone do, one
 * function an act. The ones that end in _ok assert that it worked.
 */
#ifndef DDOPA_TESTS_CENTRALD_COUNTER_H
#define DDOPA_TESTS_CENTRALD_COUNTER_H

#include "client.h"
#include "wire/evidence.h"

struct counter {
	struct client client;
	struct pki_issued certificate;
	char office[5];
	char name[16];
	struct api_session session;
};

/* A counter with a certificate of the world's authority; "4701", "01". */
void counter_make(struct counter *k, struct world *w, const char *office, const char *name);
void counter_free(struct counter *k);
void counter_login(struct counter *k, const char *number, const char *pin, struct answer *a);
void counter_login_ok(struct counter *k, const char *number, const char *pin);
/* The training officer of 4701-01. */
void counter_ready(struct counter *k, struct world *w);

/* The sample citizens' cards as the chip would tell them, by the name in etc/training. */
void card_of(struct api_card_claim *card, const char *name);

void counter_linkage(struct counter *k, const struct api_card_claim *card, bool new_phone,
    struct api_linkage_answer *out);
/* Evidence that would be accepted. */
void evidence_of(struct counter *k, const struct api_card_claim *card, struct api_evidence *e);
void counter_create(
    struct counter *k, const struct api_evidence *e, bool new_phone, struct answer *a);
void counter_create_ok(struct counter *k, const struct api_card_claim *card, bool new_phone,
    struct api_enrolment *out);
void counter_post(
    struct counter *k, const char *id, const char *what, const char *json, struct answer *a);
void counter_code_ok(struct counter *k, const char *id, struct api_enrolment *out);
void counter_get_ok(struct counter *k, const char *id, struct api_enrolment *out);
void read_enrolment(const struct answer *a, struct api_enrolment *out);

/* ---- second officers and chips: finger.c ---- */

#define SECOND_NUMBER "1470199999117" /* of the same office, with the right */
#define SECOND_PIN    "97531864"

void counter_approve(struct counter *k, const char *number, const char *pin, enum api_act act,
    const char *citizen, struct answer *a);
/* The second training officer of 4701, for the card's holder; the id goes to id. */
void counter_approve_ok(
    struct counter *k, enum api_act act, const struct api_card_claim *card, char id[API_ID_SIZE]);
/* A write that would be authorised where policy asks for nobody else: chip 510520260a0b0c0d,
 * challenge 0123456789abcdef, reference 0x81 right or 0x82 left. */
void write_of(
    const struct api_card_claim *card, bool remove, enum finger finger, struct api_finger_write *w);
/* key NULL: a new one. */
void counter_write(
    struct counter *k, const struct api_finger_write *w, const char *key, struct answer *a);
void counter_write_ok(
    struct counter *k, const struct api_finger_write *w, struct api_finger_cryptogram *out);
void counter_outcome(struct counter *k, const char *id, const char *outcome, struct answer *a);
void counter_outcome_ok(struct counter *k, const char *id, const char *outcome);
/* A setting of the store, "yes" or "no". */
void world_policy(struct world *w, const char *name, const char *value);
/* Of the last act of that name in the audit. */
void world_audit(struct world *w, const char *act, const char *column, char *out, size_t size);

struct phone {
	struct client client;
	EVP_PKEY *key;
	char nonce[64];
	char id[API_ID_SIZE];
	struct api_phone_enrolment last;
};

void phone_make(struct phone *p, struct world *w);
void phone_free(struct phone *p);
/* Signs and sends; once more with the nonce that the centre asks for. */
void phone_call(struct phone *p, const struct request *r, struct answer *a);
void phone_post(struct phone *p, const char *what, const char *json, struct answer *a);
/* typed NULL: by the code's address. */
void phone_claim(
    struct phone *p, const struct api_code *code, bool typed, const char *number, struct answer *a);
void phone_claim_ok(struct phone *p, const struct api_code *code, const char *number);
void phone_get_ok(struct phone *p, struct api_phone_enrolment *out);
void phone_digits(struct phone *p, char out[API_MATCH_DIGITS + 1]);
void phone_consent(struct phone *p, struct answer *a);
void phone_proof(struct phone *p, struct answer *a);
/* From CONFIRMED to SUCCESS. */
void phone_finish_ok(struct phone *p);

/* The officer types what the phone shows. */
void match_ok(struct counter *k, struct phone *p);
/* Everything from evidence to SUCCESS; the enrollment's id goes to id. */
void enrol_ok(struct counter *k, struct phone *p, const char *card, bool new_phone);

#endif
