/* Sign-in with D.DOPA: OpenID Connect CIBA, poll mode, from both sides. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "service.h"

#define SOMSRI "1112034563562"
#define NOBODY "1101700207030"

static struct phone somsri;

static int set_up(void **state)
{
	struct counter k;
	set_up_samples(state);
	counter_ready(&k, &world);
	phone_make(&somsri, &world);
	enrol_ok(&k, &somsri, "somsri", false);
	counter_free(&k);
	return 0;
}

static int end(void **state)
{
	phone_free(&somsri);
	return tear_down(state);
}

static void list(struct phone *p, struct api_sign_ins *out)
{
	struct answer a;
	struct error err;
	const struct request r = {.method = "GET", .path = "/citizen/v1/sign-ins"};
	phone_call(p, &r, &a);
	answer_is(&a, 200);
	assert_true(api_sign_ins_read(out, a.body.data, a.body.len, &err));
	answer_free(&a);
}

static void post(struct phone *p, const char *id, const char *what, const char *json,
    const char *key, struct answer *a)
{
	char path[128];
	snprintf(path, sizeof path, "/citizen/v1/sign-ins/%s/%s", id, what);
	const struct request r = {
	    .method = "POST", .path = path, .body = json, .len = strlen(json), .key = key};
	phone_call(p, &r, a);
}

static void approve_as(
    struct phone *p, EVP_PKEY *key, const struct api_sign_in *s, struct answer *a)
{
	struct buf jws = BUF_INIT;
	struct buf body = BUF_INIT;
	struct error err;
	assert_true(sign_in_sign(&jws, key, s, &err));
	buf_printf(&body, "{\"jws\":\"%s\"}", (const char *)jws.data);
	post(p, s->id, "approval", (const char *)body.data, "", a);
	buf_free(&jws);
	buf_free(&body);
}

static struct api_sign_in only_one(struct phone *p)
{
	struct api_sign_ins l;
	list(p, &l);
	assert_int_equal(l.count, 1);
	return l.rows[0];
}

static void approve(struct phone *p)
{
	struct api_sign_in s = only_one(p);
	struct answer a;
	approve_as(p, p->key, &s, &a);
	expect_status(&a, 204);
}

static void a_citizen_signs_in(void **state)
{
	(void)state;
	struct service s;
	struct answer a;
	char request[64], sub[128], text[128];
	service_make(&s, &world, "queue");
	service_ask(
	    &s, SOMSRI, "&binding_message=%E0%B8%84%E0%B8%B4%E0%B8%A7-77&requested_expiry=300", &a);
	answer_is(&a, 200);
	json_t *tree = json_loadb((const char *)a.body.data, a.body.len, 0, NULL);
	snprintf(
	    request, sizeof request, "%s", json_string_value(json_object_get(tree, "auth_req_id")));
	assert_int_equal(json_integer_value(json_object_get(tree, "expires_in")), 300);
	json_decref(tree);
	answer_free(&a);
	struct api_sign_in asked = only_one(&somsri);
	assert_string_equal(asked.client, "queue");
	assert_string_equal(asked.name_en, "Test service");
	assert_string_equal(asked.binding, "คิว-77");
	assert_string_equal(asked.origin, "127.0.0.1");
	service_poll(&s, request, &a);
	expect_oauth(&a, "authorization_pending");
	approve(&somsri);
	service_poll(&s, request, &a);
	answer_is(&a, 200);
	id_token_claim(&a, "ial", text);
	assert_string_equal(text, "IAL2.3");
	id_token_claim(&a, "acr", text);
	assert_string_equal(text, "urn:ddopa:aal:2.2");
	id_token_claim(&a, "aud", text);
	assert_string_equal(text, "queue");
	id_token_claim(&a, "iss", text);
	assert_string_equal(text, "https://localhost:8444");
	id_token_claim(&a, "auth_time", text);
	assert_true(strtol(text, NULL, 10) > 0);
	id_token_claim(&a, "sub", sub);
	assert_int_equal(strlen(sub), 64);
	assert_null(strstr((const char *)a.body.data, SOMSRI));
	answer_free(&a);
	service_poll(&s, request, &a);
	expect_oauth(&a, "invalid_grant"); /* once */
	world_audit(&world, "sign-in.ask", "who || result", text, sizeof text);
	assert_string_equal(text, "client:queueok");
	world_audit(&world, "sign-in.approve", "result || enrolment", text, sizeof text);
	assert_memory_equal(text, "ok", 2);
	assert_string_equal(text + 2, asked.id);
	/* The identifier names the citizen the next time, to this service alone. */
	service_ask_ok(&s, sub, request);
	approve(&somsri);
	service_poll(&s, request, &a);
	answer_is(&a, 200);
	id_token_claim(&a, "sub", text);
	assert_string_equal(text, sub);
	answer_free(&a);
	service_free(&s);
	service_make(&s, &world, "other");
	service_ask(&s, sub, "", &a);
	expect_oauth(&a, "unknown_user_id");
	service_ask_ok(&s, SOMSRI, request);
	approve(&somsri);
	service_poll(&s, request, &a);
	answer_is(&a, 200);
	id_token_claim(&a, "sub", text);
	assert_string_not_equal(text, sub); /* pairwise */
	answer_free(&a);
	service_free(&s);
}

