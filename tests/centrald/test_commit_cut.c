/* The connection to PostgreSQL is lost exactly around a COMMIT: before it reaches the server,
 * or between its being done and the centre's hearing of it. Either way each request has one
 * effect and the right answer; at once where the database can be asked, otherwise when the
 * request is repeated under its Idempotency-Key. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "centrald/audit.h"
#include "fixture.h"
#include "relay.h"

static struct relay relay;

static int set_up(void **state)
{
	*state = NULL;
	world_make(&world);
	world_on_postgres(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	relay_start(&relay, world.postgres);
	snprintf(world.store, sizeof world.store, "host=%s user=ddopa dbname=d1", relay.directory);
	world_start(&world);
	return 0;
}

static int leave(void **state)
{
	relay_stop(&relay);
	return tear_down(state);
}

/* ---- the effects ---- */

static long records(const char *act, const char *enrolment, const char *result)
{
	char sql[240];
	snprintf(sql, sizeof sql,
	    "SELECT COUNT(*) FROM audit WHERE act = '%s' AND enrolment = '%s' AND result = '%s'",
	    act, enrolment, result);
	return world_number(&world, sql);
}

static void chains_are_whole(void)
{
	assert_int_equal(
	    world_number(&world,
		"SELECT COUNT(*) FROM (SELECT chain, COUNT(*) AS n, MAX(seq) AS m FROM audit "
		"GROUP BY chain) AS chains WHERE n <> m"),
	    0);
}

static const char *const acts[] = {"enrollment.create", "code.create", "claim", "match-code",
    "consent.give", "person.read", "proof"};

static void each_act_was_done_once(struct scene *s)
{
	for (size_t i = 0; i < COUNT_OF(acts); i++)
		assert_int_equal(records(acts[i], s->enrolment.id, "ok"), 1);
	scene_look(s);
	assert_int_equal(s->enrolment.state, STATE_SUCCESS);
	assert_true(strlen(s->enrolment.receipt) > 100);
	chains_are_whole();
}

/* ---- one cut an act ---- */

static void cut_next(enum relay_cut cut, const char *act)
{
	relay_set(&relay, &(struct relay_order){.cut = cut, .holding = act, .times = 1});
}

static void was_cut(void)
{
	assert_int_equal(relay_done(&relay), 1);
}

static void read_person(struct scene *s)
{
	struct api_person_answer *p = test_calloc(1, sizeof *p);
	struct answer a;
	struct error err;
	phone_post(&s->phone, "person", "{}", &a);
	answer_is(&a, 200);
	assert_true(api_person_answer_read(p, a.body.data, a.body.len, &err));
	s->phone.last = p->enrolment;
	test_free(p);
	answer_free(&a);
}

static void enrol_with_cuts(enum relay_cut cut, const char *card)
{
	struct scene s;
	struct answer a;
	counter_ready(&s.counter, &world);
	phone_make(&s.phone, &world);
	card_of(&s.card, card);
	cut_next(cut, "enrollment.create");
	counter_create_ok(&s.counter, &s.card, false, &s.enrolment);
	was_cut();
	cut_next(cut, "code.create");
	counter_code_ok(&s.counter, s.enrolment.id, &s.enrolment);
	was_cut();
	cut_next(cut, "claim");
	phone_claim_ok(&s.phone, &s.enrolment.code, s.card.number.digits);
	was_cut();
	cut_next(cut, "match-code");
	match_ok(&s.counter, &s.phone);
	was_cut();
	cut_next(cut, "consent.give");
	phone_consent(&s.phone, &a);
	expect_status(&a, 200);
	was_cut();
	cut_next(cut, "person.read");
	read_person(&s);
	was_cut();
	cut_next(cut, "proof");
	phone_proof(&s.phone, &a);
	expect_status(&a, 200);
	was_cut();
	each_act_was_done_once(&s);
	scene_end(&s);
}

static void a_commit_that_never_reached_the_server(void **state)
{
	(void)state;
	long used = world_number(&world, "SELECT used FROM quota");
	enrol_with_cuts(CUT_BEFORE, "somsri");
	assert_int_equal(world_number(&world, "SELECT used FROM quota"), used + 1);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
}

static void a_commit_whose_answer_was_lost(void **state)
{
	(void)state;
	long used = world_number(&world, "SELECT used FROM quota");
	enrol_with_cuts(CUT_AFTER, "malee");
	assert_int_equal(world_number(&world, "SELECT used FROM quota"), used + 1);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
}

/* No answer to a COMMIT comes through at all, be it a request's or the centre's own. */
static void no_commit_is_ever_answered(void **state)
{
	(void)state;
	struct scene s;
	relay_set(&relay, &(struct relay_order){.cut = CUT_AFTER, .holding = "", .times = -1});
	scene_confirmed(&s, "boonmee");
	phone_finish_ok(&s.phone);
	assert_true(relay_done(&relay) >= (int)COUNT_OF(acts));
	relay_set(&relay, &(struct relay_order){.cut = CUT_NONE});
	each_act_was_done_once(&s);
	scene_end(&s);
}

/* ---- nobody is left to ask ---- */

static void make_code(struct scene *s, const char *key, struct answer *a)
{
	char path[128];
	snprintf(path, sizeof path, "/v1/enrollments/%s/codes", s->enrolment.id);
	client_call(&s->counter.client,
	    &(struct request){.method = "POST", .path = path, .body = "{}", .len = 2, .key = key},
	    a);
}

