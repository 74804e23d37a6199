/* Reports: what became of enrollments by office, officer or day; reasons of refusals and
 * from which step enrollments expired; the quota and the day on which it will be used up. */
#include <stdlib.h>
#include <string.h>

#include "admin/admin.h"
#include "base/date.h"
#include "base/lang.h"
#include "centrald/office.h"
#include "centrald/quota.h"
#include "person/person.h"

#define DAY_MS	  86400000
#define KEY_SIZE  64
#define RATE_DAYS 14 /* over which the quota's forecast looks back */
#define CENTURY	  36525

static void iso_day(char out[DATE_ISO_SIZE], int64_t ms)
{
	date_to_iso(out, bangkok_time_of(ms).date);
}

/* ---- what became of them ---- */

/* One row of the report, until the next key comes. */
struct outcome {
	struct table table;
	char key[KEY_SIZE];
	int64_t count[STATE_COUNT];
	bool by_day;
};

static void put_outcome(struct outcome *o)
{
	char day[DATE_ISO_SIZE];
	const char *key = o->key;
	if (!*o->key)
		return;
	if (o->by_day) {
		iso_day(day, strtoll(o->key, NULL, 10) * DAY_MS);
		key = day;
	}
	table_row(&o->table,
	    (const struct cell[]){CELL_TEXT(key), CELL_NUMBER(o->count[STATE_PROOFED]),
		CELL_NUMBER(o->count[STATE_QR_CREATED]), CELL_NUMBER(o->count[STATE_SCANNED]),
		CELL_NUMBER(o->count[STATE_SUCCESS]), CELL_NUMBER(o->count[STATE_EXPIRED]),
		CELL_NUMBER(o->count[STATE_CANCELLED]), CELL_NUMBER(o->count[STATE_LOCKED]),
		CELL_NUMBER(o->count[STATE_CONTESTED]), CELL_NUMBER(o->count[STATE_REFUSED])});
}

static void take_outcome(void *arg, const struct store_row *row)
{
	struct outcome *o = arg;
	char key[KEY_SIZE];
	enum enrolment_state state;
	row_text(row, 0, key, sizeof key);
	if (strcmp(key, o->key) != 0) {
		put_outcome(o);
		memcpy(o->key, key, sizeof o->key);
		memset(o->count, 0, sizeof o->count);
	}
	if (enrolment_state_parse(&state, row_borrow(row, 1)))
		o->count[state] = row_int(row, 2);
}

static bool outcomes(struct admin *a, const char *key, enum sql q, struct error *err)
{
	const char *const columns[] = {key, "created", "qr_created", "scanned", "success",
	    "expired", "cancelled", "locked", "contested", "refused", NULL};
	struct outcome o = {.by_day = q == SQL_REPORT_DAYS};
	int64_t from, to;
	if (!admin_span(a, &from, &to, err) || !admin_table(a, &o.table, columns, err))
		return false;
	bool ok = store_query(a->store, q,
	    SQL_PARAMS(sql_int(from), sql_int(to), sql_text(admin_text(a, OPT_OFFICE)),
		sql_text(admin_text(a, OPT_OFFICER))),
	    take_outcome, &o, NULL, err);
	put_outcome(&o);
	return table_end(&o.table, err) && ok;
}

bool report_offices(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return outcomes(a, "office", SQL_REPORT_OFFICES, err);
}

bool report_officers(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return outcomes(a, "officer", SQL_REPORT_OFFICERS, err);
}

bool report_days(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return outcomes(a, "day", SQL_REPORT_DAYS, err);
}

/* ---- reasons ---- */

static void put_reason(void *arg, const struct store_row *row)
{
	struct table *t = arg;
	const struct problem_row *p = problem_row(problem_by_id(row_borrow(row, 0)));
	table_row(t, (const struct cell[]){CELL_TEXT("refused"), CELL_TEXT(p->name),
			 CELL_TEXT(row_borrow(row, 1)), CELL_NUMBER(row_int(row, 2)),
			 CELL_TEXT(t->format == TABLE_TEXT ? _(p->what) : p->what)});
}

static void put_expiry(void *arg, const struct store_row *row)
{
	table_row(
	    arg, (const struct cell[]){CELL_TEXT("expired"), CELL_TEXT(""),
		     CELL_TEXT(row_borrow(row, 0)), CELL_NUMBER(row_int(row, 1)), CELL_TEXT("")});
}

