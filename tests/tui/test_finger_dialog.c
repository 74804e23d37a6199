/* What is typed about fingers: nothing but the digits on the screen spends the last try, one
 * finger alone wants its reason, and a second officer's PIN is kept no longer than needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/lang.h"
#include "tui/finger_dialog.h"
#include "world.h"

static struct app app;
static struct runner *runner;
static struct finger_dialog dialog;

static const struct runner_view *view(void)
{
	return runner_view(runner);
}

static void changed(void *arg)
{
	(void)arg;
	finger_dialog_changed(&dialog);
}

/* As tui/app.c hands a key on. */
static void press(int key)
{
	if (!finger_dialog_active(&dialog) || finger_dialog_type(&dialog, key))
		return;
	const struct key_row *row = keys_find(finger_dialog_keys(&dialog), key);
	if (row && finger_dialog_can(&dialog, row->action))
		finger_dialog_act(&dialog, row->action);
	else if (row)
		finger_dialog_denied(&dialog, row->action);
}

static void press_all(const char *keys)
{
	for (; *keys; keys++)
		press(*keys);
}

/* A card with these tries (world.h), face and register found good. */
static void with_card(const char *fingers, const char *problem)
{
	char line[64];
	struct error err = {0};
	struct runner_options options = {0};
	world_begin(NULL);
	world_command("card empty");
	runner = runner_new(&options, &err);
	assert_non_null(runner);
	finger_dialog_begin(&dialog, &app, runner);
	runner_on_change(runner, changed, NULL);
	assert_true(runner_begin(runner, false, &err));
	snprintf(line, sizeof line, "fingers %s", fingers);
	world_command(line);
	world_command("card present");
	world_command("ev TEXT");
	snprintf(line, sizeof line, "ev READ_DONE 0 %s", problem);
	world_command(problem[0] ? line : "ev READ_DONE");
	world_command("ev LINKAGE_ALLOWED");
	assert_true(runner_officer(runner, ENROL_EV_SAME_PERSON, 0));
}

static int end(void **state)
{
	(void)state;
	world_command("policy write");
	runner_free(runner);
	return 0;
}

static void choose_right(void)
{
	assert_true(runner_officer(runner, ENROL_EV_FINGER_CHOSEN, FINGER_RIGHT_INDEX));
}

/* ---- the last try ---- */

static void no_other_key_spends_it(void **state)
{
	(void)state;
	with_card("1 3", "");
	choose_right();
	assert_int_equal(view()->enrol->state, ENROL_LAST_TRY);
	for (int key = 1; key <= TK_UNKNOWN; key = key == 255 ? TK_NAMED : key + 1) {
		if ((key >= '0' && key <= '9') || key == TK_ESC || key == TK_CTRL_C)
			continue;
		press(key);
		assert_int_equal(view()->enrol->state, ENROL_LAST_TRY);
	}
	press(TK_ESC);
	assert_int_equal(view()->enrol->state, ENROL_FINGER);
}

/* Of a thousand only the three of the card (…0565). */
static void no_other_digits_spend_it(void **state)
{
	(void)state;
	with_card("1 3", "");
	for (int n = 0; n < 1000; n++) {
		char digits[8];
		snprintf(digits, sizeof digits, "%03d", n);
		if (n == 565)
			continue;
		choose_right();
		press_all(digits);
		assert_int_equal(view()->enrol->state, ENROL_FINGER);
		assert_int_equal(view()->error.problem, PROBLEM_FINGER_LAST_TRY_KEPT);
		assert_int_equal(dialog.last_try.len, 0);
	}
	choose_right();
	press_all("56");
	assert_int_equal(view()->enrol->state, ENROL_LAST_TRY);
	press_all("5");
	assert_int_equal(view()->enrol->state, ENROL_MATCHING);
}

static void thai_digits_do_too(void **state)
{
	(void)state;
	with_card("1 3", "");
	choose_right();
	press(0x0e55);
	press(0x0e56);
	press(TK_BACKSPACE);
	press(0x0e56);
	press(0x0e55);
	assert_int_equal(view()->enrol->state, ENROL_MATCHING);
}

/* What was typed for one finger does not count for the next time. */
static void digits_are_not_kept(void **state)
{
	(void)state;
	with_card("1 3", "");
	choose_right();
	press_all("56");
	press(TK_ESC);
	choose_right();
	assert_int_equal(dialog.last_try.len, 0);
	press_all("5");
	assert_int_equal(view()->enrol->state, ENROL_LAST_TRY);
}

/* ---- storing ---- */

