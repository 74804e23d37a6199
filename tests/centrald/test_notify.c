/* What the service manager is told: sd_notify(3), heard at a socket of the test's own. */
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "fixture.h"

#define PATIENCE_MS 60000

static int manager;

static void listen_as_manager(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	snprintf(at.sun_path, sizeof at.sun_path, "%.90s/notify", world.directory);
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(manager >= 0);
	assert_int_equal(bind(manager, (struct sockaddr *)&at, sizeof at), 0);
	setenv("NOTIFY_SOCKET", at.sun_path, 1);
}

static int begin(void **state)
{
	*state = NULL;
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	listen_as_manager();
	return 0;
}

static int end(void **state)
{
	close(manager);
	return tear_down(state);
}

/* The next message; watchdog's are left out unless they are asked for. */
static void hear(bool watchdog, char *out, size_t size)
{
	struct pollfd p = {.fd = manager, .events = POLLIN};
	do {
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		ssize_t n = recv(manager, out, size - 1, 0);
		assert_true(n > 0);
		out[n] = '\0';
	} while ((strstr(out, "WATCHDOG=1\n") != NULL) != watchdog);
}

#define EXPECT(WORDS)                                                                              \
	do {                                                                                       \
		char heard[300];                                                                   \
		hear(strcmp((WORDS), "WATCHDOG=1\n") == 0, heard, sizeof heard);                   \
		assert_memory_equal(heard, (WORDS), strlen(WORDS));                                \
	} while (0)

static void from_ready_to_stopping(void **state)
{
	(void)state;
	unsetenv("WATCHDOG_USEC");
	world_start(&world);
	EXPECT("READY=1\n");
	assert_int_equal(kill(world.pid, SIGHUP), 0);
	EXPECT("RELOADING=1\nMONOTONIC_USEC=");
	EXPECT("READY=1\n");
	world_kill(&world, SIGTERM);
	EXPECT("STOPPING=1\n");
	char more;
	assert_int_equal(recv(manager, &more, 1, MSG_DONTWAIT), -1); /* and no watchdog */
}

static void the_watchdog_is_told_again_and_again(void **state)
{
	(void)state;
	setenv("WATCHDOG_USEC", "2000000", 1);
	world_start(&world);
	for (int i = 0; i < 4; i++)
		EXPECT("WATCHDOG=1\n");
	world_kill(&world, SIGTERM);
	unsetenv("WATCHDOG_USEC");
}

/* Of another process's watchdog it is not the one to speak. */
static void a_watchdog_of_others_is_not_told(void **state)
{
	(void)state;
	char drop[300];
	setenv("WATCHDOG_USEC", "400000", 1);
	setenv("WATCHDOG_PID", "1", 1);
	while (recv(manager, drop, sizeof drop, MSG_DONTWAIT) > 0)
		continue;
	world_start(&world);
	EXPECT("READY=1\n");
	world_kill(&world, SIGTERM);
	EXPECT("STOPPING=1\n");
	assert_int_equal(recv(manager, drop, sizeof drop, MSG_DONTWAIT), -1);
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

static bool errors_tell(const char *word)
{
	char command[1200];
	snprintf(command, sizeof command, "grep -q -- '%s' '%s/errors'", word, world.directory);
	return system(command) == 0;
}

/* Its loop stands still in the database for longer than the watchdog's time. */
static void make_one_stand_still(PGconn *other, struct counter *k)
{
	struct answer a;
	PQclear(PQexec(other, "BEGIN"));
	PGresult *locked = PQexec(other, "LOCK TABLE terminals IN ACCESS EXCLUSIVE MODE");
	assert_int_equal(PQresultStatus(locked), PGRES_COMMAND_OK);
	PQclear(locked);
	client_json(&k->client, "GET", "/v1/status", NULL, &a);
	assert_true(a.status != 200);
	answer_free(&a);
}

/* Of several processes the parent alone speaks; one that stands still is ended by its own
 * alarm, and another one takes its place. */
static void of_several_processes_the_parent_speaks(void **state)
{
	(void)state;
	struct counter k;
	struct answer a = {0};
	char drop[300];
	while (recv(manager, drop, sizeof drop, MSG_DONTWAIT) > 0)
		continue;
	if (!world.postgres) { /* another store, with keys of its own */
		assert_int_equal(unlink(world.keys), 0);
		world_on_postgres(&world);
		assert_int_equal(world_init(&world, world_samples()), 0);
	}
	setenv("WATCHDOG_USEC", "3000000", 1);
	world.extra[0] = "--jobs";
	world.extra[1] = "2";
	world_start(&world);
	EXPECT("READY=1\n");
	EXPECT("WATCHDOG=1\n");
	counter_make(&k, &world, "4701", "01");
	PGconn *other = PQconnectdb(world.store);
	assert_int_equal(PQstatus(other), CONNECTION_OK);
	make_one_stand_still(other, &k);
	PQfinish(other);
	int64_t since = clock_mono_ms(&clock_system);
	while (!errors_tell("a process ended")) { /* it is told after the connection has ended */
		assert_true(clock_mono_ms(&clock_system) - since < PATIENCE_MS);
		poll(NULL, 0, 50);
	}
	client_json(&k.client, "GET", "/v1/status", NULL, &a);
	expect_status(&a, 200);
	world_kill(&world, SIGTERM);
	EXPECT("STOPPING=1\n"); /* and no other READY before it */
	unsetenv("WATCHDOG_USEC");
	world.extra[0] = NULL;
	counter_free(&k);
}

static void nobody_listens(void **state)
{
	(void)state;
	static const char *const names[] = {"", "nonsense", "/none/such", "@none-such"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		setenv("NOTIFY_SOCKET", names[i], 1);
		world_start(&world);
		world_kill(&world, SIGTERM);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(from_ready_to_stopping),
	    cmocka_unit_test(the_watchdog_is_told_again_and_again),
	    cmocka_unit_test(a_watchdog_of_others_is_not_told),
	    cmocka_unit_test(of_several_processes_the_parent_speaks),
	    cmocka_unit_test(nobody_listens),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
