/* Match code, consent or refusal, the person's data, the proof, and the receipt. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static void type_digits(struct scene *s, const char *digits, struct answer *a)
{
	char json[64];
	snprintf(json, sizeof json, "{\"digits\":\"%s\"}", digits);
	scene_post(s, "match-code", json, a);
}

/* Four digits that are not those. */
static void wrong_digits(struct scene *s, char out[API_MATCH_DIGITS + 1])
{
	phone_digits(&s->phone, out);
	out[0] = out[0] == '9' ? '0' : (char)(out[0] + 1);
}

static void one_wrong_makes_new_digits(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	char wrong[API_MATCH_DIGITS + 1];
	uint8_t before[32];
	scene_claimed(&s, "somsri");
	wrong_digits(&s, wrong);
	memcpy(before, s.phone.last.match_nonce, sizeof before);
	type_digits(&s, wrong, &a);
	expect_problem(&a, PROBLEM_MATCH_CODE_WRONG);
	struct api_phone_enrolment seen;
	phone_get_ok(&s.phone, &seen);
	assert_memory_not_equal(before, seen.match_nonce, sizeof before);
	scene_look(&s);
	assert_int_equal(s.enrolment.match_tries_left, 2);
	match_ok(&s.counter, &s.phone);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_CONFIRMED);
	type_digits(&s, wrong, &a);
	expect_problem(&a, PROBLEM_STATE);
	scene_end(&s);
}

static void three_wrong_cancel(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	char wrong[API_MATCH_DIGITS + 1];
	scene_claimed(&s, "somsri");
	for (int i = 0; i < 2; i++) {
		wrong_digits(&s, wrong);
		type_digits(&s, wrong, &a);
		expect_problem(&a, PROBLEM_MATCH_CODE_WRONG);
	}
	wrong_digits(&s, wrong);
	type_digits(&s, wrong, &a);
	expect_problem(&a, PROBLEM_ENDED_MATCH_CODE);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_CANCELLED);
	assert_int_equal(s.enrolment.end_problem, PROBLEM_ENDED_MATCH_CODE);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
	scene_end(&s);
}

static void consent_needs_the_match_first(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_claimed(&s, "somsri");
	phone_consent(&s.phone, &a);
	expect_problem(&a, PROBLEM_STATE);
	phone_post(&s.phone, "person", "{}", &a);
	expect_problem(&a, PROBLEM_STATE);
	phone_proof(&s.phone, &a);
	expect_problem(&a, PROBLEM_STATE);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_SCANNED);
	scene_end(&s);
}

static void no_data_before_consent(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_confirmed(&s, "somsri");
	phone_post(&s.phone, "person", "{}", &a);
	assert_null(strstr((const char *)a.body.data, "1112034563562"));
	expect_problem(&a, PROBLEM_STATE);
	scene_end(&s);
}

static void consent_signed_by_another_key_is_none(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	struct error err;
	struct buf jws = BUF_INIT;
	struct buf body = BUF_INIT;
	struct api_texts *texts = test_calloc(1, sizeof *texts);
	scene_confirmed(&s, "somsri");
	client_json(&s.phone.client, "GET", "/citizen/v1/texts", NULL, &a);
	assert_true(api_texts_read(texts, a.body.data, a.body.len, &err));
	answer_free(&a);
	EVP_PKEY *other = key_generate(&err);
	assert_true(consent_sign(&jws, other, s.phone.id, texts, &err));
	buf_printf(&body, "{\"jws\":\"%s\"}", (const char *)jws.data);
	phone_post(&s.phone, "consent", (const char *)body.data, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	buf_clear(&jws);
	buf_clear(&body);
	texts->consent_en[0] = 'x'; /* another text than the centre's */
	assert_true(consent_sign(&jws, s.phone.key, s.phone.id, texts, &err));
	buf_printf(&body, "{\"jws\":\"%s\"}", (const char *)jws.data);
	phone_post(&s.phone, "consent", (const char *)body.data, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_CONFIRMED);
	EVP_PKEY_free(other);
	buf_free(&jws);
	buf_free(&body);
	test_free(texts);
	scene_end(&s);
}

static void a_refusal_ends_it(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_confirmed(&s, "somsri");
	phone_post(&s.phone, "refuse", "{}", &a);
	expect_status(&a, 200);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_REFUSED);
	assert_int_equal(s.enrolment.end_problem, PROBLEM_ENDED_REFUSED);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
	phone_consent(&s.phone, &a);
	expect_problem(&a, PROBLEM_ENDED_REFUSED);
	scene_post(&s, "cancel", "{\"contested\":false}", &a);
	expect_problem(&a, PROBLEM_ENDED_REFUSED);
	scene_end(&s);
}

