/*
 * PostgreSQL below store.h, over libpq. One connection a process, statements prepared once a
 * connection, groups SERIALIZABLE: each sees the store as if it were alone, and a group
 * that another one was in the way of is run again by who began it (turn.c).
 *
 * Sources: PostgreSQL 15, chapters 13 (concurrency), 34 (libpq), appendix A (SQLSTATE).
 */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "centrald/store_driver.h"

#define PARAMS_MAX     24
#define NUMBER_MAX     24
#define STATEMENT_NAME 8    /* of a prepared statement: "q" and its number */
#define APART_MS       1000 /* how long groups queue after one was in another's way */
#define RECONNECT_MS   200  /* between two tries to reach a database that is away */
#define CHANNEL	       "ddopa"

struct pq {
	char *name;
	PGconn *conn; /* NULL or broken: connected anew when it is next needed */
	bool prepared[SQL_COUNT];
	int params[SQL_COUNT]; /* how many each prepared statement takes */
	enum store_fault fault;
	bool in_group; /* from begin to its end: nothing runs outside of it meanwhile */
	bool committing;
	bool mute;			   /* knows no LISTEN: nobody is told of anything */
	bool apart;			   /* holds the queue's lock */
	int64_t apart_until, reconnect_at; /* monotonic */
};

/* ---- failures ---- */

static int64_t now(void)
{
	return clock_mono_ms(&clock_system);
}

static bool one_of(const char *state, const char *const *list)
{
	for (; *list; list++)
		if (strncmp(state, *list, strlen(*list)) == 0)
			return true;
	return false;
}

/* Serialisation failure, deadlock, and a unique key that another group has put in after
 * this one had looked for it. */
static const char *const again[] = {"40001", "40P01", "23505", NULL};
/* Not the primary (any more), shutting down, starting, too many connections. */
static const char *const away[] = {"25006", "57P", "53300", NULL};

static void classify(struct pq *p, const char *state)
{
	enum store_fault fault = STORE_NO_FAULT;
	if (PQstatus(p->conn) == CONNECTION_BAD || one_of(state, away))
		fault = p->committing ? STORE_UNSURE : STORE_AWAY;
	else if (one_of(state, again))
		fault = STORE_AGAIN;
	if (fault == STORE_AGAIN)
		p->apart_until = now() + APART_MS;
	/* Of a group the first one counts; outside of one, what was before is over. */
	if (!p->in_group || p->fault == STORE_NO_FAULT)
		p->fault = fault;
}

/* The first line of the message alone: its details may hold values of columns. */
static bool failed(struct pq *p, const PGresult *result, struct error *err)
{
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const char *words = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	classify(p, state ? state : "");
	if (!words)
		words = PQerrorMessage(p->conn);
	return error_set(err, PROBLEM_CENTRE_INTERNAL, "%s %.*s",
	    state ? state : "database:", (int)strcspn(words, "\n"), words);
}

