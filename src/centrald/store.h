/*
 * centrald/store.h - what the centre remembers, behind one interface.
 *
 * All SQL stands in sql.c, one text for every database, its parameters written $1, $2, …
 * A driver (store_sqlite.c, store_pq.c) opens the database, runs the statements and knows
 * nothing of enrollments. Parameters are bound by their name, never by the order in which
 * they stand in the text: SQLite numbers "$2, $1" by first appearance.
 *
 * Everything happens within a group: store_begin(), for each request a savepoint, and
 * store_commit(), after which all of it is durable. Values are 64-bit numbers and text.
 * Failures are PROBLEM_CENTRE_INTERNAL with the database's own words as the context
 * (which goes to the log, never into an answer).
 *
 * An embedded store has one process. A shared one (PostgreSQL) has several: their groups
 * are serialisable, so that each sees the store as if it were alone, at the price that a
 * group may have to be run again; what store_fault() says after a failure.
 */
#ifndef DDOPA_CENTRALD_STORE_H
#define DDOPA_CENTRALD_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "centrald/sql.h"

struct store;
struct store_row; /* the row a callback stands on; valid within the call only */

struct sql_param {
	enum { SQL_PARAM_END, SQL_PARAM_INT, SQL_PARAM_TEXT } kind;
	int64_t number;
	const char *text; /* borrowed until the statement has run */
};

/* One value a parameter, $1 first: SQL_PARAMS(sql_text(id), sql_int(now)). */
#define SQL_PARAMS(...) ((const struct sql_param[]){__VA_ARGS__, {.kind = SQL_PARAM_END}})
#define SQL_NO_PARAMS	((const struct sql_param[]){{.kind = SQL_PARAM_END}})

struct sql_param sql_int(int64_t number);
struct sql_param sql_text(const char *text);

/* A store is named by a path (SQLite), or by postgresql://… or NAME=VALUE … as libpq takes
 * them (PostgreSQL); whether it is one that several processes may serve. */
bool store_is_shared(const char *name);

/* Opens an existing store and refuses one whose schema this program does not serve
 * (PROBLEM_CONFIG). NULL on failure. */
struct store *store_open(const char *name, struct error *err);
/* As store_open, but of whatever version; for store_version() and migrate.h. */
struct store *store_open_any(const char *name, struct error *err);
bool store_version(struct store *s, long *version, struct error *err); /* PROBLEM_CONFIG: none */
/* Makes the file (mode 0600; it must not exist: PROBLEM_CANNOT_CREATE) or takes an empty
 * database, and makes the tables in a group that is left open: all is there with its
 * commit, or nothing. */
struct store *store_make(const char *name, struct error *err);
struct store *store_create(const char *name, struct error *err); /* and commits */
void store_close(struct store *s);

/* A copy as of now in a new file of mode 0600, made while others go on writing, durable when
 * true. PROBLEM_USAGE for a shared store, which has tools of its own. */
bool store_backup(struct store *s, const char *path, struct error *err);

/* Why something within the group failed, the first time since it was begun. */
enum store_fault {
	STORE_NO_FAULT, /* nothing, or what would fail again */
	STORE_AGAIN,	/* another process's group was in the way: undo it, run it again */
	STORE_AWAY,	/* the database went away before the commit: nothing of it is there */
	STORE_UNSURE,	/* … during the commit: all of it is there, or nothing */
};
enum store_fault store_fault(const struct store *s);

bool store_begin(struct store *s, struct error *err);
bool store_commit(struct store *s, struct error *err); /* durable when true */
void store_rollback(struct store *s);

/* Runs a text of statements, each ended by ";" at the end of a line; lines that begin with
 * "--" are comments. For the schema and its migrations. */
bool store_run_text(struct store *s, const char *text, struct error *err);

/* Within a group: when it is committed the other processes on this store are told `text`
 * (an id; nothing for an embedded store). */
bool store_tell(struct store *s, const char *text, struct error *err);
/* Readable when there may be something told; -1: none, or away. It changes when the
 * database has been away. */
int store_told_fd(const struct store *s);
bool store_told(struct store *s, char *out, size_t size); /* false: nothing more */

/* Savepoints nest; names are fixed words. */
bool store_savepoint(struct store *s, const char *name, struct error *err);
bool store_release(struct store *s, const char *name, struct error *err);
bool store_rollback_to(struct store *s, const char *name, struct error *err); /* and release */

/* Runs a statement that gives no rows. changes (may be NULL): rows touched. */
bool store_run(
    struct store *s, enum sql q, const struct sql_param *params, long *changes, struct error *err);

/* Calls fn for each row. rows (may be NULL) counts them. */
typedef void store_row_fn(void *arg, const struct store_row *row);
bool store_query(struct store *s, enum sql q, const struct sql_param *params, store_row_fn *fn,
    void *arg, long *rows, struct error *err);

int64_t row_int(const struct store_row *row, int column); /* from 0 */
/* Copies with truncation at whole characters. */
void row_text(const struct store_row *row, int column, char *out, size_t size);

/* The text itself; good until fn returns. */
const char *row_borrow(const struct store_row *row, int column);

/* A query that gives one number, 0 when it gives no row. */
bool store_number(
    struct store *s, enum sql q, const struct sql_param *params, int64_t *out, struct error *err);

#endif
