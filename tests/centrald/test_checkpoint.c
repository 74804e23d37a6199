/* Checkpoints: when the centre makes them, what they cover, and how they ride on answers. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "centrald/checkpoint.h"
#include "fixture.h"
#include "wire/checkpoint.h"

static long last_number(void)
{
	return world_number(&world, "SELECT MAX(number) FROM checkpoints");
}

static void ask_status(struct counter *k, const char *seen, struct answer *a)
{
	client_call(&k->client,
	    &(struct request){.method = "GET", .path = "/v1/status", .headers = {seen}}, a);
	answer_is(a, 200);
}

static void the_last_one_rides_on_answers(void **state)
{
	struct counter k;
	struct answer a;
	struct checkpoint c;
	struct error err;
	(void)state;
	counter_make(&k, &world, "4701", "01");
	ask_status(&k, NULL, &a);
	assert_int_equal(a.checkpoints, 1);
	assert_true(checkpoint_check(&c, a.checkpoint, strlen(a.checkpoint), &err));
	assert_int_equal(c.number, last_number());
	answer_free(&a);
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &a); /* refused: not logged in */
	assert_int_equal(a.status, 401);
	assert_int_equal(a.checkpoints, 1);
	answer_free(&a);
	counter_free(&k);
}

static void a_phone_gets_none(void **state)
{
	struct client c;
	struct answer a;
	(void)state;
	client_make_citizen(&c, &world);
	client_json(&c, "GET", "/v1/texts", NULL, &a);
	assert_int_equal(a.checkpoints, 0);
	answer_free(&a);
	client_free(&c);
}

static void one_is_made_a_minute_after_something_was_recorded(void **state)
{
	struct counter k;
	struct answer a;
	long before;
	(void)state;
	counter_ready(&k, &world); /* logging in is a record */
	world_advance(&world, 60000);
	ask_status(&k, NULL, &a);
	answer_free(&a);
	before = last_number();
	world_advance(&world, 60000); /* nothing was recorded meanwhile */
	ask_status(&k, NULL, &a);
	answer_free(&a);
	assert_int_equal(last_number(), before);
	assert_int_equal(world_number(&world, "SELECT records FROM checkpoints "
					      "ORDER BY number DESC LIMIT 1"),
	    world_number(&world, "SELECT COUNT(*) FROM audit"));
	assert_int_equal(world_number(&world, "SELECT h.hash = a.hash FROM checkpoint_heads h "
					      "JOIN audit a ON a.chain = h.chain AND a.seq = h.seq "
					      "ORDER BY h.number DESC LIMIT 1"),
	    1);
	counter_free(&k);
}

/* 1,000 records within a minute: one more without the time having come. */
static void one_is_made_after_a_thousand_records(void **state)
{
	struct counter k;
	struct answer a;
	long before;
	(void)state;
	counter_make(&k, &world, "4701", "01");
	before = last_number();
	for (int i = 0; i < CHECKPOINT_EVERY_RECORDS; i++) {
		client_json(&k.client, "GET", "/v1/enrollments/e1/audit", NULL, &a);
		answer_free(&a);
	}
	for (int i = 0; i < 400 && last_number() == before; i++) {
		ask_status(&k, NULL, &a);
		answer_free(&a);
	}
	assert_int_equal(last_number(), before + 1);
	counter_free(&k);
}

static void a_path_leads_to_what_was_seen(void **state)
{
	struct counter k;
	struct answer a;
	char seen[64];
	(void)state;
	counter_ready(&k, &world);
	while (last_number() < 9) {
		client_json(&k.client, "GET", "/v1/enrollments/e1/audit", NULL, &a);
		answer_free(&a);
		world_advance(&world, 60000);
		ask_status(&k, NULL, &a); /* which is served by the new clock */
		answer_free(&a);
	}
	assert_int_equal(last_number(), 9);
	static const struct {
		long seen;
		int sent;
	} cases[] = {{9, 1}, {8, 1}, {7, 2}, {4, 2}, {3, 3}, {1, 4}, {12, 1}, {0, 1}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		snprintf(seen, sizeof seen, "Audit-Seen: %ld", cases[i].seen);
		ask_status(&k, seen, &a);
		assert_int_equal(a.checkpoints, cases[i].sent);
		answer_free(&a);
	}
	counter_free(&k);
}

static void a_stopped_centre_leaves_a_closed_chain(void **state)
{
	(void)state;
	world_kill(&world, SIGTERM);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM audit_chains WHERE closed = 0"), 0);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM audit_chains WHERE settled = 0"), 0);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = 'centre.stop'"), 1);
	assert_int_equal(world_number(&world, "SELECT records FROM checkpoints "
					      "ORDER BY number DESC LIMIT 1"),
	    world_number(&world, "SELECT COUNT(*) FROM audit"));
	world_start(&world);
}

static void a_killed_centre_s_chain_is_closed_by_the_next(void **state)
{
	char chain[64], sql[300], noted[64], own[64];
	(void)state;
	if (world.postgres) /* where others may live it takes five minutes: tests/admin/test_shared
			     */
		skip();
	world_sql(&world, "SELECT chain FROM audit_chains WHERE closed = 0", chain, sizeof chain);
	world_kill(&world, SIGKILL);
	world_start(&world);
	snprintf(sql, sizeof sql,
	    "SELECT COUNT(*) FROM audit_chains WHERE chain = '%s' AND closed = 1", chain);
	assert_int_equal(world_number(&world, sql), 1);
	snprintf(sql, sizeof sql,
	    "SELECT correlation FROM audit WHERE chain = '%s' AND act = 'chain.lost'", chain);
	world_sql(&world, sql, noted, sizeof noted);
	world_sql(&world, "SELECT chain FROM audit_chains WHERE closed = 0", own, sizeof own);
	assert_string_equal(noted, own);
}

/* A thousand records at once are more than one counter may ask for. */
static int set_up_unlimited(void **state)
{
	*state = NULL;
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	world.extra[0] = "--terminal-rate";
	world.extra[1] = "0";
	world_start(&world);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_last_one_rides_on_answers),
	    cmocka_unit_test(a_phone_gets_none),
	    cmocka_unit_test(one_is_made_a_minute_after_something_was_recorded),
	    cmocka_unit_test(a_path_leads_to_what_was_seen),
	    cmocka_unit_test(one_is_made_after_a_thousand_records),
	    cmocka_unit_test(a_stopped_centre_leaves_a_closed_chain),
	    cmocka_unit_test(a_killed_centre_s_chain_is_closed_by_the_next),
	};
	return cmocka_run_group_tests(tests, set_up_unlimited, tear_down);
}
