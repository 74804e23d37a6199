/* Fields of digits, as they are typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
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

/* As the terminal sends it: UTF-8. */
static void send(struct digits *d, const char *keys)
{
	uint32_t cp = 0;
	for (size_t n; (n = utf8_decode(keys, strlen(keys), &cp)) > 0; keys += n)
		digits_key(d, (int)cp);
}

static void assert_number(const char *keys, const char *wanted)
{
	struct digits d = {.max = CITIZEN_NUMBER_DIGITS};
	send(&d, keys);
	assert_string_equal(d.text, wanted);
	assert_int_equal(d.len, strlen(wanted));
}

/* The digit row under the Thai layout. 1-1120-00000-56-5 is a number (check digit by hand). */
static void the_thai_row_types_a_number(void **state)
{
	(void)state;
	assert_number("ๅ/-ภถ"
		      "ุ"
		      "ึ"
		      "คตจ",
	    "1234567890");
	assert_number("ๅๅๅ/จจจจจจถุถ", "1112000000565");
	assert_number("๑๑๑๒๐๐๐๐๐๐๕๖๕", "1112000000565");
	assert_number("/ๅ", "21"); /* told by a later key */
	assert_number("-ๅ1", "311");
}

/* Between the groups, or anywhere else but without a Thai key: they are no digits. */
static void signs_between_groups_are_none(void **state)
{
	(void)state;
	assert_number("1-1120-00000-56-5", "1112000000565");
	assert_number("1/1120/00000/56/5", "1112000000565");
	assert_number("๑-๑๑๒๐-๐๐๐๐๐-๕๖-๕", "1112000000565");
	assert_number("1-", "1");
	assert_number("12-3", "123");
	assert_number("-", "");
}

/* A number of 2 and 3 alone has no key that tells the layout: its check digit does.
 * 2+3 from the left, weights 13 to 2: 3322222222222 -> 13*3+12*3+2*(11+...+2) = 205,
 * 205 mod 11 = 7, 11 - 7 = 4: no. With a last digit of 4 it would be one. */
static void the_check_digit_tells(void **state)
{
	char keys[CITIZEN_NUMBER_DIGITS + 1] = "";
	struct digits d = {.max = CITIZEN_NUMBER_DIGITS};
	(void)state;
	assert_number("--///////////", "");
	assert_number("--//////////4", "3322222222224");
	assert_number("--//////////5", "5");
	/* Every number of 2 and 3 alone: read exactly where it is one. */
	for (unsigned bits = 0; bits < 1U << CITIZEN_NUMBER_DIGITS; bits++) {
		char number[CITIZEN_NUMBER_DIGITS + 1] = "";
		for (int i = 0; i < CITIZEN_NUMBER_DIGITS; i++) {
			keys[i] = bits & 1U << i ? '-' : '/';
			number[i] = bits & 1U << i ? '3' : '2';
		}
		digits_clear(&d);
		send(&d, keys);
		assert_string_equal(d.text, citizen_number_valid(number) ? number : "");
	}
}

/* What is not grouped has no signs between groups. */
static void a_pin_takes_the_thai_row_whole(void **state)
{
	struct digits d = {.max = 8};
	(void)state;
	send(&d, "/-/-ภถ12");
	assert_string_equal(d.text, "23234512");
	digits_clear(&d);
	send(&d, "ฟ?(");
	assert_string_equal(d.text, "");
}

static void backspace_takes_a_sign_with_its_digit(void **state)
{
	struct digits d = {.max = CITIZEN_NUMBER_DIGITS};
	(void)state;
	send(&d, "1-1-");
	assert_string_equal(d.text, "11");
	assert_true(digits_key(&d, TK_BACKSPACE));
	assert_string_equal(d.text, "1");
	digits_clear(&d);
	send(&d, "ๅ--");
	assert_true(digits_key(&d, TK_BACKSPACE));
	assert_string_equal(d.text, "13");
}

static void too_many_keys_are_dropped(void **state)
{
	struct digits d = {.max = CITIZEN_NUMBER_DIGITS};
	(void)state;
	for (int i = 0; i < 2 * DIGITS_TYPED_MAX; i++)
		assert_true(digits_key(&d, '-'));
	assert_int_equal(d.typed, DIGITS_TYPED_MAX);
	assert_string_equal(d.text, "");
	digits_clear(&d);
	assert_int_equal(d.typed, 0);
	assert_string_equal(d.key, "");
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
	    cmocka_unit_test(the_thai_row_types_a_number),
	    cmocka_unit_test(signs_between_groups_are_none),
	    cmocka_unit_test(the_check_digit_tells),
	    cmocka_unit_test(a_pin_takes_the_thai_row_whole),
	    cmocka_unit_test(backspace_takes_a_sign_with_its_digit),
	    cmocka_unit_test(too_many_keys_are_dropped),
	    cmocka_unit_test(backspace_takes_back),
	    cmocka_unit_test(grouped_as_on_the_card),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
