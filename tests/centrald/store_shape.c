/* The shape of a store - tables, columns, keys, indexes - as the database itself tells it; and
 * stores of older versions, made by their schemas as they were (schemas/N.sql). */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "centrald/migrate.h"
#include "centrald/schema.h"
#include "postgres.h"
#include "store_suite.h"

#define SHAPE_SIZE 65536

/* One line a fact, sorted. Columns that an upgrade adds stand last, so their order is none. */
static const char of_postgres[] =
    "SELECT string_agg(line, chr(10) ORDER BY line) FROM ("
    "SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || "
    "is_nullable || ' ' || COALESCE(column_default, '') AS line "
    "FROM information_schema.columns WHERE table_schema = 'public' UNION ALL "
    "SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
    "SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace) AS lines";

static const char of_sqlite[] =
    "SELECT group_concat(line, char(10)) FROM ("
    "SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' "
    "|| COALESCE(c.dflt_value, '') || ' ' || c.pk AS line "
    "FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' UNION ALL "
    "SELECT 'index ' || i.tbl_name || ' ' || COALESCE(replace(replace(i.sql, char(10), ' '), "
    "char(9), ''), 'of a key: ' || (SELECT group_concat(name) FROM pragma_index_info(i.name))) "
    "FROM sqlite_master i WHERE i.type = 'index' UNION ALL "
    "SELECT 'reference ' || t.name || '.' || f.\"from\" || ' ' || f.\"table\" || '.' || f.\"to\" "
    "FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table' "
    "ORDER BY line)";

static void sqlite_text(const char *sql, char *out, size_t size)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_open_v2(store_name, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	snprintf(out, size, "%s", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(db);
}

static char *shape(void)
{
	char *out = test_malloc(SHAPE_SIZE);
	if (store_is_shared(store_name))
		postgres_sql(store_name, of_postgres, out, SHAPE_SIZE);
	else
		sqlite_text(of_sqlite, out, SHAPE_SIZE);
	assert_non_null(strstr(out, "column audit.hash"));
	assert_non_null(strstr(out, "enrolments_office"));
	return out;
}

static void wipe(void)
{
	char name[600];
	static const char *const suffixes[] = {"-wal", "-shm"};
	if (store_is_shared(store_name)) {
		postgres_sql(
		    store_name, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", NULL, 0);
		return;
	}
	assert_int_equal(truncate(store_name, 0), 0);
	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		snprintf(name, sizeof name, "%s%s", store_name, suffixes[i]);
		unlink(name);
	}
}

void old_store(long version)
{
	char path[600], text[16384] = "", number[16];
	const char *top = getenv("top_srcdir");
	snprintf(path, sizeof path, "%s/tests/centrald/schemas/%ld.sql", top ? top : "..", version);
	snprintf(number, sizeof number, "%ld", version);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	assert_in_range(fread(text, 1, sizeof text - 1, f), 1, sizeof text - 2);
	fclose(f);
	store_close(store);
	wipe();
	store = store_open_any(store_name, &err);
	assert_non_null(store);
	begin();
	assert_true(store_run_text(store, text, &err));
	put("schema", number);
	commit();
}

/* The first line that only one of them has. */
static void show_difference(const char *made, const char *upgraded)
{
	size_t at = 0, line = 0;
	for (; made[at] && made[at] == upgraded[at]; at++)
		if (made[at] == '\n')
			line = at + 1;
	print_message("# made:     %.*s\n# upgraded: %.*s\n", (int)strcspn(made + line, "\n"),
	    made + line, (int)strcspn(upgraded + line, "\n"), upgraded + line);
}

/* A store that was upgraded and one that is made today are the same. Later versions than the
 * last file's are reached from these by steps that stay as they are. */
void every_older_version_becomes_as_a_new_one(void **state)
{
	(void)state;
	char *made = shape();
	for (long version = OLDEST_VERSION; version <= LAST_KEPT_VERSION; version++) {
		long from = 0;
		old_store(version);
		if (!store_migrate(store, &from, &err))
			fail_msg("from %ld: %s", version, err.context);
		assert_int_equal(from, version);
		char *upgraded = shape();
		if (strcmp(upgraded, made) != 0) {
			show_difference(made, upgraded);
			fail_msg("a store of version %ld, upgraded, is another", version);
		}
		test_free(upgraded);
	}
	test_free(made);
}
