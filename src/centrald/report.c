/* The day's report of one office: counts, successes by the hour, time taken per step. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "centrald/office.h"
#include "centrald/records.h"

struct reporter {
	struct call *call;
	int64_t from, to;
	struct api_day_report report;
};

/* $1 office, and the day's span last. */
#define OF_DAY(R) sql_int((R)->from), sql_int((R)->to)

static bool count_state(
    struct reporter *r, enum enrolment_state state, long *out, struct error *err)
{
	int64_t n;
	if (!store_number(r->call->centre->store, SQL_STATE_COUNT,
		SQL_PARAMS(sql_text(r->call->peer.office), sql_text(enrolment_state_name(state)),
		    OF_DAY(r)),
		&n, err))
		return false;
	*out = (long)n;
	return true;
}

static bool count_ends(struct reporter *r, struct error *err)
{
	struct api_day_report *report = &r->report;
	for (int s = 0; s < STATE_COUNT; s++) {
		enum enrolment_state state = (enum enrolment_state)s;
		long n = 0;
		if (state == STATE_SUCCESS || !enrolment_state_is_end(state))
			continue;
		if (!count_state(r, state, &n, err))
			return false;
		if (n > 0)
			report->ends[report->end_count++] = (struct api_end_count){state, n};
	}
	return true;
}

static bool count_now(struct reporter *r, struct error *err)
{
	struct store *s = r->call->centre->store;
	struct sql_param office = sql_text(r->call->peer.office);
	int64_t open, refused;
	if (!store_number(s, SQL_TODAY_OPEN, SQL_PARAMS(office), &open, err) ||
	    !store_number(s, SQL_REFUSALS, SQL_PARAMS(office, OF_DAY(r)), &refused, err))
		return false;
	r->report.open = (long)open;
	r->report.refused = (long)refused;
	return true;
}

static void take_reason(void *arg, const struct store_row *row)
{
	struct api_day_report *report = arg;
	char id[16];
	row_text(row, 0, id, sizeof id);
	enum problem reason = problem_by_id(id);
	if (reason != PROBLEM_NONE && report->reason_count < API_REFUSED_MAX)
		report->reasons[report->reason_count++] =
		    (struct api_refused_count){reason, (long)row_int(row, 1)};
}

static void take_hour(void *arg, const struct store_row *row)
{
	struct api_day_report *report = arg;
	int64_t hour = row_int(row, 0);
	if (hour >= 0 && hour < API_HOURS)
		report->hours[hour] = (long)row_int(row, 1);
}

static bool spread(struct reporter *r, struct error *err)
{
	struct store *s = r->call->centre->store;
	struct sql_param office = sql_text(r->call->peer.office);
	return store_query(s, SQL_REFUSALS_BY_REASON,
		   SQL_PARAMS(office, OF_DAY(r), sql_int(API_REFUSED_MAX)), take_reason, &r->report,
		   NULL, err) &&
	       store_query(s, SQL_STATE_BY_HOUR,
		   SQL_PARAMS(office, sql_text(enrolment_state_name(STATE_SUCCESS)), OF_DAY(r)),
		   take_hour, &r->report, NULL, err);
}

/* ---- time taken per step ---- */

struct times {
	int64_t *ms; /* ascending, as the statement gives them */
	size_t count, room;
	bool failed;
};

static void take_time(void *arg, const struct store_row *row)
{
	struct times *t = arg;
	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : 64;
		int64_t *more = reallocarray(t->ms, room, sizeof *more);
		if (!more) {
			t->failed = true;
			return;
		}
		t->ms = more;
		t->room = room;
	}
	int64_t ms = row_int(row, 0);
	t->ms[t->count++] = ms > 0 ? ms : 0; /* a clock that was set back */
}

/* By nearest rank: the smallest value that at least so many of a hundred do not exceed. */
static long percentile(const struct times *t, size_t percent)
{
	return t->count ? (long)t->ms[(t->count * percent + 99) / 100 - 1] : 0;
}

static bool time_step(struct reporter *r, struct api_step_time *step, struct error *err)
{
	struct times t = {0};
	bool ok = store_query(r->call->centre->store, SQL_STEP_TIMES,
	    SQL_PARAMS(sql_text(r->call->peer.office), sql_text(enrolment_state_name(step->from)),
		sql_text(enrolment_state_name(step->to)), OF_DAY(r)),
	    take_time, &t, NULL, err);
	if (t.failed)
		ok = error_set(err, PROBLEM_MEMORY, "report");
	step->count = (long)t.count;
	step->median_ms = percentile(&t, 50);
	step->p90_ms = percentile(&t, 90);
	free(t.ms);
	return ok;
}

static bool time_steps(struct reporter *r, struct error *err)
{
	static const struct api_step_time steps[API_STEPS] = {
	    {.from = STATE_PROOFED, .to = STATE_QR_CREATED},
	    {.from = STATE_QR_CREATED, .to = STATE_SCANNED},
	    {.from = STATE_SCANNED, .to = STATE_CONFIRMED},
	    {.from = STATE_CONFIRMED, .to = STATE_CONSENTED},
	    {.from = STATE_CONSENTED, .to = STATE_SUCCESS},
	    {.from = STATE_PROOFED, .to = STATE_SUCCESS},
	};
	memcpy(r->report.steps, steps, sizeof steps);
	r->report.step_count = API_STEPS;
	for (size_t i = 0; i < API_STEPS; i++)
		if (!time_step(r, &r->report.steps[i], err))
			return false;
	return true;
}

bool report_day(struct call *c, struct error *err)
{
	struct reporter r = {.call = c, .report.now = c->now};
	struct api_day_report *report = &r.report;
	if (!api_day_parse(&report->date, c->target, err))
		return false;
	if (report->date.year == 0)
		report->date = bangkok_time_of(c->now).date;
	if (!day_span(report->date, &r.from, &r.to))
		return error_set(err, PROBLEM_BAD_REQUEST, "date");
	if (!count_state(&r, STATE_PROOFED, &report->created, err) ||
	    !count_state(&r, STATE_SUCCESS, &report->success, err) || !count_ends(&r, err) ||
	    !count_now(&r, err) || !spread(&r, err) || !time_steps(&r, err))
		return false;
	api_day_report_write(&c->out, report);
	return call_finish(c, 200, err);
}
