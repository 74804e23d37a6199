/* The signed statements: evidence, consent, proof and receipt; none passes for another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keys.h"
#include "wire/evidence.h"

static const struct api_evidence evidence = {
    .card = {.number = {"1100700000019"},
	.thai = {.prefix = "นาย", .first = "ทดสอบ", .last = "ตัวอย่าง"},
	.english = {.prefix = "Mr.", .first = "Thotsop", .last = "Tuayang"},
	.birth = {1977, 2, 28},
	.issued = {2020, 10, 9},
	.expires = {9999, 12, 31},
	.request_number = "10010112345/25631009"},
    .digest = {1, 2, 3},
    .same_person = true,
    .finger = FINGER_LEFT_INDEX,
    .tries_left = 4,
    .match_time = 1605000000001,
    .time = 1605000001002,
    .office = "1001",
    .counter = "1001-01",
    .officer_id = "o1",
    .training = true};
static const struct api_texts texts = {
    .version = "1", .consent_th = "ยินยอม", .consent_en = "Consent"};
static const struct receipt receipt = {
    .enrolment_id = "e1", .citizen_hash = "00ff", .time = 1605000000000, .audit_head = "aa11"};
static const uint8_t nonce[32] = {7, 7, 7};

struct keys {
	EVP_PKEY *key, *other;
	X509 *certificate, *renewed;
};
static struct keys k;

static int make_keys(void **state)
{
	(void)state;
	k.key = test_key();
	k.other = test_key();
	k.certificate = test_certificate(k.key, 1);
	k.renewed = test_certificate(k.key, 2); /* same key, other certificate */
	return 0;
}

static int free_keys(void **state)
{
	(void)state;
	X509_free(k.certificate);
	X509_free(k.renewed);
	EVP_PKEY_free(k.key);
	EVP_PKEY_free(k.other);
	return 0;
}

static void evidence_comes_back(void **state)
{
	(void)state;
	struct error err;
	struct api_evidence back;
	struct buf b = BUF_INIT;
	assert_true(evidence_sign(&b, &evidence, k.key, k.certificate, &err));
	assert_true(b.len < API_JWS_MAX);
	assert_true(evidence_check(&back, (char *)b.data, k.certificate, &err));
	assert_memory_equal(&back, &evidence, sizeof back);
	buf_free(&b);
}

static struct api_evidence exception(void)
{
	struct api_evidence e = evidence;
	e.finger = FINGER_RIGHT_INDEX;
	e.tries_left = 0;
	e.match_time = 0;
	e.absence = ABSENCE_MISSING;
	strcpy(e.approval, "a00112233445566778899aabbccddeeff");
	return e;
}

static void an_exception_comes_back(void **state)
{
	(void)state;
	struct error err;
	struct api_evidence back, e = exception();
	struct buf b = BUF_INIT;
	assert_true(evidence_sign(&b, &e, k.key, k.certificate, &err));
	assert_true(evidence_check(&back, (char *)b.data, k.certificate, &err));
	assert_memory_equal(&back, &e, sizeof back);
	buf_free(&b);
}

static char *payload_of(const struct api_evidence *e)
{
	struct jws j;
	struct error err;
	struct buf b = BUF_INIT;
	assert_true(evidence_sign(&b, e, k.key, k.certificate, &err));
	assert_true(jws_parse(&j, (char *)b.data, b.len, &err));
	char *text = strndup((char *)j.payload.data, j.payload.len);
	jws_free(&j);
	buf_free(&b);
	return text;
}

/* Signed over as it stands, by the right key. */
static bool signed_anew(const char *payload, struct error *err)
{
	struct api_evidence back;
	struct buf header = BUF_INIT, b = BUF_INIT;
	uint8_t x5t[SHA256_SIZE];
	unsigned len = 0;
	assert_int_equal(X509_digest(k.certificate, EVP_sha256(), x5t, &len), 1);
	buf_puts(&header, "\"typ\":\"ddopa-evidence+jwt\",\"x5t#S256\":\"");
	base64url_encode(&header, x5t, sizeof x5t);
	buf_puts(&header, "\"");
	assert_true(jws_sign(&b, k.key, (char *)header.data, payload, strlen(payload), err));
	bool ok = evidence_check(&back, (char *)b.data, k.certificate, err);
	buf_free(&b);
	buf_free(&header);
	return ok;
}

