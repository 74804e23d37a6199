/* Receipts that terminals and phones keep, held against the store: which of them it does not
 * have, as after a backup that is older than they are was restored. */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "admin/admin.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/lang.h"
#include "wire/evidence.h"

struct checking {
	struct admin *admin;
	struct table table;
	const char *where;
	long seen, found;
};

static void tell(struct checking *k, const struct receipt *r, const char *finding)
{
	char time[RFC3339_SIZE] = "";
	if (r->time > 0)
		rfc3339_format(time, r->time);
	k->found++;
	table_row(&k->table, (const struct cell[]){CELL_TEXT(finding), CELL_TEXT(r->enrolment_id),
				 CELL_TEXT(time), CELL_TEXT(k->where)});
}

static void take_receipt(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, API_JWS_MAX);
}

static bool check_receipt(struct checking *k, const char *jws, struct error *err)
{
	struct receipt r = {0};
	struct error ignored;
	char have[API_JWS_MAX] = "";
	k->seen++;
	if (!receipt_check(&r, jws, keys_receipt(k->admin->keys), &ignored)) {
		tell(k, &(struct receipt){0}, "forged");
		return true;
	}
	if (!store_query(k->admin->store, SQL_RECEIPT, SQL_PARAMS(sql_text(r.enrolment_id)),
		take_receipt, have, NULL, err))
		return false;
	if (strcmp(have, jws) != 0)
		tell(k, &r, *have ? "other" : "missing");
	return true;
}

static bool check_lines(struct checking *k, FILE *f, struct error *err)
{
	char line[API_JWS_MAX + 2];
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && !check_receipt(k, line, err))
			return false;
	}
	return !ferror(f) || error_errno(err, PROBLEM_IO, errno, k->where);
}

static bool check_file(struct checking *k, const char *path, struct error *err)
{
	FILE *f = fopen(path, "re");
	k->where = path;
	if (!f)
		return error_errno(err, PROBLEM_IO, errno, path);
	bool ok = check_lines(k, f, err);
	fclose(f);
	return ok;
}

/* As a terminal keeps them beside its journal: receipt-ID. */
static bool check_directory(struct checking *k, const char *path, struct error *err)
{
	const struct dirent *entry;
	bool ok = true;
	DIR *d = opendir(path);
	if (!d)
		return error_errno(err, PROBLEM_IO, errno, path);
	while (ok && (entry = readdir(d))) {
		struct buf name = BUF_INIT;
		if (strncmp(entry->d_name, "receipt-", 8) != 0 || strstr(entry->d_name, ".new"))
			continue;
		buf_printf(&name, "%s/%s", path, entry->d_name);
		ok = buf_ok(&name) ? check_file(k, (const char *)name.data, err)
				   : error_set(err, PROBLEM_MEMORY, "receipts");
		buf_free(&name);
	}
	closedir(d);
	return ok;
}

static bool check_path(struct checking *k, const char *path, struct error *err)
{
	struct stat st;
	k->where = path;
	if (strcmp(path, "-") == 0)
		return check_lines(k, stdin, err);
	if (stat(path, &st) != 0)
		return error_errno(err, PROBLEM_IO, errno, path);
	return S_ISDIR(st.st_mode) ? check_directory(k, path, err) : check_file(k, path, err);
}

bool receipts_check(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {"finding", "enrollment", "time", "where", NULL};
	struct checking k = {.admin = a};
	bool ok = admin_table(a, &k.table, columns, err);
	for (int i = 0; ok && i < a->operand_count; i++)
		ok = check_path(&k, a->operands[i], err);
	if (!ok || !table_end(&k.table, err))
		return false;
	fprintf(stderr, _("ddopa-admin: %ld receipts, %ld of them not as in the store\n"), k.seen,
	    k.found);
	if (k.found > 0)
		*status = EX_DATAERR;
	return true;
}
