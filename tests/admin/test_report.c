/* The figures of made events: three offices, known numbers of each end on two days. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "history.h"

#define DAY_MS 86400000
/* 15 January 2027, 00:00 at UTC+7. */
#define DAY_ONE (HISTORY_START - 15 * 3600000L)

struct made {
	struct history history;
	long enrolments;
};

/* One enrollment: created at that time, then in these states, a second apart. */
static void add(struct made *m, const char *office, const char *officer, int64_t time,
    const char *const *states)
{
	char sql[1200];
	const char *last = "PROOFED";
	long id = m->enrolments++;
	struct history *h = &m->history;
	const struct audit_record created = {.time = time,
	    .act = id % 5 ? "enrollment.create" : "enrollment.exception",
	    .who = officer,
	    .office = office,
	    .counter = "01",
	    .result = "ok",
	    .correlation = "c",
	    .enrolment = (snprintf(sql, sizeof sql, "e%ld", id), strdup(sql)),
	    .citizen = ""};
	struct error err;
	assert_true(store_begin(h->centre.store, &err));
	assert_true(audit_append(h->centre.store, &h->centre.audit, &created, &err));
	assert_true(store_commit(h->centre.store, &err));
	for (int i = 0; states[i]; i++)
		last = states[i];
	bool open = strcmp(last, "PROOFED") == 0 || strcmp(last, "QR_CREATED") == 0 ||
		    strcmp(last, "SCANNED") == 0;
	snprintf(sql, sizeof sql,
	    "INSERT INTO enrolments VALUES ('e%ld', '%s', '01', '%s', 'c%ld', '%s', %d, 1, %ld, "
	    "%ld, "
	    "0, 0, 0, 0, 0, 3, 3, 0, '', '', '', '', '', '%s', '', '', '')",
	    id, office, officer, id, last, open, (long)time, (long)time,
	    strcmp(last, "SUCCESS") == 0 ? "r" : "");
	history_sql(h, sql);
	for (int i = 0; i == 0 || states[i - 1]; i++) {
		snprintf(sql, sizeof sql,
		    "INSERT INTO enrolment_states VALUES ('e%ld', '%s', '%s', %ld)", id,
		    i == 0 ? "PROOFED" : states[i - 1], office, (long)(time + 1000 * i));
		history_sql(h, sql);
	}
	free((char *)created.enrolment);
}

#define STATES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define TO_SUCCESS  STATES("QR_CREATED", "SCANNED", "CONFIRMED", "CONSENTED", "SAVED", "SUCCESS")

static int set_up(void **state)
{
	struct made *m = calloc(1, sizeof *m);
	struct history *h = &m->history;
	history_make(h);
	history_begin(h);
	history_sql(h,
	    "INSERT INTO offices VALUES ('4701', 'district', 't', 'e', 1), "
	    "('4702', 'district', 't', 'e', 1);"
	    "INSERT INTO officers VALUES ('o1', 'k1', 'n', '4701', 1, '', '', 0), "
	    "('o2', 'k2', 'n', '4701', 1, '', '', 0), ('o3', 'k3', 'n', '4702', 1, '', '', 0);"
	    "INSERT INTO quota VALUES ('national', 100, 7, 3)");
	for (int i = 0; i < 4; i++)
		add(m, "4701", "o1", DAY_ONE + i * 60000, TO_SUCCESS);
	add(m, "4701", "o2", DAY_ONE + 3600000, TO_SUCCESS);
	add(m, "4701", "o2", DAY_ONE + 3600000, STATES("QR_CREATED", "EXPIRED"));
	add(m, "4701", "o2", DAY_ONE + 3700000, STATES("QR_CREATED", "SCANNED", "EXPIRED"));
	add(m, "4701", "o2", DAY_ONE + 3800000, STATES("QR_CREATED", "SCANNED", "EXPIRED"));
	add(m, "4702", "o3", DAY_ONE, STATES("CANCELLED"));
	add(m, "4702", "o3", DAY_ONE, STATES("QR_CREATED", "LOCKED"));
	add(m, "4702", "o3", DAY_ONE, STATES("QR_CREATED", "SCANNED", "CONTESTED"));
	add(m, "4702", "o3", DAY_ONE, STATES("QR_CREATED", "SCANNED", "CONFIRMED", "REFUSED"));
	add(m, "4702", "o3", DAY_ONE + DAY_MS - 1, STATES("QR_CREATED"));
	add(m, "4702", "o3", DAY_ONE + DAY_MS, TO_SUCCESS);
	add(m, "4702", "o3", DAY_ONE + DAY_MS + 5, TO_SUCCESS);
	*state = m;
	return 0;
}

