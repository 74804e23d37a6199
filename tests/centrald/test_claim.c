/* The claim: one phone only, three tries, an alarm for the second, signatures and nonces. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "wire/dpop.h"

#define WRONG "1500199999060"

static void three_wrong_numbers_lock(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_with_code(&s, "somsri");
	for (int left = 2; left > 0; left--) {
		phone_claim(&s.phone, &s.enrolment.code, false, WRONG, &a);
		expect_problem(&a, PROBLEM_DIGITS_WRONG);
		scene_look(&s);
		assert_int_equal(s.enrolment.digit_tries_left, left);
		assert_int_equal(s.enrolment.state, STATE_QR_CREATED);
		counter_code_ok(&s.counter, s.enrolment.id, &s.enrolment); /* gives no tries back */
	}
	phone_claim(&s.phone, &s.enrolment.code, false, WRONG, &a);
	expect_problem(&a, PROBLEM_ENDED_LOCKED);
	phone_claim(&s.phone, &s.enrolment.code, false, s.card.number.digits, &a);
	expect_problem(&a, PROBLEM_ENDED_LOCKED); /* the right one comes too late */
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_LOCKED);
	assert_int_equal(s.enrolment.end_problem, PROBLEM_ENDED_LOCKED);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
	scene_end(&s);
}

static void a_second_phone_raises_the_alarm_and_gets_nothing(void **state)
{
	(void)state;
	struct scene s;
	struct phone thief;
	struct answer a;
	scene_claimed(&s, "somsri");
	long revision = s.phone.last.revision;
	phone_make(&thief, &world);
	phone_claim(&thief, &s.enrolment.code, false, s.card.number.digits, &a);
	expect_problem(&a, PROBLEM_CODE_TAKEN);
	struct api_code code = s.enrolment.code;
	scene_look(&s);
	assert_true(s.enrolment.second_phone);
	assert_int_equal(s.enrolment.state, STATE_SCANNED);
	assert_true(s.enrolment.revision > revision);
	revision = s.enrolment.revision;
	phone_claim(&thief, &code, false, WRONG, &a); /* told once, not again and again */
	expect_problem(&a, PROBLEM_CODE_TAKEN);
	scene_look(&s);
	assert_int_equal(s.enrolment.revision, revision);
	assert_int_equal(s.enrolment.digit_tries_left, 3);
	snprintf(thief.id, sizeof thief.id, "%s", s.enrolment.id);
	phone_post(&thief, "consent", "{\"jws\":\"a.b.c\"}", &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	match_ok(&s.counter, &s.phone);
	phone_finish_ok(&s.phone); /* the first phone loses nothing */
	phone_claim(&thief, &code, false, s.card.number.digits, &a);
	expect_problem(&a, PROBLEM_CODE_TAKEN);
	phone_free(&thief);
	scene_end(&s);
}

static void the_officer_ends_a_contested_one(void **state)
{
	(void)state;
	struct scene s;
	struct phone thief;
	struct answer a;
	struct api_phone_enrolment seen;
	scene_claimed(&s, "somchai");
	scene_post(&s, "cancel", "{\"contested\":true}", &a);
	expect_problem(&a, PROBLEM_STATE); /* no second phone has been seen */
	phone_make(&thief, &world);
	phone_claim(&thief, &s.enrolment.code, false, s.card.number.digits, &a);
	expect_problem(&a, PROBLEM_CODE_TAKEN);
	scene_post(&s, "cancel", "{\"contested\":true}", &a);
	expect_status(&a, 200);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_CONTESTED);
	assert_int_equal(s.enrolment.end_problem, PROBLEM_ENDED_CONTESTED);
	phone_get_ok(&s.phone, &seen);
	assert_int_equal(seen.state, STATE_CONTESTED);
	assert_int_equal(seen.end_problem, PROBLEM_ENDED_CONTESTED);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
	phone_free(&thief);
	scene_end(&s);
}

/* A phone that lost the answer asks again, under a new key of idempotency. */
static void the_phone_that_holds_it_may_claim_again(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_claimed(&s, "somchai");
	phone_claim(&s.phone, &s.enrolment.code, false, s.card.number.digits, &a);
	expect_status(&a, 201);
	assert_int_equal(s.phone.last.state, STATE_SCANNED);
	scene_look(&s);
	assert_false(s.enrolment.second_phone);
	scene_end(&s);
}

static void unknown_codes(void **state)
{
	(void)state;
	struct phone p;
	struct answer a;
	struct api_code code = {.url = "HTTPS://LOCALHOST:8444/E/AAAAAAAAAAAAAAAAAAAAAAAAAA"};
	uint8_t zero[8] = {0};
	char symbols[TYPED_CODE_SYMBOLS + 1];
	phone_make(&p, &world);
	phone_claim(&p, &code, false, WRONG, &a);
	expect_problem(&a, PROBLEM_CODE_UNKNOWN);
	typed_code_from_random(symbols, zero);
	typed_code_format(code.typed, symbols);
	int unknown = 0;
	do {
		phone_claim(&p, &code, true, WRONG, &a);
		if (a.problem.problem == PROBLEM_CODE_UNKNOWN)
			unknown++;
		else
			break;
		answer_free(&a);
	} while (unknown < 50);
	assert_string_equal(a.retry_after, "60");
	expect_problem(&a, PROBLEM_RATE_LIMITED);
	assert_int_equal(unknown, 10);
	phone_claim(&p, &code, false, WRONG, &a); /* scanned ones are not guessed */
	expect_problem(&a, PROBLEM_CODE_UNKNOWN);
	phone_free(&p);
}

