#include "centrald/quota.h"

static void read_quota(void *arg, const struct store_row *row)
{
	struct quota *q = arg;
	q->cap = (long)row_int(row, 0);
	q->used = (long)row_int(row, 1);
	q->reserved = (long)row_int(row, 2);
}

bool quota_read(struct store *store, struct quota *out, struct error *err)
{
	*out = (struct quota){0};
	return store_query(
	    store, SQL_QUOTA, SQL_PARAMS(sql_text(QUOTA_NATIONAL)), read_quota, out, NULL, err);
}

static bool move(struct store *store, enum sql q, enum problem otherwise, struct error *err)
{
	long changes = 0;
	if (!store_run(store, q, SQL_PARAMS(sql_text(QUOTA_NATIONAL)), &changes, err))
		return false;
	return changes == 1 || error_set(err, otherwise, "quota");
}

bool quota_reserve(struct store *store, struct error *err)
{
	return move(store, SQL_QUOTA_RESERVE, PROBLEM_REFUSED_QUOTA, err);
}

bool quota_use(struct store *store, struct error *err)
{
	return move(store, SQL_QUOTA_USE, PROBLEM_CENTRE_INTERNAL, err);
}

bool quota_return(struct store *store, struct error *err)
{
	return move(store, SQL_QUOTA_RETURN, PROBLEM_CENTRE_INTERNAL, err);
}
