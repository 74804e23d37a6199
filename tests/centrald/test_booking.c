/* Queue Online: slots, bookings by phones and officers, the close at 16:00 of the day before,
 * capacity, and the booking that a card picks at the counter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "fixture.h"

#define HOUR   (60 * 60 * 1000L)
#define DAY    (24 * HOUR)
#define MINUTE (60 * 1000L)

static struct phone somsri, somchai;

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

static int set_up(void **state)
{
	struct counter k;
	set_up_samples(state);
	world_sql(&world, "DELETE FROM slots", NULL, 0);
	world_sql(
	    &world, "INSERT INTO slots (office, hour, capacity) VALUES ('4701', 9, 1)", NULL, 0);
	world_sql(
	    &world, "INSERT INTO slots (office, hour, capacity) VALUES ('4701', 10, 2)", NULL, 0);
	counter_ready(&k, &world);
	phone_make(&somsri, &world);
	phone_make(&somchai, &world);
	enrol_ok(&k, &somsri, "somsri", false);
	enrol_ok(&k, &somchai, "somchai", false);
	counter_free(&k);
	go_to(10, 0);
	return 0;
}

static int end(void **state)
{
	phone_free(&somsri);
	phone_free(&somchai);
	return tear_down(state);
}

static void book(struct phone *p, const char *day, int hour, const char *key, struct answer *a)
{
	char json[120];
	snprintf(json, sizeof json, "{\"office\":\"4701\",\"day\":\"%s\",\"hour\":%d}", day, hour);
	const struct request r = {.method = "POST",
	    .path = "/citizen/v1/bookings",
	    .body = json,
	    .len = strlen(json),
	    .key = key};
	phone_call(p, &r, a);
}

static void book_ok(struct phone *p, const char *day, int hour, struct api_booking *out)
{
	struct answer a;
	struct error err;
	book(p, day, hour, "", &a);
	answer_is(&a, 201);
	assert_true(api_booking_read(out, a.body.data, a.body.len, &err));
	answer_free(&a);
}

static void cancel(struct phone *p, const char *id, struct answer *a)
{
	char path[120];
	snprintf(path, sizeof path, "/citizen/v1/bookings/%s/cancel", id);
	const struct request r = {
	    .method = "POST", .path = path, .body = "{}", .len = 2, .key = ""};
	phone_call(p, &r, a);
}

static void cancel_ok(struct phone *p, const char *id)
{
	struct answer a;
	cancel(p, id, &a);
	expect_status(&a, 204);
}

static void free_places(const char *day, int hour, long expected)
{
	struct client anybody;
	struct api_slots s;
	struct answer a;
	struct error err;
	char path[120];
	client_make_citizen(&anybody, &world);
	snprintf(path, sizeof path, "/citizen/v1/slots?office=4701&date=%s", day);
	client_json(&anybody, "GET", path, NULL, &a);
	answer_is(&a, 200);
	assert_true(api_slots_read(&s, a.body.data, a.body.len, &err));
	assert_int_equal(s.count, 2);
	assert_int_equal(s.rows[hour - 9].hour, hour);
	assert_int_equal(s.rows[hour - 9].free, expected);
	answer_free(&a);
	client_free(&anybody);
}

static void one_place_and_one_booking(void **state)
{
	(void)state;
	struct api_booking b;
	struct answer a;
	char day[DATE_ISO_SIZE], text[64];
	day_ahead(3, day);
	free_places(day, 9, 1);
	book_ok(&somsri, day, 9, &b);
	assert_string_equal(b.number, "09-01");
	assert_string_equal(b.office, "4701");
	assert_false(b.by_officer);
	world_audit(&world, "booking.create", "result || enrolment", text, sizeof text);
	assert_string_equal(text + 2, b.id);
	free_places(day, 9, 0);
	book(&somchai, day, 9, "", &a);
	expect_problem(&a, PROBLEM_SLOT_FULL);
	book(&somsri, day, 10, "", &a);
	expect_problem(&a, PROBLEM_BOOKING_EXISTS);
	book(&somchai, day, 11, "", &a);
	expect_problem(&a, PROBLEM_SLOT_FULL); /* not an hour of this office */
	cancel(&somchai, b.id, &a);
	expect_problem(&a, PROBLEM_NOT_FOUND); /* somebody else's */
	cancel_ok(&somsri, b.id);
	cancel(&somsri, b.id, &a);
	expect_problem(&a, PROBLEM_BOOKING_CLOSED);
	free_places(day, 9, 1);
	book_ok(&somchai, day, 9, &b);
	assert_string_equal(b.number, "09-02"); /* a number is given once */
	cancel_ok(&somchai, b.id);
}

