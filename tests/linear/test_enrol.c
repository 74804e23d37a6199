/* An enrollment in lines as an officer meets it: questions, answers, ends, exit codes. */
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
#define TO_CODE                                                                                    \
	TO_FINGER, {AT_FINGER, "1"},                                                               \
	{                                                                                          \
		"1. Create QR code", "1"                                                           \
	}
#define DIGITS                                                                                     \
	{                                                                                          \
		"Which four digits", "1234"                                                        \
	}
#define TO_EXIT                                                                                    \
	{"1. Next citizen", "b"},                                                                  \
	{                                                                                          \
		"x. Exit", "x"                                                                     \
	}

static void a_whole_enrollment(void **state)
{
	const struct turn turns[] = {TO_CODE, DIGITS, TO_EXIT, {0}};

	(void)state;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_only_lines();
	assert_lines((const char *const[]){"Officer's citizen number", "PIN, 8 digits",
	    "What is to be done?", "1. Enroll (read the card)", "Step 1 of 3: Read the ID card",
	    "Has the applicant the D.DOPA app", "Citizen number 1-1120-xxxxx-56-2",
	    "Are the person at the counter", "y. Same person", "n. Not / not sure",
	    "Which index finger is laid on the reader?", "Step 2 of 3: Citizen data",
	    "Checks passed: create the QR code", "Step 3 of 3: Enrollment status",
	    "To type instead of scanning: " FAKE_TYPED, "Sign by sign: 7 K Q 4, M X 2 P, 9 D, 0",
	    "Which four digits does the citizen's phone show?", "Success",
	    "Done: the citizen's phone has the identity.", "Give the card back", "1. Next citizen",
	    NULL});
}

static void the_same_in_thai_with_the_thai_layout_on(void **state)
{
	/* The keys 1 2 3 4 of Kedmanee, a shortcut on it, and Thai digits. */
	const struct turn turns[] = {{"x. ออก", "๑๒๓๔๕๖๗๘๙๐๑๒๑"}, {"x. ออก", "24681357"},
	    {"x. ออก", "ๅ"}, {"n. ไม่ใช่", "ั"}, {"3. ", "ๅ"}, {"1. ", "ๅ"},
	    {"แสดงเลข 4 หลักใด", "ๅ/-ภ"}, {"1. ", "ิ"}, {"x. ออก", "ป"}, {0}};

	(void)state;
	converse_on(&(struct terminal_kind){LANG_TH, 24, 80}, turns);
	assert_int_equal(said.exit_code, 0);
	assert_only_lines();
	assert_non_null(strstr(said.out, "สำเร็จ"));
}

static void pins_and_the_whole_number_are_not_shown(void **state)
{
	const struct turn turns[] = {
	    TO_FACE, {AT_FACE, "v"}, {"1-1120-34563-56-2", "c"}, TO_EXIT, {0}};

	(void)state;
	converse(turns);
	assert_null(strstr(said.out, "24681357"));
	assert_lines((const char *const[]){
	    "Citizen number 1-1120-xxxxx-56-2", "Citizen number 1-1120-34563-56-2", NULL});
}

static void wrong_answers_get_what_is_possible(void **state)
{
	const struct turn turns[] = {{"x. Exit", "12"}, {"has 13 digits", "1234567890123"},
	    {"compare each digit", "1234567890121"}, {"x. Exit", "1"}, {"has 8 digits", "24681357"},
	    {"x. Exit", "99"}, {"Type one of: 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, z, e, x.", "?"},
	    {"Ctrl-C asks", "1"}, {AT_FACE, "yes"}, {"Type one of: y, n, v, c.", "c"}, TO_EXIT,
	    {0}};

	(void)state;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
}

static void an_empty_line_tells_it_again(void **state)
{
	const struct turn turns[] = {
	    TO_FACE, {AT_FACE, ""}, {"Are the person at the counter", "c"}, TO_EXIT, {0}};

	(void)state;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
}

static void a_finger_that_cannot_be_compared_says_why(void **state)
{
	const struct turn turns[] = {
	    TO_FINGER, {AT_FINGER, "2"}, {"has locked it", "c"}, TO_EXIT, {0}};

	(void)state;
	scenario.left_finger = PROBLEM_FINGER_LOCKED;
	converse(turns);
	assert_lines((const char *const[]){"Left index finger: locked",
	    "2. Left index finger: not now. The left index finger cannot be matched:",
	    "The left index finger cannot be matched:", NULL});
}

static void no_app_ends_it(void **state)
{
	const struct turn turns[] = {TO_FACE, {"b. Menu", "2"}, TO_EXIT, {0}};

	(void)state;
	scenario.no_reader = true; /* else the card would be there at once */
	converse(turns);
	assert_lines((const char *const[]){"Not enrolled", problem_row(PROBLEM_NO_APP)->id, NULL});
}

static void every_reason_of_a_refusal_is_told(void **state)
{
	const struct turn turns[] = {TO_FACE, TO_EXIT, {0}};

	(void)state;
	scenario.reasons[0] = PROBLEM_REFUSED_NOT_LATEST_CARD;
	scenario.reasons[1] = PROBLEM_REFUSED_NOT_THAI;
	converse(turns);
	assert_lines(
	    (const char *const[]){"Not enrolled", problem_row(PROBLEM_REFUSED_NOT_LATEST_CARD)->id,
		problem_row(PROBLEM_REFUSED_NOT_THAI)->id, NULL});
}

static void a_card_that_is_enrolled_goes_on_with_a_new_phone(void **state)
{
	const struct turn turns[] = {TO_FACE, {"p. The same citizen", "p"}, TO_EXIT, {0}};

	(void)state;
	scenario.reasons[0] = PROBLEM_REFUSED_ENROLLED;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
}

