/* Connections that end in the middle of an answer: what came is none, the same request goes
 * out again, and one answer comes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

/* Cut after the request was read: sent again with the same key, answered once. */
static void test_cut_then_answered(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.act = ACT_CUT}, {.act = ACT_CUT}, {.body = ENROLMENT});
	desk_open(d, &o);
	desk_enrol(d);
	assert_false(d->failed);
	assert_int_equal(d->answers, 1);
	assert_int_equal(desk_requests(d, "Idempotency-Key: key-1\r\n"), 3);
}

static void test_cut_each_time(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.act = ACT_CUT});
	desk_open(d, &o);
	desk_enrol(d);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_DOWN);
	assert_true(d->failure.maybe_done);
	assert_false(d->failure.answered);
	assert_int_equal(desk_requests(d, "Idempotency-Key: key-1\r\n"), 4);
}

/* Cut all over the answer: each time the same request again, one answer, no doubt. */
static void test_cut_all_over_the_answer(void **state)
{
	struct desk *d = *state;
	const size_t whole = strlen(ENROLMENT) + strlen("HTTP/1.1 200 OK\r\nContent-Type: "
							"application/json\r\nContent-Length: "
							"353\r\n\r\n");
	for (size_t bytes = 0; bytes < whole; bytes += 1 + bytes / 10) {
		struct server_options o = STEPS(
		    d, {.act = ACT_CUT_AT, .body = ENROLMENT, .bytes = bytes}, {.body = ENROLMENT});
		desk_open(d, &o);
		desk_enrol(d);
		assert_false(d->failed);
		assert_int_equal(d->answers, 1);
		assert_int_equal(desk_requests(d, "Idempotency-Key: key-1\r\n"), 2);
	}
}

static void test_half_body(void **state)
{
	struct desk *d = *state;
	struct server_options o =
	    STEPS(d, {.act = ACT_HALF, .body = ENROLMENT, .bytes = 200}, {.body = ENROLMENT});
	desk_open(d, &o);
	desk_enrol(d);
	assert_false(d->failed);
	assert_int_equal(desk_requests(d, "key-1"), 2);
}

/* Ended in order, but in the middle of the headers: that is no answer, and what the line that
 * came says of it counts for nothing. */
static void test_headers_cut(void **state)
{
	struct desk *d = *state;
	static const size_t cuts[] = {
	    sizeof("HTTP/1.1 200 OK\r\n") - 1,
	    sizeof("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConte") - 1,
	    sizeof("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		   "Content-Length: 353\r\n") -
		1,
	};
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		struct server_options o = STEPS(
		    d, {.act = ACT_HALF, .body = ENROLMENT, .bytes = cuts[i]}, {.body = ENROLMENT});
		desk_open(d, &o);
		desk_enrol(d);
		assert_false(d->failed);
		assert_int_equal(desk_requests(d, "key-1"), 2);
	}
}

/* Where no try is left it is «centre down», never an answer, and it may have been done. */
static void test_headers_always_cut(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.act = ACT_HALF, .body = SESSION, .bytes = 62});
	desk_open(d, &o);
	desk_enrol(d);
	assert_true(d->failed);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_DOWN);
	assert_true(d->failure.maybe_done);
	assert_false(d->failure.answered);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_DESK(test_cut_then_answered),
	    AT_DESK(test_cut_each_time),
	    AT_DESK(test_cut_all_over_the_answer),
	    AT_DESK(test_half_body),
	    AT_DESK(test_headers_cut),
	    AT_DESK(test_headers_always_cut),
	};
	struct error err = {0};
	if (!central_global_init(&err))
		return 99;
	return cmocka_run_group_tests_name("cut", tests, NULL, NULL);
}
