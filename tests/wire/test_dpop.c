/* A phone's signed requests: what dpop_check must take, and all it must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "keys.h"
#include "wire/dpop.h"

#define TARGET "/citizen/v1/enrollments/e1?after=3&wait=20"

static const struct dpop_request request = {
    .method = "POST", .target = TARGET, .body = "{}", .body_len = 2, .nonce = "n-1"};

static bool check(
    const struct buf *header, EVP_PKEY *key, const struct dpop_request *r, struct dpop_checked *out)
{
	struct error err = {0};
	bool ok = dpop_check(out, (const char *)header->data, key, r, &err);
	if (!ok) {
		assert_int_equal(err.problem, PROBLEM_SIGNATURE_BAD);
		assert_null(out->key);
	}
	return ok;
}

static void the_claim_carries_its_key(void **state)
{
	(void)state;
	struct error err;
	struct dpop_checked c;
	struct buf b = BUF_INIT;
	EVP_PKEY *key = test_key();
	assert_true(dpop_sign(&b, key, &request, true, &err));
	assert_true(check(&b, NULL, &request, &c));
	assert_string_equal(c.nonce, "n-1");
	assert_true(strlen(c.jti) >= 20);
	assert_non_null(c.key);
	assert_int_equal(EVP_PKEY_eq(c.key, key), 1);
	EVP_PKEY_free(c.key);
	buf_free(&b);
	EVP_PKEY_free(key);
}

static void later_calls_are_held_against_the_pinned_key(void **state)
{
	(void)state;
	struct error err;
	struct dpop_checked c;
	struct buf b = BUF_INIT, with = BUF_INIT;
	EVP_PKEY *key = test_key(), *other = test_key();
	assert_true(dpop_sign(&b, key, &request, false, &err));
	assert_true(check(&b, key, &request, &c));
	assert_null(c.key);
	assert_false(check(&b, other, &request, &c));
	assert_false(check(&b, NULL, &request, &c)); /* no key in it, none pinned */
	/* a foreign key that comes along counts for nothing */
	assert_true(dpop_sign(&with, other, &request, true, &err));
	assert_false(check(&with, key, &request, &c));
	buf_free(&b);
	buf_free(&with);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
}

static void no_nonce_yet(void **state)
{
	(void)state;
	struct error err;
	struct dpop_checked c;
	struct buf b = BUF_INIT;
	EVP_PKEY *key = test_key();
	struct dpop_request r = request;
	r.nonce = "";
	assert_true(dpop_sign(&b, key, &r, true, &err));
	assert_true(check(&b, NULL, &r, &c));
	assert_string_equal(c.nonce, "");
	EVP_PKEY_free(c.key);
	buf_free(&b);
	EVP_PKEY_free(key);
}

static void made_for_something_else(void **state)
{
	(void)state;
	const struct dpop_request others[] = {
	    {.method = "GET", .target = TARGET, .body = "{}", .body_len = 2},
	    {.method = "POST", .target = "/citizen/v1/enrollments/e1", .body = "{}", .body_len = 2},
	    {.method = "POST", .target = TARGET "0", .body = "{}", .body_len = 2},
	    {.method = "POST", .target = TARGET, .body = "{} ", .body_len = 3},
	    {.method = "POST", .target = TARGET, .body = NULL, .body_len = 0},
	};
	struct error err;
	struct dpop_checked c;
	struct buf b = BUF_INIT;
	EVP_PKEY *key = test_key();
	assert_true(dpop_sign(&b, key, &request, false, &err));
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_false(check(&b, key, &others[i], &c));
	buf_free(&b);
	EVP_PKEY_free(key);
}

