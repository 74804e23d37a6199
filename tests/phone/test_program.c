/*
 * The whole ddopa-phone, scripted, against a centre that plays a script: what it says, what
 * it sends, what it leaves on disk, and the ways back. (test_with_centre: the real centre.)
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "../base/cmocka_all.h"
#include "base/problem.h"
#include "play.h"
#include "wire/dpop.h"
#include "wire/evidence.h"

/* ---- success ---- */

/* The device key out of the claim, checked as the centre would. */
static EVP_PKEY *claimed_key(const struct run *r, int i)
{
	char dpop[4096];
	struct error err;
	struct dpop_checked c;
	const char *text = request(r, i), *at = strcasestr(text, "\r\nDPoP: ");
	assert_non_null(at);
	snprintf(dpop, sizeof dpop, "%.*s", (int)strcspn(at + 8, "\r"), at + 8);
	const char *body = body_of(text);
	if (!dpop_check(&c, dpop, NULL,
		&(struct dpop_request){"POST", "/citizen/v1/claims", body, strlen(body), ""}, &err))
		fail_msg("%s", err.context);
	return c.key;
}

static void check_signed(const struct run *r, EVP_PKEY *key)
{
	struct error err;
	struct api_consent consent;
	struct api_proof proof;
	struct api_texts texts = {.version = "1", .consent_th = "ข", .consent_en = "Consent"};
	uint8_t nonce[32];
	const char *body = body_of(request(r, 4));
	memset(nonce, 2, sizeof nonce);
	assert_true(requested(r, 4, "POST /citizen/v1/enrollments/" ID "/consent "));
	assert_true(api_consent_read(&consent, body, strlen(body), &err));
	assert_true(consent_check(consent.jws, key, ID, &texts, &err));
	assert_true(requested(r, 5, "POST /citizen/v1/enrollments/" ID "/person "));
	assert_string_equal(body_of(request(r, 5)), "{}");
	assert_true(requested(r, 6, "POST /citizen/v1/enrollments/" ID "/proof "));
	body = body_of(request(r, 6));
	assert_true(api_proof_read(&proof, body, strlen(body), &err));
	assert_true(proof_check(proof.jws, key, ID, nonce, &err));
}

static void check_digits(const struct run *r, EVP_PKEY *key)
{
	char digits[API_MATCH_DIGITS + 1], member[32];
	uint8_t nonce[32], thumb[SHA256_SIZE];
	struct error err;
	memset(nonce, 1, sizeof nonce);
	assert_true(jwk_thumbprint(thumb, key, &err) && match_code(digits, nonce, thumb));
	snprintf(member, sizeof member, "\"match_code\":\"%s\"", digits);
	assert_non_null(strstr(r->text, member));
}

static void an_enrollment(void **state)
{
	(void)state;
	struct run r;
	struct buf b = BUF_INIT;
	whole_with(&r, all_well, TO_CLAIM PINS CONSENT);
	assert_int_equal(r.exit_code, 0);
	assert_true(last_line_has(&r, "\"state\":\"SUCCESS\""));
	assert_int_equal(r.centre.seen->count, 7);
	assert_true(requested(&r, 0, "GET /citizen/v1/texts "));
	assert_null(strcasestr(request(&r, 0), "\r\nDPoP: "));
	assert_true(requested(&r, 2, "GET /citizen/v1/enrollments/" ID "?after=3&wait="));
	EVP_PKEY *key = claimed_key(&r, 1);
	assert_string_equal(body_of(request(&r, 1)),
	    "{\"code\":\"ABCDEFGHIJKLMNOPQRSTUVW234\",\"number\":\"" NUMBER "\"}");
	check_signed(&r, key);
	check_digits(&r, key);
	EVP_PKEY_free(key);
	load(&b, "state/person.json");
	assert_non_null(strstr((char *)b.data, "Thotsop"));
	load(&b, "state/receipt.jws");
	assert_string_equal((char *)b.data, "a.b.c");
	load(&b, "state/key");
	assert_int_not_equal(access("state/key.pending", F_OK), 0);
	buf_free(&b);
	end(&r);
}

/* Every line is JSON with a time; the questions are those of mission.md, in its order. */
static void the_order_of_the_questions(void **state)
{
	(void)state;
	static const char *const asked[] = {"\"ask\":\"leave\"", "\"ask\":\"number\"",
	    "\"ask\":\"terms\"", "\"ask\":\"code\"", "\"match_code\":", "\"ask\":\"pin\"",
	    "\"ask\":\"consent\"", "\"state\":\"SUCCESS\""};
	struct run r;
	whole_with(&r, all_well, TO_CLAIM PINS CONSENT);
	const char *at = r.text;
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
		at = strstr(at, asked[i]);
		assert_non_null(at);
	}
	for (const char *line = r.text; *line; line = strchr(line, '\n') + 1)
		assert_memory_equal(line, "{\"time\":\"2", 10);
	end(&r);
}

static void the_pin_by_descriptor(void **state)
{
	(void)state;
	struct run r;
	int fd[2];
	char number[16];
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], PIN "\n", 9), 9);
	close(fd[1]);
	snprintf(number, sizeof number, "%d", fd[0]);
	start_with(&r, all_well, ((const char *const[]){"--pin-fd", number, NULL}));
	close(fd[0]);
	say(&r, TO_CLAIM "{\"consent\":true}\n");
	finish(&r);
	assert_int_equal(r.exit_code, 0);
	end(&r);
}

