/* JWS, JWK and thumbprints: the RFCs' vectors, forgeries, and the `jose` program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/rsa.h>

#include "../base/scratch.h"
#include "keys.h"
#include "wire/jws.h"

#define A3_JWS                                                                                     \
	"eyJhbGciOiJFUzI1NiJ9."                                                                    \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"                     \
	"LmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-"                              \
	"F4GawxaepmXFCgfTjDxw5djxLa8ISl"                                                           \
	"SApmWQxfKTUJqPP3-Kg6NU1Q"

static bool verifies(const char *text, EVP_PKEY *key)
{
	struct jws j;
	struct error err = {0};
	if (!jws_parse(&j, text, strlen(text), &err)) {
		assert_int_equal(err.problem, PROBLEM_SIGNATURE_BAD);
		return false;
	}
	bool ok = jws_verify(&j, key, &err);
	if (!ok)
		assert_int_equal(err.problem, PROBLEM_SIGNATURE_BAD);
	jws_free(&j);
	return ok;
}

static void rfc7515_a3(void **state)
{
	(void)state;
	struct error err;
	struct jws j;
	EVP_PKEY *key = jwk_read(A3_JWK, strlen(A3_JWK), &err);
	assert_non_null(key);
	assert_true(jws_parse(&j, A3_JWS, strlen(A3_JWS), &err));
	assert_true(jws_verify(&j, key, &err));
	assert_string_equal((char *)j.payload.data,
	    "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");
	jws_free(&j);
	EVP_PKEY_free(key);
}

static void rfc7638_thumbprint(void **state)
{
	(void)state;
	/* of A.3's key, by `jose jwk thp -a S256` and by openssl dgst over the RFC's text */
	static const char want[] = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U";
	struct error err;
	uint8_t thumb[SHA256_SIZE];
	struct buf b = BUF_INIT;
	EVP_PKEY *key = jwk_read(A3_JWK, strlen(A3_JWK), &err);
	assert_true(jwk_thumbprint(thumb, key, &err));
	base64url_encode(&b, thumb, sizeof thumb);
	assert_string_equal((char *)b.data, want);
	buf_clear(&b);
	/* members in lexicographic order, no white space: RFC 7638 §3.3 */
	assert_true(jwk_write(&b, key, &err));
	assert_string_equal((char *)b.data,
	    "{\"crv\":\"P-256\",\"kty\":\"EC\","
	    "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
	    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}");
	buf_free(&b);
	EVP_PKEY_free(key);
}

static void signs_and_verifies(void **state)
{
	(void)state;
	struct error err;
	EVP_PKEY *key = test_key(), *other = test_key();
	/* r or s is shorter than 32 bytes once in 128: padding must show in 400 */
	for (int i = 0; i < 400; i++) {
		struct buf b = BUF_INIT;
		assert_true(jws_sign(&b, key, "\"typ\":\"x\"", &i, sizeof i, &err));
		assert_true(verifies((char *)b.data, key));
		assert_false(verifies((char *)b.data, other));
		buf_free(&b);
	}
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
}

static void appends(void **state)
{
	(void)state;
	struct error err;
	struct buf b = BUF_INIT;
	EVP_PKEY *key = test_key();
	buf_puts(&b, "DPoP: ");
	assert_true(jws_sign(&b, key, "", "", 0, &err));
	assert_memory_equal(b.data, "DPoP: eyJ", 9);
	assert_true(verifies((char *)b.data + 6, key));
	buf_free(&b);
	EVP_PKEY_free(key);
}

static void every_changed_character_is_noticed(void **state)
{
	(void)state;
	struct error err;
	struct buf b = BUF_INIT;
	EVP_PKEY *key = test_key();
	assert_true(jws_sign(&b, key, "\"typ\":\"x\"", "{\"a\":1}", 7, &err));
	for (size_t i = 0; i < b.len; i++) {
		uint8_t kept = b.data[i];
		b.data[i] = kept == 'A' ? 'B' : 'A';
		assert_false(verifies((char *)b.data, key));
		b.data[i] = kept;
	}
	for (size_t len = 0; len < b.len; len++) {
		uint8_t kept = b.data[len];
		b.data[len] = '\0';
		assert_false(verifies((char *)b.data, key));
		b.data[len] = kept;
	}
	assert_true(verifies((char *)b.data, key));
	buf_puts(&b, "=");
	assert_false(verifies((char *)b.data, key));
	buf_free(&b);
	EVP_PKEY_free(key);
}

