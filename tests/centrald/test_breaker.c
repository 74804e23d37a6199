/* The circuit breaker, by a clock of the test's own. */
#include "../base/cmocka_all.h"
#include "centrald/breaker.h"

#define PAUSE 30000

static struct breaker b;

static int set_up(void **state)
{
	(void)state;
	b = (struct breaker){.limit = 3, .pause_ms = PAUSE};
	return 0;
}

static void fail_at(int64_t now)
{
	assert_int_equal(breaker_ask(&b, now), BREAKER_ASK);
	(void)breaker_tell(&b, false, false, now);
}

static void open_at(int64_t now)
{
	for (int i = 0; i < 3; i++)
		fail_at(now);
	assert_int_equal(b.state, BREAKER_OPEN);
}

static void it_opens_after_so_many_failures_in_a_row(void **state)
{
	(void)state;
	fail_at(0);
	fail_at(1);
	assert_int_equal(b.state, BREAKER_CLOSED);
	assert_int_equal(breaker_ask(&b, 2), BREAKER_ASK);
	assert_true(breaker_tell(&b, false, false, 2)); /* the change is told once */
	assert_int_equal(b.state, BREAKER_OPEN);
	assert_int_equal(breaker_ask(&b, 3), BREAKER_REFUSED);
}

static void a_success_between_begins_the_count_anew(void **state)
{
	(void)state;
	fail_at(0);
	fail_at(0);
	assert_false(breaker_tell(&b, false, true, 0));
	fail_at(0);
	fail_at(0);
	assert_int_equal(b.state, BREAKER_CLOSED);
	fail_at(0);
	assert_int_equal(b.state, BREAKER_OPEN);
}

static void nothing_is_asked_until_the_pause_is_over(void **state)
{
	(void)state;
	open_at(1000);
	assert_int_equal(breaker_ask(&b, 1000), BREAKER_REFUSED);
	assert_int_equal(breaker_ask(&b, 1000 + PAUSE - 1), BREAKER_REFUSED);
	assert_int_equal(breaker_ask(&b, 1000 + PAUSE), BREAKER_PROBE);
	assert_int_equal(b.state, BREAKER_HALF_OPEN);
}

static void one_probe_at_a_time(void **state)
{
	(void)state;
	open_at(0);
	assert_int_equal(breaker_ask(&b, PAUSE), BREAKER_PROBE);
	assert_int_equal(breaker_ask(&b, PAUSE), BREAKER_REFUSED);
	assert_int_equal(breaker_ask(&b, 10 * PAUSE), BREAKER_REFUSED);
}

static void a_good_probe_closes_it(void **state)
{
	(void)state;
	open_at(0);
	assert_int_equal(breaker_ask(&b, PAUSE), BREAKER_PROBE);
	assert_true(breaker_tell(&b, true, true, PAUSE + 5));
	assert_int_equal(b.state, BREAKER_CLOSED);
	assert_int_equal(breaker_ask(&b, PAUSE + 6), BREAKER_ASK);
	fail_at(PAUSE + 7); /* the old failures are forgotten */
	fail_at(PAUSE + 8);
	assert_int_equal(b.state, BREAKER_CLOSED);
}

static void a_bad_probe_opens_it_for_another_pause(void **state)
{
	(void)state;
	open_at(0);
	assert_int_equal(breaker_ask(&b, PAUSE), BREAKER_PROBE);
	assert_true(breaker_tell(&b, true, false, PAUSE + 5));
	assert_int_equal(b.state, BREAKER_OPEN);
	assert_int_equal(breaker_ask(&b, 2 * PAUSE + 4), BREAKER_REFUSED);
	assert_int_equal(breaker_ask(&b, 2 * PAUSE + 5), BREAKER_PROBE);
}

/* What was asked before it opened says nothing about now. */
static void late_outcomes_count_no_more(void **state)
{
	(void)state;
	open_at(0);
	assert_false(breaker_tell(&b, false, true, 10));
	assert_int_equal(b.state, BREAKER_OPEN);
	assert_int_equal(breaker_ask(&b, PAUSE), BREAKER_PROBE);
	assert_false(breaker_tell(&b, false, true, PAUSE + 1));
	assert_false(breaker_tell(&b, false, false, PAUSE + 2));
	assert_int_equal(b.state, BREAKER_HALF_OPEN);
}

static void a_probe_that_could_not_be_sent_lets_another_follow(void **state)
{
	(void)state;
	open_at(0);
	assert_int_equal(breaker_ask(&b, PAUSE), BREAKER_PROBE);
	breaker_give_up(&b, PAUSE);
	assert_int_equal(breaker_ask(&b, PAUSE), BREAKER_PROBE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(it_opens_after_so_many_failures_in_a_row, set_up),
	    cmocka_unit_test_setup(a_success_between_begins_the_count_anew, set_up),
	    cmocka_unit_test_setup(nothing_is_asked_until_the_pause_is_over, set_up),
	    cmocka_unit_test_setup(one_probe_at_a_time, set_up),
	    cmocka_unit_test_setup(a_good_probe_closes_it, set_up),
	    cmocka_unit_test_setup(a_bad_probe_opens_it_for_another_pause, set_up),
	    cmocka_unit_test_setup(late_outcomes_count_no_more, set_up),
	    cmocka_unit_test_setup(a_probe_that_could_not_be_sent_lets_another_follow, set_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
