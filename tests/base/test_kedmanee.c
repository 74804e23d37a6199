/* Kedmanee, held to the layout as the X keyboard data of TIS 820-2538 have it. */
#include "base/kedmanee.h"

#include <string.h>

#include "base/text.h"
#include "tests/base/cmocka_all.h"

/* The rows of the keyboard without and with Shift, key by key; the Thai signs have a blank
 * between them, since some would else sit on the sign before. */
static const struct {
	const char *latin, *thai;
} rows[] = {
    {"`1234567890-=", "_ ๅ / - ภ ถ ุ ึ ค ต จ ข ช"},
    {"~!@#$%^&*()_+", "% + ๑ ๒ ๓ ๔ ู ฿ ๕ ๖ ๗ ๘ ๙"},
    {"qwertyuiop[]\\", "ๆ ไ ำ พ ะ ั ี ร น ย บ ล ฃ"},
    {"QWERTYUIOP{}|", "๐ \" ฎ ฑ ธ ํ ๊ ณ ฯ ญ ฐ , ฅ"},
    {"asdfghjkl;'", "ฟ ห ก ด เ ้ ่ า ส ว ง"},
    {"ASDFGHJKL:\"", "ฤ ฆ ฏ โ ฌ ็ ๋ ษ ศ ซ ."},
    {"zxcvbnm,./", "ผ ป แ อ ิ ื ท ม ใ ฝ"},
    {"ZXCVBNM<>?", "( ) ฉ ฮ ฺ ์ ? ฒ ฬ ฦ"},
};

#define CLASHING 11

static void for_each_sign(void (*check)(char latin, uint32_t thai))
{
	for (size_t r = 0; r < COUNT_OF(rows); r++) {
		const char *thai = rows[r].thai;
		for (const char *latin = rows[r].latin; *latin; latin++) {
			uint32_t cp = 0;
			thai += utf8_decode(thai, strlen(thai), &cp);
			thai += *thai == ' ';
			check(*latin, cp);
		}
		assert_int_equal(*thai, '\0');
	}
}

static unsigned seen, unambiguous;

static void check_shortcut(char latin, uint32_t thai)
{
	seen++;
	if (thai < 0x80)
		return;
	unambiguous++;
	assert_int_equal(kedmanee_shortcut(thai), latin);
}

static void each_thai_sign_tells_its_key(void **state)
{
	(void)state;
	for_each_sign(check_shortcut);
	assert_int_equal(seen, 2 * KEDMANEE_KEYS);
	assert_int_equal(unambiguous, 2 * KEDMANEE_KEYS - CLASHING);
}

/* Two of them are numbers of a menu; the others are what they look like. */
static void signs_of_both_layouts(void **state)
{
	static const struct {
		char sign, shortcut;
	} signs[CLASHING] = {{'/', '2'}, {'-', '3'}, {'+', '+'}, {'_', '_'}, {'%', '%'}, {'"', '"'},
	    {',', ','}, {'.', '.'}, {'(', '('}, {')', ')'}, {'?', '?'}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(signs); i++)
		assert_int_equal(kedmanee_shortcut((uint32_t)signs[i].sign), signs[i].shortcut);
}

static const uint32_t *thai_of(char latin)
{
	for (size_t i = 0; i < KEDMANEE_KEYS; i++)
		if (kedmanee_keys[i].latin[0] == latin)
			return kedmanee_keys[i].thai;
	return NULL;
}

static void each_key_is_there_once(void **state)
{
	(void)state;
	for (size_t r = 0; r < COUNT_OF(rows); r += 2)
		for (const char *latin = rows[r].latin; *latin; latin++)
			assert_non_null(thai_of(*latin));
}

static void nothing_else_is_a_key(void **state)
{
	unsigned known = 0;

	(void)state;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++)
		known += kedmanee_shortcut(cp) != 0;
	assert_int_equal(known, 2 * KEDMANEE_KEYS);
}

static void digits_of_both_layouts(void **state)
{
	static const uint32_t row[] = {0x0E08, 0x0E45, '/', '-', 0x0E20, 0x0E16, 0x0E38, 0x0E36,
	    0x0E04, 0x0E15}; /* จ ๅ / - ภ ถ ุ ึ ค ต */

	(void)state;
	for (uint32_t d = 0; d < 10; d++) {
		assert_int_equal(kedmanee_digit('0' + d).kind, DIGIT_SURE);
		assert_int_equal(kedmanee_digit('0' + d).digit, '0' + d);
		assert_int_equal(kedmanee_digit(0x0E50 + d).kind, DIGIT_SURE);
		assert_int_equal(kedmanee_digit(0x0E50 + d).digit, '0' + d);
		assert_int_equal(
		    kedmanee_digit(row[d]).kind, row[d] < 0x80 ? DIGIT_SIGN : DIGIT_ROW);
		assert_int_equal(kedmanee_digit(row[d]).digit, '0' + d);
	}
}

static void nothing_else_is_a_digit(void **state)
{
	unsigned digits = 0;

	(void)state;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		const struct digit_reading reading = kedmanee_digit(cp);

		digits += reading.kind != DIGIT_NONE;
		assert_true((reading.kind == DIGIT_NONE) == (reading.digit == 0));
	}
	assert_int_equal(digits, 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_thai_sign_tells_its_key),
	    cmocka_unit_test(signs_of_both_layouts),
	    cmocka_unit_test(each_key_is_there_once),
	    cmocka_unit_test(nothing_else_is_a_key),
	    cmocka_unit_test(digits_of_both_layouts),
	    cmocka_unit_test(nothing_else_is_a_digit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
