/* A store that is locked, full or of another version: a problem document or one clear line,
 * the store as it was, and the centre goes on by itself when the trouble is over. That a
 * database is away stands in test_shared.c. */
#include <libpq-fe.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

static void begin_world(bool postgres)
{
	world_make(&world);
	if (postgres)
		world_on_postgres(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	world_start(&world);
}

static void expect_trouble(struct counter *k, struct scene *s)
{
	struct answer a;
	long before = world_number(&world, "SELECT COUNT(*) FROM enrolments");
	char json[] = "{\"contested\":false}";
	counter_post(k, s->enrolment.id, "cancel", json, &a);
	expect_problem(&a, PROBLEM_CENTRE_INTERNAL);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM enrolments"), before);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM enrolments WHERE state = 'CANCELLED'"), 0);
}

/* The same act, once the store can be written to. */
static void expect_well(struct counter *k, struct scene *s)
{
	struct answer a;
	counter_post(k, s->enrolment.id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM enrolments WHERE state = 'CANCELLED'"), 1);
}

static void finish(struct scene *s)
{
	phone_free(&s->phone);
	counter_free(&s->counter);
	world_free(&world);
}

static void a_file_that_another_process_writes(void **state)
{
	(void)state;
	struct scene s;
	sqlite3 *other;
	begin_world(false);
	scene_begin(&s, "somsri");
	assert_int_equal(sqlite3_open(world.store, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	expect_trouble(&s.counter, &s);
	assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	expect_well(&s.counter, &s);
	finish(&s);
}

static void a_table_that_another_session_has_locked(void **state)
{
	(void)state;
	struct scene s;
	begin_world(true);
	scene_begin(&s, "somsri");
	PGconn *other = PQconnectdb(world.store);
	assert_int_equal(PQstatus(other), CONNECTION_OK);
	PQclear(PQexec(other, "BEGIN"));
	PGresult *locked = PQexec(other, "LOCK TABLE enrolments IN EXCLUSIVE MODE");
	assert_int_equal(PQresultStatus(locked), PGRES_COMMAND_OK);
	PQclear(locked);
	expect_trouble(&s.counter, &s);
	PQfinish(other);
	expect_well(&s.counter, &s);
	finish(&s);
}

static rlim_t size_of(const char *suffix)
{
	char path[600];
	struct stat st;
	snprintf(path, sizeof path, "%s%s", world.store, suffix);
	return stat(path, &st) == 0 ? (rlim_t)st.st_size : 0;
}

/* As a full disk says no: what is there can be read, nothing can be added. */
static void a_file_that_may_not_grow(void **state)
{
	(void)state;
	struct scene s;
	struct rlimit before, full;
	begin_world(false);
	scene_begin(&s, "somsri");
	assert_int_equal(prlimit(world.pid, RLIMIT_FSIZE, NULL, &before), 0);
	full = before;
	full.rlim_cur = size_of("-wal");
	assert_true(full.rlim_cur > 0);
	assert_int_equal(prlimit(world.pid, RLIMIT_FSIZE, &full, NULL), 0);
	expect_trouble(&s.counter, &s);
	assert_int_equal(kill(world.pid, 0), 0); /* it lives */
	assert_int_equal(prlimit(world.pid, RLIMIT_FSIZE, &before, NULL), 0);
	expect_well(&s.counter, &s);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM pragma_integrity_check "
					      "WHERE integrity_check = 'ok'"),
	    1);
	finish(&s);
}

static long errors_with(const char *word)
{
	char command[1000];
	snprintf(command, sizeof command, "grep -c '%s' '%s/errors' >'%s/count'", word,
	    world.directory, world.directory);
	int status = system(command);
	assert_true(status == 0 || WEXITSTATUS(status) == 1);
	snprintf(command, sizeof command, "%s/count", world.directory);
	FILE *f = fopen(command, "re");
	long count = -1;
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%ld", &count), 1);
	fclose(f);
	return count;
}

static void a_store_of_a_newer_version_is_left_alone(bool postgres)
{
	char ca[512], version[16], after[16];
	begin_world(postgres);
	world_kill(&world, SIGTERM);
	world_sql(
	    &world, "SELECT value FROM settings WHERE name = 'schema'", version, sizeof version);
	world_sql(&world, "UPDATE settings SET value = '9999' WHERE name = 'schema'", NULL, 0);
	long records = world_number(&world, "SELECT COUNT(*) FROM audit");
	snprintf(ca, sizeof ca, "%s/ca.pem", world.directory);
	const char *const options[] = {"--store", world.store, "--keys", world.keys, "--tls-cert",
	    world.server.cert_file, "--tls-key", world.server.key_file, "--terminal-ca", ca,
	    "--host", "H", "--terminals", "127.0.0.1:0", "--citizens", "127.0.0.1:0", NULL};
	assert_int_equal(world_run_fails(&world, options), 78);
	assert_int_equal(errors_with("DD-.*schema 9999"), 1); /* one line says it */
	world_sql(&world, "SELECT value FROM settings WHERE name = 'schema'", after, sizeof after);
	assert_string_equal(after, "9999");
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit"), records);
	char sql[100];
	snprintf(
	    sql, sizeof sql, "UPDATE settings SET value = '%s' WHERE name = 'schema'", version);
	world_sql(&world, sql, NULL, 0);
	world_start(&world); /* nothing was lost by it */
	world_free(&world);
}

static void a_newer_file(void **state)
{
	(void)state;
	a_store_of_a_newer_version_is_left_alone(false);
}

static void a_newer_database(void **state)
{
	(void)state;
	a_store_of_a_newer_version_is_left_alone(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_that_another_process_writes),
	    cmocka_unit_test(a_table_that_another_session_has_locked),
	    cmocka_unit_test(a_file_that_may_not_grow),
	    cmocka_unit_test(a_newer_file),
	    cmocka_unit_test(a_newer_database),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
