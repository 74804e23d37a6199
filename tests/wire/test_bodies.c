/* Every body goes out and comes back the same; what is on the wire is what api.h says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "samples.h"

static void every_body_comes_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sample_count; i++) {
		const struct sample *s = &samples[i];
		struct buf first = BUF_INIT, second = BUF_INIT;
		struct error err = {0};
		void *back = sample_room(s);
		s->write(&first, s->body);
		assert_true(buf_ok(&first));
		if (!s->read(back, first.data, first.len, &err))
			fail_msg("%s: %s: %s", s->name, err.context, (char *)first.data);
		s->write(&second, back);
		assert_string_equal((char *)first.data, (char *)second.data);
		if (memcmp(back, s->body, s->size) != 0)
			fail_msg("%s: differs", s->name);
		free(back);
		buf_free(&first);
		buf_free(&second);
	}
}

static void empty_optionals_are_left_out(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	struct error err;
	struct api_phone_enrolment back,
	    e = {.id = "e1", .state = STATE_SCANNED, .revision = 1, .now = 0};
	api_phone_enrolment_write(&b, &e);
	assert_string_equal((char *)b.data, "{\"id\":\"e1\",\"state\":\"SCANNED\",\"revision\":1,"
					    "\"now\":\"1970-01-01T00:00:00.000Z\"}");
	assert_true(api_phone_enrolment_read(&back, b.data, b.len, &err));
	assert_false(back.has_match_nonce);
	assert_false(back.has_proof_nonce);
	assert_int_equal(back.end_problem, PROBLEM_NONE);
	buf_free(&b);
}

/* The text is the contract with other programs, so it is pinned here by hand. */
static void the_text_is_the_contract(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	api_match_code_write(&b, &(struct api_match_code){"0042"});
	assert_string_equal((char *)b.data, "{\"digits\":\"0042\"}");
	buf_clear(&b);
	api_login_write(&b, &(struct api_login){{"1100700000019"}, "50718293"});
	assert_string_equal((char *)b.data, "{\"number\":\"1100700000019\",\"pin\":\"50718293\"}");
	buf_clear(&b);
	api_refusal_write(&b, &(struct api_refusal){PROBLEM_CARD_UNREADABLE, "reading", ""});
	struct buf want = BUF_INIT;
	buf_printf(&want, "{\"problem\":\"%s\",\"step\":\"reading\"}",
	    problem_row(PROBLEM_CARD_UNREADABLE)->name);
	assert_string_equal((char *)b.data, (char *)want.data);
	buf_free(&want);
	buf_free(&b);
}

static void a_problem_document_is_rfc_9457(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	const struct problem_row *row = problem_row(PROBLEM_WRONG_PIN);
	char want[200];
	api_problem_write(&b, &(struct api_problem){.problem = PROBLEM_WRONG_PIN});
	snprintf(want, sizeof want, "\"status\":%d,", row->http);
	assert_non_null(strstr((char *)b.data, want));
	snprintf(want, sizeof want, "\"code\":\"%s\"", row->name);
	assert_non_null(strstr((char *)b.data, want));
	assert_non_null(strstr((char *)b.data, "\"type\":\"urn:ddopa:problem:"));
	assert_non_null(strstr((char *)b.data, "\"title\":\""));
	assert_non_null(strstr((char *)b.data, "\"dopa\":90090")); /* known to officers */
	buf_free(&b);
}

/* Bytes by `printf … | basenc --base64url`. */
static void fingers_as_the_contract_has_them(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	api_approval_request_write(&b, &(struct api_approval_request){{"1100700000027"}, "50718293",
					   ACT_FINGER_STORE, {"1100700000019"}});
	assert_string_equal((char *)b.data,
	    "{\"number\":\"1100700000027\",\"pin\":\"50718293\",\"act\":\"finger-store\","
	    "\"citizen\":\"1100700000019\"}");
	buf_clear(&b);
	api_finger_cryptogram_write(&b,
	    &(struct api_finger_cryptogram){"w1", {0xde, 0xad, 0xbe, 0xef, 0, 0xff, 0xfe, 0xfd}});
	assert_string_equal((char *)b.data, "{\"id\":\"w1\",\"cryptogram\":\"3q2-7wD__v0\"}");
	buf_clear(&b);
	api_finger_outcome_write(&b, &(struct api_finger_outcome){OUTCOME_UNKNOWN});
	assert_string_equal((char *)b.data, "{\"outcome\":\"unknown\"}");
	buf_clear(&b);
	api_finger_write_write(&b, &(struct api_finger_write){.remove = false, .reference = 129});
	assert_non_null(strstr(
	    (char *)b.data, "\"write\":\"store\",\"finger\":\"right-index\",\"reference\":129,"));
	assert_null(strstr((char *)b.data, "absence"));
	assert_null(strstr((char *)b.data, "approval"));
	buf_free(&b);
}

