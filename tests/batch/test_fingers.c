/* What a script is asked about fingers: the last try, storing, second officers, exceptions; and
 * `ddopa moc`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "batch/commands.h"
#include "converse.h"
#include "fake_engine.h"

#define FACE   "{\"app\":true}\n{\"same_person\":true}\n"
#define RIGHT  "{\"finger\":\"right-index\"}\n"
#define BOTH   "{\"fingers\":\"both\"}\n"
#define DIGITS "{\"match_code\":\"1234\"}\n"
#define SECOND "{\"second_officer\":{\"number\":\"1470199999117\",\"pin\":\"97531864\"}}\n"

static int set_up(void **state)
{
	(void)state;
	memset(&scenario, 0, sizeof scenario);
	return 0;
}

static void moc(const char *action, const char *answers, char *const *more)
{
	char *options[16] = {(char *)(uintptr_t)action, "--json"};

	for (size_t i = 0; more[i] != NULL; i++)
		options[2 + i] = more[i];
	converse_with(&batch_moc, CONVERSE_LOGIN, answers, options);
}

static char *const none[] = {NULL};
static char *const login[] = {"--pin-fd", "7", NULL};
static char *const login_right[] = {"--pin-fd", "7", "--finger", "right-index", NULL};

/* ---- the last try ---- */

static void the_last_try_is_spent_when_typed(void **state)
{
	(void)state;
	scenario.tries_left = 1;
	converse(FACE RIGHT "{\"last_try\":\"562\"}\n" DIGITS);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("ask"), "app same_person finger last_try match_code");
}

static void other_digits_do_not_spend_it(void **state)
{
	(void)state;
	scenario.tries_left = 1;
	converse(FACE RIGHT "{\"last_try\":\"561\"}\n");
	assert_int_equal(said.exit_code, EXIT_FINGER_LOCKED);
	assert_string_equal(all("ask"), "app same_person finger last_try finger");
	assert_null(strstr(said.out, "\"step\":\"matching\""));
}

static void going_back_does_not_either(void **state)
{
	(void)state;
	scenario.tries_left = 1;
	converse(FACE RIGHT "{\"last_try\":false}\n{\"last_try\":\"562\"}\n");
	assert_string_equal(all("ask"), "app same_person finger last_try finger");
	assert_null(strstr(said.out, "\"step\":\"matching\""));
}

/* ---- storing ---- */

static void an_empty_chip_is_written_first(void **state)
{
	(void)state;
	scenario.empty = true;
	converse(FACE BOTH RIGHT DIGITS);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("ask"), "app same_person fingers finger match_code");
	assert_string_equal(all("event"), "stored stored");
	assert_non_null(strstr(said.out, "\"state\":\"empty\""));
}

static void one_finger_needs_the_reason(void **state)
{
	(void)state;
	scenario.empty = true;
	converse(FACE
	    "{\"fingers\":\"right-index\"}\n{\"fingers\":{\"store\":\"right-index\"}}\n"
	    "{\"fingers\":{\"store\":\"right-index\",\"absence\":\"\"}}\n"
	    "{\"fingers\":{\"store\":\"right-index\",\"absence\":\"lost\"}}\n"
	    "{\"fingers\":{\"store\":\"right-index\",\"absence\":\"missing\"}}\n" RIGHT DIGITS);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("problem"), "DD-013 DD-013 DD-013 DD-013");
	assert_string_equal(all("event"), "stored");
}

static void a_second_officer_is_asked_for_by_policy(void **state)
{
	(void)state;
	scenario.empty = scenario.approve = true;
	converse(FACE BOTH
	    "{\"second_officer\":{\"number\":\"1470199999118\",\"pin\":\"97531864\"}}\n"
	    "{\"second_officer\":{\"number\":\"1470199999117\",\"pin\":\"9753\"}}\n" SECOND RIGHT
		DIGITS);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("ask"), "app same_person fingers second_officer finger match_code");
	assert_string_equal(all("problem"), "DD-013 DD-013");
	assert_null(strstr(said.out, "97531864"));
	assert_null(strstr(said.out, "1470199999117"));
}

static void an_interrupted_write_is_told_and_asked_about(void **state)
{
	(void)state;
	scenario.empty = true;
	scenario.write = PROBLEM_WRITE_UNCHANGED;
	converse(FACE BOTH "{\"retry\":true}\n" RIGHT DIGITS);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("code"), "write-unchanged");
	assert_string_equal(all("ask"), "app same_person fingers retry finger match_code");
}