/* A match or an exception: neither both, nor half of one, nor none. */
static void a_match_or_an_exception(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to;
	} changes[] = {
	    {"\"absence\":\"missing\"", "\"absence\":\"missing\",\"finger\":\"left-index\""},
	    {"\"absence\":\"missing\"", "\"absence\":\"missing\",\"tries_left\":3"},
	    {"\"absence\":\"missing\"", "\"absence\":\"\""},
	    {"\"absence\":\"missing\"", "\"absence\":\"unreadable\""},
	    {"\"absence\":\"missing\",", ""},
	    {",\"approval\":\"a00112233445566778899aabbccddeeff\"", ""},
	    {"\"a00112233445566778899aabbccddeeff\"", "\"\""},
	};
	struct api_evidence e = exception();
	struct error err;
	char *text = payload_of(&e);
	assert_true(signed_anew(text, &err));
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		struct buf b = BUF_INIT;
		const char *at = strstr(text, changes[i].from);
		assert_non_null(at);
		buf_put(&b, text, (size_t)(at - text));
		buf_puts(&b, changes[i].to);
		buf_puts(&b, at + strlen(changes[i].from));
		if (signed_anew((char *)b.data, &err))
			fail_msg("taken: %s", changes[i].to);
		assert_int_equal(err.problem, PROBLEM_EVIDENCE_BAD);
		buf_free(&b);
	}
	free(text);
}

static void evidence_is_bound_to_the_certificate(void **state)
{
	(void)state;
	struct error err;
	struct api_evidence back, zero = {0};
	struct buf b = BUF_INIT;
	X509 *foreign = test_certificate(k.other, 1);
	assert_true(evidence_sign(&b, &evidence, k.key, k.certificate, &err));
	X509 *others[] = {k.renewed, foreign, NULL};
	for (size_t i = 0; i < 3; i++) {
		assert_false(evidence_check(&back, (char *)b.data, others[i], &err));
		assert_int_equal(err.problem, PROBLEM_EVIDENCE_BAD);
	}
	buf_clear(&b); /* x5t of the one, signed by another's key */
	assert_true(evidence_sign(&b, &evidence, k.other, k.certificate, &err));
	assert_false(evidence_check(&back, (char *)b.data, k.certificate, &err));
	assert_int_equal(err.problem, PROBLEM_EVIDENCE_BAD);
	assert_memory_equal(&back, &zero, sizeof back);
	assert_false(evidence_sign(&b, &evidence, k.key, NULL, &err));
	X509_free(foreign);
	buf_free(&b);
}

static void the_largest_card_fits(void **state)
{
	(void)state;
	struct error err;
	struct buf b = BUF_INIT;
	static struct api_evidence e, back;
	e = evidence;
	/* a hundred TIS-620 bytes hold both names and all their parts: layout 0003 */
	for (size_t i = 0; i < 96; i += 3) {
		memcpy(e.card.thai.first + 3 * i, "ททท", 9);
		memcpy(e.card.english.first + i, "AAA", 3);
	}
	assert_true(evidence_sign(&b, &e, k.key, k.certificate, &err));
	assert_true(b.len < API_JWS_MAX);
	assert_true(evidence_check(&back, (char *)b.data, k.certificate, &err));
	assert_memory_equal(&back, &e, sizeof e);
	buf_free(&b);
}

static void consent_is_to_one_enrollment_and_text(void **state)
{
	(void)state;
	struct error err;
	struct buf b = BUF_INIT;
	struct api_texts other = texts, newer = texts;
	strcpy(other.consent_en, "Consent to more");
	strcpy(newer.version, "2");
	assert_true(consent_sign(&b, k.key, "e1", &texts, &err));
	assert_true(consent_check((char *)b.data, k.key, "e1", &texts, &err));
	assert_false(consent_check((char *)b.data, k.other, "e1", &texts, &err));
	assert_false(consent_check((char *)b.data, k.key, "e2", &texts, &err));
	assert_false(consent_check((char *)b.data, k.key, "e1", &other, &err));
	assert_false(consent_check((char *)b.data, k.key, "e1", &newer, &err));
	assert_int_equal(err.problem, PROBLEM_SIGNATURE_BAD);
	buf_free(&b);
}

