/* The calls about fingers and second officers, against a small server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

/* A second officer's word, a write and what became of it; cut once each on the way. */
static void test_finger_calls(void **state)
{
	struct desk *d = *state;
	struct api_approval_request request = {.pin = "13572468", .act = ACT_FINGER_REMOVE};
	struct api_finger_write w = {.remove = true, .reference = 130, .approval = "a1"};
	const struct api_finger_outcome o = {OUTCOME_UNCHANGED};
	static char text[8192];
	struct server_options options = STEPS(d, {.act = ACT_CUT},
	    {.body = "{\"id\":\"a1\",\"officer_name\":\"x\",\"expires\":"
		     "\"2026-11-23T07:05:00.000Z\"}"},
	    {.body = "{\"id\":\"w1\",\"cryptogram\":\"3q2-7wD__v0\"}"},
	    {.status = "204 No Content", .body = ""});
	assert_true(citizen_number_parse(&request.number, "1112034563562"));
	request.citizen = w.card.number = request.number;
	w.card.birth = w.card.issued = w.card.expires = (struct date){2020, 1, 1};
	desk_open(d, &options);
	central_approve(d->central, &request, "key-1", desk_answer, d);
	desk_wait(d, 1);
	assert_false(d->failed);
	central_finger_write(d->central, &w, "key-2", desk_answer, d);
	desk_wait(d, 2);
	assert_false(d->failed);
	central_finger_outcome(d->central, "w1", &o, "key-3", desk_answer, d);
	desk_wait(d, 3);
	assert_false(d->failed);
	central_finger_outcome(d->central, "../w1", &o, "key-4", desk_answer, d);
	desk_wait(d, 4);
	assert_int_equal(d->failure.error.problem, PROBLEM_NOT_FOUND);
	static const char *const wanted[] = {"POST /v1/approvals", "POST /v1/approvals",
	    "POST /v1/finger-writes HTTP", "POST /v1/finger-writes/w1/outcome"};
	for (size_t i = 0; i < 4; i++) {
		assert_true(server_request(&d->server, text, sizeof text));
		if (strncmp(text, wanted[i], strlen(wanted[i])) != 0)
			fail_msg("%zu: %s", i, text);
		assert_non_null(strstr(text, i < 2 ? "key-1" : i == 2 ? "key-2" : "key-3"));
	}
	assert_false(server_request(&d->server, text, sizeof text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_finger_calls, desk_setup, desk_teardown),
	};
	struct error err = {0};
	if (!central_global_init(&err))
		return 99;
	return cmocka_run_group_tests_name("finger calls", tests, NULL, NULL);
}
