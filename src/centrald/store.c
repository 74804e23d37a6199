#include "centrald/store.h"

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

static struct store *store_new(const char *path, bool create, struct error *err)
{
	struct store *s = calloc(1, sizeof *s);
	if (!s) {
		error_set(err, PROBLEM_MEMORY, "store");
		return NULL;
	}
	s->driver = &store_driver_sqlite;
	s->db = s->driver->open(path, create, err);
	if (s->db)
		return s;
	free(s);
	return NULL;
}

static void read_version(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, 16);
}

static bool check_schema(struct store *s, const char *path, struct error *err)
{
	char version[16] = "";
	struct error query;
	if (!store_query(s, SQL_SETTING, SQL_PARAMS(sql_text("schema")), read_version, version,
		NULL, &query) ||
	    !*version)
		return error_set(err, PROBLEM_CONFIG, "%s: no store of ddopa-centrald init", path);
	if (strcmp(version, SCHEMA_VERSION) != 0)
		return error_set(err, PROBLEM_CONFIG,
		    "%s: schema %s, this program serves " SCHEMA_VERSION, path, version);
	return true;
}

struct store *store_open(const char *path, struct error *err)
{
	struct store *s = store_new(path, false, err);
	if (s && !check_schema(s, path, err)) {
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
		if (strncmp(text, "--", 2) != 0)
			buf_put(out, text, line);
		bool last = len > 0 && text[len - 1] == ';';
		text += line;
		if (last)
			break;
	}
	return text;
}

static bool run_schema(struct store *s, struct error *err)
{
	struct buf statement = BUF_INIT;
	const char *rest = schema_text;
	bool ok = true;
	while (ok && *rest) {
		rest = next_statement(rest, &statement);
		ok = buf_ok(&statement)
			 ? s->driver->command(s->db, (const char *)statement.data, err)
			 : error_set(err, PROBLEM_MEMORY, "schema");
	}
	buf_free(&statement);
	return ok && store_run(s, SQL_SETTING_PUT,
			 SQL_PARAMS(sql_text("schema"), sql_text(SCHEMA_VERSION)), NULL, err);
}

struct store *store_create(const char *path, struct error *err)
{
	struct store *s = store_new(path, true, err);
	if (!s)
		return NULL;
	if (store_begin(s, err) && run_schema(s, err) && store_commit(s, err))
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
	return s->driver->command(s->db, s->driver->begin, err);
}

bool store_commit(struct store *s, struct error *err)
{
	return s->driver->command(s->db, "COMMIT", err);
}

void store_rollback(struct store *s)
{
	struct error ignored;
	s->driver->command(s->db, "ROLLBACK", &ignored);
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
