/* Cells of CSV (RFC 4180), none of them a formula; and the word that was meant. */
#include "base/csv.h"

#include <string.h>

#include "base/nearest.h"
#include "tests/base/cmocka_all.h"

static void cells(void **state)
{
	static const struct {
		const char *text, *cell;
	} rows[] = {
	    {"", ""},
	    {"plain", "plain"},
	    {"a,b", "\"a,b\""},
	    {"say \"yes\"", "\"say \"\"yes\"\"\""},
	    {"two\r\nlines", "\"two\r\nlines\""},
	    {"=1+1", "\"'=1+1\""},
	    {"+66", "\"'+66\""},
	    {"-1", "\"'-1\""},
	    {"@SUM(A1)", "\"'@SUM(A1)\""},
	    {"\tx", "\"'\tx\""},
	    {"\rx", "\"'\rx\""},
	    {"=\"\"", "\"'=\"\"\"\"\""},
	    {"1-2", "1-2"},
	    {"สมศรี", "สมศรี"},
	};
	struct buf out = BUF_INIT;
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		buf_clear(&out);
		csv_cell(&out, rows[i].text);
		buf_u8(&out, 0);
		assert_true(buf_ok(&out));
		assert_string_equal((const char *)out.data, rows[i].cell);
	}
	buf_free(&out);
}

static void the_word_that_was_meant(void **state)
{
	static const char *const words[] = {"report", "renew", "resume", "read", "list", "set"};
	static const struct {
		const char *typed, *meant;
	} rows[] = {
	    {"repotr", "report"}, /* two swapped */
	    {"reprt", "report"},  /* one left out */
	    {"rennew", "renew"},  /* one added */
	    {"lisd", "list"},	  /* another one */
	    {"lsit", "list"},
	    {"report", "report"},
	    {"x", NULL},
	    {"doctor", NULL},
	    {"", NULL},
	    {"a-very-long-word-that-nobody-mistypes-so-that-it-has-this-length", NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct nearest n = {.typed = rows[i].typed};
		struct error err;
		for (size_t w = 0; w < sizeof words / sizeof *words; w++)
			nearest_try(&n, words[w]);
		if (rows[i].meant)
			assert_string_equal(n.best, rows[i].meant);
		else
			assert_null(n.best);
		assert_false(nearest_refuse(&n, "--", &err));
		assert_int_equal(err.problem, PROBLEM_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cells),
	    cmocka_unit_test(the_word_that_was_meant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
