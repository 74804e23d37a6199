#include "centrald/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "centrald/schema.h"
#include "centrald/store_driver.h"

struct store {
	const struct store_driver *driver;
	void *db;
};

struct sql_param sql_int(int64_t number)
{
	return (struct sql_param){.kind = SQL_PARAM_INT, .number = number};
}

struct sql_param sql_text(const char *text)
{
	return (struct sql_param){.kind = SQL_PARAM_TEXT, .text = text};
}

bool store_is_shared(const char *name)
{
	return strncmp(name, "postgresql://", 13) == 0 || strncmp(name, "postgres://", 11) == 0 ||
	       (*name != '/' && *name != '.' && strchr(name, '='));
}

static struct store *store_new(const char *name, bool create, struct error *err)
{
	struct store *s = calloc(1, sizeof *s);
	if (!s) {
		error_set(err, PROBLEM_MEMORY, "store");
		return NULL;
	}
	s->driver = store_is_shared(name) ? &store_driver_pq : &store_driver_sqlite;
	s->db = s->driver->open(name, create, err);
	if (s->db)
		return s;
	free(s);
	return NULL;
}

static void read_version(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, 16);
}

bool store_version(struct store *s, long *version, struct error *err)
{
	char text[16] = "";
	struct error query;
	char *end;
	if (!store_query(
		s, SQL_SETTING, SQL_PARAMS(sql_text("schema")), read_version, text, NULL, &query) ||
	    !*text)
		return error_set(err, PROBLEM_CONFIG, "no store of ddopa-centrald init");
	*version = strtol(text, &end, 10);
	return *end == '\0' || error_set(err, PROBLEM_CONFIG, "schema %s", text);
}

static bool check_schema(struct store *s, struct error *err)
{
	long version;
	if (!store_version(s, &version, err))
		return false;
	if (version != SCHEMA_VERSION)
		return error_set(err, PROBLEM_CONFIG, "store: schema %ld, this program serves %d%s",
		    version, SCHEMA_VERSION,
		    version < SCHEMA_VERSION ? ": ddopa-centrald upgrade" : "");
	return true;
}

struct store *store_open_any(const char *name, struct error *err)
{
	return store_new(name, false, err);
}

struct store *store_open(const char *name, struct error *err)
{
	struct store *s = store_open_any(name, err);
	if (s && !check_schema(s, err)) {
		store_close(s);
		return NULL;
	}
	return s;
}

/* One statement: its lines up to one that ends with ";". Returns what follows. */
static const char *next_statement(const char *text, struct buf *out)
{
	buf_clear(out);
	while (*text) {
		size_t len = strcspn(text, "\n");
		size_t line = len + (text[len] == '\n');
		bool comment = len == 0 || strncmp(text, "--", 2) == 0;
		if (!comment)
			buf_put(out, text, line);
		bool last = !comment && text[len - 1] == ';';
		text += line;
		if (last)
			break;
	}
	return text;
}

bool store_run_text(struct store *s, const char *text, struct error *err)
{
	struct buf statement = BUF_INIT;
	bool ok = true;
	while (ok && *text) {
		text = next_statement(text, &statement);
		if (statement.len == 0) /* comments at the end */
			break;
		ok = buf_ok(&statement)
			 ? s->driver->command(s->db, (const char *)statement.data, err)
			 : error_set(err, PROBLEM_MEMORY, "schema");
	}
	buf_free(&statement);
	return ok;
}

static bool make_tables(struct store *s, struct error *err)
{
	char version[16];
	snprintf(version, sizeof version, "%d", SCHEMA_VERSION);
	return store_begin(s, err) && store_run_text(s, schema_text, err) &&
	       store_run(s, SQL_SETTING_PUT, SQL_PARAMS(sql_text("schema"), sql_text(version)),
		   NULL, err);
}

struct store *store_make(const char *name, struct error *err)
{
	struct store *s = store_new(name, true, err);
	if (!s || make_tables(s, err))
		return s;
	store_rollback(s);
	store_close(s);
	return NULL;
}

struct store *store_create(const char *name, struct error *err)
{
	struct store *s = store_make(name, err);
	if (!s || store_commit(s, err))
		return s;
	store_rollback(s);
	store_close(s);
	return NULL;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	s->driver->close(s->db);
	free(s);
}

bool store_begin(struct store *s, struct error *err)
{
	return s->driver->begin(s->db, err);
}

bool store_commit(struct store *s, struct error *err)
{
	return s->driver->commit(s->db, err);
}

void store_rollback(struct store *s)
{
	s->driver->rollback(s->db);
}

bool store_backup(struct store *s, const char *path, struct error *err)
{
	if (!s->driver->backup)
		return error_set(err, PROBLEM_USAGE, "PostgreSQL: pg_dump, pg_basebackup");
	return s->driver->backup(s->db, path, err);
}

enum store_fault store_fault(const struct store *s)
{
	return s->driver->fault ? s->driver->fault(s->db) : STORE_NO_FAULT;
}

bool store_tell(struct store *s, const char *text, struct error *err)
{
	return !s->driver->tell || s->driver->tell(s->db, text, err);
}

int store_told_fd(const struct store *s)
{
	return s->driver->told_fd ? s->driver->told_fd(s->db) : -1;
}

bool store_told(struct store *s, char *out, size_t size)
{
	return s->driver->told && s->driver->told(s->db, out, size);
}

static bool savepoint_command(
    struct store *s, const char *verb, const char *name, struct error *err)
{
	struct buf text = BUF_INIT;
	buf_printf(&text, "%s %s", verb, name);
	bool ok = buf_ok(&text) ? s->driver->command(s->db, (const char *)text.data, err)
				: error_set(err, PROBLEM_MEMORY, "savepoint");
	buf_free(&text);
	return ok;
}

bool store_savepoint(struct store *s, const char *name, struct error *err)
{
	return savepoint_command(s, "SAVEPOINT", name, err);
}

bool store_release(struct store *s, const char *name, struct error *err)
{
	return savepoint_command(s, "RELEASE SAVEPOINT", name, err);
}

bool store_rollback_to(struct store *s, const char *name, struct error *err)
{
	return savepoint_command(s, "ROLLBACK TO SAVEPOINT", name, err) &&
	       store_release(s, name, err);
}

bool store_run(
    struct store *s, enum sql q, const struct sql_param *params, long *changes, struct error *err)
{
	long ignored;
	return s->driver->query(s->db, q, params, NULL, NULL, changes ? changes : &ignored, err);
}

bool store_query(struct store *s, enum sql q, const struct sql_param *params, store_row_fn *fn,
    void *arg, long *rows, struct error *err)
{
	long ignored;
	return s->driver->query(s->db, q, params, fn, arg, rows ? rows : &ignored, err);
}

int64_t row_int(const struct store_row *row, int column)
{
	return row->driver->row_int(row, column);
}

void row_text(const struct store_row *row, int column, char *out, size_t size)
{
	out[0] = '\0';
	text_append(out, size, row->driver->row_text(row, column));
}

const char *row_borrow(const struct store_row *row, int column)
{
	return row->driver->row_text(row, column);
}

static void read_number(void *arg, const struct store_row *row)
{
	*(int64_t *)arg = row_int(row, 0);
}

bool store_number(
    struct store *s, enum sql q, const struct sql_param *params, int64_t *out, struct error *err)
{
	*out = 0;
	return store_query(s, q, params, read_number, out, NULL, err);
}
