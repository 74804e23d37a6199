#include "wire/jws.h"

#include <openssl/ecdsa.h>
#include <string.h>

#include "wire/json.h"

#define ES256_SIZE    64 /* r and s, RFC 7518 §3.4 */
#define ES256_DER_MAX 80
#define P256_GROUP    "prime256v1"

static bool bad(struct error *err, const char *what)
{
	return error_set(err, PROBLEM_SIGNATURE_BAD, "%s", what);
}

/* Another curve of 256 bits would make a signature of the right length, too. */
static bool key_is_p256(EVP_PKEY *key)
{
	char group[64];
	return key && EVP_PKEY_is_a(key, "EC") &&
	       EVP_PKEY_get_group_name(key, group, sizeof group, NULL) &&
	       strcmp(group, P256_GROUP) == 0;
}

static bool der_to_raw(uint8_t raw[ES256_SIZE], const uint8_t *der, size_t len)
{
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)len);
	bool ok = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, 32) == 32 &&
		  BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + 32, 32) == 32;
	ECDSA_SIG_free(sig);
	return ok;
}

/* Bytes written to *der (OPENSSL_free() it), or 0. */
static int raw_to_der(uint8_t **der, const uint8_t raw[ES256_SIZE])
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, 32, NULL);
	BIGNUM *s = BN_bin2bn(raw + 32, 32, NULL);
	int len = 0;
	if (sig && r && s && ECDSA_SIG_set0(sig, r, s)) {
		r = s = NULL; /* the signature's now */
		len = i2d_ECDSA_SIG(sig, der);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(sig);
	return len > 0 ? len : 0;
}

static bool es256_sign(uint8_t raw[ES256_SIZE], EVP_PKEY *key, const void *data, size_t len)
{
	uint8_t der[ES256_DER_MAX];
	size_t der_len = sizeof der;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
		  EVP_DigestSign(ctx, der, &der_len, data, len) == 1 &&
		  der_to_raw(raw, der, der_len);
	EVP_MD_CTX_free(ctx);
	return ok;
}

static bool es256_verify(const uint8_t raw[ES256_SIZE], EVP_PKEY *key, const void *data, size_t len)
{
	uint8_t *der = NULL;
	int der_len = raw_to_der(&der, raw);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = der_len > 0 && ctx &&
		  EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
		  EVP_DigestVerify(ctx, der, (size_t)der_len, data, len) == 1;
	EVP_MD_CTX_free(ctx);
	OPENSSL_free(der);
	return ok;
}

bool jws_sign(struct buf *out, EVP_PKEY *key, const char *header, const void *payload, size_t len,
    struct error *err)
{
	uint8_t raw[ES256_SIZE];
	struct buf head = BUF_INIT;
	size_t start = out->len;
	if (!key_is_p256(key))
		return error_set(err, PROBLEM_INTERNAL, "ES256 wants a P-256 key");
	buf_printf(&head, "{\"alg\":\"ES256\"%s%s}", *header ? "," : "", header);
	base64url_encode(out, head.data, head.len);
	buf_u8(out, '.');
	base64url_encode(out, payload, len);
	bool complete = buf_ok(&head) && buf_ok(out);
	buf_free(&head);
	if (!complete)
		return error_set(err, PROBLEM_MEMORY, "JWS");
	if (!es256_sign(raw, key, out->data + start, out->len - start))
		return error_set(err, PROBLEM_INTERNAL, "the key could not sign");
	buf_u8(out, '.');
	base64url_encode(out, raw, sizeof raw);
	return buf_ok(out) || error_set(err, PROBLEM_MEMORY, "JWS");
}

/* RFC 7515 §4.1.11: who understands no extension must refuse every "crit". */
static bool header_ok(const struct buf *header, struct error *err)
{
	json_t *tree = json_load_strict(header->data, header->len, PROBLEM_SIGNATURE_BAD, err);
	if (!tree)
		return false;
	const char *alg = json_string_value(json_object_get(tree, "alg"));
	bool ok = alg && strcmp(alg, "ES256") == 0 && !json_object_get(tree, "crit");
	json_decref(tree);
	return ok || bad(err, "JWS header");
}

static bool decode_parts(struct jws *j, const char *text, size_t len)
{
	const char *end = text + len;
	const char *dot1 = memchr(text, '.', len);
	const char *dot2 = dot1 ? memchr(dot1 + 1, '.', (size_t)(end - dot1 - 1)) : NULL;
	if (!dot2)
		return false;
	j->signing_input = text;
	j->signing_input_len = (size_t)(dot2 - text);
	return base64url_decode(&j->header, text, (size_t)(dot1 - text)) &&
	       base64url_decode(&j->payload, dot1 + 1, (size_t)(dot2 - dot1 - 1)) &&
	       base64url_decode(&j->signature, dot2 + 1, (size_t)(end - dot2 - 1));
}

bool jws_parse(struct jws *j, const char *text, size_t len, struct error *err)
{
	*j = (struct jws){.payload = BUF_INIT_SECRET};
	bool ok = decode_parts(j, text, len) && j->signature.len == ES256_SIZE;
	if ((ok || bad(err, "not a compact JWS")) && header_ok(&j->header, err))
		return true;
	jws_free(j);
	return false;
}

bool jws_verify(const struct jws *j, EVP_PKEY *key, struct error *err)
{
	if (!key_is_p256(key))
		return bad(err, "not a P-256 key");
	return es256_verify(j->signature.data, key, j->signing_input, j->signing_input_len) ||
	       bad(err, "the signature does not fit");
}

/* The key of the header's jwk, read again as text so that one reader judges keys. */
static EVP_PKEY *key_inside(const json_t *header, struct error *err)
{
	char *text = json_dumps(json_object_get(header, "jwk"), JSON_COMPACT);
	if (!text) {
		bad(err, "no jwk");
		return NULL;
	}
	EVP_PKEY *key = jwk_read(text, strlen(text), err);
	json_free_t release;
	json_get_alloc_funcs(NULL, &release);
	release(text);
	return key;
}

bool jws_check(const struct jws *j, const char *type, EVP_PKEY **key, struct error *err)
{
	json_t *header =
	    json_load_strict(j->header.data, j->header.len, PROBLEM_SIGNATURE_BAD, err);
	if (!header)
		return false;
	const char *typ = json_string_value(json_object_get(header, "typ"));
	bool ok = (typ && strcmp(typ, type) == 0) || bad(err, "typ");
	if (ok && !*key)
		*key = key_inside(header, err);
	json_decref(header);
	return ok && *key && jws_verify(j, *key, err);
}

void jws_free(struct jws *j)
{
	buf_free(&j->header);
	buf_free(&j->payload);
	buf_free(&j->signature);
	j->signing_input = NULL;
	j->signing_input_len = 0;
}
