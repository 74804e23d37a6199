/* The thirteen digits: card.md's examples, every wrong digit, and how people type. */
#include "person/person.h"

#include <stdio.h>
#include <string.h>

#include "tests/base/cmocka_all.h"

static const char *const valid[] = {"1112034563562", "1234567890121", "1101700207030"};

/* card.md: d12 = (11 - sum of d[i] * (13 - i) mod 11) mod 10. Worked by hand for
 * 1234567890121: the sum is 352, 352 mod 11 is 0, so 11 mod 10 is 1. */
static void the_known_examples_are_valid(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(valid); i++)
		assert_true(citizen_number_valid(valid[i]));
}

static void every_wrong_check_digit_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(valid); i++) {
		for (char c = '0'; c <= '9'; c++) {
			char number[14];

			strcpy(number, valid[i]);
			number[12] = c;
			assert_int_equal(citizen_number_valid(number), c == valid[i][12]);
		}
	}
}

/* The weight of the third digit is 11, which is 0 modulo 11: the rule does not look at
 * it. The check digit 1 stands for two remainders (0 and 10), every other for one: with
 * another check digit, a wrong digit elsewhere is always found. */
static void single_errors_are_found_as_far_as_the_rule_reaches(void **state)
{
	const char *number = "1112034563562";

	(void)state;
	for (int at = 0; at < 12; at++) {
		for (char c = '0'; c <= '9'; c++) {
			char other[14];

			strcpy(other, number);
			other[at] = c;
			assert_int_equal(citizen_number_valid(other), c == number[at] || at == 2);
		}
	}
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const bad[] = {"", "123456789012", "12345678901211", "12345678901x1",
	    "123456789012 ", " 234567890121", "1-2345-67890-12-1", "+234567890121"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(citizen_number_valid(bad[i]));
}

static void people_type_it_in_many_ways(void **state)
{
	static const char *const good[] = {"1234567890121", "1-2345-67890-12-1",
	    "1 2345 67890 12 1", "  1234567890121 ", "๑๒๓๔๕๖๗๘๙๐๑๒๑", "๑-2345-๖๗๘๙๐-12-๑"};
	static const char *const bad[] = {"", "-", "123456789012", "12345678901210",
	    "1234567890122", "1234567890121x", "123456789012\xE0\xB9", "1234567890121\n",
	    "１２３４５６７８９０１２１"};
	struct citizen_number n;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		assert_true(citizen_number_parse(&n, good[i]));
		assert_string_equal(n.digits, "1234567890121");
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(citizen_number_parse(&n, bad[i]));
}

static void it_is_shown_in_groups_and_masked(void **state)
{
	const struct citizen_number n = {"1112034563562"};
	char out[CITIZEN_NUMBER_SHOWN];

	(void)state;
	citizen_number_format(out, &n);
	assert_string_equal(out, "1-1120-34563-56-2");
	citizen_number_mask(out, &n);
	assert_string_equal(out, "1-1120-xxxxx-56-2"); /* screens.md */
}

static void the_first_digit_tells_who_may_enroll(void **state)
{
	(void)state;
	for (char c = '0'; c <= '9'; c++) {
		struct citizen_number n = {"0234567890121"};
		const enum eligibility want = strchr("125", c) != NULL	 ? ELIGIBLE
					      : strchr("348", c) != NULL ? ELIGIBLE_REGISTER
									 : NOT_ELIGIBLE;

		n.digits[0] = c;
		assert_int_equal(citizen_number_eligibility(&n), want);
	}
	assert_int_equal(citizen_number_eligibility(&(struct citizen_number){""}), NOT_ELIGIBLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_known_examples_are_valid),
	    cmocka_unit_test(every_wrong_check_digit_is_found),
	    cmocka_unit_test(single_errors_are_found_as_far_as_the_rule_reaches),
	    cmocka_unit_test(what_is_no_number_is_refused),
	    cmocka_unit_test(people_type_it_in_many_ways),
	    cmocka_unit_test(it_is_shown_in_groups_and_masked),
	    cmocka_unit_test(the_first_digit_tells_who_may_enroll),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
