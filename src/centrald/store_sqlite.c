/*
 * SQLite below store.h: WAL, synchronous=FULL, so that what COMMIT has acknowledged
 * survives power loss. Statements are prepared once, at their first use.
 */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "centrald/store_driver.h"

#define BUSY_TIMEOUT_MS 5000

struct sqlite {
	sqlite3 *db;
	sqlite3_stmt *prepared[SQL_COUNT];
};

static bool failed(struct sqlite *s, const char *what, struct error *err)
{
	return error_set(err, PROBLEM_CENTRE_INTERNAL, "%s: %s", what, sqlite3_errmsg(s->db));
}

static bool sqlite_command(void *db, const char *text, struct error *err)
{
	struct sqlite *s = db;
	if (sqlite3_exec(s->db, text, NULL, NULL, NULL) != SQLITE_OK)
		return failed(s, text, err);
	return true;
}

/* SQLite would make the file with the umask's mode; a store is nobody else's. */
static bool make_file(const char *path, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	close(fd);
	return true;
}

static void sqlite_close_all(void *db)
{
	struct sqlite *s = db;
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(s->prepared[i]);
	sqlite3_close(s->db);
	free(s);
}

static bool sqlite_set_up(struct sqlite *s, const char *path, struct error *err)
{
	if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
	    SQLITE_OK)
		return error_set(
		    err, PROBLEM_IO, "%s: %s", path, s->db ? sqlite3_errmsg(s->db) : "memory");
	sqlite3_busy_timeout(s->db, BUSY_TIMEOUT_MS);
	return sqlite_command(s,
	    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
	    "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;",
	    err);
}

static void *sqlite_open(const char *path, bool create, struct error *err)
{
	if (create && !make_file(path, err))
		return NULL;
	struct sqlite *s = calloc(1, sizeof *s);
	if (!s) {
		error_set(err, PROBLEM_MEMORY, "sqlite");
		return NULL;
	}
	if (sqlite_set_up(s, path, err))
		return s;
	sqlite_close_all(s);
	return NULL;
}

static sqlite3_stmt *prepare(struct sqlite *s, enum sql q, struct error *err)
{
	if (!s->prepared[q] && sqlite3_prepare_v3(s->db, sql_statement(q), -1,
				   SQLITE_PREPARE_PERSISTENT, &s->prepared[q], NULL) != SQLITE_OK) {
		failed(s, sql_statement(q), err);
		return NULL;
	}
	return s->prepared[q];
}

/* By name: a parameter that the text mentions later may have a lower index. */
static bool bind_one(sqlite3_stmt *st, int number, const struct sql_param *p)
{
	char name[8];
	sqlite3_snprintf((int)sizeof name, name, "$%d", number);
	int index = sqlite3_bind_parameter_index(st, name);
	if (index == 0)
		return false;
	if (p->kind == SQL_PARAM_INT)
		return sqlite3_bind_int64(st, index, p->number) == SQLITE_OK;
	return sqlite3_bind_text(st, index, p->text, -1, SQLITE_STATIC) == SQLITE_OK;
}

static bool bind_all(
    struct sqlite *s, sqlite3_stmt *st, const struct sql_param *params, struct error *err)
{
	int given = 0;
	for (; params[given].kind != SQL_PARAM_END; given++)
		if (!bind_one(st, given + 1, &params[given]))
			return failed(s, sqlite3_sql(st), err);
	if (given != sqlite3_bind_parameter_count(st))
		return error_set(
		    err, PROBLEM_CENTRE_INTERNAL, "parameters of: %s", sqlite3_sql(st));
	return true;
}

static int step_all(sqlite3_stmt *st, store_row_fn *fn, void *arg, long *rows)
{
	int result;
	while ((result = sqlite3_step(st)) == SQLITE_ROW) {
		++*rows;
		if (fn)
			fn(arg, &(struct store_row){.driver = &store_driver_sqlite, .handle = st});
	}
	return result;
}

static bool sqlite_query(void *db, enum sql q, const struct sql_param *params, store_row_fn *fn,
    void *arg, long *count, struct error *err)
{
	struct sqlite *s = db;
	sqlite3_stmt *st = prepare(s, q, err);
	if (!st)
		return false;
	bool ok = bind_all(s, st, params, err);
	*count = 0;
	if (ok && step_all(st, fn, arg, count) != SQLITE_DONE)
		ok = failed(s, sqlite3_sql(st), err);
	if (ok && !sqlite3_stmt_readonly(st) && !fn)
		*count = sqlite3_changes(s->db);
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	return ok;
}

/* The lock to write is taken at once: no group can fail halfway for another's sake. */
static bool sqlite_begin(void *db, struct error *err)
{
	return sqlite_command(db, "BEGIN IMMEDIATE", err);
}

static bool sqlite_commit(void *db, struct error *err)
{
	return sqlite_command(db, "COMMIT", err);
}

static void sqlite_rollback(void *db)
{
	struct error ignored;
	sqlite_command(db, "ROLLBACK", &ignored);
}

/* All pages in one step: a reader's view, which in WAL mode keeps nobody from writing. */
static bool copy_pages(struct sqlite *s, sqlite3 *to, struct error *err)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", s->db, "main");
	int result = b ? sqlite3_backup_step(b, -1) : SQLITE_ERROR;
	if (b)
		sqlite3_backup_finish(b);
	return (result == SQLITE_DONE && sqlite3_errcode(to) == SQLITE_OK) ||
	       error_set(err, PROBLEM_IO, "backup: %s", sqlite3_errmsg(to));
}

static bool sqlite_backup(void *db, const char *path, struct error *err)
{
	sqlite3 *to = NULL;
	if (!make_file(path, err))
		return false;
	bool ok = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK
		      ? copy_pages(db, to, err)
		      : error_set(err, PROBLEM_IO, "%s", path);
	sqlite3_close(to);
	if (!ok)
		unlink(path);
	return ok;
}

static int64_t sqlite_row_int(const struct store_row *row, int column)
{
	return sqlite3_column_int64(row->handle, column);
}

static const char *sqlite_row_text(const struct store_row *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row->handle, column);
	return text ? text : "";
}

const struct store_driver store_driver_sqlite = {
    .open = sqlite_open,
    .close = sqlite_close_all,
    .command = sqlite_command,
    .query = sqlite_query,
    .row_int = sqlite_row_int,
    .row_text = sqlite_row_text,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .backup = sqlite_backup,
};
