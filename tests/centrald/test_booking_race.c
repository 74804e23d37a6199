/*
 * Who books at once: the last places of an hour have as many winners as there are places, a
 * citizen has one booking, a booking is cancelled once. On PostgreSQL every other counter is at
 * a second centre over the same database. RACE_CLIENTS, RACE_PLACES, RACE_ROUNDS and RACE_PAIRS
 * say how many, as for test_race.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "base/clock.h"
#include "base/date.h"
#include "crowd.h"
#include "fixture.h"

#define CLIENTS_MAX 64
#define DAY_MS	    (24 * 60 * 60 * 1000L)

static struct world other; /* the second centre; pid 0: none */

static int setting(const char *name, int otherwise)
{
	const char *text = getenv(name);
	return text ? atoi(text) : otherwise;
}

static int clients(void)
{
	int n = setting("RACE_CLIENTS", 8);
	assert_in_range(n, 2, CLIENTS_MAX);
	return n;
}

static int set_up(void **state)
{
	(void)state;
	world_make(&world);
	crowd_init(&world, clients());
	world_start(&world);
	world_sql(&world, "DELETE FROM slots", NULL, 0);
	world_sql(
	    &world, "INSERT INTO slots (office, hour, capacity) VALUES ('4701', 9, 100)", NULL, 0);
	world_sql(
	    &world, "INSERT INTO slots (office, hour, capacity) VALUES ('4799', 9, 100)", NULL, 0);
	if (!world.postgres)
		return 0;
	world_join(&other, &world);
	world_start(&other);
	return 0;
}

static int leave(void **state)
{
	if (other.pid > 0)
		world_leave(&other);
	return tear_down(state);
}

static void told(const char *what, int races, int64_t since)
{
	print_message("# %s: %d races in %lld ms, %s\n", what, races,
	    (long long)(clock_mono_ms(&clock_system) - since),
	    other.pid > 0 ? "PostgreSQL, two centres" : "SQLite");
}

/* An officer who books for one citizen. */
struct racer {
	struct counter counter;
	char number[CITIZEN_NUMBER_DIGITS + 1];
	struct async ask;
	char body[120], path[API_ID_SIZE + 32];
	char booking[API_ID_SIZE]; /* "": none */
};

static void make(struct racer *r, int i, bool elsewhere)
{
	struct api_card_claim card;
	crowd_card(&card, elsewhere ? 0 : i);
	snprintf(r->number, sizeof r->number, "%s", card.number.digits);
	counter_make(&r->counter, &world, elsewhere ? "4799" : "4701", "01");
	if (other.pid > 0 && i % 2 == 1)
		r->counter.client.world = &other;
	counter_login_ok(&r->counter, elsewhere ? "1479999999233" : "1234567890121",
	    elsewhere ? "53186429" : "24681357");
}

static void start(struct racer *r, const char *path, const char *body)
{
	snprintf(r->path, sizeof r->path, "%s", path);
	snprintf(r->body, sizeof r->body, "%s", body);
	const struct request q = {
	    .method = "POST", .path = r->path, .body = r->body, .len = strlen(r->body), .key = ""};
	async_start(&r->ask, &r->counter.client, &q);
}

static void book(struct racer *r, int days)
{
	char day[DATE_ISO_SIZE], body[120];
	date_to_iso(day, bangkok_time_of(clock_real_ms(&clock_system) + days * DAY_MS).date);
	snprintf(
	    body, sizeof body, "{\"number\":\"%s\",\"day\":\"%s\",\"hour\":9}", r->number, day);
	start(r, "/v1/bookings", body);
}

static void cancel(struct racer *r, const char *id)
{
	char path[API_ID_SIZE + 32];
	snprintf(path, sizeof path, "/v1/bookings/%s/cancel", id);
	start(r, path, "{}");
}

