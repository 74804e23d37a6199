/* Codings: the examples of RFC 4648 §10, strictness, and the typed code. */
#include "base/encode.h"

#include <stdio.h>
#include <string.h>

#include "tests/base/cmocka_all.h"

static const struct {
	const char *plain, *hex, *base64url, *base32;
} rfc4648[] = {
    {"", "", "", ""},
    {"f", "66", "Zg", "MY"},
    {"fo", "666f", "Zm8", "MZXQ"},
    {"foo", "666f6f", "Zm9v", "MZXW6"},
    {"foob", "666f6f62", "Zm9vYg", "MZXW6YQ"},
    {"fooba", "666f6f6261", "Zm9vYmE", "MZXW6YTB"},
    {"foobar", "666f6f626172", "Zm9vYmFy", "MZXW6YTBOI"},
};

typedef void encode_fn(struct buf *out, const void *data, size_t len);
typedef bool decode_fn(struct buf *out, const char *text, size_t len);

static void both_ways(encode_fn *encode, decode_fn *decode, const char *plain, const char *text)
{
	struct buf b = BUF_INIT;

	encode(&b, plain, strlen(plain));
	buf_u8(&b, 0);
	assert_string_equal((char *)b.data, text);
	buf_clear(&b);
	buf_puts(&b, "before ");
	assert_true(decode(&b, text, strlen(text)));
	assert_int_equal(b.len, 7 + strlen(plain));
	assert_memory_equal(b.data + 7, plain, strlen(plain));
	buf_free(&b);
}

static void the_rfcs_examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rfc4648); i++) {
		both_ways(hex_encode, hex_decode, rfc4648[i].plain, rfc4648[i].hex);
		both_ways(
		    base64url_encode, base64url_decode, rfc4648[i].plain, rfc4648[i].base64url);
		both_ways(base32_encode, base32_decode, rfc4648[i].plain, rfc4648[i].base32);
	}
}

static void base64url_uses_the_safe_alphabet(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	base64url_encode(&b, "\xFB\xEF\xFF", 3);
	assert_memory_equal(b.data, "--__", 4); /* 62, 62, 63, 63 */
	buf_free(&b);
}

static void sixteen_bytes_make_26_symbols(void **state)
{
	uint8_t in[16];
	struct buf b = BUF_INIT;

	(void)state;
	memset(in, 0xFF, sizeof(in));
	base32_encode(&b, in, sizeof(in));
	assert_int_equal(b.len, 26);
	assert_memory_equal(b.data,
	    "7777777777777777777777777"
	    "4",
	    26);
	buf_free(&b);
}

static void other_texts_of_the_same_bytes_are_refused(void **state)
{
	static const struct {
		decode_fn *decode;
		const char *text;
	} bad[] = {
	    {base64url_decode, "Z"},	/* no byte in one symbol */
	    {base64url_decode, "Zh"},	/* a bit in the padding */
	    {base64url_decode, "Zg=="}, /* padding */
	    {base64url_decode, "Zm8+"}, /* the other alphabet */
	    {base64url_decode, "Zm 8"},
	    {base64url_decode, "Zm9v\n"},
	    {base32_decode, "my"}, /* lower case */
	    {base32_decode, "M"},
	    {base32_decode, "MZX"},
	    {base32_decode, "MZ"}, /* a bit in the padding */
	    {base32_decode, "MY======"},
	    {base32_decode, "M1"},
	    {base32_decode, "M0"},
	    {hex_decode, "6"},
	    {hex_decode, "6g"},
	    {hex_decode, "0x"},
	    {hex_decode, "6 "},
	    {hex_decode, "\x11\x11"},
	    {hex_decode, "6\xC6"},
	};
	struct buf b = BUF_INIT;

	(void)state;
	buf_puts(&b, "kept");
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_false(bad[i].decode(&b, bad[i].text, strlen(bad[i].text)));
		assert_int_equal(b.len, 4);
		assert_true(buf_ok(&b));
	}
	assert_true(hex_decode(&b, "aAfF", 4));
	assert_memory_equal(b.data, "kept\xAA\xFF", 6);
	buf_free(&b);
}

