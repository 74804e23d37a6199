/* UTF-8, widths, clusters, cutting and breaking. */
#include "base/text.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>

#include "tests/base/cmocka_all.h"

static void every_scalar_value_comes_back(void **state)
{
	char bytes[4];
	uint32_t back = 0;

	(void)state;
	for (uint32_t cp = 0; cp <= 0x110000; cp++) {
		const bool scalar = cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF);
		const size_t len = utf8_encode(cp, bytes);

		assert_int_equal(len > 0, scalar);
		if (!scalar)
			continue;
		assert_int_equal(utf8_decode(bytes, len, &back), len);
		assert_int_equal(back, cp);
		/* cut anywhere it is nothing */
		for (size_t cut = 0; cut < len; cut++)
			assert_int_equal(utf8_decode(bytes, cut, &back), 0);
	}
}

/* RFC 3629 §3, §10. */
static void what_is_no_utf8_is_refused(void **state)
{
	static const char *const bad[] = {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2",
	    "\xC2\x41", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xE0\xB8",
	    "\xE0\xB8\x41", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
	    "\xF5\x80\x80\x80", "\xF8\x88\x80\x80\x80", "\xFE", "\xFF"};
	uint32_t cp;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &cp), 0);
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	}
	assert_true(utf8_valid("ทดสอบ", strlen("ทดสอบ")));
	assert_false(utf8_valid("ทดสอบ", strlen("ทดสอบ") - 1));
	assert_true(utf8_valid("", 0));
}

/* Every character that Unicode has assigned in the basic plane takes the cells that
 * glibc, and with it the terminals, give it. */
static void widths_are_those_of_wcwidth(void **state)
{
	unsigned compared = 0;

	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	for (uint32_t cp = 0x20; cp <= 0xFFFF; cp++) {
		const int want = wcwidth((wchar_t)cp);

		if (want < 0)
			continue;
		if (text_cp_width(cp) != want)
			fail_msg("U+%04X: %d cells, wcwidth says %d", cp, text_cp_width(cp), want);
		compared++;
	}
	assert_true(compared > 50000);
}

static void controls_take_no_cell(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp < 0xA0; cp++)
		if (cp < 0x20 || cp >= 0x7F)
			assert_int_equal(text_cp_width(cp), 0);
	assert_int_equal(text_cp_width(0x1F600), 2);
	assert_int_equal(text_cp_width(0x20000), 2);
	assert_int_equal(text_cp_width(0xE0100), 0);
}

static void strings_take_the_sum(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("ที่นี่"), 2);
	assert_int_equal(text_width("น้ำ"), 2); /* sara am has a cell of its own */
	assert_int_equal(text_width("สำนักบริหารการทะเบียน"), 18);
	assert_int_equal(text_width("漢字"), 4);
	assert_int_equal(text_width("█▄"), 2);
	assert_int_equal(text_width("a\xFF"), 2); /* shown as U+FFFD */
}

static void clusters_keep_their_marks(void **state)
{
	(void)state;
	assert_int_equal(text_cluster(""), 0);
	assert_int_equal(text_cluster("ab"), 1);
	assert_int_equal(text_cluster("ที่นี่"), 9);
	assert_int_equal(text_cluster("้ก"), 3); /* a mark without a base */
	assert_int_equal(text_cluster("e\xCC\x81x"), 3);
	assert_int_equal(text_cluster("\xFFx"), 1);
	assert_int_equal(text_cluster("a\x1B["), 1); /* a control joins nothing */
}

static const struct {
	const char *in;
	int cells;
	const char *out;
	int used;
} cuts[] = {
    {"abc", 3, "abc", 3},
    {"abcd", 3, "ab…", 3},
    {"abc", 0, "", 0},
    {"", 0, "", 0},
    {"abc", 1, "…", 1},
    {"ที่นี่นั่น", 3, "ที่นี่…", 3},
    {"ที่นี่", 2, "ที่นี่", 2},
    {"ที่นี่", 1, "…", 1},
    {"漢字", 3, "漢…", 3},
    {"漢字", 2, "…", 1},
};

static void texts_are_cut_at_whole_clusters(void **state)
{
	char out[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cuts); i++) {
		assert_int_equal(
		    text_cut(out, sizeof(out), cuts[i].in, cuts[i].cells), cuts[i].used);
		assert_string_equal(out, cuts[i].out);
	}
}

