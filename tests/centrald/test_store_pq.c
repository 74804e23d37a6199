/* PostgreSQL behind store.h: the conformance suite, and what several processes need. */
#include "store_suite.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "postgres.h"

static struct postgres server;

/* A database of another make: LISTEN is answered as what it does not know. */
PGresult *__real_PQexec(PGconn *conn, const char *text);
PGresult *__wrap_PQexec(PGconn *conn, const char *text);

static bool knows_no_listen;

PGresult *__wrap_PQexec(PGconn *conn, const char *text)
{
	if (knows_no_listen && strncmp(text, "LISTEN", 6) == 0)
		text = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '0A000'; END $$";
	return __real_PQexec(conn, text);
}

static int set_up(void **state)
{
	*state = NULL;
	postgres_database(&server, store_name, sizeof store_name);
	store = store_create(store_name, &err);
	if (!store)
		print_error("%s\n", err.context);
	assert_non_null(store);
	return 0;
}

static int tear_down(void **state)
{
	*state = NULL;
	store_close(store);
	return 0;
}

/* Everybody on the machine reads the arguments of a program. */
static void a_password_in_the_name_is_refused(void **state)
{
	(void)state;
	static const char *const names[] = {"postgresql://ddopa:Secret@localhost/ddopa",
	    "host=localhost password=Secret", "postgresql://localhost/d?password=Secret"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		assert_null(store_open(names[i], &err));
		assert_int_equal(err.problem, PROBLEM_CONFIG);
		assert_non_null(strstr(err.context, "passfile"));
		assert_null(strstr(err.context, "Secret"));
	}
}