/* A NUL is no symbol, although every C string holds one. */
static void a_nul_is_no_symbol(void **state)
{
	struct buf b = BUF_INIT;
	char out[TYPED_CODE_SYMBOLS + 1];

	(void)state;
	assert_false(base64url_decode(&b, "Zm9v\0AAA", 8));
	assert_false(base32_decode(&b, "MZXW6YT\0", 8));
	assert_false(hex_decode(&b, "6\0", 2));
	assert_false(typed_code_parse(out, ""));
	buf_free(&b);
}

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char checks[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

/* Crockford: the symbols as one number of base 32, mod 37. */
static char want_check(const char *symbols)
{
	uint64_t n = 0;

	for (size_t i = 0; i < 10; i++)
		n = n * 32 + (uint64_t)(strchr(crockford, symbols[i]) - crockford);
	return checks[n % 37];
}

static void codes_hold_fifty_random_bits_and_their_check(void **state)
{
	char out[TYPED_CODE_SYMBOLS + 1], back[TYPED_CODE_SYMBOLS + 1];
	char first[TYPED_CODE_SYMBOLS + 1];
	uint8_t random[8] = {0};

	(void)state;
	typed_code_from_random(first, random);
	assert_string_equal(first, "00000000000");
	unsigned changed = 0;
	for (int bit = 0; bit < 64; bit++) {
		memset(random, 0, sizeof(random));
		random[bit / 8] = (uint8_t)(1 << bit % 8);
		typed_code_from_random(out, random);
		assert_int_equal(strlen(out), 11);
		assert_int_equal(strspn(out, crockford) >= 10, 1);
		assert_int_equal(out[10], want_check(out));
		assert_true(typed_code_parse(back, out));
		assert_string_equal(back, out);
		changed += strcmp(out, first) != 0;
	}
	assert_int_equal(changed, 50);
}

static void codes_are_shown_in_groups(void **state)
{
	char shown[TYPED_CODE_SHOWN];

	(void)state;
	typed_code_format(shown, "7KQ4MX2P9D0");
	assert_string_equal(shown, "7KQ4-MX2P-9D-0");
}

static void codes_are_read_as_people_type_them(void **state)
{
	static const char *const typed[] = {"0123-4567-89-", "0123456789", "o1 23 45 67 89",
	    "OI23-4567-89", "0l23 4567 89 ", " 0i23456789"};
	char out[TYPED_CODE_SYMBOLS + 1], text[32], want[TYPED_CODE_SYMBOLS + 1] = "0123456789";

	(void)state;
	want[10] = want_check(want);
	for (size_t i = 0; i < COUNT_OF(typed); i++) {
		snprintf(text, sizeof text, "%s%c", typed[i], want[10]);
		assert_true(typed_code_parse(out, text));
		assert_string_equal(out, want);
	}
	assert_false(typed_code_parse(out, "0123456789"));
	strcpy(text, want);
	strcat(text, "0");
	assert_false(typed_code_parse(out, text));
	assert_false(typed_code_parse(out, "01234*67890"));
	assert_false(typed_code_parse(out, "0123456789 ก"));
}

static void lower_case_check_symbols_are_read(void **state)
{
	char out[TYPED_CODE_SYMBOLS + 1], code[12] = "0000000000 ";

	(void)state;
	/* 36 is U: the number 36 is the symbols 1 and 4. */
	memcpy(code, "0000000014u", 11);
	assert_true(typed_code_parse(out, code));
	assert_string_equal(out, "0000000014U");
}

/* 37 is a prime above 32: whichever symbol is mistyped as whichever other, it is seen. */
static void every_single_wrong_symbol_is_found(void **state)
{
	static const uint8_t seeds[][8] = {{0}, {1, 2, 3, 4, 5, 6, 7, 8},
	    {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
	    {0xDE, 0xAD, 0xBE, 0xEF, 0x00, 0x11, 0x22, 0x33}};
	char code[TYPED_CODE_SYMBOLS + 1], bad[TYPED_CODE_SYMBOLS + 1];
	char out[TYPED_CODE_SYMBOLS + 1];

	(void)state;
	for (size_t s = 0; s < COUNT_OF(seeds); s++) {
		typed_code_from_random(code, seeds[s]);
		for (size_t at = 0; at < TYPED_CODE_SYMBOLS; at++) {
			for (const char *c = checks; *c != '\0'; c++) {
				memcpy(bad, code, sizeof(bad));
				bad[at] = *c;
				assert_int_equal(typed_code_parse(out, bad), *c == code[at]);
			}
		}
	}
}

/* FIPS 180-4's examples. */
static void sha256_of_the_standard(void **state)
{
	static const uint8_t abc[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41,
	    0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
	    0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
	uint8_t out[SHA256_SIZE];

	(void)state;
	assert_true(sha256(out, "abc", 3));
	assert_memory_equal(out, abc, sizeof(abc));
	assert_true(sha256(out, NULL, 0));
	assert_int_equal(out[0], 0xe3);
	assert_int_equal(out[31], 0x55);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_rfcs_examples),
	    cmocka_unit_test(base64url_uses_the_safe_alphabet),
	    cmocka_unit_test(sixteen_bytes_make_26_symbols),
	    cmocka_unit_test(other_texts_of_the_same_bytes_are_refused),
	    cmocka_unit_test(a_nul_is_no_symbol),
	    cmocka_unit_test(codes_hold_fifty_random_bits_and_their_check),
	    cmocka_unit_test(codes_are_shown_in_groups),
	    cmocka_unit_test(codes_are_read_as_people_type_them),
	    cmocka_unit_test(lower_case_check_symbols_are_read),
	    cmocka_unit_test(every_single_wrong_symbol_is_found),
	    cmocka_unit_test(sha256_of_the_standard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