static void fifteen_days_ahead(void **state)
{
	(void)state;
	struct api_booking b;
	struct answer a;
	char day[DATE_ISO_SIZE];
	day_ahead(16, day);
	book(&somsri, day, 10, "", &a);
	expect_problem(&a, PROBLEM_BOOKING_CLOSED);
	day_ahead(0, day);
	book(&somsri, day, 10, "", &a);
	expect_problem(&a, PROBLEM_BOOKING_CLOSED);
	book(&somsri, "2026-02-30", 10, "", &a);
	expect_problem(&a, PROBLEM_BAD_REQUEST);
	day_ahead(15, day);
	book_ok(&somsri, day, 10, &b);
	cancel_ok(&somsri, b.id);
}

/* By Thai time, whatever the machine's zone. */
static void the_close_at_four(void **state)
{
	(void)state;
	struct api_booking b;
	struct answer a;
	char day[DATE_ISO_SIZE];
	go_to(15, 59);
	day_ahead(1, day);
	book_ok(&somsri, day, 10, &b);
	go_to(16, 1);
	day_ahead(1, day);
	book(&somchai, day, 10, "", &a);
	expect_problem(&a, PROBLEM_BOOKING_CLOSED);
	cancel_ok(&somsri, b.id); /* until its hour begins */
	day_ahead(2, day);
	book_ok(&somchai, day, 9, &b);
	cancel_ok(&somchai, b.id);
}

static void officer_books(struct counter *k, const char *number, const char *day, struct answer *a)
{
	char json[120];
	snprintf(json, sizeof json, "{\"number\":\"%s\",\"day\":\"%s\",\"hour\":10}", number, day);
	client_json(&k->client, "POST", "/v1/bookings", json, a);
}

static void read_list(struct counter *k, const char *day, struct api_bookings *out)
{
	struct answer a;
	struct error err;
	char path[64];
	snprintf(path, sizeof path, "/v1/bookings?date=%s", day);
	client_json(&k->client, "GET", path, NULL, &a);
	answer_is(&a, 200);
	assert_true(api_bookings_read(out, a.body.data, a.body.len, &err));
	answer_free(&a);
}

