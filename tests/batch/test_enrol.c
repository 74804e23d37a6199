/* `ddopa enrol --json` as a script meets it: questions, answers, ends, exit codes. */
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

static int set_up(void **state)
{
	(void)state;
	memset(&scenario, 0, sizeof scenario);
	return 0;
}

#define TO_FINGER "{\"app\":true}\n{\"same_person\":true}\n{\"finger\":\"right-index\"}\n"
#define TO_END	  TO_FINGER "{\"match_code\":\"1234\"}\n"

static void a_whole_enrollment(void **state)
{
	(void)state;
	converse(TO_END);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("ask"), "app same_person finger match_code");
	assert_string_equal(
	    all("state"), "PROOFED QR_CREATED SCANNED CONFIRMED CONSENTED SAVED SUCCESS");
	assert_string_equal(all("problem"), "");
}

static void the_code_is_painted_and_never_in_the_lines(void **state)
{
	(void)state;
	converse(TO_END);
	assert_null(strstr(said.out, "/E/"));
	assert_null(strstr(said.out, "7KQ4"));
	assert_null(strstr(said.out, "24681357"));
	assert_non_null(strstr(said.code, FAKE_TYPED "\n"));
	assert_non_null(strstr(said.code, "\033["));
	assert_null(strstr(said.code, "/E/"));
}

static void the_person_is_told_with_the_question_only(void **state)
{
	const char *first;

	(void)state;
	converse(TO_END);
	first = strstr(said.out, "1112034563562");
	assert_non_null(first);
	assert_null(strstr(first + 1, "1112034563562"));
	assert_non_null(strstr(said.out, "\"ask\":\"same_person\""));
}

static void end_of_input_refuses_before_the_code(void **state)
{
	(void)state;
	converse("{\"app\":true}\n");
	assert_int_equal(said.exit_code, problem_row(PROBLEM_INPUT_ENDED)->exit_code);
	assert_string_equal(all("ask"), "app same_person");
	assert_string_equal(all("code"), problem_row(PROBLEM_INPUT_ENDED)->name);
	assert_string_equal(all("state"), "");
}

static void no_input_at_all_refuses(void **state)
{
	(void)state;
	converse("");
	assert_int_equal(said.exit_code, problem_row(PROBLEM_INPUT_ENDED)->exit_code);
	assert_string_equal(all("ask"), "app");
}

static void end_of_input_after_the_code_leaves_it_open(void **state)
{
	(void)state;
	scenario.stay_at_code = true;
	converse(TO_FINGER);
	assert_int_equal(said.exit_code, EXIT_PENDING);
	assert_string_equal(all("code"), "pending");
	assert_non_null(strstr(all("id"), FAKE_ID));
}

static void end_of_input_at_the_match_code_leaves_it_open(void **state)
{
	(void)state;
	converse(TO_FINGER);
	assert_int_equal(said.exit_code, EXIT_PENDING);
}

static void an_open_one_is_gone_on_with(void **state)
{
	char *resume[] = {"--resume", FAKE_ID, NULL};
	char *unknown[] = {"--resume", "e1", NULL};

	(void)state;
	converse_as_officer("", resume);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("state"), "CONFIRMED CONSENTED SAVED SUCCESS");
	converse_as_officer("", unknown);
	assert_int_equal(said.exit_code, problem_row(PROBLEM_NOT_FOUND)->exit_code);
}

static void one_resumed_without_its_code_asks_for_another(void **state)
{
	char *resume[] = {"--resume", FAKE_ID, NULL};

	(void)state;
	scenario.resume_at_code = true;
	converse_as_officer("{\"renew\":true}\n{\"match_code\":\"1234\"}\n", resume);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("ask"), "renew match_code");
	assert_non_null(strstr(said.code, FAKE_TYPED "\n"));
	converse_as_officer("", resume);
	assert_int_equal(said.exit_code, EXIT_PENDING);
}

