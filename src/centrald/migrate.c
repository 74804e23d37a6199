#include "centrald/migrate.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "centrald/schema.h"

/* The text between the line "-- to N" and the next such line; false when there is none. */
static bool step_text(long to, struct buf *out)
{
	char head[32];
	snprintf(head, sizeof head, "-- to %ld\n", to);
	const char *from = strstr(migrations_text, head);
	if (!from)
		return false;
	from += strlen(head);
	const char *end = strstr(from, "-- to ");
	buf_clear(out);
	buf_put(out, from, end ? (size_t)(end - from) : strlen(from));
	return true;
}

static bool run_step(struct store *s, long to, struct error *err)
{
	struct buf text = BUF_INIT;
	char version[24];
	snprintf(version, sizeof version, "%ld", to);
	bool ok = step_text(to, &text) ||
		  error_set(err, PROBLEM_CONFIG, "store: schema %ld is too old", to - 1);
	ok = ok && (buf_ok(&text) || error_set(err, PROBLEM_MEMORY, "migrations"));
	ok = ok && store_run_text(s, (const char *)text.data, err) &&
	     store_run(
		 s, SQL_SETTING_PUT, SQL_PARAMS(sql_text("schema"), sql_text(version)), NULL, err);
	buf_free(&text);
	return ok;
}

static bool run_steps(struct store *s, long *from, struct error *err)
{
	if (!store_version(s, from, err))
		return false;
	if (*from > SCHEMA_VERSION)
		return error_set(err, PROBLEM_CONFIG, "store: schema %ld, this program serves %d",
		    *from, SCHEMA_VERSION);
	for (long to = *from + 1; to <= SCHEMA_VERSION; to++)
		if (!run_step(s, to, err))
			return false;
	return true;
}

bool store_migrate(struct store *s, long *from, struct error *err)
{
	if (!store_begin(s, err))
		return false;
	if (run_steps(s, from, err) && store_commit(s, err))
		return true;
	store_rollback(s);
	return false;
}