/* An officer books for a citizen; on the day the card at the counter picks the booking. */
static void an_officer_books_and_the_card_picks_it(void **state)
{
	(void)state;
	struct counter k;
	struct scene s;
	struct api_card_claim card;
	struct api_linkage_answer linkage;
	struct api_bookings *l = malloc(sizeof *l);
	struct answer a;
	char day[DATE_ISO_SIZE], path[120];
	assert_non_null(l);
	counter_ready(&k, &world);
	day_ahead(1, day); /* past 16:00 */
	officer_books(&k, "1500199999060", day, &a);
	expect_problem(&a, PROBLEM_BOOKING_CLOSED);
	day_ahead(2, day);
	officer_books(&k, "1500199999060", day, &a);
	expect_status(&a, 201);
	officer_books(&k, "1500199999060", day, &a);
	expect_problem(&a, PROBLEM_BOOKING_EXISTS);
	officer_books(&k, "3470599999021", day, &a);
	expect_status(&a, 201);
	officer_books(&k, "5570199999038", day, &a);
	expect_problem(&a, PROBLEM_SLOT_FULL);
	read_list(&k, day, l);
	assert_int_equal(l->count, 2);
	assert_string_equal(l->rows[0].number, "10-01");
	assert_true(l->rows[0].by_officer);
	assert_false(l->rows[0].served);
	snprintf(path, sizeof path, "/v1/bookings/%s/cancel", l->rows[1].id);
	client_json(&k.client, "POST", path, "{}", &a);
	expect_status(&a, 204);
	client_json(&k.client, "POST", path, "{}", &a);
	expect_problem(&a, PROBLEM_BOOKING_CLOSED);
	client_json(&k.client, "GET", "/v1/slots", NULL, &a);
	expect_status(&a, 200);
	counter_free(&k);
	go_to(9, 30);
	go_to(9, 30);
	counter_ready(&k, &world);
	card_of(&card, "malee");
	counter_linkage(&k, &card, false, &linkage);
	assert_true(linkage.has_booking); /* known as soon as the card is read */
	assert_string_equal(linkage.booking.number, "10-01");
	read_list(&k, day, l);
	assert_false(l->rows[0].served);
	counter_free(&k);
	scene_begin(&s, "malee");
	assert_true(s.enrolment.has_booking);
	assert_string_equal(s.enrolment.booking.number, "10-01");
	read_list(&s.counter, day, l);
	assert_int_equal(l->count, 1);
	assert_true(l->rows[0].served);
	assert_false(l->rows[0].done);
	scene_post(&s, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	read_list(&s.counter, day, l);
	assert_true(l->rows[0].served);
	assert_true(l->rows[0].done);
	scene_end(&s);
	scene_begin(&s, "boonmee");
	assert_false(s.enrolment.has_booking); /* cancelled */
	scene_end(&s);
	free(l);
}

static void another_offices(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	char path[120], id[API_ID_SIZE];
	world_sql(&world, "SELECT id FROM bookings LIMIT 1", id, sizeof id);
	counter_logged_in(&k, "4799", "01", "1479999999233", "53186429");
	snprintf(path, sizeof path, "/v1/bookings/%s/cancel", id);
	client_json(&k.client, "POST", path, "{}", &a);
	expect_problem(&a, PROBLEM_OTHER_OFFICE);
	client_json(&k.client, "POST", "/v1/bookings/b0/cancel", "{}", &a);
	expect_problem(&a, PROBLEM_NOT_FOUND);
	counter_free(&k);
}

static void what_a_phone_sees(void **state)
{
	(void)state;
	struct api_bookings *l = malloc(sizeof *l);
	struct api_booking b;
	struct answer a;
	struct error err;
	char day[DATE_ISO_SIZE], path[120];
	assert_non_null(l);
	day_ahead(5, day);
	book(&somchai, day, 10, "the-key", &a);
	answer_is(&a, 201);
	assert_true(api_booking_read(&b, a.body.data, a.body.len, &err));
	answer_free(&a);
	book(&somchai, day, 10, "the-key", &a);
	expect_status(&a, 201); /* the same answer again */
	book(&somchai, day, 9, "the-key", &a);
	expect_problem(&a, PROBLEM_KEY_REUSED);
	const struct request r = {.method = "GET", .path = "/citizen/v1/bookings"};
	phone_call(&somchai, &r, &a);
	answer_is(&a, 200);
	assert_true(api_bookings_read(l, a.body.data, a.body.len, &err));
	assert_int_equal(l->count, 1);
	assert_string_equal(l->rows[0].id, b.id);
	answer_free(&a);
	snprintf(path, sizeof path, "/citizen/v1/bookings/%s/cancel", b.id);
	const struct request c = {
	    .method = "POST", .path = path, .body = "{}", .len = 2, .key = "the-key"};
	phone_call(&somchai, &c, &a);
	expect_problem(&a, PROBLEM_KEY_REUSED);
	free(l);
}

static void slots_of_nowhere(void **state)
{
	(void)state;
	struct client anybody;
	struct answer a;
	client_make_citizen(&anybody, &world);
	client_json(&anybody, "GET", "/citizen/v1/slots?office=1099&date=2026-12-01", NULL, &a);
	expect_problem(&a, PROBLEM_NOT_FOUND);
	client_json(&anybody, "GET", "/citizen/v1/slots?office=4701", NULL, &a);
	expect_problem(&a, PROBLEM_BAD_REQUEST);
	client_free(&anybody);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_place_and_one_booking),
	    cmocka_unit_test(fifteen_days_ahead),
	    cmocka_unit_test(the_close_at_four),
	    cmocka_unit_test(an_officer_books_and_the_card_picks_it),
	    cmocka_unit_test(another_offices),
	    cmocka_unit_test(what_a_phone_sees),
	    cmocka_unit_test(slots_of_nowhere),
	};
	return cmocka_run_group_tests(tests, set_up, end);
}
