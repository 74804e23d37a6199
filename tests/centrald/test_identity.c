/* The digital ID that stands: a new phone, its officer's and its own revocation, and that the
 * old key is dead with the next request. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static void holder_get(struct phone *p, struct answer *a)
{
	const struct request r = {.method = "GET", .path = "/citizen/v1/identity"};
	phone_call(p, &r, a);
}

static void holder_revoke(struct phone *p, const char *json, struct answer *a)
{
	const struct request r = {.method = "POST",
	    .path = "/citizen/v1/identity/revocation",
	    .body = json,
	    .len = strlen(json),
	    .key = ""};
	phone_call(p, &r, a);
}

static void officer_revoke(
    struct counter *k, const char *number, const char *reason, struct answer *a)
{
	char json[120];
	snprintf(json, sizeof json, "{\"number\":\"%s\",\"reason\":\"%s\"}", number, reason);
	client_json(&k->client, "POST", "/v1/revocations", json, a);
}

static void expect_stands(struct phone *p)
{
	struct api_identity i;
	struct answer a;
	struct error err;
	holder_get(p, &a);
	answer_is(&a, 200);
	assert_true(api_identity_read(&i, a.body.data, a.body.len, &err));
	assert_string_equal(i.enrolment, p->id);
	assert_string_equal(i.assurance, "IAL2.3");
	assert_true(i.since > 0);
	answer_free(&a);
}

static void expect_dead(struct phone *p)
{
	struct answer a;
	holder_get(p, &a);
	expect_problem(&a, PROBLEM_IDENTITY_DEAD);
	holder_revoke(p, "{\"reason\":\"lost\"}", &a);
	expect_problem(&a, PROBLEM_IDENTITY_DEAD);
}

static void a_key_that_nobody_enrolled(void **state)
{
	(void)state;
	struct phone p;
	struct answer a;
	long before = world_number(&world, "SELECT COUNT(*) FROM audit");
	phone_make(&p, &world);
	const struct request unsigned_one = {.method = "GET", .path = "/citizen/v1/identity"};
	client_call(&p.client, &unsigned_one, &a);
	expect_problem(&a, PROBLEM_USE_DPOP_NONCE);
	client_json(&p.client, "POST", "/citizen/v1/identity/revocation", "{}", &a);
	expect_problem(&a, PROBLEM_USE_DPOP_NONCE);
	expect_dead(&p);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit"), before);
	phone_free(&p);
}

static void a_new_phone_kills_the_old_key(void **state)
{
	(void)state;
	struct counter k;
	struct phone old, new;
	counter_ready(&k, &world);
	phone_make(&old, &world);
	phone_make(&new, &world);
	enrol_ok(&k, &old, "somsri", false);
	expect_stands(&old);
	enrol_ok(&k, &new, "somsri", true);
	expect_stands(&new);
	expect_dead(&old);
	assert_int_equal(world_number(&world, "SELECT used FROM quota"), 1);
	phone_free(&old);
	phone_free(&new);
	counter_free(&k);
}

static void read_revoked(struct answer *a, struct api_revoked *r)
{
	struct error err;
	answer_is(a, 200);
	assert_true(api_revoked_read(r, a->body.data, a->body.len, &err));
	answer_free(a);
}

/* The phone is lost: any office revokes; the way back is that of a new phone, and takes no
 * second place. */
