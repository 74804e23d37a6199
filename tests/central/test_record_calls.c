/* The calls about the office's records, the own PIN and taking over, against a small server:
 * what each asks for, and how often. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define NUMBER "1112034563562"

static char text[8192]; /* of the last request */

static void expect_request(struct desk *d, const char *first_line)
{
	assert_true(server_request(&d->server, text, sizeof text));
	if (strncmp(text, first_line, strlen(first_line)) != 0)
		fail_msg("%s: %s", first_line, text);
}

static struct api_search_result found;
static struct api_day_report report;
static struct api_audit_trail trail;

static void keep_found(void *arg, const struct central_failure *failure, const void *answer)
{
	desk_answer(arg, failure, NULL);
	if (answer)
		found = *(const struct api_search_result *)answer;
}

static void keep_report(void *arg, const struct central_failure *failure, const void *answer)
{
	desk_answer(arg, failure, NULL);
	if (answer)
		report = *(const struct api_day_report *)answer;
}

static void keep_trail(void *arg, const struct central_failure *failure, const void *answer)
{
	desk_answer(arg, failure, NULL);
	if (answer)
		trail = *(const struct api_audit_trail *)answer;
}

static void test_searches(void **state)
{
	struct desk *d = *state;
	struct api_search_person person = {.number = {NUMBER}};
	const struct api_search none = {.limit = 0};
	const struct api_search all = {.day = {2026, 11, 23},
	    .has_state = true,
	    .state = STATE_SUCCESS,
	    .officer_id = "o1",
	    .limit = 9};
	struct server_options options = STEPS(d,
	    {.body = "{\"more\":true,\"rows\":[{\"id\":\"e1\",\"state\":\"SUCCESS\","
		     "\"created\":\"2026-11-23T07:05:00.000Z\","
		     "\"changed\":\"2026-11-23T07:06:00.000Z\",\"counter\":\"01\","
		     "\"officer_name\":\"x\",\"holder_id\":\"o1\",\"assurance\":\"IAL2.3\"}]}"},
	    {.body = "{\"more\":false,\"rows\":[]}"}, {.act = ACT_CUT},
	    {.body = "{\"more\":false,\"rows\":[]}"}, {.body = "{\"more\":false}"});
	desk_open(d, &options);
	central_search(d->central, &all, keep_found, d);
	desk_wait(d, 1);
	assert_false(d->failed);
	assert_true(found.more);
	assert_int_equal(found.row_count, 1);
	assert_string_equal(found.rows[0].id, "e1");
	expect_request(d, "GET /v1/searches?day=2026-11-23&state=SUCCESS&officer=o1&limit=9 HTTP");
	central_search(d->central, &none, keep_found, d);
	desk_wait(d, 2);
	assert_int_equal(found.row_count, 0);
	expect_request(d, "GET /v1/searches HTTP");
	central_search_person(d->central, &person, keep_found, d);
	desk_wait(d, 3); /* cut once, and sent again */
	assert_false(d->failed);
	for (int i = 0; i < 2; i++) {
		expect_request(d, "POST /v1/searches HTTP");
		assert_non_null(strstr(text, "\r\n\r\n{\"number\":\"" NUMBER "\"}"));
	}
	central_search(d->central, &none, keep_found, d);
	desk_wait(d, 4);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_ANSWER);
}

/* So many an hour: to wait a minute and ask again would only keep the officer waiting. */
static void test_search_limit(void **state)
{
	struct desk *d = *state;
	struct api_search_person person = {.number = {NUMBER}};
	struct server_options options = STEPS(d,
	    {.status = "429 Too Many Requests",
		.extra = "Retry-After: 60\r\n",
		.body =
		    "{\"type\":\"urn:ddopa:problem:rate-limited\",\"title\":\"x\",\"status\":429,"
		    "\"id\":\"DD-526\",\"retry\":true,\"code\":\"rate-limited\"}"});
	desk_open(d, &options);
	central_search_person(d->central, &person, keep_found, d);
	desk_wait(d, 1);
	assert_int_equal(d->failure.error.problem, PROBLEM_RATE_LIMITED);
	assert_true(d->failure.answered && !d->failure.maybe_done);
	expect_request(d, "POST /v1/searches HTTP");
	assert_false(server_request(&d->server, text, sizeof text));
}

