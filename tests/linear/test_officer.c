/* The officer alone: the own PIN, the lock, what a terminal that cannot be erased is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "converse.h"
#include "fake_engine.h"
#include "fake_rest.h"

static int set_up(void **state)
{
	(void)state;
	memset(&scenario, 0, sizeof scenario);
	memset(&rest, 0, sizeof rest);
	idle = (struct lock_limits){0};
	return 0;
}

#define LOG_IN                                                                                     \
	{"x. Exit", "1234567890121"},                                                              \
	{                                                                                          \
		"x. Exit", "24681357"                                                              \
	}
#define AT_MENU "x. Exit"
#define NEW_PIN                                                                                    \
	{"New PIN, 8 digits", "97531864"},                                                         \
	{                                                                                          \
		"New PIN once more", "97531864"                                                    \
	}

/* ---- the own PIN ---- */

static void after_a_reset_nothing_comes_before_a_new_pin(void **state)
{
	const struct turn turns[] = {
	    LOG_IN, {"b. Log out", "24681357"}, NEW_PIN, {AT_MENU, "x"}, {0}};

	(void)state;
	scenario.pin_change = true;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_only_lines();
	assert_lines((const char *const[]){"Own PIN", "Your PIN was reset", "PIN until now",
	    "New PIN, 8 digits", "New PIN once more", "Your PIN is changed.", "What is to be done?",
	    NULL});
	assert_null(strstr(said.out, "24681357"));
	assert_null(strstr(said.out, "97531864"));
}

static void a_forced_change_is_left_by_logging_out(void **state)
{
	const struct turn turns[] = {LOG_IN, {"b. Log out", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	scenario.pin_change = true;
	converse(turns);
	assert_null(strstr(said.out, "What is to be done?"));
}

static void a_weak_an_old_and_two_different_pins_are_told(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "0"}, {"b. Back", "24681357"},
	    {"b. Back", "11112222"}, {"b. Back", "11112222"}, {"New PIN, 8 digits", "24681357"},
	    {"b. Back", "24681357"}, {"New PIN, 8 digits", "97531864"}, {"b. Back", "97531865"},
	    {"New PIN, 8 digits", "9753"}, {"The PIN has 8 digits.", "97531864"},
	    {"New PIN once more", "97531864"}, {AT_MENU, "x"}, {0}};

	(void)state;
	converse(turns);
	assert_lines((const char *const[]){problem_row(PROBLEM_PIN_WEAK)->id,
	    problem_row(PROBLEM_PIN_UNCHANGED)->id, problem_row(PROBLEM_PIN_DIFFERS)->id,
	    "Your PIN is changed.", NULL});
}

static void the_centres_refusal_is_told(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "0"}, {"b. Back", "24681358"}, NEW_PIN,
	    {"PIN until now", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	rest.pin = PROBLEM_WRONG_PIN;
	converse(turns);
	assert_lines((const char *const[]){problem_row(PROBLEM_WRONG_PIN)->id, NULL});
	assert_null(strstr(said.out, "Your PIN is changed."));
}

static void what_may_be_done_is_asked_again(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "0"}, {"b. Back", "24681357"}, NEW_PIN,
	    {"b. Back", "1"}, {AT_MENU, "x"}, {0}};

	(void)state;
	rest.pin_unknown = true;
	converse(turns);
	assert_lines((const char *const[]){"It is not known whether the PIN is changed.",
	    "1. Ask again", "Your PIN is changed.", NULL});
}

/* ---- the lock ---- */

static void locked_nothing_is_told_but_the_lock(void **state)
{
	const struct turn turns[] = {TO_FACE, {AT_FACE, "z"}, {"x. Log this", "y"},
	    {"Type the 8 digits", "24681358"}, {"Tries left: 4", "24681357"}, {AT_FACE, "c"},
	    {"1. Next citizen", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_only_lines();
	assert_lines((const char *const[]){"y. Same person", "The counter is locked",
	    "Locked by officer: ", "Locked at: ", "This officer's PIN", "x. Log this officer out",
	    "This PIN is wrong. Tries left: 4", "Enroll (read the card)",
	    "Are the person at the counter", NULL});
	assert_null(strstr(said.out, "2468135"));
}

static void five_wrong_pins_end_the_session(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "z"}, {"x. Log this", "24681358"},
	    {"left: 4", "24681358"}, {"left: 3", "24681358"}, {"left: 2", "24681358"},
	    {"left: 1", "24681358"}, {AT_MENU, "x"}, {0}};

	(void)state;
	converse(turns);
	assert_lines((const char *const[]){"Five wrong PINs: the officer was logged out.",
	    "Registration and ID Card Services", "Officer's citizen number", NULL});
}

