/*
 * wire/api_citizen.h - the bodies of the citizens' listener. Part of wire/api.h.
 */
#ifndef DDOPA_WIRE_API_CITIZEN_H
#define DDOPA_WIRE_API_CITIZEN_H

#include "wire/api_problem.h"

struct api_texts {
	char version[16];
	char terms_th[4096], terms_en[4096];
	char consent_th[4096],
	    consent_en[4096]; /* what is hashed: consent_th "\n" consent_en, UTF-8 */
};
void api_texts_write(struct buf *out, const struct api_texts *t);
bool api_texts_read(struct api_texts *t, const void *json, size_t len, struct error *err);
bool api_consent_hash(uint8_t out[SHA256_SIZE], const struct api_texts *t);

struct api_claim {
	char code[API_CODE_SYMBOLS + 1];    /* of the QR address, or "" */
	char typed[TYPED_CODE_SYMBOLS + 1]; /* or this one */
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
	uint8_t match_nonce[32]; /* the digits shown come from it, wire/match_code.h */
	bool has_proof_nonce;	 /* in SAVED */
	uint8_t proof_nonce[32];
	enum problem end_problem;
	char receipt[API_JWS_MAX]; /* with SUCCESS */
};
void api_phone_enrolment_write(struct buf *out, const struct api_phone_enrolment *e);
bool api_phone_enrolment_read(
    struct api_phone_enrolment *e, const void *json, size_t len, struct error *err);

/* Consent: the device key's signature (JWS compact, wire/jws.h) over a payload that
 * names the enrollment, the version and the hash of the consent text. */
struct api_consent {
	char jws[API_JWS_MAX];
};
void api_consent_write(struct buf *out, const struct api_consent *c);
bool api_consent_read(struct api_consent *c, const void *json, size_t len, struct error *err);

struct api_person_answer {
	struct person person;		      /* Linkage's, no photo */
	struct api_phone_enrolment enrolment; /* now SAVED, with proof_nonce */
};
void api_person_answer_write(struct buf *out, const struct api_person_answer *a);
bool api_person_answer_read(
    struct api_person_answer *a, const void *json, size_t len, struct error *err);

struct api_proof {
	char jws[API_JWS_MAX]; /* over {"enrollment": id, "nonce": base64url} */
};
void api_proof_write(struct buf *out, const struct api_proof *p);
bool api_proof_read(struct api_proof *p, const void *json, size_t len, struct error *err);

#endif
