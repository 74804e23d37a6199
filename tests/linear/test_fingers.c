/* Storing, the last try, exceptions, a second officer: asked in lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/problem.h"
#include "converse.h"
#include "fake_engine.h"

static int set_up(void **state)
{
	(void)state;
	memset(&scenario, 0, sizeof scenario);
	return 0;
}

#define TO_FINGER                                                                                  \
	TO_FACE,                                                                                   \
	{                                                                                          \
		AT_FACE, "y"                                                                       \
	}
#define TO_END                                                                                     \
	{"1. Create QR code", "1"}, {"Which four digits", "1234"}, {"1. Next citizen", "b"},       \
	{                                                                                          \
		"x. Exit", "x"                                                                     \
	}
#define SECOND                                                                                     \
	{"c. Give up", "3100600445635"},                                                           \
	{                                                                                          \
		"c. Give up", "97531864"                                                           \
	}

static void the_last_try_is_typed(void **state)
{
	const struct turn turns[] = {TO_FINGER, {AT_FINGER, "1"}, {"c. Another finger", "56"},
	    {"Type the three digits, or one of: c.", "563"}, {AT_FINGER, "1"},
	    {"c. Another finger", "562"}, TO_END, {0}};

	(void)state;
	scenario.tries_left = 1;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_lines((const char *const[]){"Right index finger: last try", "! One finger has one",
	    "!  THE LAST TRY OF THE RIGHT INDEX FINGER",
	    problem_row(PROBLEM_FINGER_LAST_TRY_KEPT)->id, "!  THE LAST TRY", "Success", NULL});
}

static void both_fingers_are_stored_with_a_second_officer(void **state)
{
	const struct turn turns[] = {TO_FACE, {AT_FACE, "y"}, {"c. Do not store", "1"}, SECOND,
	    {"Which index finger is laid", "1"}, TO_END, {0}};

	(void)state;
	scenario.empty = true;
	scenario.approve = true;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_null(strstr(said.out, "97531864"));
	assert_only_lines();
	assert_lines((const char *const[]){"Right index finger: empty",
	    "Which index fingers are stored in the chip?",
	    "A second officer of this office approves:", "Store both index fingers in this chip",
	    "Right index finger: The finger is in the chip.",
	    "Left index finger: The finger is in the chip.", "Success", NULL});
}

static void one_finger_alone_wants_a_reason(void **state)
{
	const struct turn turns[] = {TO_FACE, {AT_FACE, "y"}, {"c. Do not store", "3"},
	    {"b. Back", "b"}, {"c. Do not store", "3"}, {"b. Back", "1"},
	    {"Which index finger is laid", "2"}, TO_END, {0}};

	(void)state;
	scenario.empty = true;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_lines((const char *const[]){"Why only one finger?", "1. the finger is missing",
	    "2. the finger is injured", "3. its print cannot be captured", "b. Back",
	    "Left index finger: The finger is in the chip.",
	    "1. Right index finger: not now. The right index finger cannot be matched", "Success",
	    NULL});
}

static void trouble_with_a_write_asks_what_now(void **state)
{
	const struct turn turns[] = {TO_FACE, {AT_FACE, "y"}, {"c. Do not store", "1"},
	    {"3. Left only", "1"}, {"Which index finger is laid", "1"}, TO_END, {0}};

	(void)state;
	scenario.empty = true;
	scenario.write = PROBLEM_WRITE_UNCHANGED;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_lines((const char *const[]){problem_row(PROBLEM_WRITE_UNCHANGED)->id,
	    "Try again, or give up?", "1. Try again", "Success", NULL});
}

static void an_exception_is_approved(void **state)
{
	const struct turn turns[] = {
	    TO_FINGER, {AT_FINGER, "3"}, {"b. Back", "2"}, SECOND, TO_END, {0}};

	(void)state;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_lines((const char *const[]){"This lowers the level of assurance",
	    "Enroll without a finger: why can none be matched?",
	    "Enroll without a finger, level IAL2.2", "Success", NULL});
}

static void where_exceptions_are_off_that_is_said(void **state)
{
	const struct turn turns[] = {TO_FINGER, {AT_FINGER, "3"}, {"is not", "c"},
	    {"1. Next citizen", "b"}, {"x. Exit", "x"}, {0}};

	(void)state;
	scenario.no_exceptions = true;
	converse(turns);
	assert_lines((const char *const[]){
	    "3. Exception: no finger can be matched: not now. Enrolling without", NULL});
}

static void a_card_at_the_desk(void **state)
{
	const struct turn turns[] = {{"x. Exit", "1234567890121"}, {"x. Exit", "24681357"},
	    {"x. Exit", "4"}, {"5. Remove", "1"}, {"5. Remove", "4"}, {AT_FACE, "y"},
	    {"2. No\n", "1"}, {"5. Remove", "b"}, {"x. Exit", "x"}, {0}};

	(void)state;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_lines((const char *const[]){"Index fingers on the card",
	    "Right index finger: 3 tries", "What is to be done with this card?",
	    "1. Match the right index finger", "3. Store fingers in the chip: not now.",
	    "Are the person at the counter", "Remove the right index finger from the chip?",
	    "Right index finger: The finger is removed.", "What is to be done with this card?",
	    NULL});
}

#define T(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    T(the_last_try_is_typed),
	    T(both_fingers_are_stored_with_a_second_officer),
	    T(one_finger_alone_wants_a_reason),
	    T(trouble_with_a_write_asks_what_now),
	    T(an_exception_is_approved),
	    T(where_exceptions_are_off_that_is_said),
	    T(a_card_at_the_desk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