static void others_may_log_the_officer_out(void **state)
{
	const struct turn turns[] = {
	    LOG_IN, {AT_MENU, "z"}, {"x. Log this", "x"}, {"2. No\n", "1"}, {AT_MENU, "x"}, {0}};

	(void)state;
	converse(turns);
	assert_lines(
	    (const char *const[]){"Log this officer out?", "Officer's citizen number", NULL});
}

static void the_new_pin_unlocks(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "0"}, {"b. Back", "24681357"}, NEW_PIN,
	    {AT_MENU, "z"}, {"x. Log this", "24681357"}, {"Tries left: 4", "97531864"},
	    {AT_MENU, "x"}, {0}};

	(void)state;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
}

static void idleness_locks_warns_and_logs_out(void **state)
{
	const struct turn turns[] = {
	    LOG_IN, {AT_MENU, ""}, {"Nobody typed for", ""}, {AT_MENU, "x"}, {0}};

	(void)state;
	idle = (struct lock_limits){1, 2, 4};
	converse(turns);
	assert_only_lines();
	assert_lines((const char *const[]){"What is to be done?", "The counter is locked",
	    "\aNobody has typed. Logging this officer out in ",
	    "\aNobody has typed. Logging this officer out in ", "Nobody typed for a while",
	    "Officer's citizen number", NULL});
}

static void leaving_the_program_needs_no_pin(void **state)
{
	const struct turn turns[] = {
	    TO_FACE, {AT_FACE, "z"}, {"x. Log this", "\003"}, {"2. No\n", "1"}, {0}};

	(void)state;
	converse(turns);
	assert_lines((const char *const[]){"The counter is locked", "Leave the program?", NULL});
}

/* ---- what stands in the terminal ---- */

static void a_person_is_told_only_when_asked_for(void **state)
{
	const struct turn turns[] = {
	    TO_FACE, {AT_FACE, "c"}, {"1. Next citizen", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	converse(turns);
	assert_lines((const char *const[]){"Citizen number 1-1120-xxxxx-56-2", "Name: ", NULL});
	assert_null(strstr(said.out, "1-1120-34563-56-2"));
	assert_null(strstr(said.out, "สมศรี"));
	assert_null(strstr(said.out, "cannot be erased"));
}

static void what_was_asked_for_is_pushed_away_and_said_so(void **state)
{
	const struct turn lock[] = {TO_FACE, {AT_FACE, "v"}, {"1-1120-34563-56-2", "z"},
	    {"x. Log this", "24681357"}, {AT_FACE, "c"}, {"1. Next citizen", "b"}, {AT_MENU, "x"},
	    {0}};
	const struct turn leave[] = {TO_FACE, {AT_FACE, "v"}, {"1-1120-34563-56-2", "c"},
	    {"1. Next citizen", "b"}, {AT_MENU, "x"}, {0}};
	const char *person, *locked;

	(void)state;
	converse(lock);
	person = strstr(said.out, "สมศรี");
	assert_non_null(person);
	locked = strstr(person, "What was told of citizens cannot be erased from here");
	assert_non_null(locked);
	/* As many ends of lines as the terminal has rows. */
	assert_non_null(strstr(person, "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"));
	assert_non_null(strstr(locked, "The counter is locked"));
	assert_null(strstr(locked + 60, "cannot be erased"));
	assert_null(strstr(locked, "สมศรี"));
	converse(leave);
	assert_non_null(strstr(said.out, "What was told of citizens cannot be erased"));
	assert_only_lines();
}

#define T(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    T(after_a_reset_nothing_comes_before_a_new_pin),
	    T(a_forced_change_is_left_by_logging_out),
	    T(a_weak_an_old_and_two_different_pins_are_told),
	    T(the_centres_refusal_is_told),
	    T(what_may_be_done_is_asked_again),
	    T(locked_nothing_is_told_but_the_lock),
	    T(five_wrong_pins_end_the_session),
	    T(others_may_log_the_officer_out),
	    T(the_new_pin_unlocks),
	    T(idleness_locks_warns_and_logs_out),
	    T(leaving_the_program_needs_no_pin),
	    T(a_person_is_told_only_when_asked_for),
	    T(what_was_asked_for_is_pushed_away_and_said_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
