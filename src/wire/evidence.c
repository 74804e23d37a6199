#include "wire/evidence.h"

#include <string.h>

#include "base/text.h"
#include "wire/json.h"

/* Each kind of signed statement bears a type of its own in the header, so that none can
 * be passed off as another. */
struct kind {
	const char *type;
	struct shape shape;
	/* Where the payload is of one of several shapes. */
	bool (*read)(void *s, const void *json, size_t len, struct error *err);
};

struct signer {
	EVP_PKEY *key;
	const uint8_t *x5t; /* SHA-256 of the certificate, or NULL */
};

static bool sign(struct buf *out, const struct kind *kind, const void *s,
    const struct signer *signer, struct error *err)
{
	struct buf payload = BUF_INIT_SECRET, header = BUF_INIT;
	buf_printf(&header, "\"typ\":\"%s\"", kind->type);
	if (signer->x5t) {
		buf_puts(&header, ",\"x5t#S256\":\"");
		base64url_encode(&header, signer->x5t, SHA256_SIZE);
		buf_u8(&header, '"');
	}
	shape_write(&payload, &kind->shape, s);
	bool ok = buf_ok(&header) && buf_ok(&payload);
	if (!ok)
		error_set(err, PROBLEM_INTERNAL, "%s", kind->type);
	ok = ok &&
	     jws_sign(out, signer->key, (const char *)header.data, payload.data, payload.len, err);
	buf_free(&payload);
	buf_free(&header);
	return ok;
}

struct header {
	char typ[32];
	bool has_x5t;
	uint8_t x5t[SHA256_SIZE];
};

static const struct field fields_header[] = {
    {FIELD(FIELD_ID, header, typ)},
    {.name = "x5t#S256",
	.type = FIELD_BYTES,
	.optional = true,
	.offset = offsetof(struct header, x5t),
	.size = SHA256_SIZE,
	.aux = offsetof(struct header, has_x5t)},
    {0},
};

static bool check_header(
    const struct jws *j, const struct kind *kind, const struct signer *signer, struct error *err)
{
	struct header h;
	const struct shape shape = {fields_header, sizeof h, kind->shape.problem};
	if (!shape_read(&shape, &h, j->header.data, j->header.len, err))
		return false;
	if (strcmp(h.typ, kind->type) != 0)
		return error_set(err, kind->shape.problem, "typ");
	if (signer->x5t && (!h.has_x5t || memcmp(h.x5t, signer->x5t, SHA256_SIZE) != 0))
		return error_set(err, kind->shape.problem, "x5t#S256: another certificate");
	return true;
}

static bool read_payload(const struct kind *kind, void *s, const struct buf *b, struct error *err)
{
	return kind->read ? kind->read(s, b->data, b->len, err)
			  : shape_read(&kind->shape, s, b->data, b->len, err);
}

/* The signature is judged before the payload is looked at. */
static bool check(void *s, const struct kind *kind, const char *text, const struct signer *signer,
    struct error *err)
{
	struct jws j;
	struct error why = {0};
	memset(s, 0, kind->shape.size);
	bool parsed = jws_parse(&j, text, strlen(text), &why);
	bool ok = parsed && check_header(&j, kind, signer, &why) &&
		  jws_verify(&j, signer->key, &why) && read_payload(kind, s, &j.payload, &why);
	if (parsed)
		jws_free(&j);
	return ok || error_set(err, kind->shape.problem, "%s", why.context);
}

/* ---- evidence ---- */

/* The same but for the proof that the card is the holder's: a match, or why there is none. */
#define EVIDENCE_FIELDS(...)                                                                       \
	{                                                                                          \
		{FIELD(FIELD_OBJECT, api_evidence, card), .fields = fields_card_claim},            \
		    {FIELD(FIELD_BYTES, api_evidence, digest)},                                    \
		    {FIELD(FIELD_BOOL, api_evidence, same_person)}, __VA_ARGS__,                   \
		    {FIELD(FIELD_TIME, api_evidence, time)},                                       \
		    {FIELD(FIELD_ID, api_evidence, office)},                                       \
		    {FIELD(FIELD_ID, api_evidence, counter)},                                      \
		    {FIELD(FIELD_ID, api_evidence, officer_id)},                                   \
		    {FIELD(FIELD_BOOL, api_evidence, training)}, {0},                              \
	}

