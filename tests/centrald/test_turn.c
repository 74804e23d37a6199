/* The group commit: what arrived together is written down together and answered after;
 * one bad request undoes itself alone; a commit that fails is told to all. */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../base/cmocka_all.h"
#include "base/log.h"
#include "centrald/turn.h"

#define CALLS 5

static char path[512];
static struct centrald_config config;
static struct clock_fake fake;
static struct clock fake_clock;
static struct centre centre;
static struct turn turn;
static int answered;

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct error err;
	*state = NULL;
	snprintf(path, sizeof path, "%s/turn-%d", tmp ? tmp : "/tmp", (int)getpid());
	fake = (struct clock_fake){.real = 1800000000000, .mono = 1000};
	fake_clock = clock_fake_of(&fake);
	centre = (struct centre){
	    .config = &config, .clock = &fake_clock, .store = store_create(path, &err)};
	assert_non_null(centre.store);
	assert_true(store_begin(centre.store, &err));
	assert_true(audit_open(
	    centre.store, &centre.audit, &AUDIT_BARE(fake.real, "centre.start", "centre"), &err));
	assert_true(store_commit(centre.store, &err));
	turn = (struct turn){
	    .centre = &centre, .waiters = waiters_new(), .limits = limits_new(LIMIT_TYPED_CODES)};
	turn_init(&turn);
	answered = 0;
	log_open("test", LOG_SINK_NONE, LOG_LEVEL_ERROR); /* faults are planted */
	return 0;
}

static int tear_down(void **state)
{
	char name[600];
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	*state = NULL;
	store_close(centre.store);
	waiters_free(turn.waiters);
	limits_free(turn.limits);
	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
		unlink(name);
	}
	return 0;
}

/* How many settings of these tests another connection sees: what is committed. */
static int committed(void)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
			     "SELECT COUNT(*) FROM settings WHERE name LIKE 'x%'", -1, &st, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	int n = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

/* ---- handlers that do what theirs do, with a setting in place of an enrollment ---- */

static bool put(struct call *c, struct error *err)
{
	return store_run(c->centre->store, SQL_SETTING_PUT,
	    SQL_PARAMS(sql_text(c->correlation), sql_text("1")), NULL, err);
}

static bool do_well(struct call *c, struct error *err)
{
	return put(c, err) && call_finish(c, 200, err);
}

static bool do_refuse(struct call *c, struct error *err)
{
	return put(c, err) && error_set(err, PROBLEM_STATE, "refused");
}

static bool do_refuse_and_count(struct call *c, struct error *err)
{
	c->keep = true;
	return put(c, err) && error_set(err, PROBLEM_DIGITS_WRONG, "counted");
}

static bool do_break(struct call *c, struct error *err)
{
	c->keep = true;
	return put(c, err) && error_set(err, PROBLEM_IO, "a file of ours: secret words");
}

static bool do_wait(struct call *c, struct error *err)
{
	c->hold = c->wait > 0;
	return c->hold || call_finish(c, 200, err);
}

#define ROUTE(HANDLER)                                                                             \
	{                                                                                          \
		.method = "POST", .path = "/", .listener = LISTENER_CITIZENS, .handler = HANDLER   \
	}

static const struct route well = ROUTE(do_well), refuse = ROUTE(do_refuse),
			  count = ROUTE(do_refuse_and_count), broken = ROUTE(do_break),
			  waiting = ROUTE(do_wait);

static int expected_at_answer; /* committed before the first answer left */

static void on_answer(struct call *c)
{
	(void)c;
	answered++;
	assert_int_equal(committed(), expected_at_answer);
}

static void make(struct call *c, const struct route *route, const char *name)
{
	memset(c, 0, sizeof *c);
	c->centre = &centre;
	c->route = route;
	c->answer = on_answer;
	c->method = "POST";
	c->target = "/";
	c->authorization = c->dpop = c->key = "";
	snprintf(c->correlation, sizeof c->correlation, "%s", name);
	snprintf(c->id, sizeof c->id, "e-%s", name);
	turn_submit(&turn, c);
}

static void free_all(struct call *calls, size_t n)
{
	for (size_t i = 0; i < n; i++)
		call_free_parts(&calls[i]);
}