/* A compact JWS from a header's text and a signature as bytes. */
static void put(struct buf *b, const char *header, const void *signature, size_t len)
{
	buf_clear(b);
	base64url_encode(b, header, strlen(header));
	buf_puts(b, ".e30.");
	base64url_encode(b, signature, len);
}

static void forged_headers(void **state)
{
	(void)state;
	static const char *const headers[] = {"{\"alg\":\"none\"}", "{\"alg\":\"HS256\"}",
	    "{\"alg\":\"ES384\"}", "{\"alg\":\"es256\"}", "{}", "{\"alg\":1}",
	    "{\"alg\":\"ES256\",\"crit\":[\"exp\"]}", "{\"alg\":\"ES256\",\"alg\":\"none\"}",
	    "[\"ES256\"]", "\xff", ""};
	uint8_t zero[64] = {0};
	struct buf b = BUF_INIT;
	struct jws j;
	struct error err;
	put(&b, "{\"alg\":\"ES256\"}", zero, sizeof zero);
	assert_true(jws_parse(&j, (char *)b.data, b.len, &err)); /* the shape is right */
	jws_free(&j);
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
		put(&b, headers[i], zero, sizeof zero);
		assert_false(jws_parse(&j, (char *)b.data, b.len, &err));
		assert_int_equal(err.problem, PROBLEM_SIGNATURE_BAD);
	}
	buf_free(&b);
}

static void forged_signatures(void **state)
{
	(void)state;
	uint8_t bytes[72] = {0};
	struct buf b = BUF_INIT;
	EVP_PKEY *key = test_key();
	static const size_t lengths[] = {0, 63, 64, 65, 70, 72};
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		put(&b, "{\"alg\":\"ES256\"}", bytes, lengths[i]); /* r = s = 0 */
		assert_false(verifies((char *)b.data, key));
	}
	memset(bytes, 0xff, sizeof bytes); /* r and s above the order */
	put(&b, "{\"alg\":\"ES256\"}", bytes, 64);
	assert_false(verifies((char *)b.data, key));
	buf_free(&b);
	EVP_PKEY_free(key);
}

static void other_keys(void **state)
{
	(void)state;
	struct error err;
	struct buf b = BUF_INIT;
	EVP_PKEY *keys[] = {EVP_EC_gen("P-384"), EVP_EC_gen("secp256k1"), EVP_RSA_gen(2048), NULL};
	for (size_t i = 0; i < 4; i++) {
		assert_false(jws_sign(&b, keys[i], "", "x", 1, &err));
		assert_false(jwk_write(&b, keys[i], &err));
		assert_false(verifies(A3_JWS, keys[i]));
		EVP_PKEY_free(keys[i]);
	}
	buf_free(&b);
}

static void bad_jwks(void **state)
{
	(void)state;
#define X "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\""
#define Y "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
	static const char *const jwks[] = {"{\"kty\":\"EC\",\"crv\":\"P-256\"," X "}",
	    "{\"kty\":\"EC\",\"crv\":\"P-384\"," X "," Y "}",
	    "{\"kty\":\"OKP\",\"crv\":\"P-256\"," X "," Y "}", "{\"kty\":\"EC\"," X "," Y "}",
	    "{\"kty\":\"EC\",\"crv\":\"P-256\"," X ",\"y\":\"x_FEzRu9m36HLN\"}",
	    /* not on the curve */
	    "{\"kty\":\"EC\",\"crv\":\"P-256\"," X
	    ",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1\"}",
	    "{\"kty\":\"EC\",\"crv\":\"P-256\","
	    "\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
	    "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
	    /* the private part (A.3's own) must not travel */
	    "{\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y
	    ",\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}",
	    "", "null"};
	struct error err;
	for (size_t i = 0; i < sizeof jwks / sizeof jwks[0]; i++) {
		err.problem = PROBLEM_NONE;
		assert_null(jwk_read(jwks[i], strlen(jwks[i]), &err));
		assert_int_equal(err.problem, PROBLEM_SIGNATURE_BAD);
	}
}