/* A set absence has a reason: an empty one is no other word for none. */
static void an_empty_absence_is_refused(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct error err;
	struct buf b = BUF_INIT;
	api_enrolment_write(&b, &(struct api_enrolment){.id = "e1", .absence = ABSENCE_MISSING});
	char *at = strstr((char *)b.data, "\"absence\":\"missing\"");
	assert_non_null(at);
	memcpy(at, "\"absence\":\"\"       ", 20);
	assert_false(api_enrolment_read(&e, b.data, b.len, &err));
	assert_int_equal(err.problem, PROBLEM_CENTRE_ANSWER);
	buf_free(&b);
}

static void lists_come_back(void **state)
{
	(void)state;
	struct api_enrolment rows[2] = {
	    {.id = "e1", .state = STATE_PROOFED, .revision = 1, .created = 5, .changed = 6},
	    {.id = "e2", .state = STATE_SCANNED, .revision = 2, .officer_name = "ทดสอบ"}};
	struct api_enrolment_list back;
	struct buf b = BUF_INIT;
	struct error err;
	for (size_t n = 0; n <= 2; n++) {
		buf_clear(&b);
		api_enrolment_list_write(&b, &(struct api_enrolment_list){rows, n});
		assert_true(api_enrolment_list_read(&back, b.data, b.len, &err));
		assert_int_equal(back.count, n);
		assert_memory_equal(back.rows, rows, n * sizeof rows[0]);
		api_enrolment_list_free(&back);
	}
	buf_free(&b);
}

static void a_list_has_an_end(void **state)
{
	(void)state;
	struct api_enrolment *rows = calloc(API_LIST_MAX + 1, sizeof *rows);
	struct api_enrolment_list back;
	struct buf b = BUF_INIT;
	struct error err;
	assert_non_null(rows);
	for (size_t i = 0; i <= API_LIST_MAX; i++)
		rows[i] = (struct api_enrolment){.id = "e", .revision = 1};
	api_enrolment_list_write(&b, &(struct api_enrolment_list){rows, API_LIST_MAX + 1});
	assert_false(api_enrolment_list_read(&back, b.data, b.len, &err));
	assert_int_equal(err.problem, PROBLEM_CENTRE_ANSWER);
	assert_null(back.rows);
	buf_clear(&b);
	buf_puts(&b, "{\"enrollments\":[{\"id\":1}]}");
	assert_false(api_enrolment_list_read(&back, b.data, b.len, &err));
	assert_null(back.rows);
	free(rows);
	buf_free(&b);
}

static void consent_is_hashed_as_written(void **state)
{
	(void)state;
	/* printf 'ก\nA' | sha256sum */
	static const char want[] =
	    "1b1d893acd0154bcdc6af040d2ba0fe9a5ca9f4e05b15678b24b4f15ab9bae8f";
	struct api_texts t = {.consent_th = "ก", .consent_en = "A"};
	uint8_t hash[SHA256_SIZE];
	struct buf hex = BUF_INIT;
	assert_true(api_consent_hash(hash, &t));
	hex_encode(&hex, hash, sizeof hash);
	assert_string_equal((char *)hex.data, want);
	buf_free(&hex);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_body_comes_back),
	    cmocka_unit_test(empty_optionals_are_left_out),
	    cmocka_unit_test(the_text_is_the_contract),
	    cmocka_unit_test(a_problem_document_is_rfc_9457),
	    cmocka_unit_test(fingers_as_the_contract_has_them),
	    cmocka_unit_test(an_empty_absence_is_refused),
	    cmocka_unit_test(lists_come_back),
	    cmocka_unit_test(a_list_has_an_end),
	    cmocka_unit_test(consent_is_hashed_as_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
