/* The check of a card by citizen number, and that it is no oracle: the right, the office's
 * bookings, the limit, the audit, and the time that an answer takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "fixture.h"

#define SOMSRI	  "1112034563562" /* a card for life */
#define EXPIRED	  "1400199999087" /* since 19 August 2022 */
#define CANCELLED "1470199999141"
#define STRANGER  "1101700207030" /* nobody's */
#define OTHER	  "2800199999049" /* good until 2030 */
#define HOUR	  (60 * 60 * 1000L)

static void grant(const char *officer)
{
	char sql[160];
	snprintf(sql, sizeof sql,
	    "INSERT INTO rights (officer, name) VALUES ('%s', 'check-by-number')", officer);
	world_sql(&world, sql, NULL, 0);
}

static void no_rights(void)
{
	world_sql(&world, "DELETE FROM rights", NULL, 0);
}

/* A booking so many days from now. */
static void book(const char *number, const char *office, int days)
{
	static int made;
	char sql[400], day[DATE_ISO_SIZE];
	const int64_t now = (int64_t)time(NULL) * 1000 + world.offset;
	date_to_iso(day, bangkok_time_of(now + days * 24 * HOUR).date);
	snprintf(sql, sizeof sql,
	    "INSERT INTO bookings (id, office, day, hour, number, citizen, officer, created, "
	    "cancelled) SELECT 'b%d', '%s', '%s', 9, 'n', citizen, '', 0, 0 FROM people "
	    "WHERE number = '%s'",
	    ++made, office, day, number);
	world_sql(&world, sql, NULL, 0);
}

static void no_bookings(void)
{
	world_sql(&world, "DELETE FROM bookings", NULL, 0);
}

static void ask(struct counter *k, const char *number, struct answer *a)
{
	char json[64];
	snprintf(json, sizeof json, "{\"number\":\"%s\"}", number);
	client_json(&k->client, "POST", "/v1/eligibility-checks", json, a);
}

static void expect_body(struct counter *k, const char *number, const char *body)
{
	struct answer a;
	ask(k, number, &a);
	answer_is(&a, 200);
	assert_string_equal((const char *)a.body.data, body);
	answer_free(&a);
}

#define NOTHING "{\"reasons\":[]}"

static void what_the_citizen_can_mend_is_told(void **state)
{
	(void)state;
	struct counter k;
	counter_ready(&k, &world);
	grant("t4701-1");
	book(SOMSRI, "4701", 1);
	book(EXPIRED, "4701", 1);
	book(CANCELLED, "4701", 1);
	expect_body(&k, SOMSRI, NOTHING);
	expect_body(&k, EXPIRED, "{\"reasons\":[\"card-expired\"]}");
	expect_body(&k, CANCELLED, "{\"reasons\":[\"card-cancelled\"]}");
	world_sql(&world,
	    "DELETE FROM cards WHERE citizen = (SELECT p.citizen FROM people p WHERE p.number = "
	    "'" CANCELLED "')",
	    NULL, 0);
	expect_body(&k, CANCELLED, "{\"reasons\":[\"no-id-card\"]}");
	no_bookings();
	no_rights();
	counter_free(&k);
}

/* The card must be good on the day that they come: its last one is still. */
static void the_day_of_the_booking_counts(void **state)
{
	(void)state;
	struct counter k;
	char sql[300], day[DATE_ISO_SIZE];
	const int64_t now = (int64_t)time(NULL) * 1000 + world.offset;
	counter_ready(&k, &world);
	grant("t4701-1");
	date_to_iso(day, bangkok_time_of(now + 2 * 24 * HOUR).date);
	snprintf(sql, sizeof sql,
	    "UPDATE cards SET expires = '%s' WHERE citizen = (SELECT p.citizen FROM people p WHERE "
	    "p.number = '" OTHER "')",
	    day);
	world_sql(&world, sql, NULL, 0);
	book(OTHER, "4701", 3);
	expect_body(&k, OTHER, "{\"reasons\":[\"card-expired\"]}");
	book(OTHER, "4701", 2); /* the first one counts */
	expect_body(&k, OTHER, NOTHING);
	no_bookings();
	no_rights();
	counter_free(&k);
}

/* Nobody's number, one who has not booked, has booked elsewhere, before, or no more: the same
 * words as of a good card. */