/* ---- against the jose program ---- */

static char directory[SCRATCH_SIZE];

static void store(const char *name, const void *data, size_t len)
{
	FILE *f = fopen(name, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void load(struct buf *b, const char *name)
{
	char part[4096];
	size_t n;
	FILE *f = fopen(name, "r");
	assert_non_null(f);
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_put(b, part, n);
	fclose(f);
}

static int jose(char *const argv[])
{
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		execvp("jose", argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ours_verifies_there(void **state)
{
	(void)state;
	static const char payload[] = "{\"ทดสอบ\":true}";
	struct error err;
	struct buf jwk = BUF_INIT, jws = BUF_INIT, back = BUF_INIT;
	EVP_PKEY *key = key_generate(&err);
	assert_true(jwk_write(&jwk, key, &err));
	assert_true(jws_sign(&jws, key, "\"typ\":\"x\"", payload, sizeof payload - 1, &err));
	store("pub.jwk", jwk.data, jwk.len);
	store("ours.jws", jws.data, jws.len);
	assert_int_equal(jose((char *[]){"jose", "jws", "ver", "-i", "ours.jws", "-k", "pub.jwk",
			     "-O", "payload", NULL}),
	    0);
	load(&back, "payload");
	assert_string_equal((char *)back.data, payload);
	jws.data[jws.len - 3] ^= 1;
	store("forged.jws", jws.data, jws.len);
	assert_int_not_equal(jose((char *[]){"jose", "jws", "ver", "-i", "forged.jws", "-k",
				 "pub.jwk", "-O", "/dev/null", NULL}),
	    0);
	buf_free(&jwk);
	buf_free(&jws);
	buf_free(&back);
	EVP_PKEY_free(key);
}

static void theirs_verifies_here(void **state)
{
	(void)state;
	struct error err;
	struct buf jwk = BUF_INIT, jws = BUF_INIT;
	store("plain", "{}", 2);
	assert_int_equal(jose((char *[]){"jose", "jwk", "gen", "-i", "{\"alg\":\"ES256\"}", "-o",
			     "key.jwk", NULL}),
	    0);
	assert_int_equal(
	    jose((char *[]){"jose", "jwk", "pub", "-i", "key.jwk", "-o", "pub.jwk", NULL}), 0);
	assert_int_equal(jose((char *[]){"jose", "jws", "sig", "-I", "plain", "-k", "key.jwk", "-c",
			     "-o", "theirs.jws", NULL}),
	    0);
	load(&jwk, "pub.jwk");
	load(&jws, "theirs.jws");
	EVP_PKEY *key = jwk_read(jwk.data, jwk.len, &err);
	assert_non_null(key);
	assert_true(verifies((char *)jws.data, key));
	jws.data[jws.len - 3] ^= 1;
	assert_false(verifies((char *)jws.data, key));
	EVP_PKEY_free(key);
	buf_free(&jwk);
	buf_free(&jws);
}

static int enter(void **state)
{
	(void)state;
	return scratch_make(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	static const char *const files[] = {
	    "pub.jwk", "ours.jws", "payload", "forged.jws", "plain", "key.jwk", "theirs.jws"};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		unlink(files[i]);
	return chdir("/") == 0 && rmdir(directory) == 0 ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rfc7515_a3),
	    cmocka_unit_test(rfc7638_thumbprint),
	    cmocka_unit_test(signs_and_verifies),
	    cmocka_unit_test(appends),
	    cmocka_unit_test(every_changed_character_is_noticed),
	    cmocka_unit_test(forged_headers),
	    cmocka_unit_test(forged_signatures),
	    cmocka_unit_test(other_keys),
	    cmocka_unit_test(bad_jwks),
	    cmocka_unit_test(ours_verifies_there),
	    cmocka_unit_test(theirs_verifies_here),
	};
	return cmocka_run_group_tests(tests, enter, leave);
}
