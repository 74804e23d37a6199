/* Live and ready: whom a supervisor restarts, and where a load balancer sends nobody. */
#include <poll.h>
#include <string.h>

#include "centrald/health.h"
#include "fixture.h"

static void asked(call_handler *handler, const struct centre *centre, int status, const char *body)
{
	struct centre c = *centre;
	struct call call = {.centre = &c};
	struct error err;
	call_reset(&call);
	assert_true(handler(&call, &err));
	assert_int_equal(call.status, status);
	assert_string_equal((const char *)call.out.data, body);
	call_free_parts(&call);
}

static void who_ends_or_has_no_store_is_not_ready(void **state)
{
	(void)state;
	const struct centre well = {.reachable = true};
	const struct centre away = {.reachable = false};
	const struct centre ending = {.reachable = true, .draining = true};
	asked(health_ready, &well, 200, "{\"status\":\"ready\"}");
	asked(health_ready, &away, 503, "{\"status\":\"store-away\"}");
	asked(health_ready, &ending, 503, "{\"status\":\"draining\"}");
	asked(health_live, &away, 200, "{\"status\":\"live\"}");
	asked(health_live, &ending, 200, "{\"status\":\"live\"}");
}

/* Asked until it is so: the store is looked at four times a second. */
static void becomes(struct client *c, const char *path, long status)
{
	struct answer a;
	for (int i = 0; i < 600; i++) {
		client_json(c, "GET", path, NULL, &a);
		if (a.status == status)
			break;
		answer_free(&a);
		poll(NULL, 0, 50);
	}
	expect_status(&a, status);
}

static void it_follows_the_database(void **state)
{
	(void)state;
	struct client c;
	client_make_citizen(&c, &world);
	becomes(&c, "/health/ready", 200);
	postgres_crash(world.postgres);
	becomes(&c, "/health/ready", 503);
	becomes(&c, "/health/live", 200);
	postgres_again(world.postgres);
	becomes(&c, "/health/ready", 200);
	client_free(&c);
}

static int set_up(void **state)
{
	*state = NULL;
	world_make(&world);
	world_on_postgres(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	world_start(&world);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_ends_or_has_no_store_is_not_ready),
	    cmocka_unit_test(it_follows_the_database),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