#define HOURS "[0,0,0,0,0,0,0,0,0,2,0,0,0,0,0,0,0,0,0,0,0,0,0,0]"

static void test_report_and_audit(void **state)
{
	struct desk *d = *state;
	struct server_options options = STEPS(d,
	    {.body = "{\"date\":\"2026-11-23\",\"now\":\"2026-11-23T07:05:00.000Z\",\"created\":3,"
		     "\"success\":2,\"open\":1,\"refused\":0,\"ends\":[],\"reasons\":[],"
		     "\"hours\":" HOURS ",\"steps\":[]}"},
	    {.body = "{\"more\":false,\"records\":[{\"time\":\"2026-11-23T07:05:00.000Z\","
		     "\"act\":\"enrollment.create\",\"who\":\"o1\",\"result\":\"ok\"}]}"});
	desk_open(d, &options);
	central_day_report(d->central, (struct date){2026, 11, 23}, keep_report, d);
	desk_wait(d, 1);
	assert_false(d->failed);
	assert_int_equal(report.hours[9], 2);
	expect_request(d, "GET /v1/reports/day?date=2026-11-23 HTTP");
	central_audit_trail(d->central, "e1", keep_trail, d);
	desk_wait(d, 2);
	assert_false(d->failed);
	assert_string_equal(trail.records[0].who, "o1");
	expect_request(d, "GET /v1/enrollments/e1/audit HTTP");
	central_day_report(d->central, (struct date){0}, keep_report, d);
	desk_wait(d, 3);
	expect_request(d, "GET /v1/reports/day HTTP");
	central_audit_trail(d->central, "../e1", keep_trail, d);
	desk_wait(d, 4);
	assert_int_equal(d->failure.error.problem, PROBLEM_NOT_FOUND);
	assert_false(server_request(&d->server, text, sizeof text));
}

static void test_take_over(void **state)
{
	struct desk *d = *state;
	struct server_options options = STEPS(d, {.act = ACT_CUT}, {.body = ENROLMENT});
	desk_open(d, &options);
	central_take_over(d->central, "e1", "key-7", desk_answer, d);
	desk_wait(d, 1);
	assert_false(d->failed);
	for (int i = 0; i < 2; i++) {
		expect_request(d, "POST /v1/enrollments/e1/take-over HTTP");
		assert_non_null(strstr(text, "key-7"));
		assert_non_null(strstr(text, "\r\n\r\n{}"));
	}
}

static struct api_revoked revoked;

static void keep_revoked(void *arg, const struct central_failure *failure, const void *answer)
{
	desk_answer(arg, failure, NULL);
	if (answer)
		revoked = *(const struct api_revoked *)answer;
}

/* Cut off it is asked again, with the same key; one that the hour's number bars is told at once. */
static void test_revoke(void **state)
{
	struct desk *d = *state;
	struct api_revocation lost = {.number = {NUMBER}, .reason = REVOKED_LOST};
	char first[sizeof text];
	struct server_options options = STEPS(d, {.act = ACT_CUT},
	    {.body = "{\"time\":\"2026-11-23T07:05:09.000Z\",\"reason\":\"stolen\"}"},
	    {.status = "404 Not Found",
		.body = "{\"type\":\"urn:ddopa:problem:no-digital-id\",\"title\":\"x\","
			"\"status\":404,\"id\":\"DD-530\",\"retry\":false,"
			"\"code\":\"no-digital-id\"}"});
	desk_open(d, &options);
	central_revoke(d->central, &lost, keep_revoked, d);
	desk_wait(d, 1);
	assert_false(d->failed);
	assert_int_equal(revoked.reason, REVOKED_STOLEN);
	assert_int_equal(revoked.time, 1795417509000LL);
	expect_request(d, "POST /v1/revocations HTTP");
	memcpy(first, text, sizeof first);
	expect_request(d, "POST /v1/revocations HTTP");
	assert_string_equal(first, text);
	assert_non_null(strstr(text, "\r\nIdempotency-Key: k"));
	assert_non_null(strstr(text, "\r\n\r\n{\"number\":\"" NUMBER "\",\"reason\":\"lost\"}"));
	central_revoke(d->central, &lost, keep_revoked, d);
	desk_wait(d, 2);
	assert_int_equal(d->failure.error.problem, PROBLEM_NO_DIGITAL_ID);
}