static int tear_down(void **state)
{
	struct made *m = *state;
	history_free(&m->history);
	free(m);
	return 0;
}

static void expect(
    void **state, admin_fn *command, enum admin_option o, const char *v, const char *want)
{
	struct made *m = *state;
	const char *value[OPT_COUNT] = {[OPT_FORMAT] = "csv"};
	char *text;
	value[o] = v;
	assert_int_equal(history_admin(&m->history, command, value, NULL, &text), PROBLEM_NONE);
	assert_string_equal(strchr(text, '\n') + 1, want);
	free(text);
}

/* key, created, qr_created, scanned, success, expired, cancelled, locked, contested, refused */
static void by_office(void **state)
{
	expect(state, report_offices, OPT_TO, NULL,
	    "4701,8,8,7,5,3,0,0,0,0\r\n4702,7,6,4,2,0,1,1,1,1\r\n");
	expect(state, report_offices, OPT_OFFICE, "4702", "4702,7,6,4,2,0,1,1,1,1\r\n");
	expect(state, report_offices, OPT_OFFICE, "4799", "");
}

static void by_officer(void **state)
{
	expect(state, report_officers, OPT_TO, NULL,
	    "o1,4,4,4,4,0,0,0,0,0\r\no2,4,4,3,1,3,0,0,0,0\r\no3,7,6,4,2,0,1,1,1,1\r\n");
}

/* The one of the last millisecond before midnight goes on after it. */
static void by_day(void **state)
{
	expect(state, report_days, OPT_TO, NULL,
	    "2027-01-15,13,11,9,5,3,1,1,1,1\r\n2027-01-16,2,3,2,2,0,0,0,0,0\r\n");
	expect(state, report_days, OPT_FROM, "2027-01-16", "2027-01-16,2,3,2,2,0,0,0,0,0\r\n");
	expect(state, report_days, OPT_TO, "2027-01-15", "2027-01-15,13,11,9,5,3,1,1,1,1\r\n");
}

/* Two batches at two offices over midnight; one from before batches were told; and a refusal that
 * is about no chip. */
static void chips_by_batch(void **state)
{
	struct made *m = *state;
	static const struct {
		enum problem reason;
		int64_t time;
		const char *office, *batch;
	} refusals[] = {
	    {PROBLEM_CARD_UNREADABLE, DAY_ONE, "4701", "TH-NID-6"},
	    {PROBLEM_CARD_LAYOUT, DAY_ONE + DAY_MS - 1, "4701", "TH-NID-6"},
	    {PROBLEM_CARD_UNREADABLE, DAY_ONE + DAY_MS, "4701", "TH-NID-6"},
	    {PROBLEM_PHOTO_UNREADABLE, DAY_ONE, "4702", "TH-NID-12"},
	    {PROBLEM_CARD_UNREADABLE, DAY_ONE, "4702", "unknown"},
	    {PROBLEM_CARD_UNREADABLE, DAY_ONE, "4702", ""},
	    {PROBLEM_NO_APP, DAY_ONE, "4702", ""},
	};
	char sql[300];
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		snprintf(sql, sizeof sql,
		    "INSERT INTO refusals VALUES ('r%zu', '%s', %ld, '%s', '01', 'o1', 'reading', "
		    "'%s')",
		    i, problem_row(refusals[i].reason)->id, (long)refusals[i].time,
		    refusals[i].office, refusals[i].batch);
		history_sql(&m->history, sql);
	}
	expect(state, report_chips, OPT_TO, NULL,
	    "TH-NID-12,4702,2027-01-15,1\r\nTH-NID-6,4701,2027-01-15,2\r\n"
	    "TH-NID-6,4701,2027-01-16,1\r\nunknown,4702,2027-01-15,2\r\n");
	expect(state, report_chips, OPT_OFFICE, "4702",
	    "TH-NID-12,4702,2027-01-15,1\r\nunknown,4702,2027-01-15,2\r\n");
	expect(state, report_chips, OPT_FROM, "2027-01-16", "TH-NID-6,4701,2027-01-16,1\r\n");
}

