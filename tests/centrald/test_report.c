/* The day's report: counts, successes by the hour at UTC+7, time taken per step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "fixture.h"

#define SECOND	1000L
#define MINUTE	(60 * SECOND)
#define HOUR	(60 * MINUTE)
#define DAY	(24 * HOUR)
#define BANGKOK (7 * HOUR)

static struct api_day_report report;

static void read_report(struct counter *k, const char *query)
{
	struct answer a;
	struct error err;
	char path[80];
	snprintf(path, sizeof path, "/v1/reports/day%s", query);
	client_json(&k->client, "GET", path, NULL, &a);
	answer_is(&a, 200);
	if (!api_day_report_read(&report, a.body.data, a.body.len, &err))
		fail_msg("%s: %s", err.context, (char *)a.body.data);
	answer_free(&a);
}

static int64_t now(void)
{
	return clock_real_ms(&clock_system) + world.offset;
}

/* To the next time of day at UTC+7: no test runs over an hour's end then. */
static void advance_to(int64_t time_of_day)
{
	int64_t today = (now() + BANGKOK) % DAY;
	world_advance(&world, (time_of_day - today + DAY) % DAY);
}

static long ended(enum enrolment_state state)
{
	for (size_t i = 0; i < report.end_count; i++)
		if (report.ends[i].state == state)
			return report.ends[i].count;
	return 0;
}

static long refused_for(enum problem reason)
{
	for (size_t i = 0; i < report.reason_count; i++)
		if (report.reasons[i].reason == reason)
			return report.reasons[i].count;
	return 0;
}

static const struct api_step_time *step(enum enrolment_state from, enum enrolment_state to)
{
	for (size_t i = 0; i < report.step_count; i++)
		if (report.steps[i].from == from && report.steps[i].to == to)
			return &report.steps[i];
	fail_msg("no such step");
	return NULL;
}

static long success_of_hours(void)
{
	long sum = 0;
	for (int i = 0; i < API_HOURS; i++)
		sum += report.hours[i];
	return sum;
}

static void an_empty_day(void **state)
{
	(void)state;
	struct counter k;
	counter_ready(&k, &world);
	read_report(&k, "?date=2020-01-31");
	assert_int_equal(report.date.year, 2020);
	assert_int_equal(report.created + report.success + report.open + report.refused, 0);
	assert_int_equal(report.end_count + report.reason_count, 0);
	assert_int_equal(success_of_hours(), 0);
	assert_int_equal(report.step_count, API_STEPS);
	for (size_t i = 0; i < API_STEPS; i++)
		assert_int_equal(report.steps[i].count + report.steps[i].median_ms, 0);
	counter_free(&k);
}

/* One success, with time between the steps; one cancelled; one open; refusals. */
static void what_a_day_brought(void **state)
{
	(void)state;
	struct scene s, other;
	struct counter k;
	struct api_linkage_answer linkage;
	struct answer a;
	advance_to(9 * HOUR + 20 * MINUTE);
	scene_begin(&s, "somsri");
	world_advance(&world, 10 * SECOND);
	counter_code_ok(&s.counter, s.enrolment.id, &s.enrolment);
	world_advance(&world, 40 * SECOND);
	phone_claim_ok(&s.phone, &s.enrolment.code, s.card.number.digits);
	world_advance(&world, 20 * SECOND);
	match_ok(&s.counter, &s.phone);
	world_advance(&world, 90 * SECOND);
	phone_finish_ok(&s.phone);
	scene_begin(&other, "somchai");
	scene_post(&other, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	struct api_card_claim card;
	card_of(&card, "somchai-old");
	for (int i = 0; i < 2; i++)
		counter_linkage(&s.counter, &card, false, &linkage);
	client_json(&s.counter.client, "POST", "/v1/refusals",
	    "{\"problem\":\"card-unreadable\",\"step\":\"reading\"}", &a);
	expect_status(&a, 204);
	counter_create_ok(&s.counter, &other.card, false, &other.enrolment); /* left open */
	read_report(&s.counter, "");
	assert_int_equal(date_compare(report.date, bangkok_time_of(now()).date), 0);
	assert_int_equal(report.created, 3);
	assert_int_equal(report.success, 1);
	assert_int_equal(report.open, 1);
	assert_int_equal(report.refused, 3);
	assert_int_equal(report.end_count, 1);
	assert_int_equal(ended(STATE_CANCELLED), 1);
	assert_int_equal(refused_for(PROBLEM_REFUSED_NOT_LATEST_CARD), 2);
	assert_int_equal(refused_for(PROBLEM_CARD_UNREADABLE), 1);
	assert_int_equal(report.reasons[0].reason, PROBLEM_REFUSED_NOT_LATEST_CARD);
	assert_int_equal(report.hours[9], 1);
	assert_int_equal(success_of_hours(), 1);
	static const struct {
		enum enrolment_state from, to;
		long ms;
	} steps[] = {{STATE_PROOFED, STATE_QR_CREATED, 10 * SECOND},
	    {STATE_QR_CREATED, STATE_SCANNED, 40 * SECOND},
	    {STATE_SCANNED, STATE_CONFIRMED, 20 * SECOND},
	    {STATE_CONFIRMED, STATE_CONSENTED, 90 * SECOND},
	    {STATE_PROOFED, STATE_SUCCESS, 160 * SECOND}};
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		const struct api_step_time *t = step(steps[i].from, steps[i].to);
		assert_int_equal(t->count, 1);
		assert_in_range(t->median_ms, steps[i].ms, steps[i].ms + 20 * SECOND);
		assert_int_equal(t->median_ms, t->p90_ms);
	}
	assert_int_equal(step(STATE_CONSENTED, STATE_SUCCESS)->count, 1);
	counter_make(&k, &world, "4799", "01"); /* none of it is another office's */
	counter_login_ok(&k, "1479999999233", "53186429");
	read_report(&k, "");
	assert_int_equal(report.created + report.success + report.open + report.refused, 0);
	counter_free(&k);
	scene_end(&other);
	scene_end(&s);
}

