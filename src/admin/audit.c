/* Records of the audit as rows: for looking at (search), and with what their hashes are made
 * of (export). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/admin.h"
#include "base/date.h"
#include "base/secret.h"
#include "centrald/linkage.h"

/* The number from a file descriptor, as the keyed hash under which the store has it. */
static bool citizen_of(const struct admin *a, char out[HASH_HEX_SIZE], struct error *err)
{
	struct citizen_number number;
	char text[32] = "", *end;
	out[0] = '\0';
	if (!a->value[OPT_CITIZEN_FD])
		return true;
	long fd = strtol(a->value[OPT_CITIZEN_FD], &end, 10);
	if (*end || end == a->value[OPT_CITIZEN_FD] || fd < 0 || fd > 1023)
		return error_set(err, PROBLEM_USAGE, "--citizen-fd %s", a->value[OPT_CITIZEN_FD]);
	ssize_t n = read((int)fd, text, sizeof text - 1);
	if (n < 0)
		return error_errno(err, PROBLEM_IO, errno, "--citizen-fd");
	text[strcspn(text, "\r\n")] = '\0';
	bool ok = citizen_number_parse(&number, text);
	if (ok)
		citizen_hash(out, a->keys, &number);
	secret_wipe(text, sizeof text);
	secret_wipe(&number, sizeof number);
	return ok || error_set(err, PROBLEM_USAGE, "--citizen-fd: 13 digits");
}

static bool limit_of(const struct admin *a, int64_t *out, struct error *err)
{
	char *end;
	*out = INT64_MAX;
	if (!a->value[OPT_LIMIT])
		return true;
	*out = strtol(a->value[OPT_LIMIT], &end, 10);
	return (*end == '\0' && *out > 0) ||
	       error_set(err, PROBLEM_USAGE, "--limit %s", a->value[OPT_LIMIT]);
}

static void put_row(void *arg, const struct store_row *row)
{
	struct table *t = arg;
	char time[RFC3339_SIZE];
	rfc3339_format(time, row_int(row, 0));
	table_row(t, (const struct cell[]){CELL_TEXT(time), CELL_TEXT(row_borrow(row, 1)),
			 CELL_TEXT(row_borrow(row, 2)), CELL_TEXT(row_borrow(row, 3)),
			 CELL_TEXT(row_borrow(row, 4)), CELL_TEXT(row_borrow(row, 5)),
			 CELL_TEXT(row_borrow(row, 6)), CELL_TEXT(row_borrow(row, 7)),
			 CELL_TEXT(row_borrow(row, 8)), CELL_TEXT(row_borrow(row, 9)),
			 CELL_NUMBER(row_int(row, 10)), CELL_TEXT(row_borrow(row, 11))});
}

static bool list(struct admin *a, const char *const *columns, struct error *err)
{
	struct table t;
	int64_t from, to, limit;
	char citizen[HASH_HEX_SIZE];
	if (!admin_span(a, &from, &to, err) || !limit_of(a, &limit, err) ||
	    !citizen_of(a, citizen, err) || !admin_table(a, &t, columns, err))
		return false;
	bool ok = store_query(a->store, SQL_AUDIT_SEARCH,
	    SQL_PARAMS(sql_int(from), sql_int(to), sql_text(admin_text(a, OPT_OFFICE)),
		sql_text(admin_text(a, OPT_OFFICER)), sql_text(admin_text(a, OPT_ACT)),
		sql_text(admin_text(a, OPT_ENROLLMENT)), sql_text(citizen), sql_int(limit)),
	    put_row, &t, NULL, err);
	return table_end(&t, err) && ok;
}

bool audit_search(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {
	    "time", "act", "who", "office", "counter", "result", "correlation", "enrollment", NULL};
	(void)status;
	return list(a, columns, err);
}

bool audit_export(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {"time", "act", "who", "office", "counter", "result",
	    "correlation", "enrollment", "citizen", "chain", "record", "hash", NULL};
	(void)status;
	return list(a, columns, err);
}