static void nobody_to_ask_leaves_the_chip_empty(void **state)
{
	(void)state;
	scenario.empty = true;
	converse(FACE);
	assert_int_equal(said.exit_code, EXIT_NO_FINGER_ON_CARD);
	assert_string_equal(all("event"), "");
}

/* ---- exceptions ---- */

static void an_exception_needs_a_second_officer(void **state)
{
	(void)state;
	converse(FACE "{\"exception\":\"missing\"}\n" SECOND DIGITS);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("ask"), "app same_person finger second_officer match_code");
	assert_null(strstr(said.out, "\"step\":\"matching\""));
}

static void an_exception_has_to_be_allowed(void **state)
{
	(void)state;
	scenario.no_exceptions = true;
	converse(FACE "{\"exception\":\"missing\"}\n" RIGHT DIGITS);
	assert_int_equal(said.exit_code, 0);
	assert_non_null(strstr(all("code"), "exceptions-off"));
	assert_string_equal(all("ask"), "app same_person finger match_code");
}

static void an_exception_needs_a_reason_that_is_one(void **state)
{
	(void)state;
	converse(FACE
	    "{\"exception\":true}\n{\"exception\":\"late\"}\n{\"exception\":\"\"}\n" RIGHT DIGITS);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("problem"), "DD-013 DD-013 DD-013");
}

/* ---- ddopa moc ---- */

static void status_asks_nothing(void **state)
{
	(void)state;
	scenario.left_finger = PROBLEM_NO_FINGER_ON_CARD;
	moc("status", "", none);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(said.out,
	    "{\"result\":\"status\",\"fingers\":{\"right-index\":{\"state\":\"stored\","
	    "\"tries_left\":3},\"left-index\":{\"state\":\"empty\"}}}\n");
}

static void store_asks_for_the_face_first(void **state)
{
	(void)state;
	scenario.empty = true;
	moc("store", "{\"same_person\":true}\n" BOTH, login);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("ask"), "same_person fingers");
	assert_string_equal(all("result"), "store");
	assert_string_equal(all("event"), "stored stored");
}

static void another_person_gets_nothing_stored(void **state)
{
	(void)state;
	scenario.empty = true;
	moc("store", "{\"same_person\":\"card-of-another\"}\n" BOTH, login);
	assert_int_equal(said.exit_code, EXIT_NOT_SAME_PERSON);
	assert_string_equal(all("event"), "");
}

static void remove_takes_one_away(void **state)
{
	(void)state;
	scenario.approve = true;
	moc("remove", "{\"same_person\":true}\n" SECOND, login_right);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("ask"), "same_person second_officer");
	assert_string_equal(all("event"), "removed");
	assert_non_null(strstr(said.out, "\"right-index\":{\"state\":\"empty\"}"));
	assert_non_null(strstr(said.out, "\"left-index\":{\"state\":\"stored\",\"tries_left\":3}"));
}

static void what_is_missing_on_the_command_line(void **state)
{
	char *thumb[] = {"--finger", "thumb", NULL};

	(void)state;
	moc("store", "", none);
	assert_int_equal(said.exit_code, 64);
	moc("remove", "", login);
	assert_int_equal(said.exit_code, 64);
	moc("verify", "", thumb);
	assert_int_equal(said.exit_code, 64);
	moc("forget", "", none);
	assert_int_equal(said.exit_code, 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(the_last_try_is_spent_when_typed, set_up),
	    cmocka_unit_test_setup(other_digits_do_not_spend_it, set_up),
	    cmocka_unit_test_setup(going_back_does_not_either, set_up),
	    cmocka_unit_test_setup(an_empty_chip_is_written_first, set_up),
	    cmocka_unit_test_setup(one_finger_needs_the_reason, set_up),
	    cmocka_unit_test_setup(a_second_officer_is_asked_for_by_policy, set_up),
	    cmocka_unit_test_setup(an_interrupted_write_is_told_and_asked_about, set_up),
	    cmocka_unit_test_setup(nobody_to_ask_leaves_the_chip_empty, set_up),
	    cmocka_unit_test_setup(an_exception_needs_a_second_officer, set_up),
	    cmocka_unit_test_setup(an_exception_has_to_be_allowed, set_up),
	    cmocka_unit_test_setup(an_exception_needs_a_reason_that_is_one, set_up),
	    cmocka_unit_test_setup(status_asks_nothing, set_up),
	    cmocka_unit_test_setup(store_asks_for_the_face_first, set_up),
	    cmocka_unit_test_setup(another_person_gets_nothing_stored, set_up),
	    cmocka_unit_test_setup(remove_takes_one_away, set_up),
	    cmocka_unit_test_setup(what_is_missing_on_the_command_line, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
