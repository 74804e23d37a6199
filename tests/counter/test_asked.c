/* A question to the centre: what is known after an answer, a failure, and when it is dropped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counter/asked.h"

static central_call aborted;
static int aborts;

void central_abort(struct central *c, central_call call)
{
	(void)c;
	aborted = call;
	aborts++;
}

static void an_answer_is_known(void **state)
{
	struct asked a = {.call = 7, .error = {.problem = PROBLEM_CENTRE_DOWN}};

	(void)state;
	assert_true(asked_ended(&a, NULL));
	assert_true(a.known);
	assert_int_equal(a.call, 0);
	assert_int_equal(a.error.problem, PROBLEM_NONE); /* of the one before */
}

static void a_failure_says_why(void **state)
{
	const struct central_failure failure = {.error = {.problem = PROBLEM_CENTRE_TIMEOUT}};
	struct asked a = {.call = 7, .known = true};

	(void)state;
	assert_false(asked_ended(&a, &failure));
	assert_false(a.known);
	assert_int_equal(a.call, 0);
	assert_int_equal(a.error.problem, PROBLEM_CENTRE_TIMEOUT);
}

static void what_is_dropped_is_aborted_once(void **state)
{
	struct asked a = {.call = 7, .known = true};

	(void)state;
	aborts = 0;
	asked_drop(&a, NULL);
	assert_int_equal(aborted, 7);
	assert_false(a.known);
	asked_drop(&a, NULL); /* nothing is under way, and there may be no client at all */
	assert_int_equal(aborts, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_answer_is_known),
	    cmocka_unit_test(a_failure_says_why),
	    cmocka_unit_test(what_is_dropped_is_aborted_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
