/* What persons have left in the store, and whose time is over: at once, where the centre does
 * a part a day. */
#include "centrald/purge.h"

#include "admin/admin.h"

/* Batches in transactions of their own: none keeps the counters waiting for long. */
static bool one_batch(struct admin *a, long counts[PURGE_PARTS], long *rows, struct error *err)
{
	long before[PURGE_PARTS];
	for (int i = 0; i < PURGE_PARTS; i++)
		before[i] = counts[i];
	if (admin_begin(a, err) && purge_batch(a->store, a->now, counts, rows, err) &&
	    admin_record(a, "data.purge", "", "", err) && admin_commit(a, err))
		return true;
	for (int i = 0; i < PURGE_PARTS; i++)
		counts[i] = before[i];
	return false;
}

bool purge_run(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {"data", "rows", NULL};
	long counts[PURGE_PARTS] = {0};
	long rows;
	struct table t;
	(void)status;
	do
		if (!one_batch(a, counts, &rows, err))
			return false;
	while (rows > 0);
	if (!admin_table(a, &t, columns, err))
		return false;
	for (int i = 0; i < PURGE_PARTS; i++)
		table_row(&t, (const struct cell[]){CELL_TEXT(purge_part_name((enum purge_part)i)),
				  CELL_NUMBER(counts[i])});
	return table_end(&t, err);
}