static void the_data_are_linkages_and_each_look_is_recorded(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	struct error err;
	struct api_person_answer *p = test_calloc(1, sizeof *p);
	scene_confirmed(&s, "somsri");
	phone_consent(&s.phone, &a);
	expect_status(&a, 200);
	for (int i = 0; i < 2; i++) {
		phone_post(&s.phone, "person", "{}", &a);
		answer_is(&a, 200);
		assert_true(api_person_answer_read(p, a.body.data, a.body.len, &err));
		answer_free(&a);
		assert_int_equal(p->enrolment.state, STATE_SAVED);
		assert_true(p->enrolment.has_proof_nonce);
	}
	assert_string_equal(p->person.number.digits, "1112034563562");
	assert_string_equal(p->person.thai.middle, "น้ำผึ้ง");
	assert_string_equal(p->person.english.first, "Somsri");
	assert_int_equal(p->person.birth.year, 1977);
	assert_int_equal(p->person.sex, SEX_FEMALE);
	assert_string_equal(p->person.address.part[ADDRESS_AMPHOE], "อำเภอเมืองสกลนคร");
	assert_int_equal(
	    world_number(
		&world, "SELECT COUNT(*) FROM audit WHERE act = 'person.read' AND result = 'ok'"),
	    2);
	test_free(p);
	scene_end(&s);
}

static void a_proof_of_another_nonce_is_none(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	struct api_phone_enrolment seen;
	scene_confirmed(&s, "somsri");
	phone_consent(&s.phone, &a);
	expect_status(&a, 200);
	phone_post(&s.phone, "person", "{}", &a);
	expect_status(&a, 200);
	memset(s.phone.last.proof_nonce, 7, sizeof s.phone.last.proof_nonce);
	phone_proof(&s.phone, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	phone_get_ok(&s.phone, &seen);
	assert_int_equal(seen.state, STATE_SAVED);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM identities"), 0);
	phone_proof(&s.phone, &a);
	expect_status(&a, 200);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM identities"), 1);
	scene_end(&s);
}

static EVP_PKEY *receipt_key(struct client *c)
{
	struct answer a;
	struct error err;
	client_json(c, "GET", "/citizen/v1/keys", NULL, &a);
	answer_is(&a, 200);
	const char *jwk = strchr((const char *)a.body.data, '[') + 1;
	EVP_PKEY *key = jwk_read(jwk, strlen(jwk) - 2, &err);
	assert_non_null(key);
	answer_free(&a);
	return key;
}

/* The receipt is signed by the key that the centre publishes, and names what was done. */
static void the_receipt_can_be_checked(void **state)
{
	(void)state;
	struct counter k;
	struct phone p;
	struct receipt r;
	struct error err;
	char citizen[80], sql[160];
	counter_ready(&k, &world);
	phone_make(&p, &world);
	enrol_ok(&k, &p, "malee", false);
	EVP_PKEY *key = receipt_key(&p.client);
	assert_true(receipt_check(&r, p.last.receipt, key, &err));
	assert_string_equal(r.enrolment_id, p.id);
	snprintf(sql, sizeof sql, "SELECT citizen FROM identities WHERE enrolment = '%s'", p.id);
	world_sql(&world, sql, citizen, sizeof citizen);
	assert_string_equal(r.citizen_hash, citizen);
	snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM audit WHERE hash = '%s'", r.audit_head);
	assert_int_equal(world_number(&world, sql), 1);
	EVP_PKEY_free(key);
	phone_free(&p);
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_wrong_makes_new_digits),
	    cmocka_unit_test(three_wrong_cancel),
	    cmocka_unit_test(consent_needs_the_match_first),
	    cmocka_unit_test(no_data_before_consent),
	    cmocka_unit_test(consent_signed_by_another_key_is_none),
	    cmocka_unit_test(a_refusal_ends_it),
	    cmocka_unit_test(the_data_are_linkages_and_each_look_is_recorded),
	    cmocka_unit_test(a_proof_of_another_nonce_is_none),
	    cmocka_unit_test(the_receipt_can_be_checked),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
