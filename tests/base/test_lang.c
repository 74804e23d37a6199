/* The language: by locale, and switched at run time. The locale is the process's, so
 * other locales are tried in children, which answer by their exit code. */
#include "base/lang.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/problem.h"
#include "tests/base/cmocka_all.h"

static const char english[] = "No card reader was found.";
static const char thai[] = "ไม่พบเครื่องอ่านบัตร";

/* english is DD-104's sentence; its Thai stands in po/th.po. */
static void the_sentence_is_that_of_the_catalogue(void **state)
{
	(void)state;
	assert_string_equal(problem_row(PROBLEM_NO_READER)->what, english);
}

static void thai_is_the_default_in_any_utf8_locale(void **state)
{
	(void)state;
	assert_true(lang_init());
	assert_true(lang_utf8());
	assert_int_equal(lang_get(), LANG_TH);
	assert_string_equal(_(english), thai);
}

static void it_is_switched_to_and_fro(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		lang_set(LANG_EN);
		assert_int_equal(lang_get(), LANG_EN);
		assert_string_equal(_(english), english);
		lang_set(LANG_TH);
		assert_string_equal(_(english), thai);
	}
}

static void both_languages_can_stand_side_by_side(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		const enum lang lang = i == 0 ? LANG_EN : LANG_TH;

		lang_set(lang);
		assert_string_equal(lang_text(LANG_TH, english), thai);
		assert_string_equal(lang_text(LANG_EN, english), english);
		assert_int_equal(lang_get(), lang);
		assert_string_equal(_(english), lang == LANG_EN ? english : thai);
	}
}

static void names_are_parsed(void **state)
{
	enum lang lang = LANG_TH;

	(void)state;
	assert_true(lang_parse(&lang, "en"));
	assert_int_equal(lang, LANG_EN);
	assert_true(lang_parse(&lang, "th"));
	assert_int_equal(lang, LANG_TH);
	assert_false(lang_parse(&lang, "TH"));
	assert_false(lang_parse(&lang, ""));
	assert_false(lang_parse(&lang, "th_TH"));
}

static bool starts_in_thai(const char *lc_all, const char *lang_variable)
{
	int status = -1;
	const pid_t pid = fork();

	if (pid == 0) {
		unsetenv("LC_ALL");
		unsetenv("LC_CTYPE");
		unsetenv("LANG");
		if (lc_all != NULL)
			setenv("LC_ALL", lc_all, 1);
		if (lang_variable != NULL)
			setenv("LANG", lang_variable, 1);
		const bool utf8 = lang_init();
		if (!utf8)
			lang_set(LANG_TH); /* no effect */
		const bool shown = strcmp(_(english), thai) == 0;
		if (utf8 != shown || utf8 != lang_utf8() || shown != (lang_get() == LANG_TH) ||
		    shown != (strcmp(lang_text(LANG_TH, english), thai) == 0))
			_exit(2);
		_exit(shown ? 1 : 0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status) == 1;
}

static void other_locales(void **state)
{
	(void)state;
	assert_true(starts_in_thai("C.UTF-8", NULL));
	assert_true(starts_in_thai(NULL, "C.UTF-8"));
	/* The desk's LANG, carried over SSH; not generated here. */
	assert_true(starts_in_thai(NULL, "th_TH.UTF-8"));
	assert_true(starts_in_thai("xx_YY.utf8", NULL));
	assert_false(starts_in_thai(NULL, NULL));
	assert_false(starts_in_thai("C", "th_TH.UTF-8"));
	assert_false(starts_in_thai("POSIX", NULL));
	assert_false(starts_in_thai(NULL, "th_TH.TIS-620"));
}

/* In a child: there is no way back. */
static void ascii_is_english(void **state)
{
	int status = -1;
	const pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		lang_set(LANG_TH);
		lang_use_ascii();
		lang_set(LANG_TH); /* no effect */
		_exit(lang_utf8() || lang_get() != LANG_EN || strcmp(_(english), english) != 0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_sentence_is_that_of_the_catalogue),
	    cmocka_unit_test(thai_is_the_default_in_any_utf8_locale),
	    cmocka_unit_test(it_is_switched_to_and_fro),
	    cmocka_unit_test(both_languages_can_stand_side_by_side),
	    cmocka_unit_test(names_are_parsed),
	    cmocka_unit_test(other_locales),
	    cmocka_unit_test(ascii_is_english),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