static void proof_is_of_one_nonce(void **state)
{
	(void)state;
	struct error err;
	struct buf b = BUF_INIT;
	static const uint8_t stale[32] = {7, 7, 8};
	assert_true(proof_sign(&b, k.key, "e1", nonce, &err));
	assert_true(proof_check((char *)b.data, k.key, "e1", nonce, &err));
	assert_false(proof_check((char *)b.data, k.other, "e1", nonce, &err));
	assert_false(proof_check((char *)b.data, k.key, "e2", nonce, &err));
	assert_false(proof_check((char *)b.data, k.key, "e1", stale, &err));
	assert_int_equal(err.problem, PROBLEM_SIGNATURE_BAD);
	buf_free(&b);
}

static void the_receipt_is_the_centres(void **state)
{
	(void)state;
	struct error err;
	struct receipt back;
	struct buf b = BUF_INIT;
	assert_true(receipt_sign(&b, &receipt, k.key, &err));
	assert_true(receipt_check(&back, (char *)b.data, k.key, &err));
	assert_memory_equal(&back, &receipt, sizeof back);
	assert_false(receipt_check(&back, (char *)b.data, k.other, &err));
	assert_int_equal(err.problem, PROBLEM_SIGNATURE_BAD);
	buf_free(&b);
}

/* One key signs them all; each check takes its own kind only. */
static void none_passes_for_another(void **state)
{
	(void)state;
	struct error err;
	struct buf b[4] = {BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT};
	assert_true(evidence_sign(&b[0], &evidence, k.key, k.certificate, &err));
	assert_true(consent_sign(&b[1], k.key, "e1", &texts, &err));
	assert_true(proof_sign(&b[2], k.key, "e1", nonce, &err));
	assert_true(receipt_sign(&b[3], &receipt, k.key, &err));
	for (int i = 0; i < 4; i++) {
		const char *text = (char *)b[i].data;
		struct api_evidence e;
		struct receipt r;
		assert_int_equal(evidence_check(&e, text, k.certificate, &err), i == 0);
		assert_int_equal(consent_check(text, k.key, "e1", &texts, &err), i == 1);
		assert_int_equal(proof_check(text, k.key, "e1", nonce, &err), i == 2);
		assert_int_equal(receipt_check(&r, text, k.key, &err), i == 3);
		buf_free(&b[i]);
	}
}

static void the_right_kind_with_a_bad_payload(void **state)
{
	(void)state;
	static const char *const payloads[] = {
	    "", "{}", "[]", "{\"enrollment\":\"e1\"}", "{\"enrollment\":\"e1\",\"nonce\":\"AA\"}"};
	struct error err;
	for (size_t i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
		struct buf b = BUF_INIT;
		assert_true(jws_sign(&b, k.key, "\"typ\":\"ddopa-proof+jwt\"", payloads[i],
		    strlen(payloads[i]), &err));
		assert_false(proof_check((char *)b.data, k.key, "e1", nonce, &err));
		assert_int_equal(err.problem, PROBLEM_SIGNATURE_BAD);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(evidence_comes_back),
	    cmocka_unit_test(an_exception_comes_back),
	    cmocka_unit_test(a_match_or_an_exception),
	    cmocka_unit_test(evidence_is_bound_to_the_certificate),
	    cmocka_unit_test(the_largest_card_fits),
	    cmocka_unit_test(consent_is_to_one_enrollment_and_text),
	    cmocka_unit_test(proof_is_of_one_nonce),
	    cmocka_unit_test(the_receipt_is_the_centres),
	    cmocka_unit_test(none_passes_for_another),
	    cmocka_unit_test(the_right_kind_with_a_bad_payload),
	};
	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
