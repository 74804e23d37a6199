/* Every operation of etc/openapi.yaml that takes a body, with none, one that is too long, one
 * that is no JSON, wrong types and a member twice: a problem document that says so, and the
 * store as it was. An operation of the contract that is not in the table fails the test, and
 * one of the table that the contract has not. */
#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "fixture.h"
#include "service.h"

enum asker { COUNTER, PHONE, HOLDER, SERVICE };
enum about { ABOUT_NONE, ABOUT_ENROLMENT, ABOUT_WRITE, ABOUT_SIGN_IN, ABOUT_BOOKING, ABOUT_COUNT };

struct operation {
	const char *path; /* as the contract has it */
	enum asker asker;
	enum about about; /* whose id stands for {id} */
	const char *body; /* a good one; %s: a card. NULL: {} */
};

#define SOMSRI "1112034563562"

/* Well-formed in each member, so that the one made wrong is the one refused. */
static const struct operation operations[] = {
    {"/v1/session", COUNTER, .body = "{\"number\":\"1234567890121\",\"pin\":\"24681357\"}"},
    {"/v1/pin", COUNTER, .body = "{\"old\":\"24681357\",\"new\":\"13579246\"}"},
    {"/v1/certificate", COUNTER, .body = "{\"request\":\"x\"}"},
    {"/v1/linkage-checks", COUNTER, .body = "{\"card\":%s,\"new_phone\":false}"},
    {"/v1/refusals", COUNTER, .body = "{\"problem\":\"card-unreadable\",\"step\":\"reading\"}"},
    {"/v1/approvals", COUNTER,
	.body = "{\"number\":\"" SECOND_NUMBER "\",\"pin\":\"" SECOND_PIN
		"\",\"act\":\"finger-store\",\"citizen\":\"" SOMSRI "\"}"},
    {"/v1/finger-writes", COUNTER,
	.body = "{\"card\":%s,\"write\":\"store\",\"finger\":\"right-index\",\"reference\":129,"
		"\"challenge\":\"ASNFZ4mrze8\",\"serial\":\"UQUgJgoLDA0\",\"same_person\":true}"},
    {"/v1/finger-writes/{id}/outcome", COUNTER, ABOUT_WRITE, "{\"outcome\":\"good\"}"},
    {"/v1/enrollments", COUNTER, .body = "{\"evidence\":\"a.b.c\",\"new_phone\":false}"},
    {"/v1/searches", COUNTER, .body = "{\"number\":\"" SOMSRI "\"}"},
    {"/v1/eligibility-checks", COUNTER, .body = "{\"number\":\"" SOMSRI "\"}"},
    {"/v1/enrollments/{id}/take-over", COUNTER, .about = ABOUT_ENROLMENT},
    {"/v1/enrollments/{id}/codes", COUNTER, .about = ABOUT_ENROLMENT},
    {"/v1/enrollments/{id}/match-code", COUNTER, ABOUT_ENROLMENT, "{\"digits\":\"0000\"}"},
    {"/v1/enrollments/{id}/cancel", COUNTER, ABOUT_ENROLMENT, "{\"contested\":false}"},
    {"/v1/revocations", COUNTER, .body = "{\"number\":\"" SOMSRI "\",\"reason\":\"stolen\"}"},
    {"/v1/bookings", COUNTER,
	.body = "{\"number\":\"" SOMSRI "\",\"day\":\"2026-12-01\",\"hour\":9}"},
    {"/v1/bookings/{id}/cancel", COUNTER, .about = ABOUT_BOOKING},
    {"/citizen/v1/claims", PHONE, .body = "{\"typed\":\"x\",\"number\":\"" SOMSRI "\"}"},
    {"/citizen/v1/enrollments/{id}/consent", PHONE, ABOUT_ENROLMENT, "{\"jws\":\"a.b.c\"}"},
    {"/citizen/v1/enrollments/{id}/refuse", PHONE, .about = ABOUT_ENROLMENT},
    {"/citizen/v1/enrollments/{id}/person", PHONE, .about = ABOUT_ENROLMENT},
    {"/citizen/v1/enrollments/{id}/proof", PHONE, ABOUT_ENROLMENT, "{\"jws\":\"a.b.c\"}"},
    {"/citizen/v1/identity/revocation", HOLDER, .body = "{\"reason\":\"stolen\"}"},
    {"/citizen/v1/sign-ins/{id}/approval", HOLDER, ABOUT_SIGN_IN, "{\"jws\":\"a.b.c\"}"},
    {"/citizen/v1/sign-ins/{id}/decline", HOLDER, .about = ABOUT_SIGN_IN},
    {"/citizen/v1/bookings", HOLDER,
	.body = "{\"office\":\"4701\",\"day\":\"2026-12-01\",\"hour\":9}"},
    {"/citizen/v1/bookings/{id}/cancel", HOLDER, .about = ABOUT_BOOKING},
    {.path = "/oidc/backchannel-authentication", .asker = SERVICE},
    {.path = "/oidc/token", .asker = SERVICE},
};