static void one_finger_wants_its_reason(void **state)
{
	(void)state;
	with_card("- -", "no-finger-on-card");
	assert_int_equal(view()->writing->state, WRITING_ASK);
	press('l');
	assert_int_equal(dialog.question, QUESTION_REASON);
	assert_int_equal(view()->writing->state, WRITING_ASK);
	press(TK_ESC);
	assert_int_equal(dialog.question, QUESTION_NONE);
	press('l');
	press('3');
	assert_int_equal(view()->writing->state, WRITING_CAPTURE);
	assert_int_equal(view()->writing->wanted, 1U << FINGER_LEFT_INDEX);
	assert_int_equal(dialog.absence, ABSENCE_NO_PRINT);
}

static void both_want_none(void **state)
{
	(void)state;
	with_card("- x", "no-finger-on-card");
	press('b');
	assert_int_equal(view()->writing->state, WRITING_CAPTURE);
	assert_int_equal(
	    view()->writing->wanted, (1U << FINGER_RIGHT_INDEX) | (1U << FINGER_LEFT_INDEX));
}

static void nobody_turns_back_while_it_is_written(void **state)
{
	(void)state;
	with_card("- -", "no-finger-on-card");
	press('b');
	world_command("wev TEMPLATE");
	world_command("wev CHALLENGE");
	world_command("wev AUTHORISED");
	assert_int_equal(view()->writing->state, WRITING_WRITING);
	press(TK_ESC);
	assert_int_equal(view()->writing->state, WRITING_WRITING);
	assert_non_null(dialog.why.text);
}

/* ---- the second officer ---- */

static void a_pin_is_typed_anew_each_time(void **state)
{
	(void)state;
	world_command("policy write approve-store");
	with_card("- -", "no-finger-on-card");
	press('b');
	assert_int_equal(view()->writing->state, WRITING_APPROVAL);
	press_all("347010000012712345678");
	press(TK_ENTER);
	assert_int_equal(view()->writing->state, WRITING_APPROVING);
	assert_true(dialog.second.busy);
	press('9');
	world_command("wev CENTRE_FAILED 0 wrong-pin");
	assert_int_equal(view()->writing->state, WRITING_APPROVAL);
	assert_int_equal(dialog.second.pin.len, 0);
	assert_int_equal(dialog.second.number.len, CITIZEN_NUMBER_DIGITS);
	press_all("87654321");
	press(TK_ENTER);
	world_command("wev APPROVED");
	assert_int_equal(view()->writing->state, WRITING_CAPTURE);
	assert_int_equal(dialog.second.pin.len, 0);
	assert_int_equal(dialog.second.number.len, 0);
	assert_string_equal(dialog.second.pin.text, "");
}

static void half_a_number_approves_nothing(void **state)
{
	(void)state;
	world_command("policy write approve-store");
	with_card("- -", "no-finger-on-card");
	press('b');
	press_all("3470100000128"); /* its check digit is 7 */
	press(TK_ENTER);
	assert_int_equal(view()->writing->state, WRITING_APPROVAL);
	assert_non_null(dialog.second.notice);
	press(TK_BACKSPACE);
	press_all("71234567");
	press(TK_ENTER);
	assert_int_equal(view()->writing->state, WRITING_APPROVAL);
	assert_non_null(dialog.second.notice);
}

/* ---- exceptions ---- */

static void not_allowed_says_so(void **state)
{
	(void)state;
	world_command("policy write");
	with_card("- -", "no-finger-on-card");
	press('e');
	assert_int_equal(dialog.question, QUESTION_NONE);
	assert_int_equal(dialog.why.problem, PROBLEM_EXCEPTIONS_OFF);
}

static void an_exception_wants_reason_and_officer(void **state)
{
	(void)state;
	world_command("policy write exceptions");
	with_card("- -", "no-finger-on-card");
	press('e');
	assert_int_equal(dialog.question, QUESTION_EXCEPTION);
	assert_int_equal(view()->enrol->state, ENROL_STORING);
	press('1');
	assert_int_equal(view()->enrol->state, ENROL_EXCEPTION);
	assert_int_equal(view()->enrol->absence, ABSENCE_MISSING);
	press_all("347010000012712345678");
	press(TK_ENTER);
	assert_int_equal(view()->enrol->approval, ENROL_CALL_RUNNING);
	world_command("ev APPROVED");
	assert_int_equal(view()->enrol->state, ENROL_PROOFING);
	assert_int_equal(dialog.second.pin.len, 0);
}

#define CASE(f) cmocka_unit_test_teardown(f, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(no_other_key_spends_it),
	    CASE(no_other_digits_spend_it),
	    CASE(thai_digits_do_too),
	    CASE(digits_are_not_kept),
	    CASE(one_finger_wants_its_reason),
	    CASE(both_want_none),
	    CASE(nobody_turns_back_while_it_is_written),
	    CASE(a_pin_is_typed_anew_each_time),
	    CASE(half_a_number_approves_nothing),
	    CASE(not_allowed_says_so),
	    CASE(an_exception_wants_reason_and_officer),
	};
	lang_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
