/* A backup that is restored while receipts are newer than it: each of them is named, and the
 * centre goes on with what the backup has. SQLite by `backup make`, PostgreSQL by pg_dump. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "../centrald/fixture.h"
#include "admin/admin.h"

#define NEWER 100

static char receipts_file[512];

static void begin_world(bool postgres)
{
	world_make(&world);
	if (postgres)
		world_on_postgres(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	world_start(&world);
	snprintf(receipts_file, sizeof receipts_file, "%s/receipts", world.directory);
}

static enum problem run(
    admin_fn *command, const char *operand, const char *format, int *status, char **text)
{
	char *const operands[] = {(char *)(uintptr_t)operand, NULL};
	struct admin a = {.operands = operands, .operand_count = operand ? 1 : 0};
	struct error err = {0};
	size_t size;
	a.value[OPT_STORE] = world.store;
	a.value[OPT_KEYS] = world.keys;
	a.value[OPT_FORMAT] = format;
	a.out = open_memstream(text, &size);
	bool ok = admin_open(&a, &err) && command(&a, status, &err);
	admin_close(&a);
	fclose(a.out);
	return ok ? PROBLEM_NONE : err.problem;
}

/* One after the other, the citizen again and again with a new phone. */
static void enrol_many(int count, const char *mode)
{
	struct counter k;
	FILE *f = fopen(receipts_file, mode);
	assert_non_null(f);
	counter_ready(&k, &world);
	for (int i = 0; i < count; i++) {
		struct phone p;
		phone_make(&p, &world);
		enrol_ok(
		    &k, &p, "somsri", world_number(&world, "SELECT COUNT(*) FROM identities") > 0);
		assert_true(strlen(p.last.receipt) > 50);
		fprintf(f, "%s\n", p.last.receipt);
		phone_free(&p);
	}
	assert_int_equal(fclose(f), 0);
	counter_free(&k);
}

static long lines_with(const char *text, const char *word)
{
	long n = 0;
	for (const char *at = text; (at = strstr(at, word)); at++)
		n++;
	return n;
}

static void expect_missing(long missing)
{
	char *text;
	int status = 0;
	assert_int_equal(run(receipts_check, receipts_file, "csv", &status, &text), PROBLEM_NONE);
	assert_int_equal(status, missing > 0 ? EX_DATAERR : 0);
	assert_int_equal(lines_with(text, "\r\nmissing,"), missing);
	assert_int_equal(lines_with(text, "\r\n"), missing + 1);
	free(text);
}

static void shell(const char *command)
{
	if (system(command) != 0)
		fail_msg("%s", command);
}

static void restore_sqlite(const char *copy)
{
	char command[3000];
	world_kill(&world, SIGTERM);
	snprintf(command, sizeof command,
	    "cd '%s' && rm -f store store-wal store-shm store.keys && cp -p '%s' store && "
	    "cp -p '%s.keys' store.keys",
	    world.directory, copy, copy);
	shell(command);
	world_start(&world);
}

static void a_file_restored(void **state)
{
	(void)state;
	char copy[500], keys[520], *text;
	int status = 0;
	struct stat st;
	begin_world(false);
	assert_null(world.postgres); /* this one is of files */
	snprintf(copy, sizeof copy, "%s/copy", world.directory);
	snprintf(keys, sizeof keys, "%s.keys", copy);
	enrol_many(1, "w");
	assert_int_equal(
	    run(backup_make, copy, NULL, &status, &text), PROBLEM_NONE); /* beside it */
	free(text);
	assert_int_equal(stat(copy, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(stat(keys, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	enrol_many(NEWER, "a");
	expect_missing(0);
	restore_sqlite(copy);
	expect_missing(NEWER);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = 'backup.make'"), 1);
	assert_int_equal(run(audit_verify, NULL, NULL, &status, &text), PROBLEM_NONE);
	free(text);
	enrol_many(1, "w"); /* it goes on */
	expect_missing(0);
	/* what is there is not written over */
	assert_int_equal(run(backup_make, copy, NULL, &status, &text), PROBLEM_CANNOT_CREATE);
	free(text);
	world_free(&world);
}

/* As ddopa-centrald(8) says. */
static void dump(const char *file)
{
	char command[1600];
	snprintf(command, sizeof command, "pg_dump --format=custom --file='%s' --dbname='%s'", file,
	    world.store);
	shell(command);
}

static void restore_postgres(const char *file)
{
	char command[1600];
	world_kill(&world, SIGTERM);
	postgres_database(world.postgres, world.store, sizeof world.store);
	snprintf(command, sizeof command,
	    "pg_restore --no-owner --exit-on-error --single-transaction --dbname='%s' '%s'",
	    world.store, file);
	shell(command);
	world_start(&world);
}

static void a_database_restored(void **state)
{
	(void)state;
	char file[500], *text;
	int status = 0;
	begin_world(true);
	snprintf(file, sizeof file, "%s/dump", world.directory);
	enrol_many(1, "w");
	assert_int_equal(run(backup_make, file, NULL, &status, &text), PROBLEM_USAGE);
	free(text);
	dump(file);
	enrol_many(3, "a");
	expect_missing(0);
	restore_postgres(file);
	expect_missing(3);
	enrol_many(1, "w");
	expect_missing(0);
	world_free(&world);
}

static void what_is_no_receipt_is_told(void **state)
{
	(void)state;
	char *text;
	int status = 0;
	begin_world(false);
	FILE *f = fopen(receipts_file, "w");
	assert_non_null(f);
	fputs("e30.e30.AAAA\n\nnonsense\n", f);
	fclose(f);
	assert_int_equal(run(receipts_check, receipts_file, "csv", &status, &text), PROBLEM_NONE);
	assert_int_equal(status, EX_DATAERR);
	assert_int_equal(lines_with(text, "\r\nforged,"), 2);
	free(text);
	assert_int_equal(run(receipts_check, "/none/such", NULL, &status, &text), PROBLEM_IO);
	free(text);
	world_free(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_restored),
	    cmocka_unit_test(a_database_restored),
	    cmocka_unit_test(what_is_no_receipt_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