/* The session of a reset PIN asks for the change until it is made. */
static void test_change_pin(void **state)
{
	struct desk *d = *state;
	const struct api_pin_change change = {"50718293", "61829304"};
	char session[1024];
	struct api_login login = {.number = {NUMBER}, .pin = "50718293"};
	snprintf(session, sizeof session, "{\"pin_change\":true,%s", SESSION + 1);
	struct server_options options = STEPS(d, {.body = STATUS}, {.body = session},
	    {.status = "422 Unprocessable Entity",
		.body = "{\"type\":\"urn:ddopa:problem:pin-weak\",\"title\":\"x\",\"status\":422,"
			"\"id\":\"DD-809\",\"retry\":true,\"code\":\"pin-weak\"}"},
	    {.status = "204 No Content", .body = ""});
	desk_open(d, &options);
	central_login(d->central, &login, desk_answer, d);
	desk_wait(d, 1);
	assert_false(d->failed);
	assert_true(central_session(d->central)->pin_change);
	central_change_pin(d->central, &change, "key-8", desk_answer, d);
	desk_wait(d, 2);
	assert_int_equal(d->failure.error.problem, PROBLEM_PIN_WEAK);
	assert_true(central_session(d->central)->pin_change);
	central_change_pin(d->central, &change, "key-9", desk_answer, d);
	desk_wait(d, 3);
	assert_false(d->failed);
	assert_false(central_session(d->central)->pin_change);
	expect_request(d, "GET /v1/status");
	expect_request(d, "POST /v1/session");
	expect_request(d, "POST /v1/pin HTTP");
	expect_request(d, "POST /v1/pin HTTP");
	assert_non_null(strstr(text, "key-9"));
	assert_non_null(strstr(text, "{\"old\":\"50718293\",\"new\":\"61829304\"}"));
}

/* ---- Queue Online ---- */

static struct api_slots slots;
static struct api_bookings bookings;
static struct api_booking booked;

static void keep_slots(void *arg, const struct central_failure *failure, const void *answer)
{
	desk_answer(arg, failure, NULL);
	if (answer)
		slots = *(const struct api_slots *)answer;
}

static void keep_bookings(void *arg, const struct central_failure *failure, const void *answer)
{
	desk_answer(arg, failure, NULL);
	if (answer)
		bookings = *(const struct api_bookings *)answer;
}

static void keep_booked(void *arg, const struct central_failure *failure, const void *answer)
{
	desk_answer(arg, failure, NULL);
	if (answer)
		booked = *(const struct api_booking *)answer;
}

#define BOOKING                                                                                    \
	"{\"id\":\"b1\",\"number\":\"09-01\",\"office\":\"4701\",\"day\":\"2026-11-25\","          \
	"\"hour\":9,\"by_officer\":true,\"served\":true,\"done\":true}"