static void a_finger_that_cannot_be_compared_is_named(void **state)
{
	static const char answers[] = "{\"app\":true}\n{\"same_person\":true}\n"
				      "{\"finger\":\"left-index\"}\n"
				      "{\"finger\":\"right-index\"}\n{\"match_code\":\"1234\"}\n";

	(void)state;
	scenario.left_finger = PROBLEM_NO_FINGER_ON_CARD;
	converse(answers);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("code"), problem_row(PROBLEM_NO_FINGER_ON_CARD)->name);
	scenario.left_finger = PROBLEM_FINGER_LOCKED;
	converse(answers);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("code"), problem_row(PROBLEM_FINGER_LOCKED)->name);
}

static void not_the_same_person(void **state)
{
	(void)state;
	converse("{\"app\":true}\n{\"same_person\":\"not-same-person\"}\n");
	assert_int_equal(said.exit_code, EXIT_NOT_SAME_PERSON);
	assert_string_equal(all("state"), "");
}

static void a_no_carries_its_reason(void **state)
{
	static const struct {
		const char *reason, *id;
	} all_of_them[] = {{"not-same-person", "DD-302"}, {"face-unsure", "DD-305"},
	    {"card-of-another", "DD-306"}, {"face-not-shown", "DD-307"}};
	char answers[128];

	(void)state;
	for (size_t i = 0; i < sizeof all_of_them / sizeof all_of_them[0]; i++) {
		snprintf(answers, sizeof answers, "{\"app\":true}\n{\"same_person\":\"%s\"}\n",
		    all_of_them[i].reason);
		converse(answers);
		assert_int_equal(said.exit_code, EXIT_NOT_SAME_PERSON);
		assert_string_equal(all("problem"), all_of_them[i].id);
	}
	/* The question names them. */
	assert_non_null(strstr(said.out, "\"reasons\":{\"not-same-person\":"));
}

static void a_no_without_a_reason_is_no_answer(void **state)
{
	(void)state;
	converse("{\"app\":true}\n{\"same_person\":false}\n{\"same_person\":\"no-app\"}\n"
		 "{\"same_person\":\"\"}\n");
	assert_int_equal(said.exit_code, EXIT_CANCELLED);
	assert_string_equal(all("problem"), "DD-013 DD-013 DD-013 DD-011");
}

static void no_app(void **state)
{
	(void)state;
	converse("{\"app\":false}\n");
	assert_int_equal(said.exit_code, EXIT_NO_APP);
}

static void every_reason_of_a_refusal_is_told(void **state)
{
	(void)state;
	scenario.reasons[0] = PROBLEM_REFUSED_NOT_LATEST_CARD;
	scenario.reasons[1] = PROBLEM_REFUSED_QUOTA;
	converse("{\"app\":true}\n");
	assert_int_equal(said.exit_code, EXIT_REFUSED);
	assert_non_null(strstr(said.out, "\"reasons\":["));
	assert_non_null(strstr(said.out, problem_row(PROBLEM_REFUSED_NOT_LATEST_CARD)->name));
	assert_non_null(strstr(said.out, problem_row(PROBLEM_REFUSED_QUOTA)->name));
	assert_non_null(strstr(said.out, "\"dopa\":95002"));
}

static void a_wrong_finger_is_asked_again(void **state)
{
	(void)state;
	scenario.mismatches = 1;
	converse(TO_FINGER "{\"finger\":\"left-index\"}\n{\"match_code\":\"1234\"}\n");
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("ask"), "app same_person finger finger match_code");
	assert_string_equal(all("code"), problem_row(PROBLEM_FINGER_MISMATCH)->name);
}

static void giving_up_after_a_wrong_finger_names_the_finger(void **state)
{
	(void)state;
	scenario.mismatches = 1;
	converse(TO_FINGER);
	assert_int_equal(said.exit_code, EXIT_FINGER_MISMATCH);
}

static void nonsense_is_refused_and_asked_on(void **state)
{
	(void)state;
	converse("{\"app\":true}\nhello\n{\"same_person\":\"yes\"}\n{\"a\":1,\"b\":2}\n"
		 "{\"same_person\":true}\n{\"finger\":\"thumb\"}\n{\"finger\":\"right-index\"}\n"
		 "{\"match_code\":\"12a4\"}\n{\"match_code\":1234}\n{\"match_code\":\"1234\"}\n");
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(all("problem"), "DD-013 DD-013 DD-013 DD-013 DD-013 DD-013");
}

