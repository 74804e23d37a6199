#include "wire/dpop.h"

#include <string.h>

#include "base/clock.h"
#include "wire/json.h"

#define DPOP_TYPE "dpop+jwt"

struct claims {
	char htm[12];
	char htu[512];
	uint8_t bh[SHA256_SIZE];
	char nonce[128];
	char jti[64];
	long iat;
};

static const struct field fields_claims[] = {
    {FIELD(FIELD_ID, claims, htm)},
    {FIELD(FIELD_ID, claims, htu)},
    {FIELD(FIELD_BYTES, claims, bh)},
    {FIELD(FIELD_ID, claims, nonce), .optional = true},
    {FIELD(FIELD_ID, claims, jti)},
    {FIELD(FIELD_NUMBER, claims, iat), .max = NUMBER_MAX},
    {0},
};
static const struct shape shape_claims = {
    fields_claims, sizeof(struct claims), PROBLEM_SIGNATURE_BAD};

static bool bad(struct error *err, const char *what)
{
	return error_set(err, PROBLEM_SIGNATURE_BAD, "DPoP: %s", what);
}

static bool copy(char *out, size_t size, const char *s)
{
	size_t len = strlen(s);
	if (len >= size)
		return false;
	memcpy(out, s, len + 1);
	return true;
}

static bool body_hash(uint8_t out[SHA256_SIZE], const struct dpop_request *r)
{
	return sha256(out, r->body ? r->body : "", r->body_len);
}

static bool claims_of(struct claims *c, const struct dpop_request *r)
{
	uint8_t random[16];
	struct buf jti = BUF_INIT;
	*c = (struct claims){.iat = (long)(clock_real_ms(&clock_system) / 1000)};
	bool ok = random_bytes(random, sizeof random) && body_hash(c->bh, r) &&
		  copy(c->htm, sizeof c->htm, r->method) &&
		  copy(c->htu, sizeof c->htu, r->target) &&
		  copy(c->nonce, sizeof c->nonce, r->nonce);
	base64url_encode(&jti, random, sizeof random);
	ok = ok && buf_ok(&jti) && copy(c->jti, sizeof c->jti, (const char *)jti.data);
	buf_free(&jti);
	return ok;
}

bool dpop_sign(
    struct buf *out, EVP_PKEY *key, const struct dpop_request *r, bool with_jwk, struct error *err)
{
	struct claims c;
	struct buf header = BUF_INIT, payload = BUF_INIT;
	if (!claims_of(&c, r))
		return error_set(err, PROBLEM_INTERNAL, "DPoP claims");
	buf_puts(&header, "\"typ\":\"" DPOP_TYPE "\"");
	if (with_jwk)
		buf_puts(&header, ",\"jwk\":");
	bool ok = !with_jwk || jwk_write(&header, key, err);
	shape_write(&payload, &shape_claims, &c);
	if (ok && !(buf_ok(&header) && buf_ok(&payload)))
		ok = error_set(err, PROBLEM_MEMORY, "DPoP");
	ok = ok && jws_sign(out, key, (const char *)header.data, payload.data, payload.len, err);
	buf_free(&header);
	buf_free(&payload);
	return ok;
}

static bool claims_fit(const struct claims *c, const struct dpop_request *r, struct error *err)
{
	uint8_t bh[SHA256_SIZE];
	if (strcmp(c->htm, r->method) != 0)
		return bad(err, "made for another method");
	if (strcmp(c->htu, r->target) != 0)
		return bad(err, "made for another path");
	if (!body_hash(bh, r) || memcmp(bh, c->bh, sizeof bh) != 0)
		return bad(err, "made for another body");
	return true;
}

bool dpop_check(struct dpop_checked *out, const char *header, EVP_PKEY *key,
    const struct dpop_request *r, struct error *err)
{
	struct jws j;
	struct claims c;
	EVP_PKEY *used = key;
	*out = (struct dpop_checked){0};
	if (!jws_parse(&j, header, strlen(header), err))
		return false;
	bool ok = jws_check(&j, DPOP_TYPE, &used, err) &&
		  shape_read(&shape_claims, &c, j.payload.data, j.payload.len, err) &&
		  claims_fit(&c, r, err);
	jws_free(&j);
	if (!ok) {
		if (!key)
			EVP_PKEY_free(used);
		return false;
	}
	memcpy(out->nonce, c.nonce, sizeof out->nonce);
	memcpy(out->jti, c.jti, sizeof out->jti);
	out->key = key ? NULL : used;
	return true;
}
