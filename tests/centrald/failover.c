/*
 * Two PostgreSQL servers, one the synchronous standby of the other, and two centres that know
 * both. While citizens are enrolled the primary is killed with all its processes and the
 * standby promoted: the centres go on by themselves within ten seconds, and each act that was
 * acknowledged, before and after, is there once. Again and again, each time on a new pair.
 * The same where one server cuts a thousand connections at random.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "fixture.h"
#include "load.h"

#define ROUNDS	     5
#define ACTS	     150 /* before the primary is killed, and after it */
#define CUTS	     1000
#define CUT_EVERY_MS 100 /* at most */
#define GO_ON_MS     10000

static struct world other;
static struct load load;
static struct postgres standby;

/* The last word of the connection string is the database. */
static const char *base_of(const char *store)
{
	return strrchr(store, ' ') + 1;
}

static void set_up(char alone[512])
{
	world_make(&world);
	world_on_postgres(&world);
	world.extra[0] = "--policy";
	world.extra[1] = "match_code=no";
	crowd_init(&world, LOAD_WORKERS);
	postgres_standby(world.postgres, &standby);
	snprintf(
	    alone, 512, "host=%.250s user=ddopa %.40s", standby.directory, base_of(world.store));
	char both[512];
	snprintf(both, sizeof both,
	    "host=%.180s,%.180s user=ddopa %.40s "
	    "target_session_attrs=read-write",
	    world.postgres->directory, standby.directory, base_of(world.store));
	memcpy(world.store, both, sizeof both);
	world_start(&world);
	world_join(&other, &world);
	world_start(&other);
}

static void tell(long acts, int64_t killed, int64_t promoted)
{
	long repeated = 0;
	for (int i = 0; i < LOAD_WORKERS; i++)
		repeated += load.workers[i].repeated;
	int64_t first = load_first_after(&load, promoted);
	print_message("# promoted after %lld ms, the first act %lld ms after the kill; %ld acts "
		      "acknowledged, each there once; %ld requests repeated\n",
	    (long long)(promoted - killed), (long long)(first - killed), acts, repeated);
	assert_true(first - killed < GO_ON_MS);
}

/* The chains are whole: what the new primary holds is a history. */
static void verify_audit(const char *store)
{
	char command[1400];
	snprintf(command, sizeof command,
	    "'%s/ddopa-admin' audit verify --store '%s' --keys '%s' >/dev/null",
	    getenv("top_builddir"), store, world.keys);
	assert_int_equal(system(command), 0);
}

static void the_primary_is_killed(void **state)
{
	(void)state;
	char alone[512];
	set_up(alone);
	load_start(&load, &world, &other);
	load_wait(&load, ACTS);
	int64_t killed = clock_mono_ms(&clock_system);
	postgres_kill(world.postgres);
	postgres_promote(&standby);
	int64_t promoted = clock_mono_ms(&clock_system);
	load_wait(&load, ACTS);
	load_stop(&load);
	tell(load_check(&load, alone), killed, promoted);
	verify_audit(alone);
	load_free(&load);
	world_leave(&other);
	postgres_free(&standby);
	world_free(&world);
}

/* All connections of both centres, at any moment of a transaction: within its commit too. */
static void connections_are_cut_at_random(void **state)
{
	(void)state;
	uint8_t pause = 0;
	long cut = 0;
	char text[16];
	world_make(&world);
	world_on_postgres(&world);
	world.extra[0] = "--policy";
	world.extra[1] = "match_code=no";
	crowd_init(&world, LOAD_WORKERS);
	world_start(&world);
	world_join(&other, &world);
	world_start(&other);
	load_start(&load, &world, &other);
	while (cut < CUTS) {
		assert_true(random_bytes(&pause, 1));
		poll(NULL, 0, pause % CUT_EVERY_MS);
		world_sql(&world,
		    "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity "
		    "WHERE application_name = 'ddopa-centrald'",
		    text, sizeof text);
		cut += atol(text);
	}
	load_wait(&load, ACTS);
	load_stop(&load);
	print_message("# %ld connections cut: %ld acts acknowledged, each there once\n", cut,
	    load_check(&load, world.store));
	verify_audit(world.store);
	load_free(&load);
	world_leave(&other);
	world_free(&world);
}

int main(void)
{
	struct CMUnitTest tests[ROUNDS + 1] = {cmocka_unit_test(connections_are_cut_at_random)};
	for (int i = 1; i <= ROUNDS; i++)
		tests[i] = (struct CMUnitTest)cmocka_unit_test(the_primary_is_killed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
