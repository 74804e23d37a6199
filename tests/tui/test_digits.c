/* Fields of digits, as they are typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/digits.h"
#include "tui/keys.h"

static void type(struct digits *d, const char *text)
{
	for (; *text; text++)
		digits_key(d, *text);
}

static void digits_are_taken(void **state)
{
	struct digits d = {.max = 4};
	(void)state;
	assert_true(digits_key(&d, '1'));
	assert_true(digits_key(&d, 0x0e59)); /* ๙ */
	assert_false(digits_key(&d, 'x'));
	assert_false(digits_key(&d, TK_ENTER));
	assert_string_equal(d.text, "19");
	assert_false(digits_full(&d));
	type(&d, "345");
	assert_string_equal(d.text, "1934");
	assert_true(digits_full(&d));
}

static void backspace_takes_back(void **state)
{
	struct digits d = {.max = 4};
	(void)state;
	assert_true(digits_key(&d, TK_BACKSPACE));
	type(&d, "12");
	assert_true(digits_key(&d, TK_BACKSPACE));
	assert_string_equal(d.text, "1");
	digits_clear(&d);
	assert_string_equal(d.text, "");
	assert_int_equal(d.len, 0);
}

static void grouped_as_on_the_card(void **state)
{
	struct digits d = {.max = CITIZEN_NUMBER_DIGITS};
	char out[CITIZEN_NUMBER_SHOWN];
	(void)state;
	assert_int_equal(digits_grouped(&d, out), 0);
	assert_string_equal(out, "_-____-_____-__-_");
	type(&d, "1");
	assert_int_equal(digits_grouped(&d, out), 2);
	type(&d, "2345");
	assert_int_equal(digits_grouped(&d, out), 7);
	assert_string_equal(out, "1-2345-_____-__-_");
	type(&d, "67890123");
	assert_int_equal(digits_grouped(&d, out), 17);
	assert_string_equal(out, "1-2345-67890-12-3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(digits_are_taken),
	    cmocka_unit_test(backspace_takes_back),
	    cmocka_unit_test(grouped_as_on_the_card),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