static const struct field fields_match[] =
    EVIDENCE_FIELDS({FIELD(FIELD_ENUM, api_evidence, finger), .names = &names_finger},
	{FIELD(FIELD_NUMBER, api_evidence, tries_left), .max = 255},
	{FIELD(FIELD_TIME, api_evidence, match_time)});
static const struct field fields_exception[] =
    EVIDENCE_FIELDS({FIELD(FIELD_ENUM, api_evidence, absence), .names = &names_absence},
	{FIELD(FIELD_ID, api_evidence, approval)});

static bool has_any(const json_t *tree, const char *const *names)
{
	while (*names && !json_object_get(tree, *names))
		names++;
	return *names != NULL;
}

static bool read_evidence(void *s, const void *json, size_t len, struct error *err);

#define EVIDENCE(FIELDS)                                                                           \
	{                                                                                          \
		"ddopa-evidence+jwt", {FIELDS, sizeof(struct api_evidence), PROBLEM_EVIDENCE_BAD}, \
		    read_evidence                                                                  \
	}
static const struct kind kind_match = EVIDENCE(fields_match);
static const struct kind kind_exception = EVIDENCE(fields_exception);

/* A statement of both would leave it to the reader which of them counts. */
static bool read_evidence(void *s, const void *json, size_t len, struct error *err)
{
	static const char *const match[] = {"finger", "tries_left", "match_time", NULL};
	static const char *const exception[] = {"absence", "approval", NULL};
	json_t *tree = json_load_strict(json, len, PROBLEM_EVIDENCE_BAD, err);
	if (!tree)
		return false;
	bool excepted = has_any(tree, exception);
	bool ok =
	    excepted && has_any(tree, match)
		? error_set(err, PROBLEM_EVIDENCE_BAD, "a match and an exception")
		: shape_take(excepted ? &kind_exception.shape : &kind_match.shape, s, tree, err);
	json_decref(tree);
	return ok;
}

static bool fingerprint(uint8_t out[SHA256_SIZE], X509 *certificate)
{
	unsigned len = 0;
	return certificate && X509_digest(certificate, EVP_sha256(), out, &len) == 1 &&
	       len == SHA256_SIZE;
}

bool evidence_sign(struct buf *out, const struct api_evidence *e, EVP_PKEY *key, X509 *certificate,
    struct error *err)
{
	uint8_t x5t[SHA256_SIZE];
	if (!fingerprint(x5t, certificate))
		return error_set(err, PROBLEM_INTERNAL, "fingerprint of the certificate");
	return sign(out, e->absence == ABSENCE_NONE ? &kind_match : &kind_exception, e,
	    &(struct signer){key, x5t}, err);
}

bool evidence_check(struct api_evidence *e, const char *jws, X509 *certificate, struct error *err)
{
	uint8_t x5t[SHA256_SIZE];
	if (!fingerprint(x5t, certificate))
		return error_set(err, PROBLEM_EVIDENCE_BAD, "no certificate");
	return check(
	    e, &kind_match, jws, &(struct signer){X509_get0_pubkey(certificate), x5t}, err);
}

bool evidence_read(struct api_evidence *e, const char *jws, struct error *err)
{
	struct jws j;
	memset(e, 0, sizeof *e);
	if (!jws_parse(&j, jws, strlen(jws), err))
		return false;
	bool ok = read_payload(&kind_match, e, &j.payload, err);
	jws_free(&j);
	return ok;
}

/* ---- consent ---- */

struct consent {
	char enrollment[API_ID_SIZE];
	char version[16];
	uint8_t hash[SHA256_SIZE];
};
static const struct field fields_consent[] = {
    {FIELD(FIELD_ID, consent, enrollment)},
    {FIELD(FIELD_ID, consent, version)},
    {FIELD(FIELD_BYTES, consent, hash)},
    {0},
};
static const struct kind kind_consent = {
    "ddopa-consent+jwt", {fields_consent, sizeof(struct consent), PROBLEM_SIGNATURE_BAD}, NULL};

