/* The lines of a vendor's match-on-card program (ddopa-moc(7)): what is one, and what it says. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "card/moc_line.h"

static void what_is_a_line(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
	    {"1 OK", true},
	    {"4294967295 OK", true},
	    {"0 OK", true},
	    {"01 OK", true},
	    {"1 OK a b c d e f g h i j k l m n o p", true},
	    {"1 OK a b c d e f g h i j k l m n o p q", false},
	    {"4294967296 OK", false},
	    {"18446744073709551617 OK", false},
	    {"-1 OK", false},
	    {"+1 OK", false},
	    {"0x1 OK", false},
	    {"1x OK", false},
	    {" 1 OK", false},
	    {"1  OK", false},
	    {"1 OK ", false},
	    {"1 OK  a", false},
	    {"1 ", false},
	    {"1", false},
	    {"", false},
	    {" ", false},
	    {"OK", false},
	    {"OK 1", false},
	    {"1 ok", false},
	    {"1 Ok", false},
	    {"1 O-K", false},
	    {"1 OK\ta", false},
	    {"1\tOK", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct moc_line line;
		char text[128];

		snprintf(text, sizeof text, "%s", cases[i].text);
		if (moc_line_parse(&line, text) != cases[i].good)
			fail_msg("«%s»", cases[i].text);
	}
}

static void what_it_says(void **state)
{
	char text[] =
	    "12 FINGER left-index stored tries=3 reference=8A min= x=1=2 long=0a0B tries=9";
	struct moc_line line;
	enum finger finger;
	uint8_t bytes[2];
	int number = 77;

	(void)state;
	assert_true(moc_line_parse(&line, text));
	assert_int_equal(line.number, 12);
	assert_true(moc_line_is(&line, "FINGER"));
	assert_false(moc_line_is(&line, "FING"));
	assert_true(moc_line_finger(&line, &finger));
	assert_int_equal(finger, FINGER_LEFT_INDEX);
	assert_true(moc_line_word(&line, 1, "stored"));
	assert_false(moc_line_word(&line, 1, "store"));
	assert_false(moc_line_word(&line, 99, "stored"));
	assert_string_equal(moc_line_field(&line, "x"), "1=2");
	assert_string_equal(moc_line_field(&line, "min"), "");
	assert_null(moc_line_field(&line, "tri"));
	assert_null(moc_line_field(&line, "max"));

	assert_true(moc_line_number(&line, "tries", 3, &number));
	assert_int_equal(number, 3); /* the first one counts */
	assert_false(moc_line_number(&line, "tries", 2, &number));
	assert_false(moc_line_number(&line, "min", 9, &number));
	assert_false(moc_line_number(&line, "x", 9, &number));
	number = 77;
	assert_true(moc_line_number(&line, "max", 9, &number)); /* not there: as it was */
	assert_int_equal(number, 77);

	assert_true(moc_line_bytes(&line, "long", bytes, 2));
	assert_memory_equal(bytes, "\x0A\x0B", 2);
	assert_true(moc_line_bytes(&line, "reference", bytes, 1));
	assert_int_equal(bytes[0], 0x8A);
	assert_false(moc_line_bytes(&line, "reference", bytes, 2)); /* too few */
	assert_false(moc_line_bytes(&line, "long", bytes, 1));	    /* too many */
	assert_false(moc_line_bytes(&line, "x", bytes, 1));
	assert_false(moc_line_bytes(&line, "max", bytes, 1));
}

static void hex(void **state)
{
	uint8_t bytes[3];
	size_t len = 9;

	(void)state;
	assert_true(moc_unhex("", bytes, sizeof bytes, &len));
	assert_int_equal(len, 0);
	assert_true(moc_unhex("00fFaB", bytes, sizeof bytes, &len));
	assert_int_equal(len, 3);
	assert_memory_equal(bytes, "\x00\xFF\xAB", 3);
	assert_false(moc_unhex("00FFAB00", bytes, sizeof bytes, &len));
	assert_false(moc_unhex("0", bytes, sizeof bytes, &len));
	assert_false(moc_unhex("0g", bytes, sizeof bytes, &len));
	assert_false(moc_unhex("0 ", bytes, sizeof bytes, &len));
	assert_false(moc_unhex("+1", bytes, sizeof bytes, &len));
}

/* Of many lines made up of what could matter, those that are taken are lines: put together
 * again they are the same. */
static void a_line_is_what_its_words_are(void **state)
{
	static const char letters[] = "  10OKAFz=-\t";
	uint32_t seed = 4701;
	unsigned taken = 0;

	(void)state;
	for (int n = 0; n < 200000; n++) {
		char text[24], before[24], again[64];
		struct moc_line line;
		int at;

		for (size_t i = 0; i < sizeof text - 1; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = letters[(seed >> 16) % (sizeof letters - 1)];
		}
		if (n % 2 == 0) /* the way a line begins */
			memcpy(text, "1 K", 3);
		text[(seed >> 8) % sizeof text] = '\0';
		text[sizeof text - 1] = '\0';
		memcpy(before, text, sizeof before);
		if (!moc_line_parse(&line, text))
			continue;
		taken++;
		at = snprintf(
		    again, sizeof again, "%.*s %s", (int)strcspn(before, " "), before, line.verb);
		for (size_t i = 0; i < line.count; i++)
			at += snprintf(again + at, sizeof again - (size_t)at, " %s", line.words[i]);
		assert_string_equal(again, before);
		assert_int_equal(line.number, strtoul(before, NULL, 10));
	}
	assert_true(taken > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_a_line),
	    cmocka_unit_test(what_it_says),
	    cmocka_unit_test(hex),
	    cmocka_unit_test(a_line_is_what_its_words_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
