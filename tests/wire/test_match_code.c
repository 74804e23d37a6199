/* Match code and address of a code, held against values computed elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "wire/evidence.h"

#define SYMBOLS "ABCDEFGHIJKLMNOPQRSTUVW234"

/* printf ddopa-match-1, 32 bytes 01, 32 bytes 02 | openssl dgst -sha256
 *   -> 6b907b5a5f1b6f93…; 0x6b907b5a5f1b6f93 = 7750830586777530259, mod 10,000 */
static void the_vector(void **state)
{
	(void)state;
	char digits[API_MATCH_DIGITS + 1];
	uint8_t nonce[32], thumb[SHA256_SIZE];
	memset(nonce, 1, sizeof nonce);
	memset(thumb, 2, sizeof thumb);
	assert_true(match_code(digits, nonce, thumb));
	assert_string_equal(digits, "0259");
}

/* The same by hand: base/ has no part in it. */
static void by_openssl(char out[5], const uint8_t nonce[32], const uint8_t thumb[32])
{
	uint8_t hash[32];
	uint64_t n = 0;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	assert_int_equal(EVP_DigestInit_ex(ctx, EVP_sha256(), NULL), 1);
	assert_int_equal(EVP_DigestUpdate(ctx, "ddopa-match-1", 13), 1);
	assert_int_equal(EVP_DigestUpdate(ctx, nonce, 32), 1);
	assert_int_equal(EVP_DigestUpdate(ctx, thumb, 32), 1);
	assert_int_equal(EVP_DigestFinal_ex(ctx, hash, NULL), 1);
	EVP_MD_CTX_free(ctx);
	for (int i = 0; i < 8; i++)
		n = n << 8 | hash[i];
	snprintf(out, 5, "%04u", (unsigned)(n % 10000));
}

static void many(void **state)
{
	(void)state;
	uint8_t nonce[32] = {0}, thumb[32] = {0};
	int leading_zero = 0;
	for (int i = 0; i < 500; i++) {
		char ours[API_MATCH_DIGITS + 1], theirs[5];
		nonce[0] = (uint8_t)i;
		thumb[31] = (uint8_t)(i >> 8);
		assert_true(match_code(ours, nonce, thumb));
		by_openssl(theirs, nonce, thumb);
		assert_string_equal(ours, theirs);
		leading_zero += ours[0] == '0';
	}
	assert_true(leading_zero > 0);
}

static void urls_are_written(void **state)
{
	(void)state;
	char url[API_CODE_URL_SIZE];
	assert_true(code_url_write(url, "localhost:8443", SYMBOLS));
	assert_string_equal(url, "HTTPS://LOCALHOST:8443/E/" SYMBOLS);
	/* 24 characters of host make 61 in all: version 3 at level M */
	assert_true(code_url_write(url, "abcdefghijklmnopqrs:8443", SYMBOLS));
	assert_int_equal(strlen(url), 61);
	assert_false(code_url_write(url, "abcdefghijklmnopqrst:8443", SYMBOLS));
	assert_false(code_url_write(url, "", SYMBOLS));
	assert_false(code_url_write(url, "a/b", SYMBOLS));
	assert_false(code_url_write(url, "a", "ABC"));
	assert_false(code_url_write(url, "a", "ABCDEFGHIJKLMNOPQRSTUVW019"));
}

static void urls_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		enum problem problem;
	} rows[] = {
	    {"HTTPS://LOCALHOST:8443/E/" SYMBOLS, PROBLEM_NONE},
	    {"https://localhost:8443/e/abcdefghijklmnopqrstuvw234", PROBLEM_NONE},
	    {"HTTPS://LOCALHOST:8444/E/" SYMBOLS, PROBLEM_CODE_OTHER_HOST},
	    {"HTTPS://LOCALHOST/E/" SYMBOLS, PROBLEM_CODE_OTHER_HOST},
	    {"HTTPS://LOCALHOST:8443.EVIL/E/" SYMBOLS, PROBLEM_CODE_OTHER_HOST},
	    {"HTTPS://EVIL@LOCALHOST:8443/E/" SYMBOLS, PROBLEM_CODE_OTHER_HOST},
	    {"HTTPS:///E/" SYMBOLS, PROBLEM_CODE_OTHER_HOST},
	    {"HTTP://LOCALHOST:8443/E/" SYMBOLS, PROBLEM_CODE_UNREADABLE},
	    {"HTTPS://LOCALHOST:8443/F/" SYMBOLS, PROBLEM_CODE_UNREADABLE},
	    {"HTTPS://LOCALHOST:8443/E/" SYMBOLS "2", PROBLEM_CODE_UNREADABLE},
	    {"HTTPS://LOCALHOST:8443/E/" SYMBOLS "?a", PROBLEM_CODE_UNREADABLE},
	    {"HTTPS://LOCALHOST:8443/E/ABC", PROBLEM_CODE_UNREADABLE},
	    {"HTTPS://LOCALHOST:8443/E/ABCDEFGHIJKLMNOPQRSTUVW019", PROBLEM_CODE_UNREADABLE},
	    {"HTTPS://LOCALHOST:8443", PROBLEM_CODE_UNREADABLE},
	    {"HTTPS://", PROBLEM_CODE_OTHER_HOST},
	    {"", PROBLEM_CODE_UNREADABLE},
	    {"WIFI:S:x;;", PROBLEM_CODE_UNREADABLE},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char symbols[API_CODE_SYMBOLS + 1] = "";
		struct error err = {0};
		bool ok = code_url_parse(symbols, rows[i].url, "LocalHost:8443", &err);
		assert_int_equal(ok, rows[i].problem == PROBLEM_NONE);
		if (ok)
			assert_string_equal(symbols, SYMBOLS);
		else
			assert_int_equal(err.problem, rows[i].problem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_vector),
	    cmocka_unit_test(many),
	    cmocka_unit_test(urls_are_written),
	    cmocka_unit_test(urls_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
