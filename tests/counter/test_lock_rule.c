/* When a counter locks itself, warns and logs out, to the millisecond; wrong PINs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counter/lock_rule.h"

#define MINUTE 60000LL
#define START  1000LL

static const struct lock_limits limits = {5, 10, 15};

static void each_step_comes_once_and_at_its_minute(void **state)
{
	static const struct {
		int64_t at;
		enum lock_step step;
	} steps[] = {
	    {5 * MINUTE - 1, LOCK_NOTHING},
	    {5 * MINUTE, LOCK_NOW},
	    {5 * MINUTE + 1, LOCK_NOTHING},
	    {10 * MINUTE - 1, LOCK_NOTHING},
	    {10 * MINUTE, LOCK_WARN},
	    {12 * MINUTE, LOCK_NOTHING},
	    {15 * MINUTE - 1, LOCK_NOTHING},
	    {15 * MINUTE, LOCK_LOG_OUT},
	};
	struct lock_rule r = {0};

	(void)state;
	lock_rule_key(&r, START);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		assert_int_equal(
		    lock_rule_tick(&r, limits, true, START + steps[i].at), steps[i].step);
}

static void a_key_begins_anew(void **state)
{
	struct lock_rule r = {0};

	(void)state;
	lock_rule_key(&r, 0);
	assert_int_equal(lock_rule_tick(&r, limits, true, 5 * MINUTE), LOCK_NOW);
	lock_rule_key(&r, 6 * MINUTE);
	assert_int_equal(lock_rule_tick(&r, limits, true, 10 * MINUTE), LOCK_NOTHING);
	assert_int_equal(lock_rule_tick(&r, limits, true, 11 * MINUTE), LOCK_NOW);
}

/* What a card has told is locked away; there is nobody to warn or to log out. */
static void without_an_officer_it_only_locks(void **state)
{
	struct lock_rule r = {0};

	(void)state;
	assert_int_equal(lock_rule_tick(&r, limits, false, 5 * MINUTE), LOCK_NOW);
	assert_int_equal(lock_rule_tick(&r, limits, false, 10 * MINUTE), LOCK_NOTHING);
	assert_int_equal(lock_rule_tick(&r, limits, false, 60 * MINUTE), LOCK_NOTHING);
}

/* All at the same minute: it is over, not locked first. */
static void the_logout_comes_before_the_lock(void **state)
{
	const struct lock_limits same = {3, 3, 3};
	struct lock_rule r = {0};

	(void)state;
	assert_int_equal(lock_rule_tick(&r, same, true, 3 * MINUTE), LOCK_LOG_OUT);
}

static void what_is_left_is_told_from_the_warning_on(void **state)
{
	struct lock_rule r = {0};

	(void)state;
	assert_int_equal(lock_rule_logout_in(&r, limits, 10 * MINUTE - 1), -1);
	assert_int_equal(lock_rule_logout_in(&r, limits, 10 * MINUTE), 5 * MINUTE);
	assert_int_equal(lock_rule_logout_in(&r, limits, 15 * MINUTE), 0);
	assert_int_equal(lock_rule_logout_in(&r, limits, 99 * MINUTE), 0);
}

/* Unlocking in between gives no tries back. */
static void five_wrong_pins_end_it(void **state)
{
	struct lock_rule r = {0};

	(void)state;
	assert_int_equal(lock_rule_wrong(&r), 4);
	assert_int_equal(lock_rule_wrong(&r), 3);
	lock_rule_key(&r, MINUTE);
	assert_int_equal(lock_rule_wrong(&r), 2);
	assert_int_equal(lock_rule_wrong(&r), 1);
	assert_int_equal(lock_rule_wrong(&r), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_step_comes_once_and_at_its_minute),
	    cmocka_unit_test(a_key_begins_anew),
	    cmocka_unit_test(without_an_officer_it_only_locks),
	    cmocka_unit_test(the_logout_comes_before_the_lock),
	    cmocka_unit_test(what_is_left_is_told_from_the_warning_on),
	    cmocka_unit_test(five_wrong_pins_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
