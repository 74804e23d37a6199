/* P-256 keys as JWK (RFC 7517, 7518 §6.2) and their thumbprints (RFC 7638). */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <string.h>

#include "wire/json.h"
#include "wire/jws.h"

#define P256_GROUP "prime256v1"
#define COORDINATE 32

static bool coordinate(uint8_t out[COORDINATE], EVP_PKEY *key, const char *param)
{
	BIGNUM *n = NULL;
	bool ok = EVP_PKEY_get_bn_param(key, param, &n) == 1 &&
		  BN_bn2binpad(n, out, COORDINATE) == COORDINATE;
	BN_free(n);
	return ok;
}

bool jwk_write(struct buf *out, EVP_PKEY *key, struct error *err)
{
	uint8_t x[COORDINATE], y[COORDINATE];
	char group[64];
	if (!key || !EVP_PKEY_get_group_name(key, group, sizeof group, NULL) ||
	    strcmp(group, P256_GROUP) != 0 || !coordinate(x, key, OSSL_PKEY_PARAM_EC_PUB_X) ||
	    !coordinate(y, key, OSSL_PKEY_PARAM_EC_PUB_Y))
		return error_set(err, PROBLEM_INTERNAL, "a JWK wants a P-256 key");
	buf_puts(out, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"");
	base64url_encode(out, x, sizeof x);
	buf_puts(out, "\",\"y\":\"");
	base64url_encode(out, y, sizeof y);
	buf_puts(out, "\"}");
	return buf_ok(out) || error_set(err, PROBLEM_MEMORY, "JWK");
}

struct jwk {
	char kty[8], crv[8];
	uint8_t x[COORDINATE], y[COORDINATE];
};

static const struct field fields_jwk[] = {
    {FIELD(FIELD_ID, jwk, kty)},
    {FIELD(FIELD_ID, jwk, crv)},
    {FIELD(FIELD_BYTES, jwk, x)},
    {FIELD(FIELD_BYTES, jwk, y)},
    {0},
};
static const struct shape shape_jwk = {fields_jwk, sizeof(struct jwk), PROBLEM_SIGNATURE_BAD};

/* NULL when the point is not on the curve. */
static EVP_PKEY *key_of_point(const struct jwk *k)
{
	uint8_t point[1 + 2 * COORDINATE] = {POINT_CONVERSION_UNCOMPRESSED};
	memcpy(point + 1, k->x, COORDINATE);
	memcpy(point + 1 + COORDINATE, k->y, COORDINATE);
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char[]){P256_GROUP}, 0),
	    OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
	    OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	if (!ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	return key;
}

EVP_PKEY *jwk_read(const void *json, size_t len, struct error *err)
{
	struct jwk k;
	json_t *tree = json_load_strict(json, len, PROBLEM_SIGNATURE_BAD, err);
	if (!tree)
		return NULL;
	/* RFC 9449 §4.3: a key that travels must not bear its private part. */
	bool private = json_object_get(tree, "d") != NULL;
	bool ok = shape_take(&shape_jwk, &k, tree, err);
	json_decref(tree);
	if (!ok)
		return NULL;
	EVP_PKEY *key = NULL;
	if (!private && strcmp(k.kty, "EC") == 0 && strcmp(k.crv, "P-256") == 0)
		key = key_of_point(&k);
	if (!key)
		error_set(err, PROBLEM_SIGNATURE_BAD, "not a P-256 public key");
	return key;
}

bool jwk_thumbprint(uint8_t out[SHA256_SIZE], EVP_PKEY *key, struct error *err)
{
	struct buf b = BUF_INIT;
	bool ok = jwk_write(&b, key, err);
	if (ok && !sha256(out, b.data, b.len))
		ok = error_set(err, PROBLEM_INTERNAL, "SHA-256");
	buf_free(&b);
	return ok;
}

EVP_PKEY *key_generate(struct error *err)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	if (!key)
		error_set(err, PROBLEM_INTERNAL, "no P-256 key could be made");
	return key;
}
