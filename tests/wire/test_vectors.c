/* tests/vectors/, made from protocol.md and the RFCs by another program: what the citizen's app
 * (tests/app/vectors.mjs) and this code both have to compute. */
#include <jansson.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/cmocka_all.h"
#include "base/encode.h"
#include "person/person.h"
#include "person/pin.h"
#include "wire/dpop.h"
#include "wire/evidence.h"

static json_t *vectors(const char *name)
{
	char path[512];
	json_error_t where;
	const char *top = getenv("top_srcdir");
	snprintf(path, sizeof path, "%s/tests/vectors/%s.json", top ? top : "..", name);
	json_t *tree = json_load_file(path, 0, &where);
	if (!tree)
		fail_msg("%s:%d: %s", path, where.line, where.text);
	return tree;
}

static const char *text(const json_t *row, const char *name)
{
	const char *value = json_string_value(json_object_get(row, name));
	assert_non_null(value);
	return value;
}

static void bytes(uint8_t *out, size_t size, const char *base64url)
{
	struct buf b = BUF_INIT;
	assert_true(base64url_decode(&b, base64url, strlen(base64url)));
	assert_int_equal(b.len, size);
	memcpy(out, b.data, size);
	buf_free(&b);
}

static void citizen_numbers(void **state)
{
	(void)state;
	size_t i;
	json_t *row, *all = vectors("citizen-numbers");
	assert_true(json_array_size(all) >= 60);
	json_array_foreach(all, i, row)
	{
		bool valid = citizen_number_valid(text(row, "digits"));
		if (valid != json_is_true(json_object_get(row, "valid")))
			fail_msg("%s", text(row, "digits"));
	}
	json_decref(all);
}

static void pins(void **state)
{
	(void)state;
	size_t i;
	struct date today;
	json_t *row, *all = vectors("pins"), *list = json_object_get(all, "pins");
	assert_true(date_from_iso(&today, text(all, "today")));
	assert_true(json_array_size(list) >= 290);
	json_array_foreach(list, i, row)
	{
		bool weak = pin_is_weak(text(row, "pin"), today);
		if (weak != json_is_true(json_object_get(row, "weak")))
			fail_msg("%s", text(row, "pin"));
	}
	json_decref(all);
}

static void typed_codes(void **state)
{
	(void)state;
	size_t i;
	json_t *row, *all = vectors("typed-codes");
	assert_true(json_array_size(all) >= 60);
	json_array_foreach(all, i, row)
	{
		char code[TYPED_CODE_SYMBOLS + 1];
		const char *wanted = json_string_value(json_object_get(row, "code"));
		assert_int_equal(typed_code_parse(code, text(row, "typed")), wanted != NULL);
		if (wanted)
			assert_string_equal(code, wanted);
	}
	json_decref(all);
}

static void match_codes(void **state)
{
	(void)state;
	size_t i;
	json_t *row, *all = vectors("match-codes");
	assert_int_equal(json_array_size(all), 13);
	json_array_foreach(all, i, row)
	{
		uint8_t nonce[32], print[SHA256_SIZE];
		char digits[API_MATCH_DIGITS + 1];
		bytes(nonce, sizeof nonce, text(row, "nonce"));
		bytes(print, sizeof print, text(row, "thumbprint"));
		assert_true(match_code(digits, nonce, print));
		assert_string_equal(digits, text(row, "digits"));
	}
	json_decref(all);
}

static EVP_PKEY *key_of(const json_t *signatures)
{
	struct error err;
	char *jwk =
	    json_dumps(json_object_get(json_object_get(signatures, "key"), "jwk"), JSON_COMPACT);
	assert_non_null(jwk);
	EVP_PKEY *key = jwk_read(jwk, strlen(jwk), &err);
	json_free_t release;
	json_get_alloc_funcs(NULL, &release);
	release(jwk);
	assert_non_null(key);
	return key;
}

static void thumbprint(void **state)
{
	(void)state;
	struct error err;
	uint8_t have[SHA256_SIZE], wanted[SHA256_SIZE];
	json_t *all = vectors("signatures");
	EVP_PKEY *key = key_of(all);
	bytes(wanted, sizeof wanted, text(json_object_get(all, "key"), "thumbprint"));
	assert_true(jwk_thumbprint(have, key, &err));
	assert_memory_equal(have, wanted, sizeof have);
	EVP_PKEY_free(key);
	json_decref(all);
}

static void consent_and_proof(void **state)
{
	(void)state;
	struct error err;
	uint8_t nonce[32];
	struct api_texts texts = {0};
	json_t *all = vectors("signatures");
	const json_t *c = json_object_get(all, "consent"), *p = json_object_get(all, "proof");
	const json_t *t = json_object_get(c, "texts");
	EVP_PKEY *key = key_of(all);
	snprintf(texts.version, sizeof texts.version, "%s", text(t, "version"));
	snprintf(texts.consent_th, sizeof texts.consent_th, "%s", text(t, "consent_th"));
	snprintf(texts.consent_en, sizeof texts.consent_en, "%s", text(t, "consent_en"));
	assert_true(consent_check(text(c, "jws"), key, text(c, "enrollment"), &texts, &err));
	texts.consent_en[0] = 'i';
	assert_false(consent_check(text(c, "jws"), key, text(c, "enrollment"), &texts, &err));
	bytes(nonce, sizeof nonce, text(p, "nonce"));
	assert_true(proof_check(text(p, "jws"), key, text(p, "enrollment"), nonce, &err));
	EVP_PKEY_free(key);
	json_decref(all);
}

static void sign_in_approval(void **state)
{
	(void)state;
	struct error err;
	struct api_sign_in s = {0};
	json_t *all = vectors("signatures");
	const json_t *v = json_object_get(all, "sign_in");
	EVP_PKEY *key = key_of(all);
	snprintf(s.id, sizeof s.id, "%s", text(v, "id"));
	snprintf(s.client, sizeof s.client, "%s", text(v, "client"));
	bytes(s.challenge, sizeof s.challenge, text(v, "challenge"));
	assert_true(sign_in_check(text(v, "jws"), key, &s, &err));
	s.challenge[0] ^= 1;
	assert_false(sign_in_check(text(v, "jws"), key, &s, &err));
	EVP_PKEY_free(key);
	json_decref(all);
}

static void signed_requests(void **state)
{
	(void)state;
	size_t i;
	json_t *row, *all = vectors("signatures"), *list = json_object_get(all, "dpop");
	EVP_PKEY *key = key_of(all);
	assert_int_equal(json_array_size(list), 3);
	json_array_foreach(list, i, row)
	{
		struct error err;
		struct dpop_checked seen;
		bool with_jwk = json_is_true(json_object_get(row, "with_jwk"));
		const struct dpop_request r = {.method = text(row, "method"),
		    .target = text(row, "target"),
		    .body = text(row, "body"),
		    .body_len = strlen(text(row, "body"))};
		assert_true(dpop_check(&seen, text(row, "jws"), with_jwk ? NULL : key, &r, &err));
		assert_string_equal(seen.nonce, text(row, "nonce"));
		if (with_jwk)
			assert_int_equal(EVP_PKEY_eq(seen.key, key), 1);
		EVP_PKEY_free(seen.key);
	}
	EVP_PKEY_free(key);
	json_decref(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(citizen_numbers),
	    cmocka_unit_test(pins),
	    cmocka_unit_test(typed_codes),
	    cmocka_unit_test(match_codes),
	    cmocka_unit_test(thumbprint),
	    cmocka_unit_test(consent_and_proof),
	    cmocka_unit_test(sign_in_approval),
	    cmocka_unit_test(signed_requests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