bool report_reasons(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {"end", "reason", "step", "count", "meaning", NULL};
	struct table t;
	int64_t from, to;
	(void)status;
	if (!admin_span(a, &from, &to, err) || !admin_table(a, &t, columns, err))
		return false;
	const struct sql_param office = sql_text(admin_text(a, OPT_OFFICE));
	const struct sql_param officer = sql_text(admin_text(a, OPT_OFFICER));
	const struct sql_param *params = SQL_PARAMS(sql_int(from), sql_int(to), office, officer);
	bool ok = store_query(a->store, SQL_REPORT_REFUSALS, params, put_reason, &t, NULL, err) &&
		  store_query(a->store, SQL_REPORT_EXPIRIES, params, put_expiry, &t, NULL, err);
	return table_end(&t, err) && ok;
}

/* ---- chips ---- */

static void put_chips(void *arg, const struct store_row *row)
{
	char batch[32], office[32], day[DATE_ISO_SIZE];
	row_text(row, 0, batch, sizeof batch);
	row_text(row, 1, office, sizeof office);
	iso_day(day, row_int(row, 2) * DAY_MS);
	table_row(arg, (const struct cell[]){CELL_TEXT(batch), CELL_TEXT(office), CELL_TEXT(day),
			   CELL_NUMBER(row_int(row, 3))});
}

bool report_chips(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {"batch", "office", "day", "count", NULL};
	struct table t;
	int64_t from, to;
	(void)status;
	if (!admin_span(a, &from, &to, err) || !admin_table(a, &t, columns, err))
		return false;
	const struct sql_param *params = SQL_PARAMS(sql_int(from), sql_int(to),
	    sql_text(admin_text(a, OPT_OFFICE)), sql_text(admin_text(a, OPT_OFFICER)),
	    sql_text(problem_row(PROBLEM_CARD_UNREADABLE)->id),
	    sql_text(problem_row(PROBLEM_CARD_LAYOUT)->id),
	    sql_text(problem_row(PROBLEM_PHOTO_UNREADABLE)->id));
	bool ok = store_query(a->store, SQL_REPORT_CHIPS, params, put_chips, &t, NULL, err);
	return table_end(&t, err) && ok;
}

/* ---- the quota ---- */

/* Whole days before today, back to the first success but at most RATE_DAYS. */
static bool rate_of(struct admin *a, int64_t *successes, int64_t *days, struct error *err)
{
	int64_t today = day_start(a->now), first;
	if (!store_number(a->store, SQL_REPORT_FIRST_SUCCESS, SQL_NO_PARAMS, &first, err))
		return false;
	*days = first == 0 || first >= today ? 0 : (today - day_start(first)) / DAY_MS;
	if (*days > RATE_DAYS)
		*days = RATE_DAYS;
	return store_number(a->store, SQL_REPORT_SUCCESSES,
	    SQL_PARAMS(sql_int(today - *days * DAY_MS), sql_int(today)), successes, err);
}

/* The day within which the last place goes, if days go on as these did. */
static void forecast_of(
    char out[DATE_ISO_SIZE], int64_t now, int64_t left, int64_t successes, int64_t days)
{
	int64_t more = successes > 0 ? left * days / successes : CENTURY;
	if (left > 0 && more < CENTURY)
		iso_day(out, day_start(now) + more * DAY_MS);
	else if (left == 0)
		iso_day(out, now);
}

struct quota_table {
	struct table table;
	int64_t now, successes, days;
};

/* The rate is the nation's, and so is the forecast. */
static void put_quota(void *arg, const struct store_row *row)
{
	struct quota_table *q = arg;
	char scope[32], forecast[DATE_ISO_SIZE] = "";
	row_text(row, 0, scope, sizeof scope);
	bool nation = strcmp(scope, QUOTA_NATIONAL) == 0;
	int64_t left = row_int(row, 1) - row_int(row, 2) - row_int(row, 3);
	if (nation)
		forecast_of(forecast, q->now, left, q->successes, q->days);
	table_row(&q->table, (const struct cell[]){CELL_TEXT(scope), CELL_NUMBER(row_int(row, 1)),
				 CELL_NUMBER(row_int(row, 2)), CELL_NUMBER(row_int(row, 3)),
				 CELL_NUMBER(left), CELL_NUMBER(nation ? q->successes : 0),
				 CELL_NUMBER(nation ? q->days : 0), CELL_TEXT(forecast)});
}

bool report_quota(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {
	    "scope", "cap", "used", "reserved", "left", "successes", "days", "forecast", NULL};
	struct quota_table q = {.now = a->now};
	(void)status;
	if (!rate_of(a, &q.successes, &q.days, err) || !admin_table(a, &q.table, columns, err))
		return false;
	bool ok = store_query(a->store, SQL_QUOTAS, SQL_PARAMS(sql_text(admin_text(a, OPT_OFFICE))),
	    put_quota, &q, NULL, err);
	return table_end(&q.table, err) && ok;
}