static void nothing_is_answered_before_all_is_written(void **state)
{
	(void)state;
	struct call calls[CALLS];
	char name[16];
	for (int i = 0; i < CALLS; i++) {
		snprintf(name, sizeof name, "x%d", i);
		make(&calls[i], &well, name);
	}
	expected_at_answer = CALLS;
	turn_run(&turn);
	assert_int_equal(answered, CALLS);
	free_all(calls, CALLS);
}

static void each_undoes_itself_alone(void **state)
{
	(void)state;
	struct call calls[CALLS];
	make(&calls[0], &well, "x0");
	make(&calls[1], &refuse, "x1");
	make(&calls[2], &count, "x2");
	make(&calls[3], &broken, "x3");
	make(&calls[4], &well, "x4");
	expected_at_answer = 3; /* x0, x2, x4 */
	turn_run(&turn);
	assert_int_equal(answered, CALLS);
	static const int statuses[CALLS] = {200, 409, 403, 500, 200};
	for (int i = 0; i < CALLS; i++)
		assert_int_equal(calls[i].status, statuses[i]);
	assert_null(
	    strstr((char *)calls[3].out.data, "secret words")); /* the log's, not the answer's */
	assert_non_null(strstr((char *)calls[1].out.data, "refused"));
	free_all(calls, CALLS);
}

/* The disk is full: the store says no at the end, and everyone is told so. */
static void a_commit_that_fails_is_told_to_all(void **state)
{
	(void)state;
	struct call calls[2];
	struct rlimit old, none = {0, 0};
	const char head = centre.audit.head[0];
	make(&calls[0], &well, "x0");
	make(&calls[1], &well, "x1");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	none.rlim_max = old.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	expected_at_answer = 0;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	turn_run(&turn);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(answered, 2);
	assert_int_equal(calls[0].status, 500);
	assert_int_equal(calls[1].status, 500);
	assert_int_equal(centre.audit.head[0], head);
	free_all(calls, 2);
	make(&calls[0], &well, "x0"); /* and it goes on when there is room again */
	expected_at_answer = 1;
	turn_run(&turn);
	assert_int_equal(calls[0].status, 200);
	free_all(calls, 1);
}

static void who_waits_is_asked_again_when_woken(void **state)
{
	(void)state;
	struct call c;
	make(&c, &waiting, "w");
	c.wait = 10;
	turn_run(&turn);
	assert_int_equal(answered, 0);
	assert_int_equal(waiters_count(turn.waiters), 1);
	assert_true(c.admitted); /* a signed request is not judged twice */
	turn_wake(&turn, "e-other");
	turn_run(&turn);
	assert_int_equal(answered, 0);
	c.wait = 0;
	expected_at_answer = 0;
	turn_wake(&turn, "e-w");
	turn_run(&turn);
	assert_int_equal(answered, 1);
	assert_int_equal(waiters_count(turn.waiters), 0);
	free_all(&c, 1);
}

static bool do_hash(struct call *c, struct error *err)
{
	(void)err;
	c->job = hash_job_new();
	assert_non_null(c->job);
	memcpy(c->job->pin, "11112222", API_PIN_DIGITS);
	return put(c, err);
}

static const struct route hashing = ROUTE(do_hash);

/* More logins than the line for scrypt is long: told to come again, not made to wait.
 * What they have counted (the try) is written all the same. */
static void a_flood_of_logins_is_turned_away(void **state)
{
	(void)state;
	enum { LINE = 64, MORE = 3 };
	static struct call calls[LINE + MORE];
	struct error err;
	char name[8];
	int turned_away = 0;
	turn.hasher = hasher_new(&err);
	assert_non_null(turn.hasher);
	for (int i = 0; i < LINE + MORE; i++) {
		snprintf(name, sizeof name, "x%d", i % 100);
		make(&calls[i], &hashing, name);
	}
	expected_at_answer = LINE + MORE;
	turn_run(&turn);
	for (int i = 0; i < LINE + MORE; i++)
		turned_away += calls[i].status == 429;
	assert_int_equal(turned_away, answered);
	assert_in_range(turned_away, 1, MORE); /* the first may be done already */
	hasher_free(turn.hasher);
	free_all(calls, LINE + MORE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(nothing_is_answered_before_all_is_written),
	    TEST(each_undoes_itself_alone),
	    TEST(a_commit_that_fails_is_told_to_all),
	    TEST(a_flood_of_logins_is_turned_away),
	    TEST(who_waits_is_asked_again_when_woken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
