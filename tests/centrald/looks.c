/*
 * Who looked, found among a million records of the audit in 50 ms at most, from the request to
 * the answer: one citizen's 5,000 among those of 200,000 others.
 *
 * usage: looks [RECORDS]; DDOPA_TEST_STORE as for the others
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "fixture.h"
#include "self_view.h"

#define RECORDS	   1000000
#define OF_CITIZEN 200 /* every so many is the citizen's */
#define PAGES	   40
#define MOST_MS	   50

static long records;
static struct phone phone;

/* Every second one of the citizen's is an act that shows nothing. */
static void fill(void)
{
	char sql[1500];
	snprintf(sql, sizeof sql,
	    "INSERT INTO audit (chain, seq, time, act, who, office, counter, result, correlation, "
	    "enrolment, citizen, hash) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
	    "FROM "
	    "n WHERE i < %ld) SELECT 'a' || CAST(i %% 10 AS TEXT), i, 1600000000000 + i, "
	    "CASE (i / %d) %% 2 WHEN 0 THEN 'code.create' ELSE 'linkage.check' END, 't4701-1', "
	    "'4701', '01', 'ok', 'c' || CAST(i AS TEXT), 'e' || CAST(i AS TEXT), "
	    "CASE i %% %d WHEN 0 THEN (SELECT citizen FROM identities) ELSE "
	    "SUBSTR('0000000000000000000000000000000000000000000000000000000000000000', 1, "
	    "64 - LENGTH(CAST(i %% 200003 AS TEXT))) || CAST(i %% 200003 AS TEXT) END, "
	    "'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff' FROM n",
	    records, OF_CITIZEN, OF_CITIZEN);
	world_sql(&world, sql, NULL, 0);
	assert_true(world_number(&world, "SELECT COUNT(*) FROM audit") >= records);
}

static int set_up(void **state)
{
	struct counter k;
	set_up_samples(state);
	counter_ready(&k, &world);
	phone_make(&phone, &world);
	enrol_ok(&k, &phone, "somsri", false);
	counter_free(&k);
	fill();
	return 0;
}

static int end(void **state)
{
	phone_free(&phone);
	return tear_down(state);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* The median, for a loaded machine is slow now and then; the slowest is told. */
static void tell(const char *what, int64_t *took, size_t count)
{
	qsort(took, count, sizeof *took, by_size);
	print_message("# %s, %zu times: median %lld ms, slowest %lld ms\n", what, count,
	    (long long)took[count / 2], (long long)took[count - 1]);
	assert_true(took[count / 2] <= MOST_MS);
}

static void a_page_of_a_million(void **state)
{
	(void)state;
	int64_t took[PAGES];
	char query[API_CURSOR_SIZE + 32] = "";
	struct api_looks *l;
	for (size_t i = 0; i < PAGES; i++) {
		int64_t before = clock_mono_ms(&clock_system);
		looks_ok(&phone, query, &l);
		took[i] = clock_mono_ms(&clock_system) - before;
		assert_int_equal(l->count, API_LOOKS_MAX);
		snprintf(query, sizeof query, "?before=%s", l->next);
		free(l);
	}
	tell("a page", took, PAGES);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_page_of_a_million)};
	records = argc > 1 ? atol(argv[1]) : RECORDS;
	return cmocka_run_group_tests(tests, set_up, end);
}
