/* The gate for text from outside, against hostile strings. */
#include "base/text.h"

#include <string.h>

#include "tests/base/cmocka_all.h"

#define FFFD "\xEF\xBF\xBD"
#define RING "\xE2\x97\x8C" /* U+25CC */

static const struct {
	const char *in, *out;
	bool clean;
} table[] = {
    {"", "", true},
    {"นางสมศรี น้ำผึ้ง ทดสอบกำลังดี", "นางสมศรี น้ำผึ้ง ทดสอบกำลังดี", true},
    {"Mrs. O'Brien-Thotsop (2)", "Mrs. O'Brien-Thotsop (2)", true},
    {"Élodie Ñuño Łódź Nguyễn", "Élodie Ñuño Łódź Nguyễn", true},
    {"“ก” – ข… ฿ ๑๒๓ ๚", "“ก” – ข… ฿ ๑๒๓ ๚", true},
    {"นาย#ทดสอบ##ดี", "นาย#ทดสอบ##ดี", true},
    {"  padded   name  ", "padded   name", true},
    {"     ", "", true},
    /* control and escape bytes */
    {"a\x1B[31mred", "a" FFFD "[31mred", false},
    {"a\x1B]0;title\x07z", "a" FFFD "]0;title" FFFD "z", false},
    {"a\rb\bc\td\ne\x7F", "a" FFFD "b" FFFD "c" FFFD "d" FFFD "e" FFFD, false},
    {"\xC2\x9B"
     "31m",
	FFFD "31m", false}, /* C1 CSI as UTF-8 */
    {"\x9B"
     "31m",
	FFFD "31m", false}, /* and as a bare byte */
    /* bidi controls */
    {"a\xE2\x80\xAE"
     "b",
	"a" FFFD "b", false}, /* U+202E */
    {"a\xE2\x81\xA6"
     "b",
	"a" FFFD "b", false}, /* U+2066 */
    {"a\xE2\x81\xA9"
     "b",
	"a" FFFD "b", false}, /* U+2069 */
    {"a\xE2\x80\x8E"
     "b",
	"a" FFFD "b", false}, /* U+200E */
    {"a\xD8\x9C"
     "b",
	"a" FFFD "b", false}, /* U+061C */
    /* zero width and other ignorables */
    {"a\xE2\x80\x8B"
     "b",
	"a" FFFD "b", false}, /* U+200B */
    {"a\xE2\x80\x8D"
     "b",
	"a" FFFD "b", false}, /* U+200D, ZWJ */
    {"a\xE2\x81\xA0"
     "b",
	"a" FFFD "b", false}, /* U+2060 */
    {"a\xEF\xBB\xBF"
     "b",
	"a" FFFD "b", false}, /* U+FEFF */
    {"a\xC2\xAD"
     "b",
	"a" FFFD "b", false}, /* U+00AD */
    {"a\xCD\x8F"
     "b",
	"a" FFFD "b", false}, /* U+034F */
    {"a\xEF\xB8\x8F"
     "b",
	"a" FFFD "b", false}, /* U+FE0F */
    {"a\xE3\x85\xA4"
     "b",
	"a" FFFD "b", false}, /* U+3164 */
    {"a\xF3\xA0\x81\x81"
     "b",
	"a" FFFD "b", false}, /* U+E0041 */
    /* other spaces and lines */
    {"a\xC2\xA0"
     "b",
	"a" FFFD "b", false}, /* U+00A0 */
    {"a\xE2\x80\xA8"
     "b",
	"a" FFFD "b", false}, /* U+2028 */
    {"a\xE3\x80\x80"
     "b",
	"a" FFFD "b", false}, /* U+3000 */
    /* other scripts, private use, unassigned */
    {"Ѕ", FFFD, false}, /* Cyrillic, looks like S */
    {"漢", FFFD, false},
    {"\xEE\x80\x80", FFFD, false},     /* U+E000 */
    {"\xF0\x9F\x98\x80", FFFD, false}, /* U+1F600 */
    {"\xE0\xB8\xBB", FFFD, false},     /* U+0E3B, a hole of the Thai block */
    {"\xE0\xB9\x9C", FFFD, false},     /* U+0E5C */
    {"\xEF\xBF\xBF", FFFD, false},     /* U+FFFF */
    /* bytes that are no UTF-8 */
    {"a\xFFz", "a" FFFD "z", false},
    {"a\xE0\xB8", "a" FFFD FFFD, false},
    {"a\xED\xA0\x80z", "a" FFFD FFFD FFFD "z", false},
    {"\xC0\xAF", FFFD FFFD, false},
    /* marks */
    {"ก่", "ก่", true},
    {"กี่้", "กี่้", true},
    {"กี่้๊", "กี่้", false}, /* the fourth mark of one base */
    {"กี่้๊์ข", "กี่้ข", false},
    {"่ก", RING "่ก", false}, /* a field that begins with one */
    {" ่ก", RING "่ก", false},
    {"ก ่ข", "ก " RING "่ข", false}, /* it would sit on the space */
    {"#่ก", "#" RING "่ก", false},   /* and after the split it would stand first */
    {"ก-้", "ก-" RING "้", false},
    {"ก\xFF้", "ก" FFFD "้", false}, /* the replacement carries it */
    {"e\xCC\x81", "e\xCC\x81", true},
    /* what is replaced already */
    {"ก" FFFD "ข", "ก" FFFD "ข", true},
    {RING "่", RING "่", true},
};

