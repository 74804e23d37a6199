/*
 * Counters for the last places of the quota, two counters for one citizen: never more than may
 * be. On PostgreSQL every other counter is at a second centre over the same database.
 *
 * How many there are and how often they race stands in the environment (tests/centrald/races.sh):
 * RACE_CLIENTS for RACE_PLACES places, RACE_ROUNDS times; RACE_PAIRS races of two.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async.h"
#include "base/clock.h"
#include "crowd.h"
#include "fixture.h"

#define CLIENTS_MAX 64
#define PIN_CLIENTS 8

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

/* Of one authority whichever centre it asks, so that no two have the same serial. */
static void counter_of(struct counter *k, int i, const char *office)
{
	counter_make(k, &world, office, "01");
	if (other.pid > 0 && i % 2 == 1)
		k->client.world = &other;
}

static int set_up(void **state)
{
	(void)state;
	world_make(&world);
	crowd_init(&world, clients());
	world_start(&world);
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

/* A counter with an enrollment that has no code yet. */
struct racer {
	struct counter counter;
	struct api_card_claim card;
	struct api_enrolment enrolment;
	struct async ask;
};

static void enter(struct racer *r)
{
	counter_create_ok(&r->counter, &r->card, false, &r->enrolment);
}

static void withdraw(struct racer *r)
{
	struct answer a;
	counter_post(&r->counter, r->enrolment.id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
}

static void ask_for_a_code(struct racer *r)
{
	char path[API_ID_SIZE + 64];
	snprintf(path, sizeof path, "/v1/enrollments/%.39s/codes", r->enrolment.id);
	const struct request q = {
	    .method = "POST", .path = path, .body = "{}", .len = 2, .key = ""};
	async_start(&r->ask, &r->counter.client, &q);
}

/* Who has won gives the place back and comes again. */
static int settle(struct racer *r)
{
	async_join(&r->ask);
	if (r->ask.answer.status != 200) {
		expect_problem(&r->ask.answer, PROBLEM_REFUSED_QUOTA);
		return 0;
	}
	answer_free(&r->ask.answer);
	return 1;
}

static void race_for_places(struct racer *racers, int n, int places)
{
	char sql[80];
	bool won[CLIENTS_MAX];
	int winners = 0;
	snprintf(sql, sizeof sql, "UPDATE quota SET cap = used + reserved + %d", places);
	world_sql(&world, sql, NULL, 0);
	for (int i = 0; i < n; i++)
		ask_for_a_code(&racers[i]);
	for (int i = 0; i < n; i++)
		winners += (won[i] = settle(&racers[i]));
	assert_int_equal(winners, places);
	assert_int_equal(world_number(&world, "SELECT used + reserved FROM quota"), places);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM enrolments WHERE state = 'QR_CREATED'"),
	    places);
	for (int i = 0; i < n; i++)
		if (won[i]) {
			withdraw(&racers[i]);
			enter(&racers[i]);
		}
	assert_int_equal(world_number(&world, "SELECT used + reserved FROM quota"), 0);
}

static void many_for_the_last_places(void **state)
{
	(void)state;
	int n = clients();
	int rounds = setting("RACE_ROUNDS", 1);
	struct racer *racers = calloc((size_t)n, sizeof *racers);
	assert_non_null(racers);
	for (int i = 0; i < n; i++) {
		counter_of(&racers[i].counter, i, "4701");
		counter_login_ok(&racers[i].counter, "1234567890121", "24681357");
		crowd_card(&racers[i].card, i);
		enter(&racers[i]);
	}
	int64_t since = clock_mono_ms(&clock_system);
	for (int round = 0; round < rounds; round++)
		race_for_places(racers, n, setting("RACE_PLACES", 2));
	told("the last places", rounds, since);
	for (int i = 0; i < n; i++) {
		withdraw(&racers[i]);
		counter_free(&racers[i].counter);
	}
	free(racers);
	world_sql(&world, "UPDATE quota SET cap = 100000", NULL, 0);
}

static void build_create(struct counter *k, const struct api_card_claim *card, struct buf *body)
{
	struct api_evidence e;
	struct api_new_enrolment n = {0};
	struct buf jws = BUF_INIT;
	struct error err;
	evidence_of(k, card, &e);
	assert_true(evidence_sign(&jws, &e, k->certificate.key, k->certificate.certificate, &err));
	assert_true(jws.len < sizeof n.evidence);
	memcpy(n.evidence, jws.data, jws.len);
	api_new_enrolment_write(body, &n);
	buf_free(&jws);
}

static void race(struct counter k[2], const struct api_card_claim *card)
{
	struct async x[2];
	struct buf body[2] = {BUF_INIT, BUF_INIT};
	struct api_enrolment e;
	struct answer a;
	for (int i = 0; i < 2; i++) {
		build_create(&k[i], card, &body[i]);
		const struct request r = {.method = "POST",
		    .path = "/v1/enrollments",
		    .body = body[i].data,
		    .len = body[i].len,
		    .key = ""};
		async_start(&x[i], &k[i].client, &r);
	}
	async_join(&x[0]);
	async_join(&x[1]);
	int winner = x[0].answer.status == 201 ? 0 : 1;
	answer_is(&x[winner].answer, 201);
	read_enrolment(&x[winner].answer, &e);
	assert_true(strlen(x[1 - winner].answer.problem.detail) > 10); /* at which office */
	expect_problem(&x[1 - winner].answer, PROBLEM_REFUSED_IN_PROGRESS);
	answer_free(&x[winner].answer);
	counter_post(&k[winner], e.id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	buf_free(&body[0]);
	buf_free(&body[1]);
}

static void two_counters_for_one_citizen(void **state)
{
	(void)state;
	struct counter k[2];
	struct api_card_claim card;
	int pairs = setting("RACE_PAIRS", 20);
	counter_ready(&k[0], &world);
	counter_of(&k[1], 1, "4799");
	counter_login_ok(&k[1], "1479999999233", "53186429");
	card_of(&card, "somsri");
	int64_t since = clock_mono_ms(&clock_system);
	for (int round = 0; round < pairs; round++)
		race(k, &card);
	told("two counters for one citizen", pairs, since);
	counter_free(&k[0]);
	counter_free(&k[1]);
}

/* Five wrong PINs are five, also when they come at once. */
static void many_wrong_pins_at_once(void **state)
{
	(void)state;
	struct counter k[PIN_CLIENTS];
	struct async x[PIN_CLIENTS];
	struct api_login login = {.pin = "11112222"};
	struct buf body = BUF_INIT;
	int wrong = 0;
	memcpy(login.number.digits, "1470599999211", 14);
	api_login_write(&body, &login);
	for (int i = 0; i < PIN_CLIENTS; i++) {
		counter_of(&k[i], i, "4705");
		const struct request r = {
		    .method = "POST", .path = "/v1/session", .body = body.data, .len = body.len};
		async_start(&x[i], &k[i].client, &r);
	}
	for (int i = 0; i < PIN_CLIENTS; i++) {
		async_join(&x[i]);
		wrong += x[i].answer.problem.problem == PROBLEM_WRONG_PIN;
		assert_true(x[i].answer.status == 401 || x[i].answer.status == 403);
		answer_free(&x[i].answer);
		counter_free(&k[i]);
	}
	assert_true(wrong <= 4);
	assert_int_equal(world_number(&world, "SELECT MAX(failures) FROM logins"), 5);
	buf_free(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(many_for_the_last_places),
	    cmocka_unit_test(two_counters_for_one_citizen),
	    cmocka_unit_test(many_wrong_pins_at_once),
	};
	return cmocka_run_group_tests(tests, set_up, leave);
}