static void looking_at_the_address_claims_nothing(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_with_code(&s, "boonmee");
	client_json(&s.phone.client, "GET", s.enrolment.code.url + strlen("HTTPS://LOCALHOST:8444"),
	    NULL, &a);
	answer_is(&a, 200);
	assert_string_equal(a.type, "text/html; charset=utf-8");
	answer_free(&a);
	client_json(&s.phone.client, "GET", "/E/short", NULL, &a);
	expect_problem(&a, PROBLEM_NOT_FOUND);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_QR_CREATED);
	scene_end(&s);
}

/* One request by hand, so that each part of the signature can be spoiled. */
static void claim_signed(struct phone *p, const struct api_code *code, struct dpop_request d,
    bool with_jwk, struct answer *a)
{
	struct buf header = BUF_INIT;
	struct buf body = BUF_INIT;
	struct error err;
	struct api_claim claim = {0};
	assert_true(code_url_parse(claim.code, code->url, "localhost:8444", &err));
	memcpy(claim.number.digits, "1112034563562", 14);
	api_claim_write(&body, &claim);
	if (!d.body) {
		d.body = body.data;
		d.body_len = body.len;
	}
	assert_true(dpop_sign(&header, p->key, &d, with_jwk, &err));
	const struct request r = {.method = "POST",
	    .path = "/citizen/v1/claims",
	    .body = body.data,
	    .len = body.len,
	    .key = "",
	    .dpop = (const char *)header.data};
	client_call(&p->client, &r, a);
	snprintf(p->nonce, sizeof p->nonce, "%s", a->nonce);
	buf_free(&header);
	buf_free(&body);
}

static void signatures_that_do_not_fit(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_with_code(&s, "somsri");
	struct phone *p = &s.phone;
	const struct api_code *code = &s.enrolment.code;
	struct dpop_request good = {.method = "POST", .target = "/citizen/v1/claims", .nonce = ""};
	claim_signed(p, code, good, true, &a);
	assert_true(*a.nonce);
	expect_problem(&a, PROBLEM_USE_DPOP_NONCE);
	struct dpop_request d = good;
	d.nonce = p->nonce;
	d.method = "GET";
	claim_signed(p, code, d, true, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	d = good;
	d.nonce = p->nonce;
	d.target = "/citizen/v1/claims?x=1";
	claim_signed(p, code, d, true, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	d = good;
	d.nonce = p->nonce;
	d.body = "{}";
	d.body_len = 2;
	claim_signed(p, code, d, true, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	d = good;
	d.nonce = p->nonce;
	claim_signed(p, code, d, false, &a); /* no key inside */
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	d.nonce = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	claim_signed(p, code, d, true, &a);
	expect_problem(&a, PROBLEM_USE_DPOP_NONCE);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_QR_CREATED);
	scene_end(&s);
}

static void a_request_sent_twice_is_refused(void **state)
{
	(void)state;
	struct scene s;
	struct buf header = BUF_INIT;
	struct error err;
	struct answer a;
	char path[128];
	scene_claimed(&s, "boonmee");
	snprintf(path, sizeof path, "/citizen/v1/enrollments/%s", s.enrolment.id);
	const struct dpop_request d = {.method = "GET", .target = path, .nonce = s.phone.nonce};
	assert_true(dpop_sign(&header, s.phone.key, &d, false, &err));
	const struct request r = {.method = "GET", .path = path, .dpop = (const char *)header.data};
	client_call(&s.phone.client, &r, &a);
	expect_status(&a, 200);
	client_call(&s.phone.client, &r, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	buf_free(&header);
	scene_end(&s);
}

static void a_nonce_is_good_for_a_minute(void **state)
{
	(void)state;
	struct scene s;
	struct buf header = BUF_INIT;
	struct error err;
	struct answer a;
	char path[128];
	scene_claimed(&s, "boonmee");
	snprintf(path, sizeof path, "/citizen/v1/enrollments/%s", s.enrolment.id);
	const struct dpop_request d = {.method = "GET", .target = path, .nonce = s.phone.nonce};
	world_advance(&world, 61 * 1000);
	scene_look(&s);
	assert_true(dpop_sign(&header, s.phone.key, &d, false, &err));
	const struct request r = {.method = "GET", .path = path, .dpop = (const char *)header.data};
	client_call(&s.phone.client, &r, &a);
	expect_problem(&a, PROBLEM_USE_DPOP_NONCE);
	buf_free(&header);
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(three_wrong_numbers_lock),
	    cmocka_unit_test(signatures_that_do_not_fit),
	    cmocka_unit_test(a_second_phone_raises_the_alarm_and_gets_nothing),
	    cmocka_unit_test(the_officer_ends_a_contested_one),
	    cmocka_unit_test(the_phone_that_holds_it_may_claim_again),
	    cmocka_unit_test(unknown_codes),
	    cmocka_unit_test(looking_at_the_address_claims_nothing),
	    cmocka_unit_test(a_request_sent_twice_is_refused),
	    cmocka_unit_test(a_nonce_is_good_for_a_minute),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