static void the_table(void **state)
{
	char out[200];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		const bool clean =
		    text_sanitise(out, sizeof(out), table[i].in, strlen(table[i].in));

		if (strcmp(out, table[i].out) != 0 || clean != table[i].clean)
			fail_msg("row %zu: \"%s\", %d", i, out, clean);
	}
}

static void a_nul_inside_is_a_control_byte(void **state)
{
	char out[20];

	(void)state;
	assert_false(text_sanitise(out, sizeof(out), "a\0b", 3));
	assert_string_equal(out, "a" FFFD "b");
}

/* Every code point by itself: what comes out is on the list of what is kept. */
static void only_what_is_allowed_comes_out(void **state)
{
	unsigned kept = 0;

	(void)state;
	for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
		char in[4], out[16];
		uint32_t first = 0;
		const size_t len = utf8_encode(cp, in);

		if (len == 0)
			continue;
		const bool clean = text_sanitise(out, sizeof(out), in, len);
		const size_t n = utf8_decode(out, strlen(out), &first);
		if (clean && n > 0)
			assert_int_equal(first, cp);
		else if (n > 0)
			assert_true(first == 0xFFFD || first == 0x25CC);
		kept += clean;
		/* neither controls, nor what has no width of its own, nor other planes */
		if (clean && cp != ' ')
			assert_true(cp < 0x10000 && text_cp_width(cp) == 1);
	}
	/* Thai, Latin, punctuation: under two thousand, not tens of thousands. */
	assert_in_range(kept, 500, 2000);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* What has passed once passes again unchanged, in any buffer; and never a byte is
 * written past it. */
static void what_comes_out_is_clean(void **state)
{
	static const char *const pieces[] = {"ก", "่", "ี", " ", "#", "a", "\xCC\x81", "\x1B", "\xFF",
	    "\xE2\x80\xAE", "\xE0\xB8", "๚", "…", "漢", RING, FFFD};
	uint32_t seed = 2563;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char in[128] = "", out[130], again[130];
		const size_t size = 1 + next_random(&seed) % 100;

		for (uint32_t n = next_random(&seed) % 30; n > 0; n--)
			strcat(in, pieces[next_random(&seed) % COUNT_OF(pieces)]);
		memset(out, '#', sizeof(out));
		(void)text_sanitise(out, size, in, strlen(in));
		assert_true(strlen(out) < size);
		assert_int_equal(out[size], '#');
		assert_true(utf8_valid(out, strlen(out)));
		assert_true(text_sanitise(again, sizeof(again), out, strlen(out)));
		assert_string_equal(again, out);
	}
}

static void what_does_not_fit_is_cut_and_told(void **state)
{
	char out[7];

	(void)state;
	assert_true(text_sanitise(out, 7, "กข", 6));
	assert_false(text_sanitise(out, 6, "กข", 6));
	assert_string_equal(out, "ก");
	assert_true(text_sanitise(out, 4, "abc   ", 6)); /* padding is no loss */
	assert_string_equal(out, "abc");
	assert_false(text_sanitise(out, 5, "abc d", 5));
	assert_string_equal(out, "abc");
	assert_false(text_sanitise(out, 0, "abc", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_table),
	    cmocka_unit_test(a_nul_inside_is_a_control_byte),
	    cmocka_unit_test(only_what_is_allowed_comes_out),
	    cmocka_unit_test(what_comes_out_is_clean),
	    cmocka_unit_test(what_does_not_fit_is_cut_and_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