/* Whatever room there is: whole UTF-8, whole clusters, never a byte too many. */
static void a_small_buffer_cuts_too(void **state)
{
	static const char text[] = "ที่ทำการน้ำผึ้ง e\xCC\x81 漢";
	char out[sizeof(text) + 8], guard[sizeof(out)];

	(void)state;
	memset(guard, '#', sizeof(guard));
	for (size_t size = 1; size <= sizeof(text) + 1; size++) {
		for (int cells = 0; cells <= 20; cells++) {
			memcpy(out, guard, sizeof(out));
			const int used = text_cut(out, size, text, cells);
			const size_t len = strlen(out);

			assert_true(len < size);
			assert_memory_equal(out + size, guard, sizeof(out) - size);
			assert_true(utf8_valid(out, len));
			assert_true(used <= cells);
			assert_int_equal(used, text_width(out));
		}
	}
	assert_int_equal(text_cut(out, 0, text, 20), 0);
}

static const struct {
	const char *in;
	int cells;
	size_t len;
} breaks[] = {
    {"", 10, 0}, {"short", 10, 5}, {"one two three", 8, 8}, /* "one two " */
    {"one two three", 7, 8},				    /* the space hangs over */
    {"one two three", 6, 4}, {"one  two", 4, 5},	    /* and so do two of them */
    {"unbreakable", 4, 4}, {"x", 0, 1},			    /* always one cluster */
    {"one\ntwo", 10, 4},				    /* a newline ends the line */
    {"漢字漢", 5, 6}, {"ที่นี่ที่นั่น", 2, 18},			    /* clusters whole: ที่นี่ */
    {"กาแฟ", 3, 6}, /* แ leads its syllable: กา, not กาแ */
    {"กขา", 2, 3},  /* า ends its syllable: ก, not กข */
};

static void lines_break_where_a_reader_expects_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(breaks); i++)
		if (text_break(breaks[i].in, breaks[i].cells) != breaks[i].len)
			fail_msg("%s in %d: %zu bytes", breaks[i].in, breaks[i].cells,
			    text_break(breaks[i].in, breaks[i].cells));
}

/* Line after line: nothing is lost, every line fits, it ends. */
static void breaking_gets_to_the_end(void **state)
{
	static const char text[] =
	    "ไม่สามารถอ่านข้อมูลจากชิปบนบัตรประจำตัวประชาชนได้ กรุณาแจ้งให้ผู้ประสงค์ลงทะเบียนทราบ "
	    "The QR code beside it";
	char line[sizeof(text)];

	(void)state;
	for (int cells = 2; cells < 60; cells++) {
		size_t pos = 0;

		while (pos < strlen(text)) {
			const size_t len = text_break(text + pos, cells);

			assert_in_range(len, 1, strlen(text) - pos);
			memcpy(line, text + pos, len);
			line[len] = '\0';
			while (strlen(line) > 0 && line[strlen(line) - 1] == ' ')
				line[strlen(line) - 1] = '\0';
			assert_true(text_width(line) <= cells);
			assert_true(utf8_valid(line, strlen(line)));
			pos += len;
		}
	}
}

static void appending_stops_at_a_whole_character(void **state)
{
	char out[8] = "";

	(void)state;
	assert_true(text_append(out, sizeof(out), "ab"));
	assert_true(text_append(out, sizeof(out), "ก"));
	assert_false(text_append(out, sizeof(out), "ข"));
	assert_string_equal(out, "abก");
	assert_true(text_append(out, sizeof(out), "cd"));
	assert_string_equal(out, "abกcd");
	assert_false(text_append(out, sizeof(out), "e"));
	assert_true(text_append(out, sizeof(out), ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_scalar_value_comes_back),
	    cmocka_unit_test(what_is_no_utf8_is_refused),
	    cmocka_unit_test(widths_are_those_of_wcwidth),
	    cmocka_unit_test(controls_take_no_cell),
	    cmocka_unit_test(strings_take_the_sum),
	    cmocka_unit_test(clusters_keep_their_marks),
	    cmocka_unit_test(texts_are_cut_at_whole_clusters),
	    cmocka_unit_test(a_small_buffer_cuts_too),
	    cmocka_unit_test(lines_break_where_a_reader_expects_it),
	    cmocka_unit_test(breaking_gets_to_the_end),
	    cmocka_unit_test(appending_stops_at_a_whole_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
