/*
 * base/encode.c - bytes as text, and back.
 */
#include "base/encode.h"

#include <openssl/evp.h>
#include <string.h>

static const char hex_symbols[] = "0123456789abcdef";
static const char base64url_symbols[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char base32_symbols[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/* Crockford: the 32 symbols, then the five that only a check symbol can be. */
static const char crockford_symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

static int value_of(const char *symbols, size_t count, char c)
{
	const char *at = memchr(symbols, c, count);

	return at != NULL ? (int)(at - symbols) : -1;
}

/* Both RFC 4648 codings: a symbol holds `bits` bits, the last one padded with zeros. */
static void encode_bits(
    struct buf *out, const char *symbols, unsigned bits, const uint8_t *in, size_t len)
{
	uint32_t acc = 0;
	unsigned have = 0;

	for (size_t i = 0; i < len; i++) {
		acc = acc << 8 | in[i];
		for (have += 8; have >= bits; have -= bits)
			buf_u8(out, (uint8_t)symbols[acc >> (have - bits) & ((1U << bits) - 1)]);
	}
	if (have > 0)
		buf_u8(out, (uint8_t)symbols[acc << (bits - have) & ((1U << bits) - 1)]);
}

/* Strict: no foreign symbol, no symbol too many, no bit set in the padding, so that
 * every byte string has one text only. What was appended is taken back on failure. */
static bool decode_bits(
    struct buf *out, const char *symbols, unsigned bits, const char *in, size_t len)
{
	const size_t start = out->len;
	uint32_t acc = 0;
	unsigned have = 0;
	bool good = true;

	for (size_t i = 0; good && i < len; i++) {
		const int value = value_of(symbols, (size_t)1 << bits, in[i]);

		good = value >= 0;
		acc = acc << bits | ((uint32_t)value & ((1U << bits) - 1));
		have += bits;
		if (have >= 8) {
			have -= 8;
			buf_u8(out, (uint8_t)(acc >> have));
		}
	}
	if (good && have < bits && (acc & ((1U << have) - 1)) == 0)
		return buf_ok(out);
	if (out->len > start)
		out->len = start;
	return false;
}

void hex_encode(struct buf *out, const void *data, size_t len)
{
	encode_bits(out, hex_symbols, 4, data, len);
}

static int hex_value(char c)
{
	return value_of(hex_symbols, 16, c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c);
}

bool hex_decode(struct buf *out, const char *hex, size_t len)
{
	const size_t start = out->len;

	if (len % 2 != 0)
		return false;
	for (size_t i = 0; i < len; i += 2) {
		const int high = hex_value(hex[i]), low = hex_value(hex[i + 1]);

		if (high < 0 || low < 0) {
			out->len = start;
			return false;
		}
		buf_u8(out, (uint8_t)(high << 4 | low));
	}
	return buf_ok(out);
}

void base64url_encode(struct buf *out, const void *data, size_t len)
{
	encode_bits(out, base64url_symbols, 6, data, len);
}

bool base64url_decode(struct buf *out, const char *text, size_t len)
{
	return decode_bits(out, base64url_symbols, 6, text, len);
}

void base32_encode(struct buf *out, const void *data, size_t len)
{
	encode_bits(out, base32_symbols, 5, data, len);
}

bool base32_decode(struct buf *out, const char *text, size_t len)
{
	return decode_bits(out, base32_symbols, 5, text, len);
}

#define CODE_SYMBOLS (TYPED_CODE_SYMBOLS - 1)

static char check_symbol(const char *symbols)
{
	unsigned check = 0;

	for (size_t i = 0; i < CODE_SYMBOLS; i++)
		check = (check * 32 + (unsigned)value_of(crockford_symbols, 32, symbols[i])) % 37;
	return crockford_symbols[check];
}

void typed_code_from_random(char out[TYPED_CODE_SYMBOLS + 1], const uint8_t random[8])
{
	uint64_t n = 0;

	for (size_t i = 0; i < 8; i++)
		n = n << 8 | random[i];
	for (size_t i = 0; i < CODE_SYMBOLS; i++, n >>= 5)
		out[i] = crockford_symbols[n & 31];
	out[CODE_SYMBOLS] = check_symbol(out);
	out[TYPED_CODE_SYMBOLS] = '\0';
}

void typed_code_format(char out[TYPED_CODE_SHOWN], const char *symbols)
{
	static const char pattern[] = "XXXX-XXXX-XX-X";

	for (size_t i = 0; i < sizeof(pattern); i++)
		out[i] = pattern[i] == 'X' ? *symbols++ : pattern[i];
}

static char fold(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		return '1';
	return c == 'O' ? '0' : c;
}

bool typed_code_parse(char out[TYPED_CODE_SYMBOLS + 1], const char *typed)
{
	size_t n = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		/* The last one may be any of the 37. */
		const size_t symbols = n == CODE_SYMBOLS ? 37 : 32;
		const char c = fold(*typed);

		if (n == TYPED_CODE_SYMBOLS || value_of(crockford_symbols, symbols, c) < 0)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return n == TYPED_CODE_SYMBOLS && check_symbol(out) == out[CODE_SYMBOLS];
}

bool sha256(uint8_t out[SHA256_SIZE], const void *data, size_t len)
{
	unsigned size = 0;

	return EVP_Digest(data, len, out, &size, EVP_sha256(), NULL) == 1 && size == SHA256_SIZE;
}
