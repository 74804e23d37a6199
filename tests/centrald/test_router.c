/* The table of routes, who waits for whom, and how often an address may guess. */
#include <string.h>

#include "../base/cmocka_all.h"
#include "centrald/certificates.h"
#include "centrald/eligibility.h"
#include "centrald/limits.h"
#include "centrald/own_pin.h"
#include "centrald/records.h"
#include "centrald/router.h"
#include "centrald/self_view.h"
#include "centrald/session.h"
#include "centrald/waiters.h"

static const struct {
	enum listener listener;
	const char *method, *path;
	const char *pattern; /* NULL: refused */
	enum problem refused;
	const char *id;
} cases[] = {
    {LISTENER_TERMINALS, "GET", "/v1/status", "/v1/status", PROBLEM_NONE, ""},
    {LISTENER_TERMINALS, "GET", "/v1/enrollments", "/v1/enrollments", PROBLEM_NONE, ""},
    {LISTENER_TERMINALS, "GET", "/v1/enrollments/e12", "/v1/enrollments/{id}", PROBLEM_NONE, "e12"},
    {LISTENER_TERMINALS, "POST", "/v1/enrollments/e12/codes", "/v1/enrollments/{id}/codes",
	PROBLEM_NONE, "e12"},
    {LISTENER_TERMINALS, "POST", "/v1/enrollments/e12", NULL, PROBLEM_METHOD, ""},
    {LISTENER_TERMINALS, "GET", "/v1/enrollments/e1/codes/x", NULL, PROBLEM_NOT_FOUND, ""},
    {LISTENER_TERMINALS, "GET", "/v1/enrollments/e%31", NULL, PROBLEM_NOT_FOUND, ""},
    {LISTENER_TERMINALS, "GET", "/v1/enrollments/0123456789012345678901234567890123456789", NULL,
	PROBLEM_NOT_FOUND, ""},
    {LISTENER_TERMINALS, "GET", "/v2/status", NULL, PROBLEM_UPDATE_NEEDED, ""},
    {LISTENER_TERMINALS, "GET", "/v2", NULL, PROBLEM_UPDATE_NEEDED, ""},
    {LISTENER_TERMINALS, "GET", "/v1x/status", NULL, PROBLEM_NOT_FOUND, ""},
    {LISTENER_TERMINALS, "GET", "/citizen/v1/texts", NULL, PROBLEM_NOT_FOUND, ""},
    {LISTENER_CITIZENS, "GET", "/citizen/v1/texts", "/citizen/v1/texts", PROBLEM_NONE, ""},
    {LISTENER_CITIZENS, "GET", "/citizen/v3/texts", NULL, PROBLEM_UPDATE_NEEDED, ""},
    {LISTENER_CITIZENS, "GET", "/v1/status", NULL, PROBLEM_NOT_FOUND, ""},
    {LISTENER_CITIZENS, "GET", "/E/ABC", "/E/{id}", PROBLEM_NONE, "ABC"},
    {LISTENER_CITIZENS, "POST", "/E/ABC", NULL, PROBLEM_METHOD, ""},
    {LISTENER_CITIZENS, "GET", "/e/ABC", NULL, PROBLEM_NOT_FOUND, ""},
};

static void each_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct call c = {.method = cases[i].method};
		router_find(&c, cases[i].listener, cases[i].path);
		assert_int_equal(c.refused, cases[i].refused);
		if (cases[i].pattern) {
			assert_string_equal(c.route->path, cases[i].pattern);
			assert_string_equal(c.id, cases[i].id);
		} else {
			assert_null(c.route);
		}
	}
}

/* Rules over the table itself: whatever changes something is keyed and recorded, and looks at
 * a person's data are recorded. */
