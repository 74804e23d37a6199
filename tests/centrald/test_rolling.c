/*
 * Two centres over one PostgreSQL are ended and started anew, one after the other, while
 * citizens are enrolled: nobody is refused, and nothing that was acknowledged is missing.
 */
#include <signal.h>

#include "fixture.h"
#include "load.h"

#define ROUNDS 2
#define ACTS   60 /* between two restarts */

static struct world other;
static struct load load;

static int set_up(void **state)
{
	*state = NULL;
	world_make(&world);
	world_on_postgres(&world);
	world.extra[0] = "--policy";
	world.extra[1] = "match_code=no";
	crowd_init(&world, LOAD_WORKERS);
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

static void restart(struct world *w)
{
	world_kill(w, SIGTERM); /* asserts that it ends well */
	world_start(w);
	load_wait(&load, ACTS);
}

static void each_is_replaced_under_load(void **state)
{
	(void)state;
	long repeated = 0;
	load_start(&load, &world, &other);
	load_wait(&load, ACTS);
	for (int i = 0; i < ROUNDS; i++) {
		restart(&world);
		restart(&other);
	}
	load_stop(&load);
	for (int i = 0; i < LOAD_WORKERS; i++)
		repeated += load.workers[i].repeated;
	long acts = load_check(&load, world.store);
	print_message("# %d restarts: %ld acts acknowledged and there, %ld requests repeated, "
		      "no answer for at most %lld ms\n",
	    2 * ROUNDS, acts, repeated, (long long)load_silence(&load));
	load_free(&load);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
	assert_int_equal(world_number(&world, "SELECT used FROM quota"), LOAD_WORKERS);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM enrolments WHERE is_open = 1"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_is_replaced_under_load),
	};
	return cmocka_run_group_tests(tests, set_up, leave);
}
