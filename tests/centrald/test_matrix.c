/* Every operation with every role, and on an enrollment in every end. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

struct operation {
	const char *method, *path; /* %s: the enrollment */
	const char *body;
	bool session, right, keyed;
};

#define KEYED true, true, true /* by an officer with the right */

static const struct operation terminal_operations[] = {
    {"GET", "/v1/status", NULL, false, false, false},
    {"POST", "/v1/session", "{}", false, false, false},
    {"DELETE", "/v1/session", NULL, true, false, false},
    {"POST", "/v1/pin", "{}", true, false, true},
    {"POST", "/v1/certificate", "{}", false, false, true},
    {"POST", "/v1/linkage-checks", "{}", KEYED},
    {"POST", "/v1/refusals", "{}", KEYED},
    {"POST", "/v1/approvals", "{}", KEYED},
    {"POST", "/v1/finger-writes", "{}", KEYED},
    {"POST", "/v1/finger-writes/w0/outcome", "{\"outcome\":\"good\"}", KEYED},
    {"POST", "/v1/enrollments", "{}", KEYED},
    {"GET", "/v1/enrollments", NULL, true, false, false},
    {"GET", "/v1/searches", NULL, true, false, false},
    {"POST", "/v1/searches", "{\"number\":\"1112034563562\"}", true, true, false},
    {"POST", "/v1/eligibility-checks", "{\"number\":\"1112034563562\"}", true, true, false},
    {"GET", "/v1/reports/day", NULL, true, false, false},
    {"POST", "/v1/revocations", "{}", KEYED},
    {"GET", "/v1/slots", NULL, true, false, false},
    {"GET", "/v1/bookings", NULL, true, false, false},
    {"POST", "/v1/bookings", "{}", KEYED},
    {"POST", "/v1/bookings/b0/cancel", "{}", KEYED},
    {"GET", "/v1/enrollments/%s", NULL, true, false, false},
    {"GET", "/v1/enrollments/%s/audit", NULL, true, false, false},
    {"POST", "/v1/enrollments/%s/codes", "{}", KEYED},
    {"POST", "/v1/enrollments/%s/match-code", "{\"digits\":\"0000\"}", KEYED},
    {"POST", "/v1/enrollments/%s/take-over", "{}", KEYED},
    {"POST", "/v1/enrollments/%s/cancel", "{\"contested\":false}", KEYED},
};

/* From here on they move one enrollment. */
#define MAKE_CODE 23

static void expand(char out[160], const char *pattern, const char *id)
{
	const char *hole = strstr(pattern, "%s");
	if (hole)
		snprintf(out, 160, "%.*s%s%s", (int)(hole - pattern), pattern, id, hole + 2);
	else
		snprintf(out, 160, "%s", pattern);
}

static void call_as(
    struct client *c, const struct operation *o, const char *id, const char *key, struct answer *a)
{
	char path[160];
	expand(path, o->path, id);
	const struct request r = {.method = o->method,
	    .path = path,
	    .body = o->body,
	    .len = o->body ? strlen(o->body) : 0,
	    .key = key};
	client_call(c, &r, a);
}

static void a_counter_that_is_not_registered(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_make(&k, &world, "4701", "99");
	for (size_t i = 0; i < COUNT_OF(terminal_operations); i++) {
		call_as(&k.client, &terminal_operations[i], "e1", "", &a);
		expect_problem(&a, PROBLEM_CERTIFICATE_REFUSED);
	}
	counter_free(&k);
}

static void nobody_logged_in(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_make(&k, &world, "4701", "01");
	for (size_t i = 0; i < COUNT_OF(terminal_operations); i++) {
		if (!terminal_operations[i].session)
			continue;
		call_as(&k.client, &terminal_operations[i], "e1", "", &a);
		expect_problem(&a, PROBLEM_NOT_LOGGED_IN);
	}
	counter_free(&k);
}

static void an_officer_without_the_right(void **state)
{
	(void)state;
	struct scene s;
	struct counter k;
	struct answer a;
	scene_begin(&s, "somsri");
	counter_logged_in(&k, "4701", "02", "1470199999206", "86427531");
	for (size_t i = 0; i < COUNT_OF(terminal_operations); i++) {
		const struct operation *o = &terminal_operations[i];
		if (!o->session || strcmp(o->method, "DELETE") == 0)
			continue;
		call_as(&k.client, o, s.enrolment.id, "", &a);
		if (o->right)
			expect_problem(&a, PROBLEM_NOT_PERMITTED);
		else if (o->keyed)
			expect_problem(&a, PROBLEM_BAD_REQUEST); /* the own PIN, but no PIN */
		else
			expect_status(&a, 200); /* may look at the office's enrollments */
	}
	counter_free(&k);
	scene_end(&s);
}