/* Ten known times: by nearest rank the median is the fifth, the 90th percentile the ninth. */
static void percentiles_by_nearest_rank(void **state)
{
	(void)state;
	struct counter k;
	counter_ready(&k, &world);
	static const int seconds[] = {7, 3, 10, 1, 9, 2, 8, 5, 4, 6};
	int64_t base = INT64_C(1583020800000); /* 2020-03-01T00:00:00Z, 07:00 at UTC+7 */
	for (size_t i = 0; i < COUNT_OF(seconds); i++) {
		char sql[400];
		int64_t to = base + (int64_t)i * HOUR;
		snprintf(sql, sizeof sql,
		    "INSERT INTO enrolment_states (enrolment, state, office, time) VALUES "
		    "('x%zu', 'PROOFED', '4701', %lld), ('x%zu', 'SUCCESS', '4701', %lld)",
		    i, (long long)(to - seconds[i] * SECOND), i, (long long)to);
		world_sql(&world, sql, NULL, 0);
	}
	read_report(&k, "?date=2020-03-01");
	const struct api_step_time *t = step(STATE_PROOFED, STATE_SUCCESS);
	assert_int_equal(t->count, 10);
	assert_int_equal(t->median_ms, 5 * SECOND);
	assert_int_equal(t->p90_ms, 9 * SECOND);
	for (int hour = 0; hour < API_HOURS; hour++)
		assert_int_equal(report.hours[hour], hour >= 7 && hour <= 16);
	read_report(&k, "?date=2020-02-29"); /* and not the day before */
	assert_int_equal(report.success, 0);
	counter_free(&k);
}

/* The day turns at midnight of UTC+7, 17:00 UTC. */
static void days_are_bangkoks(void **state)
{
	(void)state;
	struct counter k;
	counter_ready(&k, &world);
	world_sql(&world,
	    "INSERT INTO enrolment_states (enrolment, state, office, time) VALUES "
	    "('y1', 'SUCCESS', '4701', 1588352399999), ('y2', 'SUCCESS', '4701', 1588352400000)",
	    NULL, 0); /* 2020-05-01T16:59:59.999Z, and a millisecond later */
	read_report(&k, "?date=2020-05-01");
	assert_int_equal(report.success, 1);
	assert_int_equal(report.hours[23], 1);
	read_report(&k, "?date=2020-05-02");
	assert_int_equal(report.success, 1);
	assert_int_equal(report.hours[0], 1);
	counter_free(&k);
}

static void a_bad_date_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "?date=2026-02-30", "?date=2026-02", "?date=", "?date=today", "?day=2026-02-03"};
	struct counter k;
	counter_ready(&k, &world);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct answer a;
		char path[80];
		snprintf(path, sizeof path, "/v1/reports/day%s", bad[i]);
		client_json(&k.client, "GET", path, NULL, &a);
		expect_problem(&a, PROBLEM_BAD_REQUEST);
	}
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_day),
	    cmocka_unit_test(what_a_day_brought),
	    cmocka_unit_test(percentiles_by_nearest_rank),
	    cmocka_unit_test(days_are_bangkoks),
	    cmocka_unit_test(a_bad_date_is_refused),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
