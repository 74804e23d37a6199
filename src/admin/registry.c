/* The registry: offices and counters from CSV files, officers, the settings that policy has.
 * Every act is one record of the audit; a file is loaded as a whole or not at all. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/admin.h"
#include "base/clock.h"
#include "base/secret.h"
#include "centrald/hasher.h"
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

static const struct load_table *table_of(const char *file)
{
	const struct load_table *t = load_tables;
	while (t->file && strcmp(t->file, file) != 0)
		t++;
	return t->file ? t : NULL;
}

/* Both tables begin with the office's code. */
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

static bool load(struct admin *a, const char *table, const char *act, struct error *err)
{
	struct loading l = {.admin = a,
	    .loader = {.store = a->store, .keys = a->keys, .complaints = stderr},
	    .table = table_of(table),
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
	return load(a, "offices.csv", "office.add", err);
}

bool terminal_load(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return load(a, "terminals.csv", "terminal.add", err);
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

/* ---- officers ---- */

struct officer_entry {
	const char *id;
	char citizen[HASH_HEX_SIZE];
	char office[8];
	bool may_enroll;
};

static void take_officer(void *arg, const struct store_row *row)
{
	struct officer_entry *o = arg;
	row_text(row, 0, o->citizen, sizeof o->citizen);
	row_text(row, 1, o->office, sizeof o->office);
	o->may_enroll = row_int(row, 2) != 0;
}

static bool find_officer(struct admin *a, struct officer_entry *o, struct error *err)
{
	long rows = 0;
	*o = (struct officer_entry){.id = a->operands[0]};
	if (!store_query(a->store, SQL_OFFICER_ENTRY, SQL_PARAMS(sql_text(o->id)), take_officer, o,
		&rows, err))
		return false;
	return rows == 1 || error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", o->id);
}

/* What the audit keeps of it: the act, the officer's office, the officer's id. */
static bool conclude(
    struct admin *a, const char *act, const struct officer_entry *o, struct error *err)
{
	return admin_record(a, act, o->office, o->id, err) && admin_commit(a, err);
}

bool officer_unlock(struct admin *a, int *status, struct error *err)
{
	struct officer_entry o;
	(void)status;
	return admin_begin(a, err) && find_officer(a, &o, err) &&
	       store_run(a->store, SQL_LOGIN_CLEAR,
		   SQL_PARAMS(sql_text(o.citizen), sql_int(a->now)), NULL, err) &&
	       conclude(a, "officer.unlock", &o, err);
}

static bool read_pin(const struct admin *a, char pin[API_PIN_DIGITS + 2], struct error *err)
{
	const char *text = admin_text(a, OPT_PIN_FD);
	char *end;
	long fd = strtol(text, &end, 10);
	if (!*text || *end || fd < 0 || fd > 1023)
		return error_set(err, PROBLEM_USAGE, "--pin-fd %s", text);
	ssize_t n = read((int)fd, pin, API_PIN_DIGITS + 1);
	if (n < 0)
		return error_errno(err, PROBLEM_IO, errno, "--pin-fd");
	pin[n] = '\0';
	pin[strcspn(pin, "\r\n")] = '\0';
	return (strlen(pin) == API_PIN_DIGITS && strspn(pin, "0123456789") == API_PIN_DIGITS) ||
	       error_set(err, PROBLEM_USAGE, "--pin-fd: eight digits");
}

/* Once, and before the transaction, which others would wait for. */
static bool hash_pin(struct admin *a, struct error *err)
{
	char pin[API_PIN_DIGITS + 2] = "";
	uint8_t salt[PIN_SALT_SIZE], hash[PIN_HASH_SIZE];
	if (*a->pin.hash)
		return true;
	bool ok = read_pin(a, pin, err);
	if (ok && !(random_bytes(salt, sizeof salt) && pin_scrypt(hash, pin, salt)))
		ok = error_set(err, PROBLEM_MEMORY, "scrypt");
	if (ok) {
		hex_text(a->pin.salt, salt, sizeof salt);
		hex_text(a->pin.hash, hash, sizeof hash);
	}
	secret_wipe(pin, sizeof pin);
	return ok;
}

/* A PIN that somebody else has chosen is good for making one's own, and for nothing else. */
bool officer_reset_pin(struct admin *a, int *status, struct error *err)
{
	struct officer_entry o;
	(void)status;
	return hash_pin(a, err) && admin_begin(a, err) && find_officer(a, &o, err) &&
	       store_run(a->store, SQL_OFFICER_PIN_RESET,
		   SQL_PARAMS(sql_text(o.id), sql_text(a->pin.salt), sql_text(a->pin.hash)), NULL,
		   err) &&
	       store_run(a->store, SQL_SESSIONS_END_OTHERS,
		   SQL_PARAMS(sql_text(o.id), sql_text("")), NULL, err) &&
	       store_run(a->store, SQL_LOGIN_CLEAR,
		   SQL_PARAMS(sql_text(o.citizen), sql_int(a->now)), NULL, err) &&
	       conclude(a, "officer.reset-pin", &o, err);
}

static bool new_values(struct admin *a, struct officer_entry *o, struct error *err)
{
	const char *office = admin_text(a, OPT_OFFICE), *may = admin_text(a, OPT_MAY_ENROLL);
	struct api_office found_office;
	bool found = true;
	if (!*office && !*may)
		return error_set(err, PROBLEM_USAGE, "--office, --may-enroll");
	if (*may && strcmp(may, "yes") != 0 && strcmp(may, "no") != 0)
		return error_set(err, PROBLEM_USAGE, "--may-enroll %s", may);
	if (*office && !office_find(a->store, office, &found_office, &found, err))
		return false;
	if (!found || strlen(office) >= sizeof o->office)
		return error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", office);
	if (*office)
		memcpy(o->office, office, strlen(office) + 1);
	if (*may)
		o->may_enroll = strcmp(may, "yes") == 0;
	return true;
}

/* Who is logged in with other rights or at another office has to log in anew. */
bool officer_set(struct admin *a, int *status, struct error *err)
{
	struct officer_entry o;
	(void)status;
	return admin_begin(a, err) && find_officer(a, &o, err) && new_values(a, &o, err) &&
	       store_run(a->store, SQL_OFFICER_SET,
		   SQL_PARAMS(sql_text(o.id), sql_text(o.office), sql_int(o.may_enroll)), NULL,
		   err) &&
	       store_run(a->store, SQL_SESSIONS_END_OTHERS,
		   SQL_PARAMS(sql_text(o.id), sql_text("")), NULL, err) &&
	       conclude(a, "officer.set", &o, err);
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
	const char *wrong = table_of("settings.csv")->row(&l, a->operands, err);
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