static void another_office_and_an_unknown_enrollment(void **state)
{
	(void)state;
	struct scene s;
	struct counter k;
	struct answer a;
	scene_begin(&s, "somsri");
	counter_logged_in(&k, "4799", "01", "1479999999233", "53186429");
	for (size_t i = 0; i < COUNT_OF(terminal_operations); i++) {
		const struct operation *o = &terminal_operations[i];
		if (!strstr(o->path, "%s"))
			continue;
		call_as(&k.client, o, s.enrolment.id, "", &a);
		expect_problem(&a, PROBLEM_OTHER_OFFICE);
		call_as(&k.client, o, "e0", "", &a);
		expect_problem(&a, PROBLEM_NOT_FOUND);
	}
	counter_free(&k);
	scene_end(&s);
}

/* A key that made a code is reused with every other operation that takes one. */
static void a_key_of_another_request(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_begin(&s, "somsri");
	call_as(&s.counter.client, &terminal_operations[MAKE_CODE], s.enrolment.id, "the-key", &a);
	expect_status(&a, 200);
	for (size_t i = 0; i < COUNT_OF(terminal_operations); i++) {
		struct operation o = terminal_operations[i];
		if (!o.keyed)
			continue;
		if (i == MAKE_CODE)
			o.body = "{ }";
		call_as(&s.counter.client, &o, s.enrolment.id, "the-key", &a);
		expect_problem(&a, PROBLEM_KEY_REUSED);
	}
	scene_end(&s);
}

/* ---- the phone ---- */

static const struct operation phone_operations[] = {
    {"GET", "/citizen/v1/enrollments/%s", NULL, false, false, false},
    {"POST", "/citizen/v1/enrollments/%s/consent", "{\"jws\":\"a.b.c\"}", false, true, true},
    {"POST", "/citizen/v1/enrollments/%s/refuse", "{}", false, true, true},
    {"POST", "/citizen/v1/enrollments/%s/person", "{}", false, true, true},
    {"POST", "/citizen/v1/enrollments/%s/proof", "{\"jws\":\"a.b.c\"}", false, true, true},
};

static void phone_as(
    struct phone *p, const struct operation *o, const char *id, const char *key, struct answer *a)
{
	char path[160];
	expand(path, o->path, id);
	const struct request r = {.method = o->method,
	    .path = path,
	    .body = o->body,
	    .len = o->body ? strlen(o->body) : 0,
	    .key = o->right ? key : NULL};
	phone_call(p, &r, a);
}

static void another_phone_or_none(void **state)
{
	(void)state;
	struct scene s, unclaimed;
	struct phone thief;
	struct answer a;
	scene_claimed(&s, "somsri");
	scene_with_code(&unclaimed, "somchai");
	phone_make(&thief, &world);
	for (size_t i = 0; i < COUNT_OF(phone_operations); i++) {
		const struct operation *o = &phone_operations[i];
		call_as(&thief.client, o, s.enrolment.id, "k", &a);
		expect_problem(&a, PROBLEM_USE_DPOP_NONCE);
		phone_as(&thief, o, s.enrolment.id, "k", &a);
		expect_problem(&a, PROBLEM_SIGNATURE_BAD);
		phone_as(&thief, o, "e0", "k", &a);
		expect_problem(&a, PROBLEM_NOT_FOUND);
		phone_as(&thief, o, unclaimed.enrolment.id, "k", &a);
		expect_problem(&a, PROBLEM_NOT_FOUND);
	}
	phone_free(&thief);
	scene_end(&unclaimed);
	scene_end(&s);
}

static void a_phones_key_of_another_request(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_confirmed(&s, "somsri");
	phone_consent(&s.phone, &a);
	expect_status(&a, 200);
	phone_as(&s.phone, &phone_operations[3], s.enrolment.id, "phone-key", &a);
	expect_status(&a, 200);
	for (size_t i = 1; i < COUNT_OF(phone_operations); i++) {
		struct operation o = phone_operations[i];
		if (i == 3)
			o.body = "{ }";
		phone_as(&s.phone, &o, s.enrolment.id, "phone-key", &a);
		expect_problem(&a, PROBLEM_KEY_REUSED);
	}
	const struct request claim = {.method = "POST",
	    .path = "/citizen/v1/claims",
	    .body = "{}",
	    .len = 2,
	    .key = "phone-key"};
	phone_call(&s.phone, &claim, &a);
	expect_problem(&a, PROBLEM_KEY_REUSED);
	scene_end(&s);
}