static void by_reason(void **state)
{
	struct made *m = *state;
	char sql[300];
	for (int i = 0; i < 5; i++) {
		snprintf(sql, sizeof sql,
		    "INSERT INTO refusals VALUES ('r%d', '%s', %ld, '4701', '01', 'o1', 'reading', "
		    "'')",
		    i, problem_row(i < 3 ? PROBLEM_CARD_UNREADABLE : PROBLEM_NO_APP)->id,
		    (long)DAY_ONE + i);
		history_sql(&m->history, sql);
	}
	const char *value[OPT_COUNT] = {[OPT_FORMAT] = "csv"};
	char *text;
	assert_int_equal(
	    history_admin(&m->history, report_reasons, value, NULL, &text), PROBLEM_NONE);
	assert_non_null(strstr(text, ",reading,3,"));
	assert_non_null(strstr(text, ",reading,2,"));
	assert_non_null(strstr(text, "expired,,SCANNED,2,"));
	assert_non_null(strstr(text, "expired,,QR_CREATED,1,"));
	free(text);
}

/* 90 places are left; the system's clock says which days have passed, so the successes are
 * put into its last ten days: 10 of them, one a day, so the last place goes in 90 days. */
static void the_quota_has_a_forecast(void **state)
{
	struct made *m = *state;
	char sql[300], want[100], day[DATE_ISO_SIZE];
	int64_t now = clock_real_ms(&clock_system);
	int64_t today = now - (now + 7 * 3600000) % DAY_MS;
	history_sql(&m->history, "DELETE FROM enrolment_states");
	for (int i = 0; i < 20; i++) {
		snprintf(sql, sizeof sql,
		    "INSERT INTO enrolment_states VALUES ('e%d', '%s', '4701', %ld)", i / 2,
		    i % 2 ? "SUCCESS" : "SAVED", (long)(today - (i / 2 + 1) * (int64_t)DAY_MS));
		history_sql(&m->history, sql);
	}
	date_to_iso(day, bangkok_time_of(today + 90 * (int64_t)DAY_MS).date);
	snprintf(want, sizeof want, "national,100,7,3,90,10,10,%s\r\n", day);
	expect(state, report_quota, OPT_TO, NULL, want);
	history_sql(&m->history, "DELETE FROM enrolment_states");
	expect(state, report_quota, OPT_TO, NULL, "national,100,7,3,90,0,0,\r\n");
	history_sql(&m->history, "INSERT INTO quota VALUES ('4701', 9, 2, 1)");
	expect(
	    state, report_quota, OPT_TO, NULL, "national,100,7,3,90,0,0,\r\n4701,9,2,1,6,0,0,\r\n");
	expect(state, report_quota, OPT_OFFICE, "4701", "4701,9,2,1,6,0,0,\r\n");
}

/* ---- the close ---- */

static enum problem close_to(struct history *h, FILE *out, const char *day, const char *office)
{
	struct error err = {0};
	int status = 0;
	struct admin a = {.out = out,
	    .value = {[OPT_STORE] = h->path,
		[OPT_FORMAT] = "csv",
		[OPT_DAY] = day,
		[OPT_OFFICE] = office}};
	assert_true(admin_open(&a, &err));
	a.now = DAY_ONE + DAY_MS + 12 * 3600000L;
	bool ok = close_day(&a, &status, &err);
	admin_close(&a);
	fclose(out);
	return ok ? PROBLEM_NONE : err.problem;
}

static enum problem close_it(void **state, const char *day, const char *office, char **text)
{
	struct made *m = *state;
	size_t size;
	return close_to(&m->history, open_memstream(text, &size), day, office);
}

/* day, office, created, success, expired, cancelled, locked, contested, refused, open */
static void a_day_that_balances_is_closed_and_signed(void **state)
{
	struct made *m = *state;
	char *text, *again;
	assert_int_equal(close_it(state, "2027-01-15", NULL, &text), PROBLEM_NONE);
	assert_non_null(strstr(text, "\r\n2027-01-15,,13,5,3,1,1,1,1,1,ey"));
	assert_int_equal(close_it(state, "2027-01-15", NULL, &again), PROBLEM_NONE);
	assert_string_equal(text, again); /* as it was signed */
	free(again);
	free(text);
	assert_int_equal(close_it(state, "2027-01-15", "4702", &text), PROBLEM_NONE);
	assert_non_null(strstr(text, "\r\n2027-01-15,4702,5,0,0,1,1,1,1,1,ey"));
	free(text);
	assert_int_equal(history_number(&m->history, "SELECT COUNT(*) FROM closes"), 2);
	assert_int_equal(history_number(&m->history, "SELECT COUNT(*) FROM audit WHERE "
						     "act = 'day.close' AND result = 'ok'"),
	    2);
}

