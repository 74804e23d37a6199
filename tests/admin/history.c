#include "history.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "centrald/checkpoint.h"

void history_make(struct history *h)
{
	const char *tmp = getenv("TMPDIR");
	struct error err;
	memset(h, 0, sizeof *h);
	snprintf(h->path, sizeof h->path, "%s/history-%d", tmp ? tmp : "/tmp", (int)getpid());
	snprintf(h->keys_path, sizeof h->keys_path, "%s.keys", h->path);
	h->time = (struct clock_fake){.real = HISTORY_START, .mono = 1};
	h->clock = clock_fake_of(&h->time);
	h->centre = (struct centre){.clock = &h->clock, .store = store_create(h->path, &err)};
	assert_non_null(h->centre.store);
	assert_true(keys_create(h->keys_path, &err));
	h->centre.keys = keys_borrow(h->keys_path, &err);
	assert_non_null(h->centre.keys);
}

void history_free(struct history *h)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", ".keys"};
	char name[600];
	keys_close(h->centre.keys);
	store_close(h->centre.store);
	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		snprintf(name, sizeof name, "%s%s", h->path, suffixes[i]);
		unlink(name);
	}
}

static void append(struct history *h,
    bool (*how)(struct store *, struct audit_chain *, const struct audit_record *, struct error *),
    const char *act)
{
	struct error err;
	const struct audit_record r = AUDIT_BARE(h->time.real, act, "centre");
	assert_true(store_begin(h->centre.store, &err));
	assert_true(how(h->centre.store, &h->centre.audit, &r, &err));
	assert_true(store_commit(h->centre.store, &err));
}

void history_begin(struct history *h)
{
	append(h, audit_open, "centre.start");
}

void history_end(struct history *h)
{
	append(h, audit_close, "centre.stop");
}

void history_act(struct history *h, long count)
{
	struct error err;
	char id[24], correlation[24];
	assert_true(store_begin(h->centre.store, &err));
	for (long i = 0; i < count; i++) {
		h->time.real++;
		snprintf(id, sizeof id, "e%ld", i / 7);
		snprintf(correlation, sizeof correlation, "c%ld", i);
		const struct audit_record r = {.time = h->time.real,
		    .act = i % 2 ? "enrollment.create" : "claim",
		    .who = i % 3 ? "o4701a" : "o4702a",
		    .office = i % 3 ? "4701" : "4702",
		    .counter = "01",
		    .result = "ok",
		    .correlation = correlation,
		    .enrolment = id,
		    .citizen = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"};
		assert_true(audit_append(h->centre.store, &h->centre.audit, &r, &err));
	}
	assert_true(store_commit(h->centre.store, &err));
}

void history_checkpoint(struct history *h)
{
	struct error err;
	h->time.real += CHECKPOINT_EVERY_MS;
	assert_true(checkpoint_make(&h->centre, &err));
}

void history_sql(struct history *h, const char *sql)
{
	sqlite3 *db;
	char *message = NULL;
	assert_int_equal(sqlite3_open(h->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	sqlite3_close(db);
}

long history_number(struct history *h, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_open(h->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	long n = (long)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

enum problem history_admin(struct history *h, admin_fn *command, const char *const value[OPT_COUNT],
    char *const *operands, char **text)
{
	size_t size = 0;
	int status = 0;
	struct error err = {0};
	struct admin a = {.operands = operands};
	for (int i = 0; value && i < OPT_COUNT; i++)
		a.value[i] = value[i];
	while (operands && operands[a.operand_count])
		a.operand_count++;
	a.value[OPT_STORE] = h->path;
	a.out = open_memstream(text, &size);
	assert_non_null(a.out);
	bool ok = admin_open(&a, &err) && command(&a, &status, &err);
	admin_close(&a);
	fclose(a.out);
	return ok ? PROBLEM_NONE : err.problem;
}