/* A replay does not look at the enrollment, and its record does not name it. */
static long replays(void)
{
	return world_number(
	    &world, "SELECT COUNT(*) FROM audit WHERE act = 'code.create' AND result = 'replayed'");
}

static void one_code_was_made(struct scene *s, const char *key, bool replayed)
{
	struct answer a;
	long before = replays();
	char sql[160];
	make_code(s, key, &a);
	answer_is(&a, 200);
	read_enrolment(&a, &s->enrolment);
	answer_free(&a);
	assert_true(s->enrolment.has_code);
	snprintf(
	    sql, sizeof sql, "SELECT COUNT(*) FROM codes WHERE enrolment = '%s'", s->enrolment.id);
	assert_int_equal(world_number(&world, sql), 1);
	assert_int_equal(records("code.create", s->enrolment.id, "ok"), 1);
	assert_int_equal(replays(), before + replayed);
	chains_are_whole();
}

static void killed(enum relay_cut cut, const char *key)
{
	struct scene s;
	struct answer a;
	scene_begin(&s, "somchai");
	relay_set(
	    &relay, &(struct relay_order){
			.cut = cut, .holding = "code.create", .times = 1, .victim = world.pid});
	/* On a connection that was used before libcurl would ask again by itself. */
	curl_easy_setopt(s.counter.client.curl, CURLOPT_FRESH_CONNECT, 1L);
	make_code(&s, key, &a);
	curl_easy_setopt(s.counter.client.curl, CURLOPT_FRESH_CONNECT, 0L);
	assert_int_not_equal(a.curl, CURLE_OK); /* there is nobody who could answer */
	answer_free(&a);
	was_cut();
	world_kill(&world, SIGKILL);
	world_start(&world);
	one_code_was_made(&s, key, cut == CUT_AFTER);
	scene_end(&s);
}

static void the_centre_dies_with_its_commit(void **state)
{
	(void)state;
	killed(CUT_BEFORE, "killed-before");
	killed(CUT_AFTER, "killed-after");
}

/* As another process does with the chains of the dead; past the relay. */
static void close_all_chains(void)
{
	struct error err;
	char direct[512];
	const struct audit_chain nobody = {.name = "a-test"};
	snprintf(direct, sizeof direct, "host=%s user=ddopa dbname=d1", world.postgres->directory);
	struct store *store = store_open(direct, &err);
	assert_non_null(store);
	assert_true(store_begin(store, &err));
	assert_true(audit_close_lost(store, &nobody, INT64_MAX, 1, &err));
	assert_true(store_commit(store, &err));
	store_close(store);
}

static void make_code_at_last(struct scene *s, const char *key)
{
	struct answer a;
	make_code(s, key, &a);
	for (int i = 0; i < 3000 && a.status == 500; i++) { /* reconnecting takes its moment */
		answer_free(&a);
		poll(NULL, 0, 10);
		make_code(s, key, &a);
	}
	expect_status(&a, 200);
}

/* The database stays away for longer than the centre asks: the counter is told that it is
 * not known, asks again, and is given what was done. */
static void away(const char *key, void (*meanwhile)(void))
{
	struct scene s;
	struct answer a;
	scene_begin(&s, "somchai");
	relay_set(
	    &relay, &(struct relay_order){
			.cut = CUT_AFTER, .holding = "code.create", .times = 1, .refuse = true});
	make_code(&s, key, &a);
	expect_problem(&a, PROBLEM_CENTRE_INTERNAL);
	was_cut();
	if (meanwhile)
		meanwhile();
	relay_set(&relay, &(struct relay_order){.cut = CUT_NONE});
	long before = replays();
	make_code_at_last(&s, key);
	assert_int_equal(replays(), before + 1);
	assert_int_equal(records("code.create", s.enrolment.id, "ok"), 1);
	chains_are_whole();
	scene_end(&s);
}

static void the_database_stays_away(void **state)
{
	(void)state;
	away("away", NULL);
}

/* … and when it is back another process has closed the chain behind the commit in doubt. */
static void the_chain_is_closed_meanwhile(void **state)
{
	(void)state;
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = "
					      "'centre.resume'"),
	    0);
	away("away-closed", close_all_chains);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = "
					      "'centre.resume' AND seq = 1"),
	    1);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit a JOIN audit l "
					      "ON l.chain = a.chain AND l.act = 'chain.lost' "
					      "WHERE a.seq > l.seq"),
	    0);
}

/* Without a key: the login's session is made once, and is the one that was answered. */
static void a_login_without_a_key(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	long before = world_number(&world, "SELECT COUNT(*) FROM sessions");
	for (enum relay_cut cut = CUT_BEFORE; cut <= CUT_AFTER; cut++) {
		cut_next(cut, "session.login");
		counter_ready(&k, &world);
		was_cut();
		client_json(&k.client, "GET", "/v1/enrollments", NULL, &a);
		expect_status(&a, 200);
		counter_free(&k);
	}
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM sessions"), before + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_commit_that_never_reached_the_server),
	    cmocka_unit_test(a_commit_whose_answer_was_lost),
	    cmocka_unit_test(no_commit_is_ever_answered),
	    cmocka_unit_test(the_centre_dies_with_its_commit),
	    cmocka_unit_test(the_database_stays_away),
	    cmocka_unit_test(the_chain_is_closed_meanwhile),
	    cmocka_unit_test(a_login_without_a_key),
	};
	return cmocka_run_group_tests(tests, set_up, leave);
}