static void a_day_that_is_not_over_is_not_closed(void **state)
{
	char *text;
	assert_int_equal(close_it(state, "2027-01-16", NULL, &text), PROBLEM_DAY_NOT_OVER);
	free(text);
	assert_int_equal(close_it(state, "2027-01", NULL, &text), PROBLEM_USAGE);
	free(text);
}

static void an_office_that_does_not_exist_is_not_closed(void **state)
{
	struct made *m = *state;
	char *text;
	assert_int_equal(close_it(state, "2027-01-15", "4799", &text), PROBLEM_NO_SUCH_ENTRY);
	assert_string_equal(text, "");
	free(text);
	assert_int_equal(history_number(&m->history, "SELECT COUNT(*) FROM closes"), 0);
}

static void a_planted_imbalance_is_named(void **state)
{
	static const struct {
		const char *sql, *named;
	} cases[] = {
	    {"DELETE FROM enrolment_states WHERE enrolment = 'e3';"
	     "DELETE FROM enrolments WHERE id = 'e3'",
		"no-enrollment,e3,"},
	    {"UPDATE enrolments SET state = 'EXPIRED', is_open = 0 WHERE id = 'e12'",
		"no-state,e12,"},
	    {"UPDATE audit SET enrolment = '' WHERE enrolment = 'e6'", "no-record,e6,"},
	    {"UPDATE enrolments SET is_open = 1 WHERE id = 'e8'", "open-or-not,e8,"},
	    {"UPDATE enrolments SET receipt = '' WHERE id = 'e0'", "no-receipt,e0,"},
	};
	struct made *m = *state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *text;
		history_sql(&m->history, cases[i].sql);
		assert_int_equal(
		    close_it(state, "2027-01-15", NULL, &text), PROBLEM_CLOSE_UNBALANCED);
		assert_non_null(strstr(text, cases[i].named));
		free(text);
	}
	assert_int_equal(history_number(&m->history, "SELECT COUNT(*) FROM closes"), 0);
	assert_int_equal(history_number(&m->history, "SELECT COUNT(*) FROM audit WHERE "
						     "act = 'day.close' AND result = 'DD-902'"),
	    (long)COUNT_OF(cases));
	/* What operators do is in the audit too, in chains that are whole. */
	assert_int_equal(history_number(&m->history, "SELECT COUNT(*) FROM audit_chains "
						     "WHERE closed = 1"),
	    (long)COUNT_OF(cases));
}

struct reader {
	struct history *history;
	long refusals; /* in the store when the first words came */
};

static ssize_t see(void *arg, const char *words, size_t size)
{
	struct reader *r = arg;
	(void)words;
	if (r->refusals < 0)
		r->refusals = history_number(r->history,
		    "SELECT COUNT(*) FROM audit WHERE act = 'day.close' AND result = 'DD-902'");
	return (ssize_t)size;
}

/* Its reader may take as long as it likes: nobody else waits for it. */
static void a_refusal_is_down_before_it_is_told(void **state)
{
	struct made *m = *state;
	struct reader r = {&m->history, -1};
	FILE *out = fopencookie(&r, "w", (cookie_io_functions_t){.write = see});
	assert_non_null(out);
	history_sql(&m->history, "UPDATE enrolments SET receipt = '' WHERE id = 'e0'");
	assert_int_equal(close_to(&m->history, out, "2027-01-15", NULL), PROBLEM_CLOSE_UNBALANCED);
	assert_int_equal(r.refusals, 1);
}

int main(void)
{
#define CASE(F) cmocka_unit_test_setup_teardown(F, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    CASE(by_office),
	    CASE(by_officer),
	    CASE(by_day),
	    CASE(by_reason),
	    CASE(chips_by_batch),
	    CASE(the_quota_has_a_forecast),
	    CASE(a_day_that_balances_is_closed_and_signed),
	    CASE(a_day_that_is_not_over_is_not_closed),
	    CASE(an_office_that_does_not_exist_is_not_closed),
	    CASE(a_planted_imbalance_is_named),
	    CASE(a_refusal_is_down_before_it_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
