/* A booking beside what else changes: the digital ID that made it is revoked and another phone
 * takes its place, the office has fewer places than were booked, its hour begins. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "fixture.h"

#define HOUR   (60 * 60 * 1000L)
#define DAY    (24 * HOUR)
#define MINUTE (60 * 1000L)
#define SOMSRI "1112034563562"

static struct counter counter;
static struct phone somsri;

static int64_t now(void)
{
	return clock_real_ms(&clock_system) + world.offset;
}

/* To that time of a day at UTC+7, the next there is. */
static void go_to(int hour, int minute)
{
	int64_t in_day = (now() + 7 * HOUR) % DAY;
	int64_t wanted = hour * HOUR + minute * MINUTE;
	world_advance(&world, wanted > in_day ? wanted - in_day : wanted - in_day + DAY);
}

static void day_ahead(int days, char out[DATE_ISO_SIZE])
{
	date_to_iso(out, bangkok_time_of(now() + days * DAY).date);
}

static void places(int hour, int count)
{
	char sql[120];
	snprintf(sql, sizeof sql,
	    "UPDATE slots SET capacity = %d WHERE office = '4701' AND hour = %d", count, hour);
	world_sql(&world, sql, NULL, 0);
}

static int set_up(void **state)
{
	set_up_samples(state);
	counter_ready(&counter, &world);
	phone_make(&somsri, &world);
	enrol_ok(&counter, &somsri, "somsri", false);
	return 0;
}

static int end(void **state)
{
	phone_free(&somsri);
	counter_free(&counter);
	return tear_down(state);
}

static void ask(
    struct phone *p, const char *method, const char *path, const char *json, struct answer *a)
{
	struct request r = {.method = method, .path = path};
	if (json) {
		r.body = json;
		r.len = strlen(json);
		r.key = "";
	}
	phone_call(p, &r, a);
}

static void book(struct phone *p, const char *day, int hour, struct answer *a)
{
	char json[120];
	snprintf(json, sizeof json, "{\"office\":\"4701\",\"day\":\"%s\",\"hour\":%d}", day, hour);
	ask(p, "POST", "/citizen/v1/bookings", json, a);
}

static void cancel(struct phone *p, const char *id, struct answer *a)
{
	char path[120];
	snprintf(path, sizeof path, "/citizen/v1/bookings/%s/cancel", id);
	ask(p, "POST", path, "{}", a);
}

static void read_booking(struct answer *a, struct api_booking *out)
{
	struct error err;
	answer_is(a, 201);
	assert_true(api_booking_read(out, a->body.data, a->body.len, &err));
	answer_free(a);
}

static void counter_books(const char *number, const char *day, int hour, struct answer *a)
{
	char json[120];
	snprintf(
	    json, sizeof json, "{\"number\":\"%s\",\"day\":\"%s\",\"hour\":%d}", number, day, hour);
	client_json(&counter.client, "POST", "/v1/bookings", json, a);
}

static void counter_cancels(const char *id, struct answer *a)
{
	char path[120];
	snprintf(path, sizeof path, "/v1/bookings/%s/cancel", id);
	client_json(&counter.client, "POST", path, "{}", a);
}

/* Its owner's only one, whoever made it. */
static void expect_own(struct phone *p, const char *id, bool by_officer)
{
	struct api_bookings *l = malloc(sizeof *l);
	struct answer a;
	struct error err;
	assert_non_null(l);
	ask(p, "GET", "/citizen/v1/bookings", NULL, &a);
	answer_is(&a, 200);
	assert_true(api_bookings_read(l, a.body.data, a.body.len, &err));
	assert_int_equal(l->count, 1);
	assert_string_equal(l->rows[0].id, id);
	assert_int_equal(l->rows[0].by_officer, by_officer);
	answer_free(&a);
	free(l);
}

static void each_cancels_what_the_other_booked(void **state)
{
	(void)state;
	struct api_booking b;
	struct answer a;
	char day[DATE_ISO_SIZE];
	day_ahead(3, day);
	counter_books(SOMSRI, day, 9, &a);
	read_booking(&a, &b);
	expect_own(&somsri, b.id, true);
	book(&somsri, day, 10, &a);
	expect_problem(&a, PROBLEM_BOOKING_EXISTS);
	cancel(&somsri, b.id, &a);
	expect_status(&a, 204);
	book(&somsri, day, 10, &a);
	read_booking(&a, &b);
	counter_books(SOMSRI, day, 9, &a);
	expect_problem(&a, PROBLEM_BOOKING_EXISTS);
	counter_cancels(b.id, &a);
	expect_status(&a, 204);
	cancel(&somsri, b.id, &a);
	expect_problem(&a, PROBLEM_BOOKING_CLOSED);
}

