/* A million records are checked in ten seconds at most; how long it took is told. */
#include <stdlib.h>
#include <string.h>

#include "history.h"

#define CHAINS	   10
#define RECORDS	   1000000
#define SECONDS_MS 10000

static void a_million_records_in_ten_seconds(void **state)
{
	struct history h;
	char *text;
	(void)state;
	history_make(&h);
	for (int c = 0; c < CHAINS; c++) {
		history_begin(&h);
		for (int i = 0; i < RECORDS / CHAINS / 1000; i++) {
			history_act(&h, 1000);
			history_checkpoint(&h);
		}
		history_end(&h);
	}
	assert_true(history_number(&h, "SELECT COUNT(*) FROM audit") >= RECORDS);
	int64_t began = clock_mono_ms(&clock_system);
	assert_int_equal(history_admin(&h, audit_verify, NULL, NULL, &text), PROBLEM_NONE);
	int64_t took = clock_mono_ms(&clock_system) - began;
	print_message("# %ld records and %ld checkpoints verified in %ld ms\n",
	    history_number(&h, "SELECT COUNT(*) FROM audit"),
	    history_number(&h, "SELECT COUNT(*) FROM checkpoints"), (long)took);
	free(text);
	history_sql(&h, "UPDATE audit SET office = '4799' WHERE chain = (SELECT chain FROM "
			"audit_chains LIMIT 1) AND seq = 77777");
	assert_int_equal(history_admin(&h, audit_verify, NULL, NULL, &text), PROBLEM_AUDIT_BROKEN);
	assert_non_null(strstr(text, "changed"));
	assert_non_null(strstr(text, "77777"));
	free(text);
	history_free(&h);
	assert_true(took <= SECONDS_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_million_records_in_ten_seconds)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