/* What anybody is answered, at whichever listener it stands and at no other. */
static void what_is_open_to_all(void **state)
{
	(void)state;
	static const char *const paths[] = {"/health/live", "/health/ready", "/citizen/v1/keys",
	    "/citizen/v1/texts", "/.well-known/openid-configuration", "/oidc/keys",
	    "/citizen/v1/slots?office=4701&date=2026-12-01"};
	struct client anybody;
	struct counter k;
	struct answer a;
	client_make_citizen(&anybody, &world);
	counter_ready(&k, &world);
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		client_json(&anybody, "GET", paths[i], NULL, &a);
		expect_status(&a, 200);
		client_json(&anybody, "POST", paths[i], "{}", &a);
		expect_problem(&a, PROBLEM_METHOD);
		client_json(&k.client, "GET", paths[i], NULL, &a);
		expect_problem(&a, PROBLEM_NOT_FOUND);
	}
	counter_free(&k);
	client_free(&anybody);
}

/* ---- the holder of a digital ID ---- */

static const struct operation holder_operations[] = {
    {"GET", "/citizen/v1/identity", NULL, false, false, false},
    {"POST", "/citizen/v1/identity/revocation", "{}", false, true, true},
    {"GET", "/citizen/v1/self-view", NULL, false, false, false},
    {"GET", "/citizen/v1/self-view/looks", NULL, false, false, false},
    {"GET", "/citizen/v1/sign-ins", NULL, false, false, false},
    {"POST", "/citizen/v1/sign-ins/%s/approval", "{\"jws\":\"a.b.c\"}", false, true, true},
    {"POST", "/citizen/v1/sign-ins/%s/decline", "{}", false, true, true},
    {"GET", "/citizen/v1/bookings", NULL, false, false, false},
    {"POST", "/citizen/v1/bookings", "{}", false, true, true},
    {"POST", "/citizen/v1/bookings/%s/cancel", "{}", false, true, true},
};