static void of_all_others_nothing_is_told(void **state)
{
	(void)state;
	struct counter k;
	counter_ready(&k, &world);
	grant("t4701-1");
	expect_body(&k, STRANGER, NOTHING);
	expect_body(&k, EXPIRED, NOTHING);
	book(EXPIRED, "4799", 1);
	expect_body(&k, EXPIRED, NOTHING);
	no_bookings();
	book(EXPIRED, "4701", -1);
	expect_body(&k, EXPIRED, NOTHING);
	no_bookings();
	book(EXPIRED, "4701", 1);
	world_sql(&world, "UPDATE bookings SET cancelled = 1", NULL, 0);
	expect_body(&k, EXPIRED, NOTHING);
	no_bookings();
	no_rights();
	counter_free(&k);
}

static void it_takes_a_right_of_its_own(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	counter_ready(&k, &world);
	grant("t4701-2"); /* a colleague's */
	ask(&k, SOMSRI, &a);
	expect_problem(&a, PROBLEM_NOT_PERMITTED);
	ask(&k, STRANGER, &a);
	expect_problem(&a, PROBLEM_NOT_PERMITTED);
	no_rights();
	counter_free(&k);
}

static long audited(const char *result)
{
	char sql[200];
	snprintf(sql, sizeof sql,
	    "SELECT COUNT(*) FROM audit WHERE act = 'eligibility.check' AND counter = '01' AND "
	    "result = '%s' AND citizen <> ''",
	    result);
	return world_number(&world, sql);
}

/* A thousand numbers in a row: 200 are answered, all are on record with whom they were about. */
static void numbers_cannot_be_tried_through(void **state)
{
	(void)state;
	struct counter k, other;
	struct answer a;
	int answered = 0, blocked = 0;
	world_advance(&world, HOUR + 1000);
	counter_ready(&k, &world);
	grant("t4701-1");
	grant("t4701-2");
	const long good = audited("ok"), limited = audited("DD-524");
	for (int i = 0; i < 1000; i++) {
		ask(&k, i % 2 == 0 ? STRANGER : SOMSRI, &a);
		if (a.status == 200)
			answered++;
		else if (a.status == 429)
			blocked++;
		answer_free(&a);
	}
	assert_int_equal(answered, 200);
	assert_int_equal(blocked, 800);
	assert_int_equal(audited("ok") - good, 200);
	assert_int_equal(audited(problem_row(PROBLEM_RATE_LIMITED)->id) - limited, 800);
	counter_logged_in(&other, "4701", "02", SECOND_NUMBER, SECOND_PIN);
	expect_body(&other, STRANGER, NOTHING);
	world_advance(&world, HOUR + 1000);
	counter_login_ok(&k, "1234567890121", "24681357");
	expect_body(&k, STRANGER, NOTHING);
	no_rights();
	counter_free(&other);
	counter_free(&k);
}

/* ---- time ---- */

#define ROUNDS 40

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static int by_value(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static int64_t median(int64_t times[ROUNDS])
{
	qsort(times, ROUNDS, sizeof *times, by_value);
	return times[ROUNDS / 2];
}

/* In turn, each as often the first as the others, so that whatever else the machine does falls on
 * all of them alike. */
static void all_take_the_same_time(void **state)
{
	(void)state;
	static const char *const numbers[] = {STRANGER, SOMSRI, EXPIRED, OTHER};
	int64_t times[COUNT_OF(numbers)][ROUNDS];
	int64_t least = INT64_MAX, most = 0;
	struct counter k;
	struct answer a;
	world_advance(&world, HOUR + 1000);
	counter_ready(&k, &world);
	grant("t4701-1");
	book(EXPIRED, "4701", 1);
	book(OTHER, "4799", 1);
	for (int i = 0; i < ROUNDS; i++)
		for (size_t j = 0; j < COUNT_OF(numbers); j++) {
			const size_t n = (j + (size_t)i) % COUNT_OF(numbers);
			const int64_t begun = now_us();
			ask(&k, numbers[n], &a);
			times[n][i] = now_us() - begun;
			expect_status(&a, 200);
		}
	for (size_t n = 0; n < COUNT_OF(numbers); n++) {
		const int64_t m = median(times[n]);
		print_message("# median of %s: %ld us\n", numbers[n], (long)m);
		least = m < least ? m : least;
		most = m > most ? m : most;
	}
	assert_in_range(most - least, 0, 5000);
	no_bookings();
	no_rights();
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_the_citizen_can_mend_is_told),
	    cmocka_unit_test(the_day_of_the_booking_counts),
	    cmocka_unit_test(of_all_others_nothing_is_told),
	    cmocka_unit_test(it_takes_a_right_of_its_own),
	    cmocka_unit_test(numbers_cannot_be_tried_through),
	    cmocka_unit_test(all_take_the_same_time),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