/* Whether it was done; else refused with that problem. */
static bool settled(struct racer *r, enum problem otherwise)
{
	struct api_booking b;
	struct error err;
	async_join(&r->ask);
	if (r->ask.answer.status > 299) {
		expect_problem(&r->ask.answer, otherwise);
		return false;
	}
	if (r->ask.answer.status == 201) {
		assert_true(
		    api_booking_read(&b, r->ask.answer.body.data, r->ask.answer.body.len, &err));
		memcpy(r->booking, b.id, sizeof r->booking);
	}
	answer_free(&r->ask.answer);
	return true;
}

#define LIVE "SELECT COUNT(*) FROM bookings WHERE cancelled = 0"

static void give_back(struct racer *r)
{
	cancel(r, r->booking);
	assert_true(settled(r, PROBLEM_NONE));
	*r->booking = '\0';
}

static void race_for_places(struct racer *racers, int n, int places)
{
	int winners = 0;
	for (int i = 0; i < n; i++)
		book(&racers[i], 3);
	for (int i = 0; i < n; i++)
		winners += settled(&racers[i], PROBLEM_SLOT_FULL);
	assert_int_equal(winners, places);
	assert_int_equal(world_number(&world, LIVE), places);
	assert_int_equal(world_number(&world, "SELECT SUM(taken) FROM slot_places"), places);
	for (int i = 0; i < n; i++)
		if (*racers[i].booking)
			give_back(&racers[i]);
	assert_int_equal(world_number(&world, "SELECT SUM(taken) FROM slot_places"), 0);
}

static void many_for_the_last_places(void **state)
{
	(void)state;
	char sql[80];
	int n = clients(), rounds = setting("RACE_ROUNDS", 2), places = setting("RACE_PLACES", 2);
	struct racer *racers = calloc((size_t)n, sizeof *racers);
	assert_non_null(racers);
	snprintf(sql, sizeof sql, "UPDATE slots SET capacity = %d", places);
	world_sql(&world, sql, NULL, 0);
	for (int i = 0; i < n; i++)
		make(&racers[i], i, false);
	int64_t since = clock_mono_ms(&clock_system);
	for (int round = 0; round < rounds; round++)
		race_for_places(racers, n, places);
	told("the last places of an hour", rounds, since);
	assert_int_equal(/* a number is given once */
	    world_number(&world, "SELECT COUNT(*) - COUNT(DISTINCT number) FROM bookings"), 0);
	for (int i = 0; i < n; i++)
		counter_free(&racers[i].counter);
	free(racers);
}

/* Two offices, two days: one booking. Then two who cancel it: one does. */
static void two_for_one_citizen(void **state)
{
	(void)state;
	struct racer r[3] = {0};
	int pairs = setting("RACE_PAIRS", 20);
	make(&r[0], 0, false);
	make(&r[1], 1, true);
	make(&r[2], 1, false); /* the first one's colleague */
	int64_t since = clock_mono_ms(&clock_system);
	for (int round = 0; round < pairs; round++) {
		book(&r[0], 3);
		book(&r[1], 4);
		bool first = settled(&r[0], PROBLEM_BOOKING_EXISTS);
		assert_int_equal(settled(&r[1], PROBLEM_BOOKING_EXISTS), !first);
		assert_int_equal(world_number(&world, LIVE), 1);
		if (!first) {
			give_back(&r[1]);
			continue;
		}
		cancel(&r[0], r[0].booking);
		cancel(&r[2], r[0].booking);
		first = settled(&r[0], PROBLEM_BOOKING_CLOSED);
		assert_int_equal(settled(&r[2], PROBLEM_BOOKING_CLOSED), !first);
		assert_int_equal(world_number(&world, "SELECT SUM(taken) FROM slot_places"), 0);
	}
	told("two for one citizen", pairs, since);
	for (int i = 0; i < 3; i++)
		counter_free(&r[i].counter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(many_for_the_last_places),
	    cmocka_unit_test(two_for_one_citizen),
	};
	return cmocka_run_group_tests(tests, set_up, leave);
}
