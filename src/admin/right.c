/* Rights of an officer beside that to enroll: given and taken one by one. A running centre looks
 * at every request. */
#include <string.h>

#include "admin/admin.h"
#include "centrald/eligibility.h"

static void take_office(void *arg, const struct store_row *row)
{
	row_text(row, 1, arg, 8);
}

static bool find(struct admin *a, char office[8], struct error *err)
{
	static const char *const rights[] = {RIGHT_CHECK_BY_NUMBER};
	const char *id = a->operands[0];
	long rows = 0;
	for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
		if (strcmp(a->operands[1], rights[i]) == 0)
			return store_query(a->store, SQL_OFFICER_ENTRY, SQL_PARAMS(sql_text(id)),
				   take_office, office, &rows, err) &&
			       (rows == 1 || error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", id));
	return error_set(err, PROBLEM_USAGE, "%s", a->operands[1]);
}

static bool change(struct admin *a, enum sql what, const char *act, struct error *err)
{
	char office[8] = "";
	return admin_begin(a, err) && find(a, office, err) &&
	       store_run(a->store, what,
		   SQL_PARAMS(sql_text(a->operands[0]), sql_text(a->operands[1])), NULL, err) &&
	       admin_record(a, act, office, a->operands[0], err) && admin_commit(a, err);
}

bool officer_grant(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return change(a, SQL_RIGHT_ADD, "officer.grant", err);
}

bool officer_withdraw(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return change(a, SQL_RIGHT_REMOVE, "officer.withdraw", err);
}
