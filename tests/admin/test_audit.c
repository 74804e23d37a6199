/* Looking for records, and what a spreadsheet or a program is given of them. */
#include <stdlib.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "centrald/linkage.h"
#include "base/buf.h"
#include "history.h"

static int set_up(void **state)
{
	struct history *h = calloc(1, sizeof *h);
	history_make(h);
	history_begin(h);
	history_act(h, 42);
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	history_free(*state);
	free(*state);
	return 0;
}

/* The lines below the columns' names. */
static long lines(const char *text)
{
	long n = -1;
	for (; (text = strchr(text, '\n')); text++)
		n++;
	return n;
}

static long found(struct history *h, enum admin_option o, const char *v)
{
	const char *value[OPT_COUNT] = {NULL};
	char *text;
	value[o] = v;
	assert_int_equal(history_admin(h, audit_search, value, NULL, &text), PROBLEM_NONE);
	long n = lines(text);
	free(text);
	return n;
}

/* The made acts: two in three of office 4701 by one officer, one in three by the other of
 * 4702; every second one a claim; seven of each enrollment; one record of the start. */
static void by_what_is_asked(void **state)
{
	struct history *h = *state;
	assert_int_equal(found(h, OPT_FORMAT, NULL), 43);
	assert_int_equal(found(h, OPT_OFFICE, "4701"), 28);
	assert_int_equal(found(h, OPT_OFFICER, "o4702a"), 14);
	assert_int_equal(found(h, OPT_ACT, "claim"), 21);
	assert_int_equal(found(h, OPT_ENROLLMENT, "e3"), 7);
	assert_int_equal(found(h, OPT_LIMIT, "5"), 5);
	assert_int_equal(found(h, OPT_FROM, "2027-01-16"), 0); /* the clock: 15 January, 15:00 */
	assert_int_equal(found(h, OPT_FROM, "2027-01-15"), 43);
	assert_int_equal(found(h, OPT_TO, "2027-01-14"), 0);
	assert_int_equal(found(h, OPT_TO, "2027-01-15"), 43);
	assert_int_equal(found(h, OPT_OFFICE, "' OR 1=1 --"), 0);
}

static void by_citizen_through_a_file_descriptor(void **state)
{
	struct history *h = *state;
	struct citizen_number number;
	char hash[HASH_HEX_SIZE], sql[200], fd[16];
	int ends[2];
	assert_true(citizen_number_parse(&number, "1234567890121"));
	citizen_hash(hash, h->centre.keys, &number);
	snprintf(sql, sizeof sql, "UPDATE audit SET citizen = '%s' WHERE seq IN (3, 4)", hash);
	history_sql(h, sql);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "1234567890121\n", 14), 14);
	close(ends[1]);
	snprintf(fd, sizeof fd, "%d", ends[0]);
	assert_int_equal(found(h, OPT_CITIZEN_FD, fd), 2);
	close(ends[0]);
}

static void what_is_asked_wrongly(void **state)
{
	static const struct {
		enum admin_option option;
		const char *value;
	} cases[] = {{OPT_FORMAT, "xml"}, {OPT_FROM, "yesterday"}, {OPT_FROM, "2027-02-30"},
	    {OPT_TO, "2027"}, {OPT_LIMIT, "0"}, {OPT_LIMIT, "5x"}, {OPT_CITIZEN_FD, "x"}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *value[OPT_COUNT] = {NULL};
		char *text;
		value[cases[i].option] = cases[i].value;
		assert_int_equal(
		    history_admin(*state, audit_search, value, NULL, &text), PROBLEM_USAGE);
		free(text);
	}
}