static void a_citizen_declines(void **state)
{
	(void)state;
	struct service s;
	struct answer a;
	char request[64];
	service_make(&s, &world, "queue");
	service_ask_ok(&s, SOMSRI, request);
	struct api_sign_in asked = only_one(&somsri);
	post(&somsri, asked.id, "decline", "{}", "the-key", &a);
	expect_status(&a, 204);
	post(&somsri, asked.id, "decline", "{}", "the-key", &a);
	expect_status(&a, 204); /* the same answer again */
	post(&somsri, asked.id, "decline", "{ }", "the-key", &a);
	expect_problem(&a, PROBLEM_KEY_REUSED);
	post(&somsri, asked.id, "approval", "{\"jws\":\"a.b.c\"}", "the-key", &a);
	expect_problem(&a, PROBLEM_KEY_REUSED);
	const struct request own = {.method = "POST",
	    .path = "/citizen/v1/identity/revocation",
	    .body = "{}",
	    .len = 2,
	    .key = "the-key"};
	phone_call(&somsri, &own, &a);
	expect_problem(&a, PROBLEM_KEY_REUSED);
	post(&somsri, asked.id, "decline", "{}", "", &a);
	expect_problem(&a, PROBLEM_SIGN_IN_OVER);
	approve_as(&somsri, somsri.key, &asked, &a);
	expect_problem(&a, PROBLEM_SIGN_IN_OVER);
	service_poll(&s, request, &a);
	expect_oauth(&a, "access_denied");
	service_free(&s);
}

static void what_was_not_signed_for_it(void **state)
{
	(void)state;
	struct service s;
	struct answer a;
	struct error err;
	char request[64];
	EVP_PKEY *stranger = key_generate(&err);
	service_make(&s, &world, "queue");
	service_ask_ok(&s, SOMSRI, request);
	struct api_sign_in asked = only_one(&somsri);
	struct api_sign_in changed = asked;
	approve_as(&somsri, stranger, &asked, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	changed.challenge[31] ^= 1;
	approve_as(&somsri, somsri.key, &changed, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	changed = asked;
	memcpy(changed.client, "other", 6);
	approve_as(&somsri, somsri.key, &changed, &a);
	expect_problem(&a, PROBLEM_SIGNATURE_BAD);
	service_poll(&s, request, &a);
	expect_oauth(&a, "authorization_pending");
	EVP_PKEY_free(stranger);
	approve(&somsri);
	service_free(&s);
}

static void too_often_and_too_late(void **state)
{
	(void)state;
	struct service s;
	struct answer a;
	char request[64];
	service_make(&s, &world, "queue");
	service_ask_ok(&s, SOMSRI, request);
	service_poll(&s, request, &a);
	expect_oauth(&a, "authorization_pending");
	service_poll(&s, request, &a);
	expect_oauth(&a, "slow_down");
	world_advance(&world, 4000); /* 2 s and 5 s more are to be waited for now */
	service_poll(&s, request, &a);
	expect_oauth(&a, "slow_down");
	world_advance(&world, 30000);
	service_poll(&s, request, &a);
	expect_oauth(&a, "authorization_pending");
	struct api_sign_in asked = only_one(&somsri);
	world_advance(&world, 180000);
	service_poll(&s, request, &a);
	expect_oauth(&a, "expired_token");
	approve_as(&somsri, somsri.key, &asked, &a);
	expect_problem(&a, PROBLEM_SIGN_IN_OVER);
	service_free(&s);
}

/* Whether a number is enrolled cannot be told from the answers. */
static void whom_nobody_knows(void **state)
{
	(void)state;
	struct service s;
	struct answer a;
	char request[64];
	service_make(&s, &world, "queue");
	service_ask_ok(&s, NOBODY, request);
	service_poll(&s, request, &a);
	expect_oauth(&a, "authorization_pending");
	service_ask(&s, "1112034563561", "", &a);
	expect_oauth(&a, "unknown_user_id");
	for (int i = 1; i < 5; i++)
		service_ask_ok(&s, NOBODY, request);
	service_ask(&s, NOBODY, "", &a);
	expect_problem(&a, PROBLEM_RATE_LIMITED);
	service_free(&s);
}

static void who_is_not_the_client(void **state)
{
	(void)state;
	struct service s;
	struct answer a;
	struct error err;
	char request[64];
	EVP_PKEY *stranger = key_generate(&err);
	static const char form[] = "&scope=openid&login_hint=" SOMSRI;
	service_make(&s, &world, "queue");
	service_ask_ok(&s, SOMSRI, request);
	const struct assertion bad[] = {{.issuer = "nobody"}, {.audience = "https://elsewhere"},
	    {.life = -5}, {.life = 3600}, {.key = stranger}, {.jti = "twice"}, {.jti = "twice"}};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		service_post(&s, "/oidc/backchannel-authentication", &bad[i], form, &a);
		if (i == 5)
			expect_status(&a, 200);
		else
			expect_oauth(&a, "invalid_client");
	}
	const struct request none = {
	    .method = "POST", .path = "/oidc/token", .body = "a=b", .len = 3};
	client_call(&s.client, &none, &a);
	expect_oauth(&a, "invalid_client");
	service_post(&s, "/oidc/token", &(struct assertion){0}, "&grant_type=password", &a);
	expect_oauth(&a, "unsupported_grant_type");
	service_free(&s);
	service_make(&s, &world, "other"); /* another's request */
	service_poll(&s, request, &a);
	expect_oauth(&a, "invalid_grant");
	world_sql(&world, "UPDATE oidc_clients SET active = 0 WHERE id = 'other'", NULL, 0);
	service_poll(&s, request, &a);
	expect_oauth(&a, "invalid_client");
	service_free(&s);
	EVP_PKEY_free(stranger);
	world_advance(&world, 600000);
}

static void what_is_wrong_with_the_request(void **state)
{
	(void)state;
	struct service s;
	struct answer a;
	static const struct {
		const char *form, *error;
	} rows[] = {
	    {"&scope=email&login_hint=" SOMSRI, "invalid_scope"},
	    {"&scope=openid", "invalid_request"},
	    {"&scope=openid&login_hint=" SOMSRI "&login_hint=" SOMSRI, "invalid_request"},
	    {"&scope=openid&login_hint=" SOMSRI "&id_token_hint=a", "invalid_request"},
	    {"&scope=openid&login_hint=" SOMSRI "&requested_expiry=soon", "invalid_request"},
	    {"&scope=openid&login_hint=%zz", "invalid_request"},
	    {"&scope=openid&login_hint=" SOMSRI "&binding_message=a%1Bb",
		"invalid_binding_message"},
	    {"&scope=openid&login_hint=" SOMSRI
	     "&binding_message=0123456789012345678901234567890123456789012345678901234567890",
		"invalid_binding_message"},
	};
	service_make(&s, &world, "queue");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		service_post(&s, "/oidc/backchannel-authentication", &(struct assertion){0},
		    rows[i].form, &a);
		expect_oauth(&a, rows[i].error);
	}
	service_free(&s);
}