static bool done_well(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static bool pq_command(void *db, const char *text, struct error *err)
{
	struct pq *p = db;
	PGresult *result = PQexec(p->conn, text);
	bool ok = done_well(result) || failed(p, result, err);
	PQclear(result);
	return ok;
}

/* ---- the connection ---- */

/* Look-ups go by index, so that a group has read only what it has looked at: a table that
 * was read as a whole would be in everybody's way. Never less durable than the commit's
 * own node, more where the server says so. */
static const char set_up[] =
    "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on;"
    "SET default_transaction_isolation = 'serializable';"
    "SELECT set_config(name, 'off', false) FROM pg_settings "
    "WHERE name IN ('enable_seqscan', 'jit');"		  /* where there is such a thing */
    "SET lock_timeout = '5s'; SET statement_timeout = 0;" /* a migration takes its time */
    "SET idle_in_transaction_session_timeout = '15s'; SET client_min_messages = 'error';"
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')";

static PGconn *dial(const char *name)
{
	static const char *const words[] = {"connect_timeout", "keepalives_idle",
	    "keepalives_interval", "keepalives_count", "tcp_user_timeout",
	    "fallback_application_name", "dbname", NULL};
	const char *const values[] = {"3", "5", "2", "3", "6000", "ddopa-centrald", name, NULL};
	return PQconnectdbParams(words, values, 1);
}

/* A database that does not know it serves without: who waits is found by the slow poll. */
static bool hear_the_others(struct pq *p, struct error *err)
{
	static const char *const unknown[] = {"0A", "42", NULL};
	PGresult *result = PQexec(p->conn, "LISTEN " CHANNEL);
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	p->mute = state && one_of(state, unknown);
	bool ok = done_well(result) || p->mute || failed(p, result, err);
	PQclear(result);
	return ok;
}

/* One that could not be set up is none: it would not hear the others, nor be as durable. */
static bool connect_once(struct pq *p, struct error *err)
{
	memset(p->prepared, 0, sizeof p->prepared);
	p->apart = false;
	PQfinish(p->conn);
	p->conn = dial(p->name);
	if (PQstatus(p->conn) != CONNECTION_OK)
		return failed(p, NULL, err);
	if (pq_command(p, set_up, err) && hear_the_others(p, err))
		return true;
	PQfinish(p->conn);
	p->conn = NULL;
	return false;
}

/* A database that is away is asked for now and then, not by every request. */
static bool be_connected(struct pq *p, struct error *err)
{
	if (PQstatus(p->conn) == CONNECTION_OK)
		return true;
	if (now() >= p->reconnect_at) {
		if (connect_once(p, err))
			return true;
		p->reconnect_at = now() + RECONNECT_MS;
	}
	p->fault = STORE_AWAY;
	return error_set(err, PROBLEM_CENTRE_INTERNAL, "the database is away");
}

/* Its argument is seen by all on this machine, and by who reads its log. */
static bool no_password(const char *name, struct error *err)
{
	char *words = NULL;
	PQconninfoOption *options = PQconninfoParse(name, &words);
	if (!options) {
		PQfreemem(words);
		return error_set(err, PROBLEM_CONFIG, "--store: not a connection string of libpq");
	}
	bool found = false;
	for (PQconninfoOption *o = options; o->keyword; o++)
		found |=
		    o->val && *o->val &&
		    (strcmp(o->keyword, "password") == 0 || strcmp(o->keyword, "sslpassword") == 0);
	PQconninfoFree(options);
	return !found || error_set(err, PROBLEM_CONFIG,
			     "--store: a password does not belong here: passfile=FILE");
}

static void pq_close(void *db)
{
	struct pq *p = db;
	PQfinish(p->conn);
	free(p->name);
	free(p);
}

static bool is_empty(struct pq *p, struct error *err)
{
	PGresult *result = PQexec(p->conn, "SELECT to_regclass('settings') IS NULL");
	bool ok = done_well(result) || failed(p, result, err);
	bool empty = ok && strcmp(PQgetvalue(result, 0, 0), "t") == 0;
	PQclear(result);
	if (ok && !empty)
		return error_set(
		    err, PROBLEM_CANNOT_CREATE, "store: the database holds one already");
	return ok;
}

static bool open_all(struct pq *p, const char *name, bool create, struct error *err)
{
	p->name = strdup(name);
	if (!p->name)
		return error_set(err, PROBLEM_MEMORY, "store");
	if (!no_password(name, err))
		return false;
	if (!connect_once(p, err)) {
		err->problem = PROBLEM_IO;
		return false;
	}
	return !create || is_empty(p, err);
}

static void *pq_open(const char *name, bool create, struct error *err)
{
	struct pq *p = calloc(1, sizeof *p);
	if (!p) {
		error_set(err, PROBLEM_MEMORY, "store");
		return NULL;
	}
	if (open_all(p, name, create, err))
		return p;
	pq_close(p);
	return NULL;
}

/* ---- groups ---- */

/* After one was in another's way, groups stand in line for a while: two that meet again
 * and again would otherwise never get past each other. Without the lock it goes on too. */
static void stand_in_line(struct pq *p)
{
	struct error ignored;
	if (p->apart || now() >= p->apart_until)
		return;
	p->apart = pq_command(p, "SELECT pg_advisory_lock(hashtext('" CHANNEL "'))", &ignored);
}

static void leave_line(struct pq *p)
{
	struct error ignored;
	if (p->apart)
		pq_command(p, "SELECT pg_advisory_unlock(hashtext('" CHANNEL "'))", &ignored);
	p->apart = false;
}

static bool pq_begin(void *db, struct error *err)
{
	struct pq *p = db;
	p->fault = STORE_NO_FAULT;
	if (!be_connected(p, err))
		return false;
	stand_in_line(p);
	p->fault = STORE_NO_FAULT;
	p->in_group = pq_command(p, "BEGIN ISOLATION LEVEL SERIALIZABLE", err);
	return p->in_group;
}

static bool pq_commit(void *db, struct error *err)
{
	struct pq *p = db;
	if (PQtransactionStatus(p->conn) == PQTRANS_INERROR)
		return error_set(err, PROBLEM_CENTRE_INTERNAL, "a statement of the group failed");
	p->committing = true;
	bool ok = pq_command(p, "COMMIT", err);
	p->committing = false;
	if (ok) {
		p->in_group = false;
		leave_line(p);
	}
	return ok;
}

static void pq_rollback(void *db)
{
	struct pq *p = db;
	struct error ignored;
	enum store_fault fault = p->fault; /* what went wrong before is what is told */
	if (PQstatus(p->conn) == CONNECTION_OK)
		pq_command(p, "ROLLBACK", &ignored);
	p->in_group = false;
	leave_line(p);
	p->fault = fault;
}

static enum store_fault pq_fault(const void *db)
{
	return ((const struct pq *)db)->fault;
}

/* ---- statements ---- */

static void statement_name(char out[STATEMENT_NAME], enum sql q)
{
	snprintf(out, STATEMENT_NAME, "q%d", (int)q);
}

static bool describe(struct pq *p, enum sql q, const char *name, struct error *err)
{
	PGresult *result = PQdescribePrepared(p->conn, name);
	bool ok = done_well(result) || failed(p, result, err);
	if (ok)
		p->params[q] = PQnparams(result);
	PQclear(result);
	return ok;
}

/* Types are the server's to find: each parameter stands beside a column. */
static bool prepare(struct pq *p, enum sql q, const char *name, struct error *err)
{
	if (p->prepared[q])
		return true;
	PGresult *result = PQprepare(p->conn, name, sql_statement(q), 0, NULL);
	bool ok = done_well(result) || failed(p, result, err);
	PQclear(result);
	p->prepared[q] = ok && describe(p, q, name, err);
	return p->prepared[q];
}

/* PostgreSQL's $n is the n-th value wherever it stands. Returns how many there are. */
static int put_values(const struct sql_param *params, const char *values[PARAMS_MAX],
    char numbers[PARAMS_MAX][NUMBER_MAX])
{
	int n = 0;
	for (; n < PARAMS_MAX && params[n].kind != SQL_PARAM_END; n++) {
		snprintf(numbers[n], NUMBER_MAX, "%" PRId64, params[n].number);
		values[n] = params[n].kind == SQL_PARAM_INT ? numbers[n] : params[n].text;
	}
	return n;
}

static void see_rows(PGresult *result, store_row_fn *fn, void *arg)
{
	for (int i = 0; fn && i < PQntuples(result); i++)
		fn(arg, &(struct store_row){&store_driver_pq, result, i});
}

/* Rows of a SELECT, or rows touched. */
static long rows_of(const PGresult *result, bool asked)
{
	const char *touched = PQcmdTuples((PGresult *)(uintptr_t)result);
	return asked || PQresultStatus(result) == PGRES_TUPLES_OK ? PQntuples(result)
								  : strtol(touched, NULL, 10);
}

static PGresult *execute(
    struct pq *p, enum sql q, const struct sql_param *params, struct error *err)
{
	char name[STATEMENT_NAME];
	const char *values[PARAMS_MAX];
	char numbers[PARAMS_MAX][NUMBER_MAX];
	statement_name(name, q);
	if (!prepare(p, q, name, err))
		return NULL;
	int n = put_values(params, values, numbers);
	if (n != p->params[q]) {
		error_set(err, PROBLEM_CENTRE_INTERNAL, "parameters of: %s", sql_statement(q));
		return NULL;
	}
	PGresult *result = PQexecPrepared(p->conn, name, n, values, NULL, NULL, 0);
	if (done_well(result))
		return result;
	failed(p, result, err);
	PQclear(result);
	return NULL;
}

static bool pq_query(void *db, enum sql q, const struct sql_param *params, store_row_fn *fn,
    void *arg, long *count, struct error *err)
{
	struct pq *p = db;
	*count = 0;
	if (!p->in_group && !be_connected(p, err))
		return false;
	PGresult *result = execute(p, q, params, err);
	if (!result)
		return false;
	*count = rows_of(result, fn != NULL);
	see_rows(result, fn, arg);
	PQclear(result);
	return true;
}

static const char *pq_row_text(const struct store_row *row, int column)
{
	return PQgetvalue(row->handle, row->number, column);
}

static int64_t pq_row_int(const struct store_row *row, int column)
{
	return strtoll(pq_row_text(row, column), NULL, 10);
}

/* ---- what processes tell each other ---- */

static bool pq_tell(void *db, const char *text, struct error *err)
{
	struct pq *p = db;
	if (p->mute)
		return true;
	PGresult *result = PQexecParams(
	    p->conn, "SELECT pg_notify('" CHANNEL "', $1)", 1, NULL, &text, NULL, NULL, 0);
	bool ok = done_well(result) || failed(p, result, err);
	PQclear(result);
	return ok;
}

static int pq_told_fd(const void *db)
{
	const struct pq *p = db;
	return PQstatus(p->conn) == CONNECTION_OK ? PQsocket(p->conn) : -1;
}

/* What this process told itself, it knows. */
static bool pq_told(void *db, char *out, size_t size)
{
	struct pq *p = db;
	PGnotify *note;
	bool found = false;
	PQconsumeInput(p->conn);
	while (!found && (note = PQnotifies(p->conn))) {
		found = note->be_pid != PQbackendPID(p->conn);
		out[0] = '\0';
		if (found)
			text_append(out, size, note->extra);
		PQfreemem(note);
	}
	return found;
}

const struct store_driver store_driver_pq = {
    .open = pq_open,
    .close = pq_close,
    .command = pq_command,
    .query = pq_query,
    .row_int = pq_row_int,
    .row_text = pq_row_text,
    .begin = pq_begin,
    .commit = pq_commit,
    .rollback = pq_rollback,
    .fault = pq_fault,
    .tell = pq_tell,
    .told_fd = pq_told_fd,
    .told = pq_told,
};
