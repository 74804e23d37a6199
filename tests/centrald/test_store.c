/* What every database behind store.h must do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/cmocka_all.h"
#include "centrald/schema.h"
#include "centrald/store.h"

static char path[512];
static struct store *store;
static struct error err;

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	*state = NULL;
	snprintf(path, sizeof path, "%s/store-%d", tmp ? tmp : "/tmp", (int)getpid());
	store = store_create(path, &err);
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
		snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
		unlink(name);
	}
	return 0;
}

static void begin(void)
{
	assert_true(store_begin(store, &err));
}

static void commit(void)
{
	assert_true(store_commit(store, &err));
}

static void put(const char *name, const char *value)
{
	assert_true(store_run(
	    store, SQL_SETTING_PUT, SQL_PARAMS(sql_text(name), sql_text(value)), NULL, &err));
}

static void read_text(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, 64);
}

static void expect(const char *name, const char *value)
{
	char out[64] = "";
	long rows = 0;
	assert_true(store_query(
	    store, SQL_SETTING, SQL_PARAMS(sql_text(name)), read_text, out, &rows, &err));
	assert_string_equal(out, value);
	assert_int_equal(rows, *value != 0);
}

static void the_file_is_the_owners_alone(void **state)
{
	(void)state;
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void an_existing_file_is_not_made_anew(void **state)
{
	(void)state;
	assert_null(store_create(path, &err));
	assert_int_equal(err.problem, PROBLEM_CANNOT_CREATE);
}

static void what_was_committed_is_there_after_reopening(void **state)
{
	(void)state;
	begin();
	put("a", "1");
	commit();
	begin();
	put("a", "2");
	store_rollback(store);
	store_close(store);
	store = store_open(path, &err);
	assert_non_null(store);
	expect("a", "1");
}

/* $3 stands before $1 and $2 in the text of SQL_LOGIN_ATTEMPT: bound by order instead of
 * name, the limit would be taken for the time. */
static void parameters_are_bound_by_name(void **state)
{
	(void)state;
	long changes = -1;
	int64_t failures;
	const struct sql_param attempt[] = {
	    sql_text("x"), sql_int(2), sql_int(1234567), {.kind = SQL_PARAM_END}};
	begin();
	assert_true(
	    store_run(store, SQL_LOGIN_ROW, SQL_PARAMS(sql_text("x"), sql_int(1)), NULL, &err));
	for (long expected = 1; expected >= 0; expected--) {
		assert_true(store_run(store, SQL_LOGIN_ATTEMPT, attempt, &changes, &err));
		assert_int_equal(changes, 1);
		if (expected == 0) {
			assert_true(store_run(store, SQL_LOGIN_ATTEMPT, attempt, &changes, &err));
			assert_int_equal(changes, 0);
		}
	}
	assert_true(
	    store_number(store, SQL_LOGIN_FAILURES, SQL_PARAMS(sql_text("x")), &failures, &err));
	assert_int_equal(failures, 2);
	commit();
}

static void a_wrong_number_of_parameters_is_an_error(void **state)
{
	(void)state;
	assert_false(store_run(store, SQL_SETTING_PUT, SQL_PARAMS(sql_text("a")), NULL, &err));
	assert_int_equal(err.problem, PROBLEM_CENTRE_INTERNAL);
	assert_false(store_run(store, SQL_SETTING_PUT,
	    SQL_PARAMS(sql_text("a"), sql_text("b"), sql_text("c")), NULL, &err));
}

/* One bad request of a group is undone alone; the others are committed with it. */
static void a_group_holds_one_bad_request(void **state)
{
	(void)state;
	begin();
	for (int i = 0; i < 3; i++) {
		assert_true(store_savepoint(store, "request", &err));
		put(i == 0 ? "first" : i == 1 ? "bad" : "third", "1");
		if (i == 1) {
			assert_false(store_run(store, SQL_TERMINAL_ADD,
			    SQL_PARAMS(sql_text("0000"), sql_text("x"), sql_int(1)), NULL, &err));
			assert_true(store_rollback_to(store, "request", &err));
		} else {
			assert_true(store_release(store, "request", &err));
		}
	}
	commit();
	expect("first", "1");
	expect("bad", "");
	expect("third", "1");
}

static void savepoints_nest(void **state)
{
	(void)state;
	begin();
	assert_true(store_savepoint(store, "request", &err));
	put("outer", "1");
	assert_true(store_savepoint(store, "work", &err));
	put("inner", "1");
	assert_true(store_rollback_to(store, "work", &err));
	assert_true(store_release(store, "request", &err));
	commit();
	expect("outer", "1");
	expect("inner", "");
}

/* The condition stands in the database too: no program error can pass the cap. */
static void the_quota_has_a_last_guard(void **state)
{
	(void)state;
	long changes;
	begin();
	assert_true(store_run(
	    store, SQL_QUOTA_ADD, SQL_PARAMS(sql_text("national"), sql_int(1)), NULL, &err));
	for (int i = 0; i < 2; i++) {
		assert_true(store_run(
		    store, SQL_QUOTA_RESERVE, SQL_PARAMS(sql_text("national")), &changes, &err));
		assert_int_equal(changes, i == 0);
	}
	commit();
}

static void every_statement_is_understood(void **state)
{
	(void)state;
	for (int q = 0; q < SQL_COUNT; q++) {
		assert_non_null(sql_statement((enum sql)q));
		/* Without parameters it must fail for them, not for its own text. */
		if (!store_run(store, (enum sql)q, SQL_NO_PARAMS, NULL, &err))
			assert_non_null(strstr(err.context, "parameters of"));
	}
}

static void another_schema_is_refused(void **state)
{
	(void)state;
	static const char *const others[] = {"999", "1"}; /* 1: before fingers were written */
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		char told[40];
		begin();
		put("schema", others[i]);
		commit();
		assert_null(store_open(path, &err));
		assert_int_equal(err.problem, PROBLEM_CONFIG);
		snprintf(told, sizeof told, "schema %s, this program", others[i]);
		assert_non_null(strstr(err.context, told));
	}
}

static void no_store_at_all_is_refused(void **state)
{
	(void)state;
	char other[600];
	snprintf(other, sizeof other, "%s-none", path);
	assert_null(store_open(other, &err));
	assert_int_equal(err.problem, PROBLEM_IO);
	FILE *f = fopen(other, "we");
	assert_non_null(f);
	fputs("this is no database, but it is long enough to be taken for one at first", f);
	fclose(f);
	assert_null(store_open(other, &err));
	unlink(other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_file_is_the_owners_alone),
	    TEST(an_existing_file_is_not_made_anew),
	    TEST(what_was_committed_is_there_after_reopening),
	    TEST(parameters_are_bound_by_name),
	    TEST(a_wrong_number_of_parameters_is_an_error),
	    TEST(a_group_holds_one_bad_request),
	    TEST(savepoints_nest),
	    TEST(the_quota_has_a_last_guard),
	    TEST(every_statement_is_understood),
	    TEST(another_schema_is_refused),
	    TEST(no_store_at_all_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
