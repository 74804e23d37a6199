/* Two centres, as on two hosts, over one PostgreSQL: whichever is asked, it is one centre. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "base/clock.h"
#include "centrald/checkpoint.h"
#include "fixture.h"

static struct world other; /* the second host */

static int set_up(void **state)
{
	*state = NULL;
	world_make(&world);
	world_on_postgres(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	world_start(&world);
	world_join(&other, &world);
	world_start(&other);
	return 0;
}

static int leave(void **state)
{
	world_leave(&other);
	return tear_down(state);
}

/* A counter at the first host; the citizen's phone reaches the second. */
static void scene_apart(struct scene *s, const char *card)
{
	counter_ready(&s->counter, &world);
	phone_make(&s->phone, &other);
	card_of(&s->card, card);
	counter_create_ok(&s->counter, &s->card, false, &s->enrolment);
	counter_code_ok(&s->counter, s->enrolment.id, &s->enrolment);
}

/* A poll of the counter's that the first host holds; it is answered within `most` ms of
 * what `act` does. */
static void is_woken(struct scene *s, void (*act)(struct scene *s), int64_t most)
{
	char path[160];
	struct client c;
	struct answer a;
	struct async x = {0};
	long before = s->enrolment.revision;
	client_make(&c, &world, &s->counter.certificate);
	memcpy(c.token, s->counter.client.token, sizeof c.token);
	snprintf(
	    path, sizeof path, "/v1/enrollments/%s?after=%ld&wait=30", s->enrolment.id, before);
	const struct request r = {.method = "GET", .path = path};
	client_json(&c, "GET", "/v1/status", NULL, &a);
	expect_status(&a, 200);
	async_start(&x, &c, &r);
	async_wait_sent(&x);
	act(s);
	int64_t acted = clock_mono_ms(&clock_system);
	async_join(&x);
	int64_t late = clock_mono_ms(&clock_system) - acted;
	answer_is(&x.answer, 200);
	read_enrolment(&x.answer, &s->enrolment);
	assert_true(s->enrolment.revision > before);
	print_message("# woken after %lld ms\n", (long long)late);
	assert_true(late < most);
	answer_free(&x.answer);
	client_free(&c);
}

static void claim(struct scene *s)
{
	phone_claim_ok(&s->phone, &s->enrolment.code, s->card.number.digits);
}

static void a_claim_at_one_wakes_the_counter_at_the_other(void **state)
{
	(void)state;
	struct scene s;
	scene_apart(&s, "somsri");
	is_woken(&s, claim, 5000);
	assert_int_equal(s.enrolment.state, STATE_SCANNED);
	scene_end(&s);
}

/* As when the notice was lost: the row moves and nobody tells. */
static void move_silently(struct scene *s)
{
	char sql[240];
	snprintf(sql, sizeof sql,
	    "UPDATE enrolments SET revision = revision + 1, "
	    "changed = (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT WHERE id = '%s'",
	    s->enrolment.id);
	world_sql(&world, sql, NULL, 0);
}

static void what_nobody_told_is_found_by_the_slow_poll(void **state)
{
	(void)state;
	struct scene s;
	scene_apart(&s, "somsri");
	is_woken(&s, move_silently, 10000);
	scene_end(&s);
}

static void an_enrollment_goes_through_both(void **state)
{
	(void)state;
	struct scene s;
	scene_apart(&s, "somsri");
	claim(&s);
	match_ok(&s.counter, &s.phone);
	phone_finish_ok(&s.phone);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_SUCCESS);
	assert_int_equal(world_number(&world, "SELECT used FROM quota"), 1);
	scene_end(&s);
}

/* Each is ended and started anew while the enrollment goes on at the other. */
static void a_rolling_restart_loses_none(void **state)
{
	(void)state;
	struct scene s;
	scene_apart(&s, "malee");
	world_kill(&other, SIGTERM);
	world_start(&other);
	claim(&s);
	world_kill(&world, SIGTERM);
	world_start(&world);
	match_ok(&s.counter, &s.phone);
	world_kill(&other, SIGTERM);
	world_start(&other);
	phone_finish_ok(&s.phone);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_SUCCESS);
	scene_end(&s);
}

/* The server cuts all connections between the steps: each goes on by itself. */
static void cut_connections(void)
{
	world_sql(&world,
	    "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity "
	    "WHERE application_name = 'ddopa-centrald'",
	    NULL, 0);
}

static void cut_connections_lose_none(void **state)
{
	(void)state;
	struct scene s;
	counter_ready(&s.counter, &world);
	phone_make(&s.phone, &other);
	card_of(&s.card, "boonmee");
	cut_connections();
	counter_create_ok(&s.counter, &s.card, false, &s.enrolment);
	cut_connections();
	counter_code_ok(&s.counter, s.enrolment.id, &s.enrolment);
	cut_connections();
	claim(&s);
	cut_connections();
	match_ok(&s.counter, &s.phone);
	cut_connections();
	phone_finish_ok(&s.phone);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_SUCCESS);
	scene_end(&s);
}

/* While the database is away each request is told so; afterwards all is as it was. */
static void a_database_that_is_away_is_told_and_found_again(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_apart(&s, "somchai");
	postgres_crash(world.postgres);
	counter_post(&s.counter, s.enrolment.id, "cancel", "{\"contested\":false}", &a);
	expect_problem(&a, PROBLEM_CENTRE_INTERNAL);
	postgres_again(world.postgres);
	for (int i = 0; i < 50; i++) {
		char path[160];
		snprintf(path, sizeof path, "/v1/enrollments/%s", s.enrolment.id);
		client_json(&s.counter.client, "GET", path, NULL, &a);
		if (a.status == 200)
			break;
		answer_free(&a);
	}
	answer_is(&a, 200);
	read_enrolment(&a, &s.enrolment);
	answer_free(&a);
	assert_int_equal(s.enrolment.state, STATE_QR_CREATED);
	scene_end(&s);
}