static void test_the_queue_of_a_day(void **state)
{
	struct desk *d = *state;
	struct server_options options = STEPS(d,
	    {.body = "{\"office\":\"4701\",\"name_th\":\"x\",\"name_en\":\"y\","
		     "\"day\":\"2026-11-25\",\"closes\":\"2026-11-24T09:00:00.000Z\","
		     "\"open\":true,\"slots\":[{\"hour\":9,\"capacity\":2,\"free\":1}]}"},
	    {.body = "{\"bookings\":[" BOOKING "]}"}, {.body = "{\"bookings\":[]}"},
	    {.body = "{\"bookings\":{}}"});
	desk_open(d, &options);
	central_slots(d->central, (struct date){2026, 11, 25}, keep_slots, d);
	desk_wait(d, 1);
	assert_false(d->failed);
	assert_true(slots.open);
	assert_int_equal(slots.rows[0].free, 1);
	expect_request(d, "GET /v1/slots?date=2026-11-25 HTTP");
	central_bookings(d->central, (struct date){2026, 11, 25}, keep_bookings, d);
	desk_wait(d, 2);
	assert_int_equal(bookings.count, 1);
	assert_true(bookings.rows[0].served && bookings.rows[0].done);
	expect_request(d, "GET /v1/bookings?date=2026-11-25 HTTP");
	central_bookings(d->central, (struct date){0}, keep_bookings, d);
	desk_wait(d, 3);
	assert_int_equal(bookings.count, 0);
	expect_request(d, "GET /v1/bookings HTTP");
	central_bookings(d->central, (struct date){0}, keep_bookings, d);
	desk_wait(d, 4);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_ANSWER);
}

/* Sent again with the same key where the answer was lost; one of its own where none is given. */
static void test_booking_and_cancelling(void **state)
{
	struct desk *d = *state;
	const struct api_office_booking wish = {
	    .number = {NUMBER}, .day = {2026, 11, 25}, .hour = 9};
	struct server_options options =
	    STEPS(d, {.act = ACT_CUT}, {.body = BOOKING}, {.status = "204 No Content", .body = ""});
	desk_open(d, &options);
	central_book(d->central, &wish, "the-key", keep_booked, d);
	desk_wait(d, 1);
	assert_false(d->failed);
	assert_string_equal(booked.number, "09-01");
	for (int i = 0; i < 2; i++) {
		expect_request(d, "POST /v1/bookings HTTP");
		assert_non_null(strstr(text, "Idempotency-Key: the-key\r\n"));
		assert_non_null(strstr(
		    text, "\r\n\r\n{\"number\":\"" NUMBER "\",\"day\":\"2026-11-25\",\"hour\":9}"));
	}
	central_cancel_booking(d->central, "b1", "", desk_answer, d);
	desk_wait(d, 2);
	assert_false(d->failed);
	expect_request(d, "POST /v1/bookings/b1/cancel HTTP");
	assert_non_null(strstr(text, "Idempotency-Key: k"));
	central_cancel_booking(d->central, "../b1", "", desk_answer, d);
	desk_wait(d, 3);
	assert_int_equal(d->failure.error.problem, PROBLEM_NOT_FOUND);
	assert_false(server_request(&d->server, text, sizeof text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_searches, desk_setup, desk_teardown),
	    cmocka_unit_test_setup_teardown(test_search_limit, desk_setup, desk_teardown),
	    cmocka_unit_test_setup_teardown(test_the_queue_of_a_day, desk_setup, desk_teardown),
	    cmocka_unit_test_setup_teardown(test_booking_and_cancelling, desk_setup, desk_teardown),
	    cmocka_unit_test_setup_teardown(test_report_and_audit, desk_setup, desk_teardown),
	    cmocka_unit_test_setup_teardown(test_take_over, desk_setup, desk_teardown),
	    cmocka_unit_test_setup_teardown(test_revoke, desk_setup, desk_teardown),
	    cmocka_unit_test_setup_teardown(test_change_pin, desk_setup, desk_teardown),
	};
	struct error err = {0};
	if (!central_global_init(&err))
		return 99;
	return cmocka_run_group_tests_name("record calls", tests, NULL, NULL);
}
