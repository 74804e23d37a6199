/* The citizens' listener: every body as a table (wire/api.h tells what travels where). */
#include <string.h>

#include "base/secret.h"
#include "wire/api.h"
#include "wire/json.h"

static const struct field fields_texts[] = {
    {FIELD(FIELD_ID, api_texts, version)},
    {FIELD(FIELD_LINES, api_texts, terms_th)},
    {FIELD(FIELD_LINES, api_texts, terms_en)},
    {FIELD(FIELD_LINES, api_texts, consent_th)},
    {FIELD(FIELD_LINES, api_texts, consent_en)},
    {0},
};
SHAPE(texts, fields_texts, PROBLEM_CENTRE_ANSWER)

bool api_consent_hash(uint8_t out[SHA256_SIZE], const struct api_texts *t)
{
	struct buf b = BUF_INIT;
	buf_puts(&b, t->consent_th);
	buf_puts(&b, "\n");
	buf_puts(&b, t->consent_en);
	bool ok = buf_ok(&b) && sha256(out, b.data, b.len);
	buf_free(&b);
	return ok;
}

static const struct field fields_claim[] = {
    {FIELD(FIELD_ID, api_claim, code), .optional = true},
    {FIELD(FIELD_ID, api_claim, typed), .optional = true},
    {FIELD(FIELD_CITIZEN, api_claim, number)},
    {0},
};
static const struct shape shape_claim = {
    fields_claim, sizeof(struct api_claim), PROBLEM_BAD_REQUEST};

void api_claim_write(struct buf *out, const struct api_claim *c)
{
	shape_write(out, &shape_claim, c);
}

bool api_claim_read(struct api_claim *c, const void *json, size_t len, struct error *err)
{
	if (!shape_read(&shape_claim, c, json, len, err))
		return false;
	if (!c->code[0] != !c->typed[0])
		return true;
	secret_wipe(c, sizeof *c);
	return error_set(err, PROBLEM_BAD_REQUEST, "code, typed: one of the two");
}

static const struct field fields_phone_enrolment[] = {
    {FIELD(FIELD_ID, api_phone_enrolment, id)},
    {FIELD(FIELD_ENUM, api_phone_enrolment, state), .names = &names_state},
    {FIELD(FIELD_NUMBER, api_phone_enrolment, revision), .max = NUMBER_MAX},
    {FIELD(FIELD_TIME, api_phone_enrolment, deadline), .optional = true},
    {FIELD(FIELD_TIME, api_phone_enrolment, now)},
    {FIELD(FIELD_BYTES, api_phone_enrolment, match_nonce), .optional = true,
	.aux = offsetof(struct api_phone_enrolment, has_match_nonce)},
    {FIELD(FIELD_BYTES, api_phone_enrolment, proof_nonce), .optional = true,
	.aux = offsetof(struct api_phone_enrolment, has_proof_nonce)},
    {FIELD(FIELD_PROBLEM, api_phone_enrolment, end_problem), .optional = true},
    {FIELD(FIELD_ID, api_phone_enrolment, receipt), .optional = true},
    {0},
};
SHAPE(phone_enrolment, fields_phone_enrolment, PROBLEM_CENTRE_ANSWER)

static const struct field fields_consent[] = {
    {FIELD(FIELD_ID, api_consent, jws)},
    {0},
};
SHAPE(consent, fields_consent, PROBLEM_BAD_REQUEST)

static const struct field fields_person_answer[] = {
    {FIELD(FIELD_OBJECT, api_person_answer, person), .fields = fields_person},
    {.name = "enrollment",
	.type = FIELD_OBJECT,
	.offset = offsetof(struct api_person_answer, enrolment),
	.fields = fields_phone_enrolment},
    {0},
};
SHAPE(person_answer, fields_person_answer, PROBLEM_CENTRE_ANSWER)

static const struct field fields_proof[] = {
    {FIELD(FIELD_ID, api_proof, jws)},
    {0},
};
SHAPE(proof, fields_proof, PROBLEM_BAD_REQUEST)