static int children_of(pid_t parent, long child[2])
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	int n = fscanf(f, "%ld %ld", &child[0], &child[1]);
	fclose(f);
	return n;
}

static pid_t a_child_of(pid_t parent)
{
	long child[2];
	assert_true(children_of(parent, child) >= 1);
	return (pid_t)child[0];
}

static void enrol_at(struct world *w, const char *card)
{
	struct counter k;
	struct phone p;
	counter_ready(&k, w);
	phone_make(&p, w);
	enrol_ok(&k, &p, card, false);
	phone_free(&p);
	counter_free(&k);
}

/* Two processes behind the same sockets; another is started for one that is killed, and all
 * end with the one that was started (world_kill asserts that it says 0). */
static void processes_of_one_host_serve_together(void **state)
{
	(void)state;
	struct world third;
	long before = world_number(&world, "SELECT COUNT(*) FROM audit_chains");
	world_join(&third, &world);
	third.extra[0] = "--jobs";
	third.extra[1] = "2";
	world_start(&third);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit_chains"), before + 2);
	enrol_at(&third, "khampan");
	kill(a_child_of(third.pid), SIGKILL);
	for (int i = 0; i < 1000; i++) {
		if (world_number(&world, "SELECT COUNT(*) FROM audit_chains") == before + 3)
			break;
		poll(NULL, 0, 10);
	}
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit_chains"), before + 3);
	world_kill(&third, SIGTERM);
	world_leave(&third);
}

/* One is killed while the database is away: its sibling stays, and when the database is back
 * there are two again. */
static void a_process_that_cannot_begin_is_tried_again(void **state)
{
	(void)state;
	struct world third;
	long child[2], rest[2] = {0}, before;
	world_join(&third, &world);
	third.extra[0] = "--jobs";
	third.extra[1] = "2";
	world_start(&third);
	before = world_number(&world, "SELECT COUNT(*) FROM audit_chains");
	assert_int_equal(children_of(third.pid, child), 2);
	postgres_crash(world.postgres);
	kill((pid_t)child[0], SIGKILL);
	for (int i = 0; i < 1000 && children_of(third.pid, rest) != 1; i++)
		poll(NULL, 0, 10);
	assert_int_equal(rest[0], child[1]);
	postgres_again(world.postgres);
	for (int i = 0; i < 1000; i++) {
		if (world_number(&world, "SELECT COUNT(*) FROM audit_chains") == before + 1)
			break;
		poll(NULL, 0, 10);
	}
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit_chains"), before + 1);
	assert_int_equal(children_of(third.pid, rest), 2);
	world_kill(&third, SIGTERM);
	world_leave(&third);
}

static bool wait_until(const char *sql, long wanted)
{
	for (int i = 0; i < 3000; i++) {
		if (world_number(&world, sql) == wanted)
			return true;
		poll(NULL, 0, 10);
	}
	return false;
}

/* One host is suspended for longer than five minutes by the other's clock, which closes its
 * chain. Back again it serves at once, with a new chain that names the old one. */
static void who_was_suspended_goes_on_with_a_new_chain(void **state)
{
	(void)state;
	struct counter k;
	const char *lost = "SELECT COUNT(*) FROM audit WHERE act = 'chain.lost'";
	const char *open = "SELECT COUNT(*) FROM audit_chains WHERE closed = 0";
	world_kill(&world, SIGTERM);
	world_kill(&other, SIGTERM);
	world_start(&world); /* and closes what earlier tests have killed */
	world_advance(&world, CHAIN_LOST_MS + 1000);
	assert_true(wait_until(open, 1));
	world_start(&other);
	long before = world_number(&world, lost);
	kill(other.pid, SIGSTOP);
	world_advance(&world, CHAIN_LOST_MS + 1000);
	assert_true(wait_until(lost, before + 1));
	kill(other.pid, SIGCONT);
	counter_ready(&k, &other); /* logging in is a record: it would not fit */
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit r JOIN audit l "
					      "ON l.chain = r.correlation AND l.act = 'chain.lost' "
					      "WHERE r.act = 'centre.resume' AND r.seq = 1"),
	    1);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit a JOIN audit l "
					      "ON l.chain = a.chain AND l.act = 'chain.lost' "
					      "WHERE a.seq > l.seq"),
	    0);
	assert_int_equal(world_number(&world, open), 2);
	counter_free(&k);
	world_kill(&other, SIGTERM); /* with one clock again */
	world_start(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_claim_at_one_wakes_the_counter_at_the_other),
	    cmocka_unit_test(what_nobody_told_is_found_by_the_slow_poll),
	    cmocka_unit_test(an_enrollment_goes_through_both),
	    cmocka_unit_test(a_rolling_restart_loses_none),
	    cmocka_unit_test(processes_of_one_host_serve_together),
	    cmocka_unit_test(cut_connections_lose_none),
	    cmocka_unit_test(a_database_that_is_away_is_told_and_found_again),
	    cmocka_unit_test(a_process_that_cannot_begin_is_tried_again),
	    cmocka_unit_test(who_was_suspended_goes_on_with_a_new_chain),
	};
	return cmocka_run_group_tests(tests, set_up, leave);
}
