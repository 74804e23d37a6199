#include "store_suite.h"

#include <stdio.h>
#include <string.h>

#include "centrald/migrate.h"
#include "centrald/schema.h"

char store_name[512];
struct store *store;
struct error err;

void begin(void)
{
	assert_true(store_begin(store, &err));
}

void commit(void)
{
	assert_true(store_commit(store, &err));
}

void put(const char *name, const char *value)
{
	assert_true(store_run(
	    store, SQL_SETTING_PUT, SQL_PARAMS(sql_text(name), sql_text(value)), NULL, &err));
}

void read_text(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, 64);
}

void expect(const char *name, const char *value)
{
	char out[64] = "";
	long rows = 0;
	assert_true(store_query(
	    store, SQL_SETTING, SQL_PARAMS(sql_text(name)), read_text, out, &rows, &err));
	assert_string_equal(out, value);
	assert_int_equal(rows, *value != 0);
}

void an_existing_file_is_not_made_anew(void **state)
{
	(void)state;
	assert_null(store_create(store_name, &err));
	assert_int_equal(err.problem, PROBLEM_CANNOT_CREATE);
}

void what_was_committed_is_there_after_reopening(void **state)
{
	(void)state;
	begin();
	put("a", "1");
	commit();
	begin();
	put("a", "2");
	store_rollback(store);
	store_close(store);
	store = store_open(store_name, &err);
	assert_non_null(store);
	expect("a", "1");
}

/* $3 stands before $1 and $2 in the text of SQL_LOGIN_ATTEMPT: bound by order instead of
 * name, the limit would be taken for the time. */
void parameters_are_bound_by_name(void **state)
{
	(void)state;
	long changes = -1;
	int64_t failures;
	const struct sql_param attempt[] = {
	    sql_text("x"), sql_int(2), sql_int(1234567), {.kind = SQL_PARAM_END}};
	begin();
	assert_true(
	    store_run(store, SQL_LOGIN_ROW, SQL_PARAMS(sql_text("x"), sql_int(1)), NULL, &err));
	for (long expected = 1; expected >= 0; expected--) {
		assert_true(store_run(store, SQL_LOGIN_ATTEMPT, attempt, &changes, &err));
		assert_int_equal(changes, 1);
		if (expected == 0) {
			assert_true(store_run(store, SQL_LOGIN_ATTEMPT, attempt, &changes, &err));
			assert_int_equal(changes, 0);
		}
	}
	assert_true(
	    store_number(store, SQL_LOGIN_FAILURES, SQL_PARAMS(sql_text("x")), &failures, &err));
	assert_int_equal(failures, 2);
	commit();
}

/* SQL_SESSION_ADD has $4 twice. */
void a_parameter_is_used_twice(void **state)
{
	(void)state;
	long rows = 0;
	begin();
	assert_true(store_run(store, SQL_OFFICE_ADD,
	    SQL_PARAMS(sql_text("0001"), sql_text("local"), sql_text(""), sql_text(""), sql_int(1)),
	    NULL, &err));
	assert_true(store_run(store, SQL_OFFICER_ADD,
	    SQL_PARAMS(sql_text("o"), sql_text("c"), sql_text("n"), sql_text("0001"), sql_int(1),
		sql_text(""), sql_text(""), sql_int(0)),
	    NULL, &err));
	assert_true(store_run(store, SQL_SESSION_ADD,
	    SQL_PARAMS(sql_text("t"), sql_text("o"), sql_text("x"), sql_int(4000000000)), NULL,
	    &err));
	/* created and used are both that moment: only an earlier limit keeps it */
	assert_true(store_run(store, SQL_SESSION_PURGE,
	    SQL_PARAMS(sql_int(4000000000), sql_int(4000000000)), &rows, &err));
	assert_int_equal(rows, 0);
	assert_true(store_run(
	    store, SQL_SESSION_PURGE, SQL_PARAMS(sql_int(0), sql_int(4000000001)), &rows, &err));
	assert_int_equal(rows, 1);
	commit();
}

/* Numbers beyond 32 bits, and text that would end a statement if it stood in one. */
void values_come_back_as_they_were(void **state)
{
	(void)state;
	static const char text[] = "\xe0\xb8\x81'; DROP TABLE settings; -- \"\\\n\t$1";
	const int64_t large = INT64_MAX - 1;
	int64_t back;
	begin();
	put(text, text);
	assert_true(
	    store_run(store, SQL_QUOTA_ADD, SQL_PARAMS(sql_text("x"), sql_int(large)), NULL, &err));
	commit();
	expect(text, text);
	assert_true(store_number(store, SQL_QUOTA, SQL_PARAMS(sql_text("x")), &back, &err));
	assert_int_equal(back, large);
}