static void a_no_wants_its_reason(void **state)
{
	const struct turn turns[] = {TO_FACE, {"n. Not / not sure", "n"},
	    {"Why are holder and card not the same person?", "b"}, {"n. Not / not sure", "n"},
	    {"2. cannot say: photo too old", "2"}, TO_EXIT, {0}};

	(void)state;
	converse(turns);
	assert_lines((const char *const[]){"Not enrolled", problem_row(PROBLEM_FACE_UNSURE)->id,
	    "Tell the citizen: The photo does not let me recognise you", NULL});
}

static void a_wrong_finger_is_told_and_asked_for_again(void **state)
{
	const struct turn turns[] = {
	    TO_FINGER, {AT_FINGER, "1"}, {"Which index finger", "c"}, TO_EXIT, {0}};

	(void)state;
	scenario.mismatches = 2;
	converse(turns);
	assert_non_null(strstr(said.out, problem_row(PROBLEM_FINGER_MISMATCH)->id));
}

static void a_code_leaves_the_enrollment_open(void **state)
{
	const struct turn turns[] = {TO_CODE, {"b. Back (stays open)", "b"}, {"x. Exit", "x"}, {0}};

	(void)state;
	scenario.stay_at_code = true;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_lines((const char *const[]){"It runs out in 4 minutes 5", "Waiting for the citizen",
	    "r. New code", "D.DOPA Enrollment System", NULL});
}

static void cancelling_asks_first(void **state)
{
	const struct turn turns[] = {TO_CODE, {"b. Back", "c"}, {"2. No\n", "2"}, {"b. Back", "c"},
	    {"2. No\n", "1"}, TO_EXIT, {0}};

	(void)state;
	scenario.stay_at_code = true;
	converse(turns);
	assert_non_null(strstr(said.out, problem_row(PROBLEM_CANCELLED_BY_OFFICER)->id));
}

/* ---- the code in signs ---- */

static void the_code_in_signs_wants_room(void **state)
{
	const struct turn turns[] = {
	    TO_CODE, {"b. Back", "q"}, {"It takes a terminal of 74", "b"}, {"x. Exit", "x"}, {0}};

	(void)state;
	scenario.stay_at_code = true;
	converse(turns);
	assert_null(strstr(said.out, "####"));
}

static void the_code_in_signs_is_37_lines_of_74(void **state)
{
	const struct turn turns[] = {
	    TO_CODE, {"b. Back", "q"}, {"b. Back", "1"}, {"b. Back", "b"}, {"x. Exit", "x"}, {0}};
	int rows = 0;

	(void)state;
	scenario.stay_at_code = true;
	converse_on(&(struct terminal_kind){LANG_EN, 42, 80}, turns);
	assert_only_lines();
	for (const char *at = said.out; at != NULL; at = strchr(at + 1, '\n'))
		rows += strspn(at + 1, "# ") == 74;
	assert_int_equal(rows, 37);
}

/* ---- leaving ---- */

static void ctrl_c_asks_once(void **state)
{
	const struct turn before[] = {
	    TO_FACE, {AT_FACE, "\003"}, {"2. No\n", "2"}, {AT_FACE, "\003"}, {"2. No\n", "1"}, {0}};
	const struct turn after[] = {TO_CODE, {"b. Back", "\003"}, {"2. No\n", "\003"}, {0}};

	(void)state;
	converse(before);
	assert_int_equal(said.exit_code, problem_row(PROBLEM_INPUT_ENDED)->exit_code);
	assert_only_lines();
	scenario.stay_at_code = true;
	converse(after);
	assert_int_equal(said.exit_code, EXIT_PENDING);
	assert_lines((const char *const[]){"Leave the program?", "Left open", NULL});
}

static void the_end_of_input_leaves(void **state)
{
	const struct turn menu[] = {
	    {"x. Exit", "1234567890121"}, {"x. Exit", "24681357"}, {"x. Exit", "\004"}, {0}};
	const struct turn code[] = {TO_CODE, {"b. Back", "\004"}, {0}};

	(void)state;
	converse(menu);
	assert_int_equal(said.exit_code, 0);
	scenario.stay_at_code = true;
	converse(code);
	assert_int_equal(said.exit_code, EXIT_PENDING);
}

static void a_hang_up_leaves_all_as_it_is(void **state)
{
	const struct turn turns[] = {TO_CODE, {"b. Back", NULL}, {0}};

	(void)state;
	scenario.stay_at_code = true;
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_null(strstr(said.out, "Left open"));
	assert_null(strstr(said.out, "Not enrolled"));
}

#define T(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    T(a_whole_enrollment),
	    T(a_no_wants_its_reason),
	    T(the_same_in_thai_with_the_thai_layout_on),
	    T(pins_and_the_whole_number_are_not_shown),
	    T(wrong_answers_get_what_is_possible),
	    T(an_empty_line_tells_it_again),
	    T(a_finger_that_cannot_be_compared_says_why),
	    T(no_app_ends_it),
	    T(every_reason_of_a_refusal_is_told),
	    T(a_card_that_is_enrolled_goes_on_with_a_new_phone),
	    T(a_wrong_finger_is_told_and_asked_for_again),
	    T(a_code_leaves_the_enrollment_open),
	    T(cancelling_asks_first),
	    T(the_code_in_signs_wants_room),
	    T(the_code_in_signs_is_37_lines_of_74),
	    T(ctrl_c_asks_once),
	    T(the_end_of_input_leaves),
	    T(a_hang_up_leaves_all_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
