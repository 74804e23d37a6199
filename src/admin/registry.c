/* The registry: offices and counters from CSV files, the settings that policy has, the quota.
 * Every act is one record of the audit; a file is loaded as a whole or not at all. */
#include <stdlib.h>
#include <string.h>

#include "admin/admin.h"
#include "centrald/ids.h"
#include "centrald/load.h"
#include "centrald/office.h"
#include "centrald/quota.h"

/* ---- files ---- */

struct loading {
	struct admin *admin;
	struct loader loader; /* of the table's own row function */
	const struct load_table *table;
	const char *act;
};

/* These tables begin with the office's code. */
static const char *load_row(void *arg, char *const *fields, struct error *err)
{
	struct loading *l = arg;
	const char *wrong = l->table->row(&l->loader, fields, err);
	if (!wrong && err->problem == PROBLEM_NONE)
		admin_record(l->admin, l->act, fields[0], "", err);
	return wrong;
}

static void complain(void *arg, const char *file, long line, const char *what)
{
	(void)arg;
	fprintf(stderr, "%s:%ld: %s\n", file, line, what);
}

bool admin_load(struct admin *a, const char *table, const char *act, struct error *err)
{
	struct loading l = {.admin = a,
	    .loader = {.store = a->store, .keys = a->keys, .complaints = stderr},
	    .table = load_table_of(table),
	    .act = act};
	struct csv_reader r = {.path = a->operands[0],
	    .columns = l.table->columns,
	    .optional = l.table->optional,
	    .row = load_row,
	    .complain = complain,
	    .arg = &l};
	if (!admin_begin(a, err) || !csv_read(&r, err))
		return false;
	if (r.bad > 0)
		return error_set(err, PROBLEM_BAD_LINES, "%s: %ld", a->operands[0], r.bad);
	return admin_commit(a, err);
}

bool office_load(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return admin_load(a, "offices.csv", "office.add", err);
}

bool terminal_load(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return admin_load(a, "terminals.csv", "terminal.add", err);
}

/* ---- counters ---- */

/* What is asked through it from the next request on is refused, or answered again. */
static bool set_active(struct admin *a, bool active, const char *act, struct error *err)
{
	const char *office = a->operands[0], *counter = a->operands[1];
	long changed = 0;
	if (!admin_begin(a, err) ||
	    !store_run(a->store, SQL_TERMINAL_SET,
		SQL_PARAMS(sql_text(office), sql_text(counter), sql_int(active)), &changed, err))
		return false;
	if (changed != 1)
		return error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s-%s", office, counter);
	return admin_record(a, act, office, counter, err) && admin_commit(a, err);
}

bool terminal_block(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return set_active(a, false, "terminal.block", err);
}

bool terminal_unblock(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return set_active(a, true, "terminal.unblock", err);
}

/* ---- settings ---- */

bool setting_set(struct admin *a, int *status, struct error *err)
{
	const char *name = a->operands[0];
	char about[API_ID_SIZE] = "";
	struct loader l = {.store = a->store, .keys = a->keys, .complaints = stderr};
	(void)status;
	if (strcmp(name, "quota") == 0)
		return error_set(err, PROBLEM_FOUR_EYES, "quota propose, quota approve");
	if (!admin_begin(a, err))
		return false;
	err->problem = PROBLEM_NONE;
	const char *wrong = load_table_of("settings.csv")->row(&l, a->operands, err);
	if (wrong)
		return error_set(err, PROBLEM_USAGE, "%s: %s", name, wrong);
	if (err->problem != PROBLEM_NONE)
		return false;
	snprintf(about, sizeof about, "%.20s=%.15s", name, a->operands[1]);
	return admin_record(a, "setting.set", "", about, err) && admin_commit(a, err);
}

/* ---- the quota: one operator proposes, another approves ---- */

static bool count_of(const char *text, int64_t *out)
{
	if (!*text || strlen(text) > 9 || strspn(text, "0123456789") != strlen(text))
		return false;
	*out = strtol(text, NULL, 10);
	return true;
}

/* "none" is for offices alone. */
static bool places_of(const struct admin *a, int64_t *out)
{
	*out = -1;
	return (a->value[OPT_OFFICE] && strcmp(a->operands[0], "none") == 0) ||
	       count_of(a->operands[0], out);
}

static bool scope_of(const struct admin *a, const char **scope, struct error *err)
{
	struct api_office office;
	bool found = true;
	*scope = a->value[OPT_OFFICE] ? a->value[OPT_OFFICE] : QUOTA_NATIONAL;
	if (a->value[OPT_OFFICE] && !office_find(a->store, *scope, &office, &found, err))
		return false;
	return found || error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", *scope);
}

bool quota_propose(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {"proposal", "scope", "cap", NULL};
	char id[API_ID_SIZE];
	const char *scope;
	int64_t cap;
	struct table t;
	(void)status;
	if (!places_of(a, &cap))
		return error_set(err, PROBLEM_USAGE, "%s", a->operands[0]);
	if (!id_make(id, 'q'))
		return error_set(err, PROBLEM_SYSTEM, "random numbers");
	if (!admin_begin(a, err) || !scope_of(a, &scope, err) ||
	    !store_run(a->store, SQL_QUOTA_CHANGE_ADD,
		SQL_PARAMS(sql_text(id), sql_text(scope), sql_int(cap), sql_text(a->operator_name),
		    sql_int(a->now)),
		NULL, err) ||
	    !admin_record(a, "quota.propose", admin_text(a, OPT_OFFICE), id, err) ||
	    !admin_commit(a, err) || !admin_table(a, &t, columns, err))
		return false;
	table_row(&t, (const struct cell[]){CELL_TEXT(id), CELL_TEXT(scope), CELL_NUMBER(cap)});
	return table_end(&t, err);
}

struct proposal {
	char scope[32], by[API_ID_SIZE];
	int64_t cap;
};

static void take_proposal(void *arg, const struct store_row *row)
{
	struct proposal *p = arg;
	row_text(row, 0, p->scope, sizeof p->scope);
	p->cap = row_int(row, 1);
	row_text(row, 2, p->by, sizeof p->by);
}

static bool approve(struct admin *a, const char *id, struct error *err)
{
	struct proposal p;
	long rows = 0;
	if (!store_query(a->store, SQL_QUOTA_CHANGE, SQL_PARAMS(sql_text(id)), take_proposal, &p,
		&rows, err))
		return false;
	if (rows != 1)
		return error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", id);
	if (strcmp(p.by, a->operator_name) == 0)
		return error_set(err, PROBLEM_FOUR_EYES, "%s", id);
	if (!quota_set(a->store, p.scope, p.cap, err))
		return false;
	return store_run(a->store, SQL_QUOTA_CHANGE_APPROVE,
	    SQL_PARAMS(sql_text(id), sql_text(a->operator_name), sql_int(a->now)), NULL, err);
}

bool quota_approve(struct admin *a, int *status, struct error *err)
{
	const char *id = a->operands[0];
	(void)status;
	if (strlen(id) >= API_ID_SIZE)
		return error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", id);
	if (!admin_begin(a, err))
		return false;
	if (!approve(a, id, err))
		return admin_refused(a, "quota.approve", "", err);
	return admin_record(a, "quota.approve", "", id, err) && admin_commit(a, err);
}