/* RFC 4180, and no cell that a spreadsheet would calculate. */
static void cells_are_no_formulas(void **state)
{
	static const char *const value[OPT_COUNT] = {
	    [OPT_FORMAT] = "csv", [OPT_ENROLLMENT] = "e0", [OPT_LIMIT] = "5"};
	struct history *h = *state;
	char *text;
	history_sql(h,
	    "UPDATE audit SET who = '=HYPERLINK(\"x\")' WHERE seq = 2;"
	    "UPDATE audit SET who = '+1' WHERE seq = 3; UPDATE audit SET who = '-1' WHERE seq = 4;"
	    "UPDATE audit SET who = '@a' WHERE seq = 5;"
	    "UPDATE audit SET who = 'a,\"b\"' WHERE seq = 6");
	assert_int_equal(history_admin(h, audit_search, value, NULL, &text), PROBLEM_NONE);
	assert_non_null(strstr(text, ",\"'=HYPERLINK(\"\"x\"\")\","));
	assert_non_null(strstr(text, ",\"'+1\","));
	assert_non_null(strstr(text, ",\"'-1\","));
	assert_non_null(strstr(text, ",\"'@a\","));
	assert_non_null(strstr(text, ",\"a,\"\"b\"\"\","));
	assert_int_equal(strncmp(text, "time,act,who,", 13), 0);
	free(text);
}

static void json_is_json(void **state)
{
	static const char *const array[OPT_COUNT] = {[OPT_FORMAT] = "json"};
	static const char *const stream[OPT_COUNT] = {[OPT_FORMAT] = "ndjson", [OPT_LIMIT] = "1"};
	struct history *h = *state;
	char *text;
	history_sql(h, "UPDATE audit SET who = 'a\"b\\' WHERE seq = 1");
	assert_int_equal(history_admin(h, audit_export, array, NULL, &text), PROBLEM_NONE);
	json_t *tree = json_loads(text, 0, NULL);
	assert_int_equal(json_array_size(tree), 43);
	json_t *first = json_array_get(tree, 0);
	assert_string_equal(json_string_value(json_object_get(first, "who")), "a\"b\\");
	assert_string_equal(
	    json_string_value(json_object_get(first, "time")), "2027-01-15T08:00:00.000Z");
	assert_int_equal(json_integer_value(json_object_get(first, "record")), 1);
	assert_int_equal(json_string_length(json_object_get(first, "hash")), 64);
	json_decref(tree);
	free(text);
	assert_int_equal(history_admin(h, audit_export, stream, NULL, &text), PROBLEM_NONE);
	tree = json_loads(text, 0, NULL);
	assert_true(json_is_object(tree));
	json_decref(tree);
	free(text);
}

/* A person is told of by the keyed hash alone, and only an export has that. */
static void a_search_shows_no_citizen(void **state)
{
	char *text;
	assert_int_equal(history_admin(*state, audit_search, NULL, NULL, &text), PROBLEM_NONE);
	assert_null(strstr(text, "00112233445566778899"));
	free(text);
}

static void goes_by(const struct history *h, enum sql statement, const char *index)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	struct buf sql = BUF_INIT;
	bool found = false;
	buf_printf(&sql, "EXPLAIN QUERY PLAN %s", sql_statement(statement));
	assert_int_equal(sqlite3_open(h->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, (const char *)sql.data, -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(st, 3);
		found |= strstr(step, index) != NULL;
		assert_null(strstr(step, "SCAN"));
	}
	assert_true(found);
	sqlite3_finalize(st);
	sqlite3_close(db);
	buf_free(&sql);
}

/* What a day of an office did is found without reading all of the years before it, and what was
 * done about one citizen without reading of the others. */
static void a_search_goes_by_what_is_asked(void **state)
{
	goes_by(*state, SQL_AUDIT_SEARCH, "audit_time (time>? AND time<?)");
	goes_by(*state, SQL_AUDIT_OF_CITIZEN, "audit_citizen (citizen=? AND time<?)");
	goes_by(*state, SQL_AUDIT_SELF_VIEWS, "audit_citizen (citizen=? AND time>?)");
}

int main(void)
{
#define CASE(F) cmocka_unit_test_setup_teardown(F, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    CASE(by_what_is_asked),
	    CASE(by_citizen_through_a_file_descriptor),
	    CASE(what_is_asked_wrongly),
	    CASE(cells_are_no_formulas),
	    CASE(json_is_json),
	    CASE(a_search_shows_no_citizen),
	    CASE(a_search_goes_by_what_is_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