void a_wrong_number_of_parameters_is_an_error(void **state)
{
	(void)state;
	assert_false(store_run(store, SQL_SETTING_PUT, SQL_PARAMS(sql_text("a")), NULL, &err));
	assert_int_equal(err.problem, PROBLEM_CENTRE_INTERNAL);
	assert_false(store_run(store, SQL_SETTING_PUT,
	    SQL_PARAMS(sql_text("a"), sql_text("b"), sql_text("c")), NULL, &err));
}

/* One bad request of a group is undone alone; the others are committed with it. */
void a_group_holds_one_bad_request(void **state)
{
	(void)state;
	begin();
	for (int i = 0; i < 3; i++) {
		assert_true(store_savepoint(store, "request", &err));
		put(i == 0 ? "first" : i == 1 ? "bad" : "third", "1");
		if (i == 1) {
			assert_false(store_run(store, SQL_TERMINAL_ADD,
			    SQL_PARAMS(sql_text("0000"), sql_text("x"), sql_int(1)), NULL, &err));
			assert_true(store_rollback_to(store, "request", &err));
		} else {
			assert_true(store_release(store, "request", &err));
		}
	}
	commit();
	expect("first", "1");
	expect("bad", "");
	expect("third", "1");
}

void savepoints_nest(void **state)
{
	(void)state;
	begin();
	assert_true(store_savepoint(store, "request", &err));
	put("outer", "1");
	assert_true(store_savepoint(store, "work", &err));
	put("inner", "1");
	assert_true(store_rollback_to(store, "work", &err));
	assert_true(store_release(store, "request", &err));
	commit();
	expect("outer", "1");
	expect("inner", "");
}

/* The condition stands in the database too: no program error can pass the cap. */
void the_quota_has_a_last_guard(void **state)
{
	(void)state;
	long changes;
	begin();
	assert_true(store_run(
	    store, SQL_QUOTA_ADD, SQL_PARAMS(sql_text("national"), sql_int(1)), NULL, &err));
	for (int i = 0; i < 2; i++) {
		assert_true(store_run(
		    store, SQL_QUOTA_RESERVE, SQL_PARAMS(sql_text("national")), &changes, &err));
		assert_int_equal(changes, i == 0);
	}
	commit();
}

/* ---- the last judge of two centres that share a store and know nothing of each other ---- */

static bool run(enum sql q, const struct sql_param *params)
{
	long changes = -1;
	assert_true(store_run(store, q, params, &changes, &err));
	return changes == 1;
}

static void add_officer(void)
{
	assert_true(run(SQL_OFFICE_ADD, SQL_PARAMS(sql_text("4701"), sql_text("district"),
					    sql_text("a"), sql_text("b"), sql_int(1))));
	assert_true(run(SQL_OFFICER_ADD,
	    SQL_PARAMS(sql_text("o1"), sql_text("c1"), sql_text("n"), sql_text("4701"), sql_int(1),
		sql_text("s"), sql_text("h"), sql_int(0))));
}

void an_approval_is_spent_once(void **state)
{
	(void)state;
	begin();
	add_officer();
	assert_true(run(SQL_APPROVAL_ADD,
	    SQL_PARAMS(sql_text("p1"), sql_text("exception"), sql_text("c"), sql_text("o1"),
		sql_text("o1"), sql_text("4701"), sql_text("01"), sql_int(1), sql_int(2))));
	assert_true(run(SQL_APPROVAL_SPEND, SQL_PARAMS(sql_text("p1"), sql_text("e1"))));
	assert_false(run(SQL_APPROVAL_SPEND, SQL_PARAMS(sql_text("p1"), sql_text("e2"))));
	commit();
}

struct finger_row {
	const char *act, *approval, *finger;
	const char *outcome; /* told before the next row comes; "": not yet */
	bool taken;
};

static bool add_write(const struct finger_row *row, const char *id)
{
	bool taken = run(SQL_FINGER_WRITE_ADD,
	    SQL_PARAMS(sql_text(id), sql_int(1), sql_text("4701"), sql_text("01"), sql_text("o1"),
		sql_text("c"), sql_text("chip"), sql_text(row->act), sql_text(row->finger),
		sql_int(129), sql_text(""), sql_text(row->approval)));
	if (taken && *row->outcome)
		assert_true(run(SQL_FINGER_WRITE_TELL,
		    SQL_PARAMS(sql_text(id), sql_text(row->outcome), sql_int(2))));
	return taken;
}