static void an_empty_body_is_hashed_too(void **state)
{
	(void)state;
	struct error err;
	struct dpop_checked c;
	struct jws j;
	struct buf b = BUF_INIT;
	EVP_PKEY *key = test_key();
	const struct dpop_request get = {.method = "GET", .target = "/x", .nonce = "n"};
	assert_true(dpop_sign(&b, key, &get, false, &err));
	assert_true(check(&b, key, &get, &c));
	assert_true(jws_parse(&j, (char *)b.data, b.len, &err));
	/* base64url of SHA-256 of nothing */
	assert_non_null(strstr(
	    (char *)j.payload.data, "\"bh\":\"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU\""));
	assert_non_null(strstr((char *)j.header.data, "\"typ\":\"dpop+jwt\""));
	jws_free(&j);
	buf_free(&b);
	EVP_PKEY_free(key);
}

static void each_is_one_of_its_own(void **state)
{
	(void)state;
	struct error err;
	struct dpop_checked one, two;
	struct buf a = BUF_INIT, b = BUF_INIT;
	EVP_PKEY *key = test_key();
	assert_true(dpop_sign(&a, key, &request, false, &err));
	assert_true(dpop_sign(&b, key, &request, false, &err));
	assert_true(check(&a, key, &request, &one));
	assert_true(check(&b, key, &request, &two));
	assert_string_not_equal(one.jti, two.jti);
	buf_free(&a);
	buf_free(&b);
	EVP_PKEY_free(key);
}

static void another_kind_of_jws(void **state)
{
	(void)state;
	static const struct {
		const char *header, *payload;
	} rows[] = {
	    {"\"typ\":\"ddopa-proof+jwt\"",
		"{\"htm\":\"GET\",\"htu\":\"/x\",\"jti\":\"j\",\"iat\":1,"
		"\"bh\":\"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU\"}"},
	    {"\"typ\":\"dpop+jwt\"", "{}"},
	    {"\"typ\":\"dpop+jwt\"", "x"},
	    {"\"typ\":\"dpop+jwt\"", "{\"htm\":\"GET\",\"htu\":\"/x\",\"iat\":1,"
				     "\"bh\":\"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU\"}"},
	};
	const struct dpop_request get = {.method = "GET", .target = "/x"};
	struct error err;
	struct dpop_checked c;
	EVP_PKEY *key = test_key();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct buf b = BUF_INIT;
		assert_true(jws_sign(
		    &b, key, rows[i].header, rows[i].payload, strlen(rows[i].payload), &err));
		assert_false(check(&b, key, &get, &c));
		buf_free(&b);
	}
	EVP_PKEY_free(key);
}

static void jwks_that_are_none(void **state)
{
	(void)state;
	static const char *const headers[] = {"\"typ\":\"dpop+jwt\",\"jwk\":\"x\"",
	    "\"typ\":\"dpop+jwt\",\"jwk\":{}", "\"typ\":\"dpop+jwt\",\"jwk\":" A3_JWK};
	struct error err;
	struct dpop_checked c;
	EVP_PKEY *key = test_key(); /* not A.3's */
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
		struct buf b = BUF_INIT;
		assert_true(jws_sign(&b, key, headers[i], "{}", 2, &err));
		assert_false(check(&b, NULL, &request, &c));
		buf_free(&b);
	}
	EVP_PKEY_free(key);
}

static void garbage(void **state)
{
	(void)state;
	static const char *const texts[] = {"", ".", "..", "a.b.c", "a.b.c.d", "é.é.é"};
	struct dpop_checked c;
	EVP_PKEY *key = test_key();
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct error err = {0};
		assert_false(dpop_check(&c, texts[i], key, &request, &err));
		assert_int_equal(err.problem, PROBLEM_SIGNATURE_BAD);
	}
	EVP_PKEY_free(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_claim_carries_its_key),
	    cmocka_unit_test(later_calls_are_held_against_the_pinned_key),
	    cmocka_unit_test(no_nonce_yet),
	    cmocka_unit_test(made_for_something_else),
	    cmocka_unit_test(an_empty_body_is_hashed_too),
	    cmocka_unit_test(each_is_one_of_its_own),
	    cmocka_unit_test(another_kind_of_jws),
	    cmocka_unit_test(jwks_that_are_none),
	    cmocka_unit_test(garbage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
