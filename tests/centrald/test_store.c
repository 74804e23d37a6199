/* SQLite behind store.h: the conformance suite, and what a file is. */
#include "store_suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	*state = NULL;
	snprintf(store_name, sizeof store_name, "%s/store-%d", tmp ? tmp : "/tmp", (int)getpid());
	store = store_create(store_name, &err);
	assert_non_null(store);
	return 0;
}

static int tear_down(void **state)
{
	char name[600];
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	*state = NULL;
	store_close(store);
	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		snprintf(name, sizeof name, "%s%s", store_name, suffixes[i]);
		unlink(name);
	}
	return 0;
}

static void the_file_is_the_owners_alone(void **state)
{
	(void)state;
	struct stat st;
	assert_int_equal(stat(store_name, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void no_store_at_all_is_refused(void **state)
{
	(void)state;
	char other[600];
	snprintf(other, sizeof other, "%s-none", store_name);
	assert_null(store_open(other, &err));
	assert_int_equal(err.problem, PROBLEM_IO);
	FILE *f = fopen(other, "we");
	assert_non_null(f);
	fputs("this is no database, but it is long enough to be taken for one at first", f);
	fclose(f);
	assert_null(store_open(other, &err));
	unlink(other);
}

static void an_embedded_store_is_told_from_a_shared_one(void **state)
{
	(void)state;
	static const char *const shared[] = {"postgresql://host/db", "postgres://host/db",
	    "host=/run/postgresql dbname=ddopa", "service=ddopa"};
	static const char *const embedded[] = {"/var/lib/ddopa/store", "store", "./a=b", "/a=b"};
	for (size_t i = 0; i < COUNT_OF(shared); i++)
		assert_true(store_is_shared(shared[i]));
	for (size_t i = 0; i < COUNT_OF(embedded); i++)
		assert_false(store_is_shared(embedded[i]));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    EVERY_STORE(TEST),
	    TEST(the_file_is_the_owners_alone),
	    TEST(no_store_at_all_is_refused),
	    TEST(an_embedded_store_is_told_from_a_shared_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
