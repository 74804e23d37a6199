#include "centrald/quota.h"

#include <string.h>

static void read_quota(void *arg, const struct store_row *row)
{
	struct quota *q = arg;
	q->found = true;
	q->cap = (long)row_int(row, 0);
	q->used = (long)row_int(row, 1);
	q->reserved = (long)row_int(row, 2);
}

bool quota_read(struct store *store, const char *scope, struct quota *out, struct error *err)
{
	*out = (struct quota){0};
	return store_query(
	    store, SQL_QUOTA, SQL_PARAMS(sql_text(scope)), read_quota, out, NULL, err);
}

static bool move_national(
    struct store *store, enum sql q, enum problem otherwise, struct error *err)
{
	long changes = 0;
	if (!store_run(store, q, SQL_PARAMS(sql_text(QUOTA_NATIONAL)), &changes, err))
		return false;
	return changes == 1 || error_set(err, otherwise, "quota");
}

/* Nothing to move where the office has no number of its own. */
static bool move_office(
    struct store *store, enum sql q, const char *office, enum problem otherwise, struct error *err)
{
	struct quota quota;
	long changes = 0;
	if (!store_run(store, q, SQL_PARAMS(sql_text(office)), &changes, err))
		return false;
	if (changes == 1)
		return true;
	if (!quota_read(store, office, &quota, err))
		return false;
	return !quota.found || error_set(err, otherwise, "quota of %s", office);
}

bool quota_reserve(struct store *store, const char *office, struct error *err)
{
	return move_office(store, SQL_QUOTA_RESERVE, office, PROBLEM_REFUSED_OFFICE_QUOTA, err) &&
	       move_national(store, SQL_QUOTA_RESERVE, PROBLEM_REFUSED_QUOTA, err);
}

bool quota_use(struct store *store, const char *office, struct error *err)
{
	return move_office(store, SQL_QUOTA_USE, office, PROBLEM_CENTRE_INTERNAL, err) &&
	       move_national(store, SQL_QUOTA_USE, PROBLEM_CENTRE_INTERNAL, err);
}

bool quota_return(struct store *store, const char *office, struct error *err)
{
	return move_office(store, SQL_QUOTA_RETURN, office, PROBLEM_CENTRE_INTERNAL, err) &&
	       move_national(store, SQL_QUOTA_RETURN, PROBLEM_CENTRE_INTERNAL, err);
}

bool quota_set(struct store *store, const char *scope, int64_t cap, struct error *err)
{
	struct quota quota;
	long changes = 0;
	if (cap < 0)
		return store_run(store, SQL_QUOTA_REMOVE, SQL_PARAMS(sql_text(scope)), NULL, err);
	if (!quota_read(store, scope, &quota, err) ||
	    !store_run(store, quota.found ? SQL_QUOTA_CAP : SQL_QUOTA_OFFICE,
		SQL_PARAMS(sql_text(scope), sql_int(cap)), &changes, err))
		return false;
	return changes == 1 || error_set(err, PROBLEM_REFUSED_QUOTA, "%s: %ld", scope, (long)cap);
}
