#include "centrald/init.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "centrald/load.h"
#include "centrald/quota.h"

static void complain(void *arg, const char *file, long line, const char *what)
{
	const struct loader *l = arg;
	fprintf(l->complaints, "%s:%ld: %s\n", file, line, what);
}

static bool load_table(struct loader *l, const struct load_table *table, const char *from,
    long *bad, struct error *err)
{
	struct buf path = BUF_INIT;
	buf_printf(&path, "%s/%s", from, table->file);
	if (!buf_ok(&path)) {
		buf_free(&path);
		return error_set(err, PROBLEM_MEMORY, "%s", table->file);
	}
	if (table->dispensable && access((const char *)path.data, F_OK) < 0 && errno == ENOENT) {
		buf_free(&path);
		return true;
	}
	struct csv_reader reader = {.path = (const char *)path.data,
	    .columns = table->columns,
	    .optional = table->optional,
	    .row = table->row,
	    .complain = complain,
	    .arg = l};
	bool ok = csv_read(&reader, err);
	*bad += reader.bad;
	buf_free(&path);
	return ok;
}

/* Without places nobody could be enrolled: the file must say how many there are. */
static void check_whole(struct loader *l, const char *from, long *bad, struct error *err)
{
	struct quota quota;
	if (!quota_read(l->store, QUOTA_NATIONAL, &quota, err) || quota.cap > 0)
		return;
	++*bad;
	fprintf(l->complaints, "%s/settings.csv: quota is missing\n", from);
}

/* Within the group that the tables were made in: a store is made as a whole. */
static bool load_all(struct loader *l, const char *from, long *bad, struct error *err)
{
	bool ok = true;
	for (const struct load_table *t = load_tables; ok && t->file; t++)
		ok = load_table(l, t, from, bad, err);
	if (ok)
		check_whole(l, from, bad, err);
	if (ok && *bad == 0 && store_commit(l->store, err))
		return true;
	if (ok && *bad > 0)
		err->problem = PROBLEM_NONE;
	store_rollback(l->store);
	return false;
}

static void remove_file(const char *path, const char *suffix)
{
	struct buf name = BUF_INIT;
	buf_printf(&name, "%s%s", path, suffix);
	if (buf_ok(&name))
		unlink((const char *)name.data);
	buf_free(&name);
}

static void remove_store(const char *path)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		remove_file(path, suffixes[i]);
}

static bool fill(
    struct loader *l, const char *store, const char *from, long *bad, struct error *err)
{
	l->store = store_make(store, err);
	if (!l->store)
		return false;
	bool ok = load_all(l, from, bad, err);
	store_close(l->store);
	if (!ok && !store_is_shared(store))
		remove_store(store);
	return ok;
}

static bool must_not_exist(const char *path, struct error *err)
{
	struct stat st;
	if (lstat(path, &st) == 0)
		return error_errno(err, PROBLEM_CANNOT_CREATE, EEXIST, path);
	return true;
}

bool init_store(const struct init_store *in, long *bad, struct error *err)
{
	struct loader l = {.complaints = in->complaints};
	*bad = 0;
	bool ok = (store_is_shared(in->store) || must_not_exist(in->store, err)) &&
		  keys_create(in->keys, err);
	if (ok) {
		l.keys = keys_open(in->keys, false, err);
		ok = l.keys && fill(&l, in->store, in->from, bad, err);
		keys_close(l.keys);
		if (!ok)
			remove_file(in->keys, "");
	}
	return ok;
}