/* ---- the table and the contract ---- */

static bool in_table(const char *path)
{
	for (size_t i = 0; i < COUNT_OF(operations); i++)
		if (strcmp(operations[i].path, path) == 0)
			return true;
	return false;
}

static FILE *contract(void)
{
	char name[600];
	const char *top = getenv("top_srcdir");
	snprintf(name, sizeof name, "%s/etc/openapi.yaml", top ? top : "..");
	FILE *f = fopen(name, "re");
	assert_non_null(f);
	return f;
}

/* A path stands alone two columns in, its operations four, what they take six. */
static void the_table_is_the_contracts(void **state)
{
	char line[400], path[200] = "", method[16] = "";
	size_t found = 0;
	FILE *f = contract();
	(void)state;
	while (fgets(line, sizeof line, f)) {
		if (strncmp(line, "  /", 3) == 0)
			sscanf(line, " %199[^:]", path);
		if (strncmp(line, "    ", 4) == 0 && line[4] != ' ')
			sscanf(line, "    %15[a-z]:", method);
		if (strncmp(line, "      requestBody:", 18) != 0)
			continue;
		if (strcmp(method, "post") != 0 || !in_table(path))
			print_message("not in the table: %s %s\n", method, path);
		assert_string_equal(method, "post");
		assert_true(in_table(path));
		found++;
	}
	fclose(f);
	assert_int_equal(found, COUNT_OF(operations));
}

/* ---- the store ---- */

static void put_table(struct buf *out, sqlite3 *db, const char *table)
{
	sqlite3_stmt *s;
	char sql[100];
	snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY 1, 2", table);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	buf_printf(out, "\n%s", table);
	while (sqlite3_step(s) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			const char *value = (const char *)sqlite3_column_text(s, i);
			buf_printf(out, "|%s", value ? value : "NULL");
		}
	sqlite3_finalize(s);
}

/* All that it holds, but what a refused request leaves by design: its line in the audit, the
 * nonce that is used up, the time at which the officer was last seen. */