static void a_database_that_is_not_there_is_told(void **state)
{
	(void)state;
	assert_null(store_open("host=/nonexistent dbname=x", &err));
	assert_int_equal(err.problem, PROBLEM_IO);
	assert_null(store_open("host=x no such thing", &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
}

static void an_empty_database_is_no_store(void **state)
{
	(void)state;
	char other[512];
	postgres_database(&server, other, sizeof other);
	assert_null(store_open(other, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
}

/* Nothing of a group that was not committed is there, the tables included. */
static void a_store_is_made_as_a_whole(void **state)
{
	(void)state;
	char other[512];
	char out[8];
	postgres_database(&server, other, sizeof other);
	struct store *half = store_make(other, &err);
	assert_non_null(half);
	store_close(half);
	postgres_sql(
	    other, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'", out, sizeof out);
	assert_string_equal(out, "0");
}

/* Two groups that each saw no row of the other and count on it: one must be run again. */
static void groups_are_serialisable(void **state)
{
	(void)state;
	struct store *other = store_open(store_name, &err);
	char out[64] = "";
	assert_non_null(other);
	begin();
	assert_true(store_begin(other, &err));
	assert_true(
	    store_query(store, SQL_SETTING, SQL_PARAMS(sql_text("b")), read_text, out, NULL, &err));
	assert_true(
	    store_query(other, SQL_SETTING, SQL_PARAMS(sql_text("a")), read_text, out, NULL, &err));
	put("a", "1");
	commit();
	bool ok = store_run(other, SQL_SETTING_PUT, SQL_PARAMS(sql_text("b"), sql_text("1")), NULL,
		      &err) &&
		  store_commit(other, &err);
	assert_false(ok);
	assert_int_equal(store_fault(other), STORE_AGAIN);
	store_rollback(other);
	assert_true(store_begin(other, &err)); /* and now it sees what it had not seen */
	assert_int_equal(store_fault(other), STORE_NO_FAULT);
	assert_true(
	    store_query(other, SQL_SETTING, SQL_PARAMS(sql_text("a")), read_text, out, NULL, &err));
	assert_string_equal(out, "1");
	assert_true(store_commit(other, &err));
	store_close(other);
}

static void what_one_tells_the_other_hears_with_the_commit(void **state)
{
	(void)state;
	struct store *other = store_open(store_name, &err);
	char out[64];
	assert_non_null(other);
	assert_true(store_told_fd(other) >= 0);
	begin();
	assert_true(store_tell(store, "e-1", &err));
	store_rollback(store);
	begin();
	assert_true(store_tell(store, "e-2", &err));
	commit();
	struct pollfd p = {.fd = store_told_fd(other), .events = POLLIN};
	assert_int_equal(poll(&p, 1, 10000), 1);
	assert_true(store_told(other, out, sizeof out));
	assert_string_equal(out, "e-2");
	assert_false(store_told(other, out, sizeof out));
	assert_false(store_told(store, out, sizeof out)); /* its own words */
	store_close(other);
}

static void cut_off(void)
{
	postgres_sql(store_name,
	    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
	    "WHERE application_name = 'ddopa-centrald' AND "
	    "datname = current_database()",
	    NULL, 0);
}

/* A group whose connection is lost ends there: none of it runs on another one. */
static void a_lost_connection_ends_its_group(void **state)
{
	(void)state;
	begin();
	put("before", "1");
	cut_off();
	assert_false(store_run(
	    store, SQL_SETTING_PUT, SQL_PARAMS(sql_text("after"), sql_text("1")), NULL, &err));
	assert_int_equal(store_fault(store), STORE_AWAY);
	assert_false(store_run(
	    store, SQL_SETTING_PUT, SQL_PARAMS(sql_text("after"), sql_text("1")), NULL, &err));
	store_rollback(store);
	begin(); /* which comes back by itself */
	put("then", "1");
	commit();
	expect("before", "");
	expect("after", "");
	expect("then", "1");
}

static void a_connection_lost_in_the_commit_leaves_doubt(void **state)
{
	(void)state;
	begin();
	put("a", "1");
	cut_off();
	assert_false(store_commit(store, &err));
	assert_int_equal(store_fault(store), STORE_UNSURE);
	store_rollback(store);
	assert_int_equal(store_fault(store), STORE_UNSURE); /* still what is to be told */
	begin();
	assert_int_equal(store_fault(store), STORE_NO_FAULT);
	store_rollback(store);
}

/* What was in doubt is over with its group: what is asked outside of one is in no doubt. */
static void a_doubt_ends_with_its_group(void **state)
{
	(void)state;
	char out[64] = "";
	begin();
	put("a", "1");
	cut_off();
	assert_false(store_commit(store, &err));
	assert_int_equal(store_fault(store), STORE_UNSURE);
	store_rollback(store);
	assert_true(
	    store_query(store, SQL_SETTING, SQL_PARAMS(sql_text("a")), read_text, out, NULL, &err));
	cut_off();
	assert_false(
	    store_query(store, SQL_SETTING, SQL_PARAMS(sql_text("a")), read_text, out, NULL, &err));
	assert_int_equal(store_fault(store), STORE_AWAY);
}

/* A database where a disk is full or a table locked says no to one group, not to the next. */
static void a_table_that_is_locked_ends_one_group(void **state)
{
	(void)state;
	PGconn *conn = PQconnectdb(store_name);
	PQclear(PQexec(conn, "BEGIN; LOCK TABLE settings"));
	begin();
	assert_false(store_run(
	    store, SQL_SETTING_PUT, SQL_PARAMS(sql_text("a"), sql_text("1")), NULL, &err));
	store_rollback(store);
	PQfinish(conn);
	begin();
	put("a", "2");
	commit();
	expect("a", "2");
}

static void a_server_that_was_away_is_found_again(void **state)
{
	(void)state;
	begin();
	put("a", "1");
	commit();
	postgres_crash(&server);
	assert_false(store_begin(store, &err) && store_commit(store, &err));
	assert_int_equal(err.problem, PROBLEM_CENTRE_INTERNAL);
	store_rollback(store);
	postgres_again(&server);
	for (int i = 0; i < 100 && !store_begin(store, &err); i++)
		poll(NULL, 0, 20);
	store_rollback(store);
	expect("a", "1");
}

static int start_server(void **state)
{
	*state = NULL;
	postgres_start(&server);
	return 0;
}

static int stop_server(void **state)
{
	*state = NULL;
	postgres_free(&server);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* One that tells nobody serves all the same, and its groups are committed. */
static void a_database_without_notices_serves(void **state)
{
	(void)state;
	char id[64];
	knows_no_listen = true;
	struct store *mute = store_open(store_name, &err);
	knows_no_listen = false;
	assert_non_null(mute);
	assert_true(store_told_fd(mute) >= 0); /* there are other processes: the slow poll asks */
	assert_true(store_begin(mute, &err));
	assert_true(store_tell(mute, "e1", &err));
	assert_true(store_commit(mute, &err));
	begin();
	assert_true(store_tell(store, "e2", &err));
	commit();
	assert_false(store_told(mute, id, sizeof id));
	assert_false(store_told(store, id, sizeof id));
	store_close(mute);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    /* First, while there is little for the server to recover. */
	    TEST(a_server_that_was_away_is_found_again),
	    EVERY_STORE(TEST),
	    TEST(a_database_without_notices_serves),
	    cmocka_unit_test(a_password_in_the_name_is_refused),
	    cmocka_unit_test(a_database_that_is_not_there_is_told),
	    TEST(an_empty_database_is_no_store),
	    TEST(a_store_is_made_as_a_whole),
	    TEST(groups_are_serialisable),
	    TEST(what_one_tells_the_other_hears_with_the_commit),
	    TEST(a_lost_connection_ends_its_group),
	    TEST(a_connection_lost_in_the_commit_leaves_doubt),
	    TEST(a_doubt_ends_with_its_group),
	    TEST(a_table_that_is_locked_ends_one_group),
	};
	return cmocka_run_group_tests(tests, start_server, stop_server);
}