static void an_officer_revokes(void **state)
{
	(void)state;
	struct counter k;
	struct phone lost, found;
	struct api_card_claim card;
	struct api_revoked first, again;
	struct answer a;
	char text[120];
	counter_ready(&k, &world);
	phone_make(&lost, &world);
	phone_make(&found, &world);
	card_of(&card, "somchai");
	officer_revoke(&k, card.number.digits, "lost", &a);
	expect_problem(&a, PROBLEM_NO_DIGITAL_ID);
	enrol_ok(&k, &lost, "somchai", false);
	long used = world_number(&world, "SELECT used FROM quota");
	officer_revoke(&k, card.number.digits, "lost", &a);
	read_revoked(&a, &first);
	assert_int_equal(first.reason, REVOKED_LOST);
	world_audit(&world, "identity.revoke", "who || result || office", text, sizeof text);
	assert_string_equal(text, "t4701-1ok4701");
	world_audit(&world, "identity.revoke", "enrolment", text, sizeof text);
	assert_string_equal(text, lost.id);
	expect_dead(&lost);
	world_audit(&world, "identity.revoke", "result", text, sizeof text);
	assert_string_equal(text, problem_row(PROBLEM_IDENTITY_DEAD)->id);
	officer_revoke(&k, card.number.digits, "stolen", &a);
	read_revoked(&a, &again);
	assert_int_equal(again.time, first.time);
	assert_int_equal(again.reason, REVOKED_LOST);
	enrol_ok(&k, &found, "somchai", true);
	expect_stands(&found);
	expect_dead(&lost);
	assert_int_equal(world_number(&world, "SELECT used FROM quota"), used);
	phone_free(&lost);
	phone_free(&found);
	counter_free(&k);
}

static void the_phone_revokes_itself(void **state)
{
	(void)state;
	struct counter k;
	struct phone p;
	struct api_revoked r;
	struct answer a;
	char text[120];
	counter_ready(&k, &world);
	phone_make(&p, &world);
	enrol_ok(&k, &p, "somsri", true);
	holder_revoke(&p, "{\"reason\":\"whim\"}", &a);
	expect_problem(&a, PROBLEM_BAD_REQUEST);
	expect_stands(&p);
	holder_revoke(&p, "{\"reason\":\"misused\"}", &a);
	read_revoked(&a, &r);
	assert_int_equal(r.reason, REVOKED_MISUSED);
	world_audit(&world, "identity.revoke", "who", text, sizeof text);
	assert_memory_equal(text, "phone:", 6);
	expect_dead(&p);
	phone_free(&p);
	counter_free(&k);
}

/* The phone's key of another request, made while it was enrolled. */
static void a_key_of_another_request(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	struct error err;
	char path[120];
	struct api_person_answer *person = malloc(sizeof *person);
	assert_non_null(person);
	scene_confirmed(&s, "malee");
	phone_consent(&s.phone, &a);
	expect_status(&a, 200);
	snprintf(path, sizeof path, "/citizen/v1/enrollments/%s/person", s.phone.id);
	struct request r = {
	    .method = "POST", .path = path, .body = "{}", .len = 2, .key = "phone-key"};
	phone_call(&s.phone, &r, &a);
	answer_is(&a, 200);
	assert_true(api_person_answer_read(person, a.body.data, a.body.len, &err));
	s.phone.last = person->enrolment;
	answer_free(&a);
	phone_proof(&s.phone, &a);
	expect_status(&a, 200);
	r.path = "/citizen/v1/identity/revocation";
	phone_call(&s.phone, &r, &a);
	expect_problem(&a, PROBLEM_KEY_REUSED);
	free(person);
	scene_end(&s);
}

/* So that a counter cannot learn by trying who is enrolled. */
static void a_counter_that_tries_numbers(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_logged_in(&k, "4701", "02", SECOND_NUMBER, SECOND_PIN);
	for (int i = 0; i < 60; i++) {
		officer_revoke(&k, "5570199999038", "on-request", &a);
		expect_problem(&a, PROBLEM_NO_DIGITAL_ID);
	}
	officer_revoke(&k, "5570199999038", "on-request", &a);
	expect_problem(&a, PROBLEM_RATE_LIMITED);
	officer_revoke(&k, "5570199999039", "on-request", &a);
	expect_problem(&a, PROBLEM_BAD_REQUEST);
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_key_that_nobody_enrolled),
	    cmocka_unit_test(a_new_phone_kills_the_old_key),
	    cmocka_unit_test(an_officer_revokes),
	    cmocka_unit_test(the_phone_revokes_itself),
	    cmocka_unit_test(a_key_of_another_request),
	    cmocka_unit_test(a_counter_that_tries_numbers),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
