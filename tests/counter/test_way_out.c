/* Nobody whose card cannot be matched is sent away without a way. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counter/way_out.h"

/* mission.md, rule 5: a new card; rule 6: first stored, then enrolled. */
static void test_each_has_a_way(void **state)
{
	static const struct {
		enum problem problem;
		const char *first, *second;
	} ways[] = {
	    {PROBLEM_FINGER_LOCKED, "new ID card", "second officer"},
	    {PROBLEM_NO_MOC_APPLET, "new ID card", NULL},
	    {PROBLEM_NO_FINGER_ON_CARD, "store the index fingers", "new ID card"},
	    {PROBLEM_NO_CARD_KEY, "Another day", "new ID card"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		const struct way_out *out = way_out_of(ways[i].problem);
		assert_non_null(out);
		assert_non_null(strstr(out->ways[0], ways[i].first));
		assert_int_equal(out->ways[1] != NULL, ways[i].second != NULL);
		if (ways[i].second)
			assert_non_null(strstr(out->ways[1], ways[i].second));
	}
}

/* The faces number them; a line that begins with a digit would read as an answer. */
static void test_others_have_none(void **state)
{
	(void)state;
	for (int p = 0; p < PROBLEM_COUNT; p++) {
		const struct way_out *out = way_out_of((enum problem)p);
		if (!out)
			continue;
		assert_false(isdigit((unsigned char)out->ways[0][0]));
		assert_false(out->ways[1] && isdigit((unsigned char)out->ways[1][0]));
	}
	assert_null(way_out_of(PROBLEM_NONE));
	assert_null(way_out_of(PROBLEM_NOT_SAME_PERSON)); /* there is none to be offered */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_has_a_way),
	    cmocka_unit_test(test_others_have_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
