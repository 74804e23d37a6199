/* Error values. */
#include "base/error.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "tests/base/cmocka_all.h"

static void an_error_is_filled_and_false_returned(void **state)
{
	struct error err;

	(void)state;
	assert_false(error_set(&err, PROBLEM_CONFIG, "%s:%d", "ddopa.conf", 12));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	assert_string_equal(err.context, "ddopa.conf:12");
}

static void nobody_needs_to_ask_for_it(void **state)
{
	(void)state;
	assert_false(error_set(NULL, PROBLEM_CONFIG, "%d", 1));
	assert_false(error_errno(NULL, PROBLEM_IO, ENOSPC, "journal"));
}

static void the_systems_reason_is_added(void **state)
{
	struct error err;

	(void)state;
	assert_false(error_errno(&err, PROBLEM_IO, ENOENT, "journal"));
	assert_int_equal(err.problem, PROBLEM_IO);
	assert_string_equal(err.context, "journal: No such file or directory");
}

/* Three bytes a letter, 199 fit: whole letters only, whatever stands before them. */
static void long_contexts_are_cut_at_a_whole_character(void **state)
{
	char text[400] = "";
	struct error err;

	(void)state;
	for (size_t lead = 0; lead < 4; lead++) {
		text[0] = '\0';
		for (size_t i = 0; i < lead; i++)
			strcat(text, "x");
		while (strlen(text) < 300)
			strcat(text, "ก");
		error_set(&err, PROBLEM_CONFIG, "%s", text);
		const size_t len = strlen(err.context);
		assert_true(utf8_valid(err.context, len));
		assert_int_equal(len, lead + (ERROR_CONTEXT_MAX - 1 - lead) / 3 * 3);
		assert_memory_equal(err.context, text, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_error_is_filled_and_false_returned),
	    cmocka_unit_test(nobody_needs_to_ask_for_it),
	    cmocka_unit_test(the_systems_reason_is_added),
	    cmocka_unit_test(long_contexts_are_cut_at_a_whole_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