static void an_answer_to_another_question_waits_for_nothing(void **state)
{
	(void)state;
	/* While «same person» is open, a finger is no answer to it. */
	converse("{\"app\":true}\n{\"finger\":\"right-index\"}\n"
		 "{\"same_person\":\"not-same-person\"}\n");
	assert_int_equal(said.exit_code, EXIT_NOT_SAME_PERSON);
	assert_string_equal(all("problem"), "DD-013 DD-302");
}

static void an_endless_line_is_refused(void **state)
{
	char *long_line = malloc(20000);

	(void)state;
	memset(long_line, 'x', 20000);
	strcpy(long_line + 19000, "\n{\"app\":false}\n");
	converse(long_line);
	free(long_line);
	assert_int_equal(said.exit_code, EXIT_NO_APP);
}

static void the_officer_cancels(void **state)
{
	(void)state;
	converse(TO_FINGER "{\"cancel\":true}\n");
	assert_int_equal(said.exit_code, EXIT_CANCELLED);
	converse("{\"cancel\":true}\n");
	assert_int_equal(said.exit_code, EXIT_CANCELLED);
}

static void no_reader_ends_it(void **state)
{
	(void)state;
	scenario.no_reader = true;
	converse("{\"app\":true}\n");
	assert_int_equal(said.exit_code, EXIT_NO_READER);
}

static void a_wrong_pin_ends_it_before_any_question(void **state)
{
	(void)state;
	scenario.login = PROBLEM_WRONG_PIN;
	converse(TO_END);
	assert_int_equal(said.exit_code, EXIT_WRONG_PIN);
	assert_string_equal(all("ask"), "");
	assert_non_null(strstr(said.out, "\"dopa\":90090"));
}

static void a_login_that_is_none(void **state)
{
	static const char *const logins[] = {
	    "", "1234567890121\n", "1234567890121\n1234\n", "1234567890122\n24681357\n"};
	char *options[] = {"--json", "--pin-fd", "7", NULL};

	(void)state;
	for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++) {
		converse_with(&batch_enrol, logins[i], TO_END, options);
		assert_int_equal(said.exit_code, 64);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_whole_enrollment, set_up),
	    cmocka_unit_test_setup(the_code_is_painted_and_never_in_the_lines, set_up),
	    cmocka_unit_test_setup(the_person_is_told_with_the_question_only, set_up),
	    cmocka_unit_test_setup(end_of_input_refuses_before_the_code, set_up),
	    cmocka_unit_test_setup(no_input_at_all_refuses, set_up),
	    cmocka_unit_test_setup(end_of_input_after_the_code_leaves_it_open, set_up),
	    cmocka_unit_test_setup(end_of_input_at_the_match_code_leaves_it_open, set_up),
	    cmocka_unit_test_setup(an_open_one_is_gone_on_with, set_up),
	    cmocka_unit_test_setup(one_resumed_without_its_code_asks_for_another, set_up),
	    cmocka_unit_test_setup(a_finger_that_cannot_be_compared_is_named, set_up),
	    cmocka_unit_test_setup(not_the_same_person, set_up),
	    cmocka_unit_test_setup(a_no_carries_its_reason, set_up),
	    cmocka_unit_test_setup(a_no_without_a_reason_is_no_answer, set_up),
	    cmocka_unit_test_setup(no_app, set_up),
	    cmocka_unit_test_setup(every_reason_of_a_refusal_is_told, set_up),
	    cmocka_unit_test_setup(a_wrong_finger_is_asked_again, set_up),
	    cmocka_unit_test_setup(giving_up_after_a_wrong_finger_names_the_finger, set_up),
	    cmocka_unit_test_setup(nonsense_is_refused_and_asked_on, set_up),
	    cmocka_unit_test_setup(an_answer_to_another_question_waits_for_nothing, set_up),
	    cmocka_unit_test_setup(an_endless_line_is_refused, set_up),
	    cmocka_unit_test_setup(the_officer_cancels, set_up),
	    cmocka_unit_test_setup(no_reader_ends_it, set_up),
	    cmocka_unit_test_setup(a_wrong_pin_ends_it_before_any_question, set_up),
	    cmocka_unit_test_setup(a_login_that_is_none, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
