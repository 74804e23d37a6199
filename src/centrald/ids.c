#include "centrald/ids.h"

#include <openssl/crypto.h>
#include <string.h>

#include "base/clock.h"

#define ID_BYTES 16

bool id_make(char out[API_ID_SIZE], char letter)
{
	uint8_t random[ID_BYTES];
	if (!random_bytes(random, sizeof random))
		return false;
	out[0] = letter;
	hex_text(out + 1, random, sizeof random);
	return true;
}

bool id_valid(const char *s)
{
	static const char symbols[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	size_t len = strlen(s);
	return len > 0 && len < API_ID_SIZE && strspn(s, symbols) == len;
}

void hex_text(char *out, const uint8_t *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * len] = '\0';
}

bool hex_bytes(uint8_t *out, size_t len, const char *hex)
{
	struct buf b = BUF_INIT;
	bool ok = hex_decode(&b, hex, strlen(hex)) && b.len == len;
	if (ok)
		memcpy(out, b.data, len);
	buf_free(&b);
	return ok;
}

bool hash_hex(char out[HASH_HEX_SIZE], const void *data, size_t len)
{
	uint8_t digest[SHA256_SIZE];
	if (!sha256(digest, data, len))
		return false;
	hex_text(out, digest, sizeof digest);
	return true;
}

bool hash_equal(const char *a, const char *b)
{
	size_t len = strlen(a);
	return len == strlen(b) && CRYPTO_memcmp(a, b, len) == 0;
}
