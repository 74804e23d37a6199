/* All 256 bytes, by the table of card.md. */
#include "base/tis620.h"

#include <string.h>

#include "base/text.h"
#include "tests/base/cmocka_all.h"

static uint32_t want_of(unsigned byte)
{
	if (byte < 0x80)
		return byte;
	if (byte >= 0xA1 && byte <= 0xDA)
		return 0x0E01 + byte - 0xA1;
	if (byte >= 0xDF && byte <= 0xFB)
		return 0x0E3F + byte - 0xDF;
	return 0xFFFD;
}

static void every_byte_becomes_its_character(void **state)
{
	(void)state;
	for (unsigned byte = 0; byte < 256; byte++) {
		const uint8_t in = (uint8_t)byte;
		char out[4];
		uint32_t cp = 0;

		const size_t len = tis620_to_utf8(out, &in, 1);
		assert_int_equal(utf8_decode(out, len, &cp), len);
		assert_int_equal(cp, want_of(byte));
		assert_int_equal(out[len], 0);
	}
}

static void assigned_bytes_come_back(void **state)
{
	(void)state;
	for (unsigned byte = 1; byte < 256; byte++) {
		const uint8_t in = (uint8_t)byte;
		uint8_t back = 0;
		char text[4];

		tis620_to_utf8(text, &in, 1);
		assert_int_equal(tis620_from_utf8(&back, 1, text), want_of(byte) != 0xFFFD);
		if (want_of(byte) != 0xFFFD)
			assert_int_equal(back, byte);
	}
}

static void no_other_character_has_a_byte(void **state)
{
	uint8_t out[1];
	char text[5] = "";
	unsigned taken = 0;

	(void)state;
	for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
		const size_t len = utf8_encode(cp, text);

		text[len] = '\0';
		if (len > 0)
			taken += tis620_from_utf8(out, 1, text);
	}
	/* ASCII without NUL, A1-DA, DF-FB */
	assert_int_equal(taken, 127 + 58 + 29);
}

/* สมศรี as the standard writes it. */
static void words_are_padded_with_spaces(void **state)
{
	static const uint8_t want[10] = {0xCA, 0xC1, 0xC8, 0xC3, 0xD5, '#', 'A', ' ', ' ', ' '};
	uint8_t out[10];
	char back[31];

	(void)state;
	assert_true(tis620_from_utf8(out, sizeof(out), "สมศรี#A"));
	assert_memory_equal(out, want, sizeof(out));
	assert_int_equal(tis620_to_utf8(back, out, sizeof(out)), 15 + 5);
	assert_string_equal(back, "สมศรี#A   ");
	assert_true(tis620_from_utf8(out, 0, ""));
}

static void what_does_not_fit_is_refused(void **state)
{
	uint8_t out[5];

	(void)state;
	assert_true(tis620_from_utf8(out, 5, "สมศรี"));
	assert_false(tis620_from_utf8(out, 4, "สมศรี"));
	assert_false(tis620_from_utf8(out, 5, "\xE0\xB8"));
	assert_false(tis620_from_utf8(out, 5, "é"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_byte_becomes_its_character),
	    cmocka_unit_test(assigned_bytes_come_back),
	    cmocka_unit_test(no_other_character_has_a_byte),
	    cmocka_unit_test(words_are_padded_with_spaces),
	    cmocka_unit_test(what_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