static void answers_from_a_file(void **state)
{
	(void)state;
	struct run r;
	start_with(&r, all_well, ((const char *const[]){"--script", "fifo", NULL}));
	/* the host is known only now: the script comes through a FIFO */
	close(r.phone.in);
	r.phone.in = open("fifo", O_WRONLY);
	assert_true(r.phone.in >= 0);
	say(&r, TO_CLAIM PINS CONSENT);
	finish(&r);
	assert_int_equal(r.exit_code, 0);
	end(&r);
}

static void the_officer_mistypes(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, CLAIMED,
	    OK(STATE("SCANNED", 4, ",\"match_nonce\":\"" NONCE2 "\"")),
	    OK(STATE("CONFIRMED", 5, "")), SILENT, CONSENTED, PERSON(NUMBER), SUCCESS};
	struct run r;
	whole(&r, replies, TO_CLAIM PINS CONSENT);
	assert_int_equal(r.exit_code, 0);
	const char *first = strstr(r.text, "\"match_code\":\"");
	const char *second = strstr(first + 1, "\"match_code\":\"");
	assert_non_null(second);
	assert_memory_not_equal(first, second, 19);
	assert_non_null(strstr(first, "\"changed\":false"));
	assert_non_null(strstr(second, "\"changed\":true"));
	end(&r);
}

static void a_centre_without_match_codes(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {
	    TEXTS, CONFIRMED, SILENT, CONSENTED, PERSON(NUMBER), SUCCESS};
	struct run r;
	whole(&r, replies, TO_CLAIM PINS CONSENT);
	assert_int_equal(r.exit_code, 0);
	assert_null(strstr(r.text, "\"match_code\""));
	end(&r);
}

/* ---- ways back ---- */

static void a_number_mistyped_twice(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, NO(403, "digits-wrong"), CLAIMED,
	    CONFIRMED, SILENT, CONSENTED, PERSON(NUMBER), SUCCESS};
	struct run r;
	whole(&r, replies,
	    LEAVE "{\"number\":\"1100700000018\"}\n"
		  "{\"number\":\"1100700000027\"}\n" TERMS CODE DIGITS PINS CONSENT);
	assert_int_equal(r.exit_code, 0);
	assert_non_null(strstr(r.text, "\"problem\":\"number-invalid\""));
	assert_non_null(strstr(r.text, "\"problem\":\"digits-wrong\""));
	/* the same phone: the same key claims again */
	EVP_PKEY *first = claimed_key(&r, 1), *second = claimed_key(&r, 2);
	assert_int_equal(EVP_PKEY_eq(first, second), 1);
	EVP_PKEY_free(first);
	EVP_PKEY_free(second);
	end(&r);
}

static void codes_that_are_refused(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, NO(410, "code-expired"),
	    NO(404, "code-unknown"), CLAIMED, CONFIRMED, SILENT, CONSENTED, PERSON(NUMBER),
	    SUCCESS};
	struct run r;
	start(&r, replies, NULL);
	say(&r,
	    LEAVE DIGITS TERMS "{\"code\":\"https://evil.example/E/ABCDEFGHIJKLMNOPQRSTUVW234\"}\n"
			       "{\"code\":\"0000-0000-01-0\"}\n{\"image\":\"/dev/null\"}\n");
	say(&r, CODE);
	say(&r, CODE);
	say(&r, CODE PINS CONSENT);
	finish(&r);
	assert_int_equal(r.exit_code, 0);
	static const char *const problems[] = {"\"problem\":\"code-other-host\"",
	    "\"problem\":\"code-unreadable\"", "\"problem\":\"code-expired\"",
	    "\"problem\":\"code-unknown\""};
	for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
		assert_non_null(strstr(r.text, problems[i]));
	assert_null(strstr(r.text, "evil"));
	end(&r);
}

static void pins_that_are_refused(void **state)
{
	(void)state;
	struct run r;
	whole_with(&r, all_well,
	    TO_CLAIM "{\"pin\":\"12345678\",\"again\":\"12345678\"}\n"
		     "{\"pin\":\"507182\",\"again\":\"507182\"}\n"
		     "{\"pin\":\"" PIN "\",\"again\":\"50718294\"}\n" PINS
		     "{\"consent\":true,\"pin\":\"50718294\"}\n" CONSENT);
	assert_int_equal(r.exit_code, 0);
	assert_non_null(strstr(r.text, "\"problem\":\"pin-weak\""));
	assert_non_null(strstr(r.text, "\"problem\":\"pin-differs\""));
	const char *wrong = strstr(r.text, "\"problem\":\"phone-pin-wrong\"");
	assert_non_null(wrong);
	assert_non_null(strstr(wrong, "\"context\":\"4\""));
	end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_enrollment),
	    cmocka_unit_test(the_order_of_the_questions),
	    cmocka_unit_test(the_pin_by_descriptor),
	    cmocka_unit_test(answers_from_a_file),
	    cmocka_unit_test(the_officer_mistypes),
	    cmocka_unit_test(a_centre_without_match_codes),
	    cmocka_unit_test(a_number_mistyped_twice),
	    cmocka_unit_test(codes_that_are_refused),
	    cmocka_unit_test(pins_that_are_refused),
	};
	return cmocka_run_group_tests(tests, play_enter, play_leave);
}