static void put_store(struct buf *out)
{
	sqlite3 *db;
	sqlite3_stmt *s;
	static const char tables[] =
	    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'audit%' AND "
	    "name NOT LIKE 'checkpoint%' AND name NOT IN ('dpop_seen', 'sessions') ORDER BY 1";
	assert_int_equal(sqlite3_open_v2(world.store, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 30000);
	assert_int_equal(sqlite3_prepare_v2(db, tables, -1, &s, NULL), SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW)
		put_table(out, db, (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	sqlite3_close(db);
	assert_true(buf_ok(out) && out->len > 1000);
}

/* ---- asking ---- */

static struct scene scene;    /* an enrollment that waits for consent */
static struct phone holder;   /* of a digital ID, with a sign-in that waits */
static struct service relier; /* who asked for it */
static char card[2048];
static char ids[ABOUT_COUNT][API_ID_SIZE];

static void put_card(const struct api_linkage_check *check)
{
	struct buf b = BUF_INIT;
	json_t *tree;
	char *text;
	api_linkage_check_write(&b, check);
	tree = json_loadb((const char *)b.data, b.len, 0, NULL);
	text = json_dumps(json_object_get(tree, "card"), JSON_COMPACT);
	assert_in_range(snprintf(card, sizeof card, "%s", text), 1, sizeof card - 1);
	free(text);
	json_decref(tree);
	buf_free(&b);
}

/* Of the holder's, three days ahead. */
static void put_booking(void)
{
	char day[DATE_ISO_SIZE], body[100];
	struct api_booking b;
	struct answer a;
	struct error err;
	int64_t ahead = clock_real_ms(&clock_system) + 3 * 24 * 60 * 60 * 1000L;
	date_to_iso(day, bangkok_time_of(ahead).date);
	snprintf(body, sizeof body, "{\"number\":\"" SOMSRI "\",\"day\":\"%s\",\"hour\":9}", day);
	client_json(&scene.counter.client, "POST", "/v1/bookings", body, &a);
	answer_is(&a, 201);
	assert_true(api_booking_read(&b, a.body.data, a.body.len, &err));
	answer_free(&a);
	memcpy(ids[ABOUT_BOOKING], b.id, API_ID_SIZE);
}

static int set_up(void **state)
{
	struct api_linkage_check check = {0};
	struct api_finger_write w;
	struct api_finger_cryptogram written;
	struct api_sign_ins signs;
	struct answer a;
	struct error err;
	char request[64];
	set_up_samples(state);
	scene_confirmed(&scene, "somchai");
	phone_make(&holder, &world);
	enrol_ok(&scene.counter, &holder, "somsri", false);
	service_make(&relier, &world, "queue");
	service_ask_ok(&relier, SOMSRI, request);
	const struct request list = {.method = "GET", .path = "/citizen/v1/sign-ins"};
	phone_call(&holder, &list, &a);
	assert_true(api_sign_ins_read(&signs, a.body.data, a.body.len, &err));
	answer_free(&a);
	world_policy(&world, "approve_store", "no");
	card_of(&check.card, "malee");
	write_of(&check.card, false, FINGER_RIGHT_INDEX, &w);
	counter_write_ok(&scene.counter, &w, &written);
	put_card(&check);
	memcpy(ids[ABOUT_ENROLMENT], scene.enrolment.id, API_ID_SIZE);
	memcpy(ids[ABOUT_WRITE], written.id, API_ID_SIZE);
	memcpy(ids[ABOUT_SIGN_IN], signs.rows[0].id, API_ID_SIZE);
	put_booking();
	return 0;
}

static int end(void **state)
{
	service_free(&relier);
	phone_free(&holder);
	scene_end(&scene);
	return tear_down(state);
}

static void ask(const struct operation *o, const void *body, size_t len, struct answer *a)
{
	char path[160];
	const char *hole = strstr(o->path, "{id}");
	int before = (int)(hole ? (size_t)(hole - o->path) : strlen(o->path));
	snprintf(
	    path, sizeof path, "%.*s%s%s", before, o->path, ids[o->about], hole ? hole + 4 : "");
	const struct request r = {
	    .method = "POST", .path = path, .body = body, .len = len, .key = ""};
	if (o->asker == COUNTER)
		client_call(&scene.counter.client, &r, a);
	else if (o->asker == SERVICE)
		client_call(&relier.client, &r, a);
	else
		phone_call(o->asker == PHONE ? &scene.phone : &holder, &r, a);
}

/* Refused, with that said, and nothing else. */
static void refused(const struct operation *o, const void *body, size_t len, const char *detail)
{
	struct buf before = BUF_INIT, after = BUF_INIT;
	struct answer a;
	enum problem wanted = len > API_BODY_MAX ? PROBLEM_TOO_LARGE : PROBLEM_BAD_REQUEST;
	put_store(&before);
	ask(o, body, len, &a);
	put_store(&after);
	if (a.problem.problem != wanted || !strstr(a.problem.detail, detail))
		print_message("%s: %s: %.200s\n", o->path, detail, (const char *)body);
	answer_problem(&a, wanted);
	assert_non_null(strstr(a.problem.detail, detail));
	assert_int_equal(after.len, before.len);
	assert_memory_equal(after.data, before.data, before.len);
	answer_free(&a);
	buf_free(&before);
	buf_free(&after);
}

static json_t *good_body(const struct operation *o)
{
	char text[4096];
	const char *body = o->body ? o->body : "{}";
	const char *hole = strstr(body, "%s");
	if (hole)
		snprintf(text, sizeof text, "%.*s%s%s", (int)(hole - body), body, card, hole + 2);
	else
		snprintf(text, sizeof text, "%s", body);
	json_t *tree = json_loads(text, 0, NULL);
	assert_non_null(tree);
	return tree;
}

/* ---- what is wrong with them ---- */

static void none(const struct operation *o)
{
	refused(o, "", 0, "not JSON");
}

static void not_json(const struct operation *o)
{
	static const struct {
		const char *body, *detail;
	} cases[] = {{"x=1", "not JSON"}, {"{", "not JSON"}, {"{\"a\":\"\xff\"}", "not UTF-8"},
	    {"{}{}", "more after the end"}, {"[]", "not an object"}, {"null", "not "},
	    {"17", "not "}, {"\"{}\"", "not "}};
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		refused(o, cases[i].body, strlen(cases[i].body), cases[i].detail);
}

/* A good one, then blanks: nothing else is wrong with it. */
static void too_long(const struct operation *o)
{
	size_t size = API_BODY_MAX + 1;
	char *body = test_malloc(size);
	json_t *tree = good_body(o);
	char *text = json_dumps(tree, JSON_COMPACT);
	memset(body, ' ', size);
	memcpy(body, text, strlen(text));
	refused(o, body, size, "");
	free(text);
	json_decref(tree);
	test_free(body);
}

/* Each member in turn, of a type that it has not; the answer names it. */
static void wrong_types(const struct operation *o)
{
	const char *name;
	json_t *value, *tree = good_body(o);
	json_object_foreach(tree, name, value)
	{
		json_t *wrong = json_copy(tree);
		json_object_set_new(
		    wrong, name, json_is_string(value) ? json_integer(17) : json_string("x"));
		char *text = json_dumps(wrong, JSON_COMPACT);
		refused(o, text, strlen(text), name);
		free(text);
		json_decref(wrong);
	}
	json_decref(tree);
}

/* Each member in turn, once more at the end, with the same value. */
static void a_member_twice(const struct operation *o)
{
	const char *name;
	json_t *value, *tree = good_body(o);
	if (!o->body)
		refused(o, "{\"a\":1,\"a\":1}", 13, "a member twice");
	json_object_foreach(tree, name, value)
	{
		struct buf body = BUF_INIT;
		char *text = json_dumps(tree, JSON_COMPACT);
		char *again = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		buf_printf(&body, "%.*s,\"%s\":%s}", (int)strlen(text) - 1, text, name, again);
		refused(o, body.data, body.len, "a member twice");
		free(again);
		free(text);
		buf_free(&body);
	}
	json_decref(tree);
}

static void of_each(void (*wrong)(const struct operation *o))
{
	for (size_t i = 0; i < COUNT_OF(operations); i++)
		if (operations[i].asker != SERVICE)
			wrong(&operations[i]);
}

static void bodies_that_are_none(void **state)
{
	(void)state;
	of_each(none);
}

static void bodies_that_are_no_json(void **state)
{
	(void)state;
	of_each(not_json);
}

static void bodies_that_are_too_long(void **state)
{
	(void)state;
	of_each(too_long);
}

static void members_of_wrong_types(void **state)
{
	(void)state;
	of_each(wrong_types);
}

static void members_that_come_twice(void **state)
{
	(void)state;
	of_each(a_member_twice);
}

/* Relying services send forms, and are answered in OAuth's words (RFC 6749, 5.2). */
static void forms(void **state)
{
	static const struct {
		const char *body, *error;
	} cases[] = {{"", "invalid_client"}, {"{\"scope\":\"openid\"}", "invalid_client"},
	    {"scope=%zz", "invalid_request"}, {"scope=%00", "invalid_request"},
	    {"scope=openid&scope=openid", "invalid_request"},
	    {"client_assertion=17&client_assertion_type=17", "invalid_client"}};
	struct buf before = BUF_INIT, after = BUF_INIT;
	struct answer a;
	(void)state;
	put_store(&before);
	for (size_t i = 0; i < COUNT_OF(operations); i++) {
		if (operations[i].asker != SERVICE)
			continue;
		too_long(&operations[i]);
		for (size_t j = 0; j < COUNT_OF(cases); j++) {
			ask(&operations[i], cases[j].body, strlen(cases[j].body), &a);
			expect_oauth(&a, cases[j].error);
		}
	}
	put_store(&after);
	assert_int_equal(after.len, before.len);
	assert_memory_equal(after.data, before.data, before.len);
	buf_free(&before);
	buf_free(&after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_table_is_the_contracts),
	    cmocka_unit_test(bodies_that_are_none),
	    cmocka_unit_test(bodies_that_are_no_json),
	    cmocka_unit_test(bodies_that_are_too_long),
	    cmocka_unit_test(members_of_wrong_types),
	    cmocka_unit_test(members_that_come_twice),
	    cmocka_unit_test(forms),
	};
	return cmocka_run_group_tests(tests, set_up, end);
}