/* An approval to remove is for one finger, one to store for each finger once; what changed
 * nothing may be tried again, and where nobody has to approve there is nothing to count. */
void an_approval_has_one_good_write_a_finger(void **state)
{
	(void)state;
	static const struct finger_row rows[] = {
	    {"remove", "p1", "left", "", true},
	    {"remove", "p1", "left", "", false},
	    {"remove", "p1", "right", "", false},
	    {"remove", "p2", "left", "unchanged", true},
	    {"remove", "p2", "right", "good", true},
	    {"remove", "p2", "left", "", false},
	    {"store", "p3", "left", "", true},
	    {"store", "p3", "left", "", false},
	    {"store", "p3", "right", "damaged", true},
	    {"store", "p3", "right", "good", true},
	    {"store", "p3", "right", "", false},
	    {"remove", "", "left", "", true},
	    {"remove", "", "left", "", true},
	    {"store", "", "left", "good", true},
	    {"store", "", "left", "good", true},
	};
	begin();
	add_officer();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char id[8];
		snprintf(id, sizeof id, "w%zu", i);
		if (add_write(&rows[i], id) != rows[i].taken)
			fail_msg("row %zu", i);
	}
	commit();
}

void every_statement_is_understood(void **state)
{
	(void)state;
	for (int q = 0; q < SQL_COUNT; q++) {
		assert_non_null(sql_statement((enum sql)q));
		/* Without parameters it must fail for them, not for its own text. */
		if (!store_run(store, (enum sql)q, SQL_NO_PARAMS, NULL, &err))
			assert_non_null(strstr(err.context, "parameters of"));
	}
}

static void set_version(const char *version)
{
	begin();
	put("schema", version);
	commit();
}

void another_schema_is_refused(void **state)
{
	(void)state;
	static const char *const others[] = {"999", "1"}; /* 1: before fingers were written */
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		char told[40];
		set_version(others[i]);
		assert_null(store_open(store_name, &err));
		assert_int_equal(err.problem, PROBLEM_CONFIG);
		snprintf(told, sizeof told, "schema %s, this program", others[i]);
		assert_non_null(strstr(err.context, told));
	}
}

/* Neither forward from what is too old nor back from what is newer: the store stays. */
void what_cannot_be_upgraded_stays_as_it_was(void **state)
{
	(void)state;
	static const char *const others[] = {"999", "1"};
	long from;
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		set_version(others[i]);
		assert_false(store_migrate(store, &from, &err));
		assert_int_equal(err.problem, PROBLEM_CONFIG);
		expect("schema", others[i]);
	}
}

void an_upgrade_of_the_present_version_changes_nothing(void **state)
{
	(void)state;
	long from = 0;
	assert_true(store_migrate(store, &from, &err));
	assert_int_equal(from, SCHEMA_VERSION);
	assert_true(store_migrate(store, &from, &err));
	assert_int_equal(from, SCHEMA_VERSION);
}

static void add_record(const char *chain, int64_t seq, const char *act)
{
	assert_true(store_run(store, SQL_AUDIT_ADD,
	    SQL_PARAMS(sql_text(chain), sql_int(seq), sql_int(1000 * seq), sql_text(act),
		sql_text("centre"), sql_text(""), sql_text(""), sql_text("ok"), sql_text(""),
		sql_text(""), sql_text(""), sql_text("")),
	    NULL, &err));
}

/* Version 3 had the chains of the audit, but no list of them. */
void version_3_is_upgraded(void **state)
{
	(void)state;
	int64_t closed;
	long from = 0, lost = 0;
	old_store(3);
	begin();
	add_record("a1", 1, "centre.start");
	add_record("a1", 2, "centre.stop");
	add_record("a2", 1, "centre.start");
	commit();
	bool upgraded = store_migrate(store, &from, &err);
	if (!upgraded)
		print_error("# %s\n", err.context);
	assert_true(upgraded);
	assert_int_equal(from, 3);
	char present[16];
	snprintf(present, sizeof present, "%d", SCHEMA_VERSION);
	expect("schema", present);
	char name[64] = "";
	assert_true(store_query(store, SQL_CHAINS_LOST, SQL_PARAMS(sql_text(""), sql_int(99999)),
	    read_text, name, &lost, &err));
	assert_int_equal(lost, 1);
	assert_string_equal(name, "a2");
	assert_true(
	    store_number(store, SQL_CHECKPOINT_COVERED, SQL_PARAMS(sql_text("a1")), &closed, &err));
	assert_int_equal(closed, 0);
}