static void what_changes_something_is_keyed_and_recorded(void **state)
{
	(void)state;
	for (const struct route *r = routes; r->method; r++) {
		bool changes = strcmp(r->method, "GET") != 0;
		bool login = strcmp(r->path, "/v1/session") == 0;
		/* A service signs what it asks for, and asks for it once (CIBA). */
		bool service = strncmp(r->path, "/oidc/", 6) == 0;
		bool own_look = r->handler == self_view_get || r->handler == looks_get;
		bool look = own_look || r->handler == search_person ||
			    r->handler == eligibility_check || r->handler == audit_trail_get;
		assert_int_equal(changes || look, r->act != NULL);
		assert_int_equal(changes && !look && !login && !service, r->keyed);
		if (r->listener == LISTENER_CITIZENS) {
			assert_false(r->session);
			assert_int_equal(
			    strstr(r->path, "enrollments") != NULL, r->signing == SIGNED_DEVICE);
			assert_true(!changes || service || r->signing != SIGNED_NOT);
		} else {
			assert_int_equal(r->signing, SIGNED_NOT);
			assert_int_equal(r->session,
			    strcmp(r->path, "/v1/status") != 0 && r->handler != certificate_renew &&
				!(login && changes && r->method[0] == 'P'));
			bool own = r->handler == pin_change; /* needs no right but to be in */
			bool of_counter = r->handler == certificate_renew; /* nor an officer */
			assert_true(!r->keyed || r->right || own || of_counter);
			assert_int_equal(r->before_pin, own || r->handler == session_logout);
		}
	}
}

static void waiters_are_found_and_taken(void **state)
{
	(void)state;
	struct waiters *w = waiters_new();
	struct call calls[3] = {{.id = "e1", .wait_until = 100}, {.id = "e2", .wait_until = 50},
	    {.id = "e1", .wait_until = 200}};
	struct call_list out = TAILQ_HEAD_INITIALIZER(out);
	for (size_t i = 0; i < COUNT_OF(calls); i++)
		waiters_add(w, &calls[i]);
	assert_int_equal(waiters_count(w), 3);
	waiters_take(w, "e3", &out);
	assert_true(TAILQ_EMPTY(&out));
	waiters_take_due(w, 49, &out);
	assert_true(TAILQ_EMPTY(&out));
	waiters_take_due(w, 50, &out);
	assert_ptr_equal(TAILQ_FIRST(&out), &calls[1]);
	TAILQ_INIT(&out);
	waiters_take(w, "e1", &out);
	assert_ptr_equal(TAILQ_FIRST(&out), &calls[0]); /* in the order of their coming */
	assert_ptr_equal(TAILQ_NEXT(&calls[0], link), &calls[2]);
	assert_int_equal(waiters_count(w), 0);
	TAILQ_INIT(&out);
	waiters_add(w, &calls[0]);
	waiters_take_all(w, &out);
	assert_ptr_equal(TAILQ_FIRST(&out), &calls[0]);
	waiters_free(w);
}

/* Ten at once, then one in six seconds; an address that rests has ten again. */
static void guesses_are_rationed(void **state)
{
	(void)state;
	struct limits *l = limits_new(LIMIT_TYPED_CODES);
	int64_t now = 1000;
	for (int i = 0; i < 10; i++) {
		assert_true(limits_allow(l, "192.0.2.1", now));
		limits_spend(l, "192.0.2.1", now);
	}
	assert_false(limits_allow(l, "192.0.2.1", now));
	assert_true(limits_allow(l, "192.0.2.2", now));
	now += 6000 - 1;
	assert_false(limits_allow(l, "192.0.2.1", now));
	now += 1;
	assert_true(limits_allow(l, "192.0.2.1", now));
	limits_spend(l, "192.0.2.1", now);
	assert_false(limits_allow(l, "192.0.2.1", now));
	now += 60000;
	for (int i = 0; i < 10; i++) {
		assert_true(limits_allow(l, "192.0.2.1", now));
		limits_spend(l, "192.0.2.1", now);
	}
	assert_false(limits_allow(l, "192.0.2.1", now));
	limits_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_path),
	    cmocka_unit_test(what_changes_something_is_keyed_and_recorded),
	    cmocka_unit_test(waiters_are_found_and_taken),
	    cmocka_unit_test(guesses_are_rationed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
