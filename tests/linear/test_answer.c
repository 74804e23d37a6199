/* What a typed line means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "linear/answer.h"

static bool means(const char *line, char key)
{
	char keys[ANSWER_KEYS];

	return answer_key(keys, line) && (keys[0] == key || keys[1] == key || keys[2] == key);
}

static void one_sign_is_a_key(void **state)
{
	(void)state;
	assert_true(means("1", '1'));
	assert_true(means(" C \r", 'c'));
	assert_true(means("๑", '1'));
	assert_true(means("ๅ", '1')); /* the key 1 of Kedmanee */
	assert_true(means("แ", 'c'));
	assert_false(means("11", '1'));
	assert_false(means("", '1'));
	assert_false(means("\xff", '1'));
}

static void digits_with_their_dashes(void **state)
{
	char out[14];

	(void)state;
	assert_true(answer_digits(out, 13, "1-2345-67890-12-1"));
	assert_string_equal(out, "1234567890121");
	assert_true(answer_digits(out, 13, "๑๒๓๔๕๖๗๘๙๐๑๒๑"));
	assert_string_equal(out, "1234567890121");
	assert_true(answer_digits(out, 13, " 1234567890121 "));
	assert_false(answer_digits(out, 13, "123456789012"));
	assert_false(answer_digits(out, 13, "12345678901211"));
	assert_false(answer_digits(out, 13, "123456789012x"));
	assert_string_equal(out, "");
}

static void digits_of_the_thai_row(void **state)
{
	char out[9];

	(void)state;
	assert_true(answer_digits(out, 8, "ๅ/-ภถุึค")); /* the keys 1 to 8 */
	assert_string_equal(out, "12345678");
	assert_true(answer_digits(out, 4, "//--")); /* nothing else has four digits */
	assert_string_equal(out, "2233");
}

static void overlong_lines_are_none(void **state)
{
	char out[14];

	(void)state;
	assert_false(answer_digits(
	    out, 13, "1111111111111111111111111111111111111111111111111111111111111111111111111"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_sign_is_a_key),
	    cmocka_unit_test(digits_with_their_dashes),
	    cmocka_unit_test(digits_of_the_thai_row),
	    cmocka_unit_test(overlong_lines_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