static bool consent_of(
    struct consent *c, const char *enrolment_id, const struct api_texts *texts, struct error *err)
{
	*c = (struct consent){0};
	return (text_append(c->enrollment, sizeof c->enrollment, enrolment_id) &&
		   text_append(c->version, sizeof c->version, texts->version) &&
		   api_consent_hash(c->hash, texts)) ||
	       error_set(err, PROBLEM_INTERNAL, "consent");
}

bool consent_sign(struct buf *out, EVP_PKEY *key, const char *enrolment_id,
    const struct api_texts *texts, struct error *err)
{
	struct consent c;
	return consent_of(&c, enrolment_id, texts, err) &&
	       sign(out, &kind_consent, &c, &(struct signer){key, NULL}, err);
}

bool consent_check(const char *jws, EVP_PKEY *key, const char *enrolment_id,
    const struct api_texts *texts, struct error *err)
{
	struct consent got, want;
	if (!consent_of(&want, enrolment_id, texts, err) ||
	    !check(&got, &kind_consent, jws, &(struct signer){key, NULL}, err))
		return false;
	if (strcmp(got.enrollment, want.enrollment) != 0)
		return error_set(err, PROBLEM_SIGNATURE_BAD, "consent to another enrollment");
	if (strcmp(got.version, want.version) != 0 || memcmp(got.hash, want.hash, SHA256_SIZE) != 0)
		return error_set(err, PROBLEM_SIGNATURE_BAD, "consent to another text");
	return true;
}

/* ---- proof ---- */

struct proof {
	char enrollment[API_ID_SIZE];
	uint8_t nonce[32];
};
static const struct field fields_proof[] = {
    {FIELD(FIELD_ID, proof, enrollment)},
    {FIELD(FIELD_BYTES, proof, nonce)},
    {0},
};
static const struct kind kind_proof = {
    "ddopa-proof+jwt", {fields_proof, sizeof(struct proof), PROBLEM_SIGNATURE_BAD}, NULL};

bool proof_sign(struct buf *out, EVP_PKEY *key, const char *enrolment_id, const uint8_t nonce[32],
    struct error *err)
{
	struct proof p = {0};
	memcpy(p.nonce, nonce, sizeof p.nonce);
	if (!text_append(p.enrollment, sizeof p.enrollment, enrolment_id))
		return error_set(err, PROBLEM_INTERNAL, "proof");
	return sign(out, &kind_proof, &p, &(struct signer){key, NULL}, err);
}

bool proof_check(const char *jws, EVP_PKEY *key, const char *enrolment_id, const uint8_t nonce[32],
    struct error *err)
{
	struct proof p;
	if (!check(&p, &kind_proof, jws, &(struct signer){key, NULL}, err))
		return false;
	return (strcmp(p.enrollment, enrolment_id) == 0 &&
		   memcmp(p.nonce, nonce, sizeof p.nonce) == 0) ||
	       error_set(err, PROBLEM_SIGNATURE_BAD, "proof of something else");
}

/* ---- receipt ---- */

static const struct field fields_receipt[] = {
    {.name = "enrollment",
	.type = FIELD_ID,
	.offset = offsetof(struct receipt, enrolment_id),
	.size = API_ID_SIZE},
    {FIELD(FIELD_ID, receipt, citizen_hash)},
    {FIELD(FIELD_TIME, receipt, time)},
    {FIELD(FIELD_ID, receipt, audit_head)},
    {0},
};
static const struct kind kind_receipt = {
    "ddopa-receipt+jwt", {fields_receipt, sizeof(struct receipt), PROBLEM_SIGNATURE_BAD}, NULL};

bool receipt_sign(struct buf *out, const struct receipt *r, EVP_PKEY *key, struct error *err)
{
	return sign(out, &kind_receipt, r, &(struct signer){key, NULL}, err);
}

bool receipt_check(struct receipt *r, const char *jws, EVP_PKEY *key, struct error *err)
{
	return check(r, &kind_receipt, jws, &(struct signer){key, NULL}, err);
}