static void forged_as(struct phone *p, const struct operation *o)
{
	char path[160];
	struct answer a;
	expand(path, o->path, "s0");
	const struct request r = {.method = o->method,
	    .path = path,
	    .body = o->body,
	    .len = o->body ? strlen(o->body) : 0,
	    .key = "k",
	    .dpop = "a.b.c"};
	client_call(&p->client, &r, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
}

/* Unsigned, by a key of nobody, by one that is dead, and by another citizen's. */
static void holders(void **state)
{
	(void)state;
	struct counter k;
	struct phone nobody, dead, other;
	struct answer a;
	counter_ready(&k, &world);
	phone_make(&nobody, &world);
	phone_make(&dead, &world);
	phone_make(&other, &world);
	enrol_ok(&k, &dead, "somsri", true); /* enrolled above */
	enrol_ok(&k, &other, "somchai", false);
	const char revocation[] = "{\"number\":\"1112034563562\",\"reason\":\"stolen\"}";
	client_json(&k.client, "POST", "/v1/revocations", revocation, &a);
	expect_status(&a, 200);
	for (size_t i = 0; i < COUNT_OF(holder_operations); i++) {
		const struct operation *o = &holder_operations[i];
		call_as(&nobody.client, o, "s0", "k", &a);
		expect_problem(&a, PROBLEM_USE_DPOP_NONCE);
		forged_as(&nobody, o);
		phone_as(&nobody, o, "s0", "k", &a);
		expect_problem(&a, PROBLEM_IDENTITY_DEAD);
		phone_as(&dead, o, "s0", "k", &a);
		expect_problem(&a, PROBLEM_IDENTITY_DEAD);
		phone_as(&other, o, "s0", "", &a);
		if (!o->body)
			expect_status(&a, 200);
		else
			expect_problem(
			    &a, strstr(o->path, "%s") ? PROBLEM_NOT_FOUND : PROBLEM_BAD_REQUEST);
	}
	phone_free(&nobody);
	phone_free(&dead);
	phone_free(&other);
	counter_free(&k);
}

/* ---- ends ---- */

static void let_expire(struct scene *s)
{
	world_advance(&world, 11 * 60 * 1000);
	counter_login_ok(&s->counter, "1234567890121", "24681357");
}

static void cancel(struct scene *s)
{
	struct answer a;
	scene_post(s, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
}

static void three_wrong_match_codes(struct scene *s)
{
	struct answer a;
	char digits[API_MATCH_DIGITS + 1];
	char json[64];
	for (int i = 0; i < 3; i++) {
		phone_digits(&s->phone, digits);
		digits[0] = digits[0] == '9' ? '0' : (char)(digits[0] + 1);
		snprintf(json, sizeof json, "{\"digits\":\"%s\"}", digits);
		scene_post(s, "match-code", json, &a);
		answer_free(&a);
	}
}

static void contest(struct scene *s)
{
	struct phone thief;
	struct answer a;
	phone_make(&thief, &world);
	phone_claim(&thief, &s->enrolment.code, false, s->card.number.digits, &a);
	answer_free(&a);
	scene_post(s, "cancel", "{\"contested\":true}", &a);
	expect_status(&a, 200);
	phone_free(&thief);
}

static void refuse(struct scene *s)
{
	struct answer a;
	phone_post(&s->phone, "refuse", "{}", &a);
	expect_status(&a, 200);
}

static const struct {
	void (*end)(struct scene *s);
	enum problem problem;
	enum enrolment_state state;
} ends[] = {
    {let_expire, PROBLEM_ENDED_EXPIRED, STATE_EXPIRED},
    {cancel, PROBLEM_ENDED_CANCELLED, STATE_CANCELLED},
    {three_wrong_match_codes, PROBLEM_ENDED_MATCH_CODE, STATE_CANCELLED},
    {contest, PROBLEM_ENDED_CONTESTED, STATE_CONTESTED},
    {refuse, PROBLEM_ENDED_REFUSED, STATE_REFUSED},
};

static void expect_ended_for_the_counter(struct scene *s, enum problem problem)
{
	struct answer a;
	for (size_t i = MAKE_CODE; i < COUNT_OF(terminal_operations); i++) {
		call_as(&s->counter.client, &terminal_operations[i], s->enrolment.id, "", &a);
		expect_problem(&a, problem);
	}
}

static void after_an_end_nothing_moves(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		struct scene s;
		struct answer a;
		struct api_phone_enrolment seen;
		scene_claimed(&s, "somsri");
		ends[i].end(&s);
		expect_ended_for_the_counter(&s, ends[i].problem);
		for (size_t j = 1; j < COUNT_OF(phone_operations); j++) {
			phone_as(&s.phone, &phone_operations[j], s.enrolment.id, "", &a);
			expect_problem(&a, ends[i].problem);
		}
		phone_get_ok(&s.phone, &seen);
		assert_int_equal(seen.state, ends[i].state);
		assert_int_equal(seen.end_problem, ends[i].problem);
		assert_int_equal(seen.deadline, 0);
		scene_end(&s);
	}
	assert_int_equal(world_number(&world, "SELECT used + reserved FROM quota"), 0);
}

static void after_a_lock_nothing_moves(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_with_code(&s, "somsri");
	for (int i = 0; i < 3; i++) {
		phone_claim(&s.phone, &s.enrolment.code, false, "1500199999060", &a);
		answer_free(&a);
	}
	expect_ended_for_the_counter(&s, PROBLEM_ENDED_LOCKED);
	scene_end(&s);
}

static void after_success_nothing_moves(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_confirmed(&s, "somsri");
	phone_finish_ok(&s.phone);
	expect_ended_for_the_counter(&s, PROBLEM_STATE);
	for (size_t j = 1; j < COUNT_OF(phone_operations); j++) {
		phone_as(&s.phone, &phone_operations[j], s.enrolment.id, "", &a);
		expect_problem(&a, PROBLEM_STATE);
	}
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_SUCCESS);
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_counter_that_is_not_registered), cmocka_unit_test(nobody_logged_in),
	    cmocka_unit_test(an_officer_without_the_right),
	    cmocka_unit_test(another_office_and_an_unknown_enrollment),
	    cmocka_unit_test(a_key_of_another_request), cmocka_unit_test(another_phone_or_none),
	    cmocka_unit_test(a_phones_key_of_another_request),
	    cmocka_unit_test(what_is_open_to_all), cmocka_unit_test(after_an_end_nothing_moves),
	    cmocka_unit_test(after_a_lock_nothing_moves),
	    cmocka_unit_test(after_success_nothing_moves),
	    cmocka_unit_test(holders), /* last: who is enrolled stays so */
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
