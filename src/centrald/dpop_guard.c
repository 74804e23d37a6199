#include <openssl/crypto.h>
#include <string.h>

#include "centrald/guard.h"
#include "centrald/ids.h"
#include "wire/dpop.h"

#define NONCE_LIFE_MS 60000
#define NONCE_TIME    8
#define NONCE_MAC     16

static void nonce_bytes(
    uint8_t out[NONCE_TIME + NONCE_MAC], const struct centre *centre, uint64_t t)
{
	uint8_t mac[SHA256_SIZE];
	for (int i = 0; i < NONCE_TIME; i++)
		out[i] = (uint8_t)(t >> (8 * (NONCE_TIME - 1 - i)));
	keys_mac(mac, centre->keys, "dpop-nonce", out, NONCE_TIME);
	memcpy(out + NONCE_TIME, mac, NONCE_MAC);
}

void dpop_nonce_make(char out[NONCE_SIZE], const struct centre *centre, int64_t now)
{
	uint8_t bytes[NONCE_TIME + NONCE_MAC];
	struct buf text = BUF_INIT;
	nonce_bytes(bytes, centre, (uint64_t)now);
	base64url_encode(&text, bytes, sizeof bytes);
	out[0] = '\0';
	if (buf_ok(&text) && text.len < NONCE_SIZE)
		memcpy(out, text.data, text.len + 1);
	buf_free(&text);
}

bool dpop_nonce_good(const char *nonce, const struct centre *centre, int64_t now)
{
	struct buf raw = BUF_INIT;
	uint8_t expected[NONCE_TIME + NONCE_MAC];
	bool good = base64url_decode(&raw, nonce, strlen(nonce)) && raw.len == sizeof expected;
	if (good) {
		struct view v = view_of(raw.data, raw.len);
		int64_t time = (int64_t)view_u64(&v);
		nonce_bytes(expected, centre, (uint64_t)time);
		good = CRYPTO_memcmp(raw.data, expected, sizeof expected) == 0 && time <= now &&
		       now - time < NONCE_LIFE_MS;
	}
	buf_free(&raw);
	return good;
}

/* The thumbprint of the key is part of it, so that phones cannot block each other. */
static bool remember_jti(struct call *c, const char *jti, struct error *err)
{
	struct buf text = BUF_INIT;
	char hash[HASH_HEX_SIZE];
	long added = 0;
	buf_printf(&text, "%s %s", c->thumbprint, jti);
	bool ok = buf_ok(&text) && hash_hex(hash, text.data, text.len);
	buf_free(&text);
	if (!ok)
		return error_set(err, PROBLEM_MEMORY, "jti");
	if (!store_run(c->centre->store, SQL_DPOP_SEEN_ADD,
		SQL_PARAMS(sql_text(hash), sql_int(c->now + NONCE_LIFE_MS)), &added, err))
		return false;
	return added == 1 || error_set(err, PROBLEM_SIGNATURE_BAD, "DPoP: jti was used");
}

static bool take_key(struct call *c, struct dpop_checked *checked, EVP_PKEY *key, struct error *err)
{
	uint8_t thumbprint[SHA256_SIZE];
	EVP_PKEY_free(c->device);
	c->device = checked->key;
	if (!c->device) {
		EVP_PKEY_up_ref(key);
		c->device = key;
	}
	if (!jwk_thumbprint(thumbprint, c->device, err))
		return false;
	hex_text(c->thumbprint, thumbprint, sizeof thumbprint);
	return true;
}

bool dpop_guard(struct call *c, EVP_PKEY *key, struct error *err)
{
	struct dpop_checked checked;
	const struct dpop_request request = {
	    .method = c->method, .target = c->target, .body = c->body, .body_len = c->body_len};
	if (c->admitted)
		return true;
	if (!*c->dpop)
		return error_set(err, PROBLEM_USE_DPOP_NONCE, "no DPoP header");
	if (!dpop_check(&checked, c->dpop, key, &request, err))
		return false;
	if (!take_key(c, &checked, key, err))
		return false;
	if (!dpop_nonce_good(checked.nonce, c->centre, c->now))
		return error_set(err, PROBLEM_USE_DPOP_NONCE, "no good nonce");
	return remember_jti(c, checked.jti, err);
}