/* It is the citizen's, not the phone's. */
static void a_digital_id_is_revoked(void **state)
{
	(void)state;
	struct api_booking b;
	struct answer a;
	struct phone next;
	char day[DATE_ISO_SIZE];
	day_ahead(3, day);
	book(&somsri, day, 9, &a);
	read_booking(&a, &b);
	client_json(&counter.client, "POST", "/v1/revocations",
	    "{\"number\":\"" SOMSRI "\",\"reason\":\"stolen\"}", &a);
	expect_status(&a, 200);
	ask(&somsri, "GET", "/citizen/v1/bookings", NULL, &a);
	expect_problem(&a, PROBLEM_IDENTITY_DEAD);
	book(&somsri, day, 10, &a);
	expect_problem(&a, PROBLEM_IDENTITY_DEAD);
	cancel(&somsri, b.id, &a);
	expect_problem(&a, PROBLEM_IDENTITY_DEAD);
	counter_books(SOMSRI, day, 10, &a);
	expect_problem(&a, PROBLEM_BOOKING_EXISTS); /* it stands */
	phone_make(&next, &world);
	enrol_ok(&counter, &next, "somsri", true);
	expect_own(&next, b.id, false);
	cancel(&next, b.id, &a);
	expect_status(&a, 204);
	phone_free(&somsri);
	somsri = next;
}

/* Nobody loses a place that they have; nobody gets one before there is one. */
static void fewer_places_than_were_booked(void **state)
{
	(void)state;
	struct api_booking first, second;
	struct api_slots s;
	struct answer a;
	struct error err;
	char day[DATE_ISO_SIZE], path[80];
	day_ahead(3, day);
	counter_books("1500199999060", day, 11, &a);
	read_booking(&a, &first);
	counter_books("3470599999021", day, 11, &a);
	read_booking(&a, &second);
	places(11, 1);
	snprintf(path, sizeof path, "/v1/slots?date=%s", day);
	client_json(&counter.client, "GET", path, NULL, &a);
	assert_true(api_slots_read(&s, a.body.data, a.body.len, &err));
	answer_free(&a);
	for (size_t i = 0; i < s.count; i++)
		if (s.rows[i].hour == 11)
			assert_int_equal(s.rows[i].free, 0);
	book(&somsri, day, 11, &a);
	expect_problem(&a, PROBLEM_SLOT_FULL);
	counter_cancels(first.id, &a);
	expect_status(&a, 204);
	book(&somsri, day, 11, &a);
	expect_problem(&a, PROBLEM_SLOT_FULL); /* the other has the one that is left */
	counter_cancels(second.id, &a);
	expect_status(&a, 204);
	book(&somsri, day, 11, &a);
	read_booking(&a, &first);
	cancel(&somsri, first.id, &a);
	expect_status(&a, 204);
	places(11, 0);
	book(&somsri, day, 11, &a);
	expect_problem(&a, PROBLEM_SLOT_FULL);
}

static void until_its_hour_begins(void **state)
{
	(void)state;
	struct api_booking early, late;
	struct answer a;
	char day[DATE_ISO_SIZE];
	counter_free(&counter); /* no session lasts as long */
	go_to(12, 0);
	counter_ready(&counter, &world);
	day_ahead(1, day);
	book(&somsri, day, 9, &a);
	read_booking(&a, &early);
	counter_books("1500199999060", day, 9, &a);
	read_booking(&a, &late);
	counter_free(&counter);
	go_to(8, 50);
	cancel(&somsri, early.id, &a);
	expect_status(&a, 204);
	counter_ready(&counter, &world);
	go_to(9, 0);
	counter_cancels(late.id, &a);
	expect_problem(&a, PROBLEM_BOOKING_CLOSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_cancels_what_the_other_booked),
	    cmocka_unit_test(a_digital_id_is_revoked),
	    cmocka_unit_test(fewer_places_than_were_booked),
	    cmocka_unit_test(until_its_hour_begins), /* last: it moves the clock */
	};
	return cmocka_run_group_tests(tests, set_up, end);
}