/* The key dies between approval and token: no token. */
static void a_dead_key_signs_nobody_in(void **state)
{
	(void)state;
	struct service s;
	struct answer a;
	char request[64], text[64];
	service_make(&s, &world, "queue");
	service_ask_ok(&s, SOMSRI, request);
	struct api_sign_in asked = only_one(&somsri);
	approve_as(&somsri, somsri.key, &asked, &a);
	expect_status(&a, 204);
	const struct request own = {.method = "POST",
	    .path = "/citizen/v1/identity/revocation",
	    .body = "{\"reason\":\"stolen\"}",
	    .len = 19,
	    .key = ""};
	phone_call(&somsri, &own, &a);
	expect_status(&a, 200);
	service_poll(&s, request, &a);
	expect_oauth(&a, "access_denied");
	service_ask_ok(&s, SOMSRI, request);
	const struct request look = {.method = "GET", .path = "/citizen/v1/sign-ins"};
	phone_call(&somsri, &look, &a);
	expect_problem(&a, PROBLEM_IDENTITY_DEAD);
	approve_as(&somsri, somsri.key, &asked, &a);
	expect_problem(&a, PROBLEM_IDENTITY_DEAD);
	world_audit(&world, "sign-in.approve", "result", text, sizeof text);
	assert_string_equal(text, problem_row(PROBLEM_IDENTITY_DEAD)->id);
	service_free(&s);
}

static void discovery(void **state)
{
	(void)state;
	struct client anybody;
	struct answer a;
	client_make_citizen(&anybody, &world);
	client_json(&anybody, "GET", "/.well-known/openid-configuration", NULL, &a);
	answer_is(&a, 200);
	json_t *tree = json_loadb((const char *)a.body.data, a.body.len, 0, NULL);
	assert_string_equal(
	    json_string_value(json_object_get(tree, "issuer")), "https://localhost:8444");
	json_decref(tree);
	answer_free(&a);
	client_free(&anybody);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(discovery),
	    cmocka_unit_test(a_citizen_signs_in),
	    cmocka_unit_test(a_citizen_declines),
	    cmocka_unit_test(what_was_not_signed_for_it),
	    cmocka_unit_test(too_often_and_too_late),
	    cmocka_unit_test(whom_nobody_knows),
	    cmocka_unit_test(what_is_wrong_with_the_request),
	    cmocka_unit_test(who_is_not_the_client),
	    cmocka_unit_test(a_dead_key_signs_nobody_in),
	};
	return cmocka_run_group_tests(tests, set_up, end);
}
