/* The lanes side by side: what never answers costs the limit once, and the row that it hung at is
 * the fault; what answers is told all the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "doctor/doctor.h"

#define LIMIT_MS 300
#define AMPLE_MS 30000

struct scene {
	char directory[64];
	struct terminal_config config;
	struct error config_error;
	int service, centre; /* listen, and never answer */
	int helper;	     /* the far end of a card helper that never speaks; -1: none */
	int64_t limit_ms;
	struct fact facts[FACTS_MAX];
};

static int listen_unix(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%.*s",
	    (int)sizeof address.sun_path - 1, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, 4), 0);
	return fd;
}

static int listen_inet(unsigned *port)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

static int begin(void **state)
{
	struct scene *s = calloc(1, sizeof *s);
	unsigned port;

	snprintf(s->directory, sizeof s->directory, "%s/doctor.XXXXXX",
	    getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	if (mkdtemp(s->directory) == NULL)
		return -1;
	snprintf(s->config.reader_socket, sizeof s->config.reader_socket, "%s/pcscd", s->directory);
	snprintf(s->config.state_directory, sizeof s->config.state_directory, "%s", s->directory);
	s->service = listen_unix(s->config.reader_socket);
	s->centre = listen_inet(&port);
	snprintf(s->config.url, sizeof s->config.url, "https://127.0.0.1:%u", port);
	/* Authorities there must be, or TLS is not begun. */
	snprintf(s->config.ca, sizeof s->config.ca, "%s", "/nonexistent/ca.pem");
	s->helper = -1;
	s->limit_ms = LIMIT_MS;
	*state = s;
	return 0;
}

static int end(void **state)
{
	struct scene *s = *state;

	close(s->service);
	close(s->centre);
	if (s->helper >= 0)
		close(s->helper);
	unlink(s->config.reader_socket);
	rmdir(s->directory);
	free(s);
	return 0;
}

static int start_mute_helper(void *arg)
{
	struct scene *s = arg;
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
		return -1;
	s->helper = fds[1];
	return fds[0];
}

static int64_t look(struct scene *s, bool helper)
{
	const struct doctor_options o = {.config = &s->config,
	    .config_error = &s->config_error,
	    .clock = &clock_system,
	    .host = {.start_card = helper ? start_mute_helper : NULL, .arg = s},
	    .root = "",
	    .limit_ms = s->limit_ms};
	const int64_t from = clock_mono_ms(&clock_system);
	struct error err;

	assert_true(doctor_look(&o, s->facts, &err));
	return clock_mono_ms(&clock_system) - from;
}

static const struct fact *fact(const struct scene *s, const char *id)
{
	for (size_t i = 0; i < fact_count; i++)
		if (fact_rows[i].id != NULL && strcmp(fact_rows[i].id, id) == 0)
			return &s->facts[i];
	fail_msg("no row %s", id);
	return NULL;
}

/* Service and helper accept and are silent; only the limit ends that. */
static void what_is_silent_costs_the_limit_once(void **state)
{
	struct scene *s = *state;
	const int64_t took = look(s, true);

	assert_true(took >= LIMIT_MS);
	assert_int_equal(fact(s, "card-service-version")->how, FACT_BAD);
	assert_non_null(strstr(fact(s, "card-service-version")->value, "300 ms"));
	assert_int_equal(fact(s, "card-service")->how, FACT_BAD);
	assert_non_null(strstr(fact(s, "card-service")->value, "300 ms"));
	assert_int_equal(fact(s, "reader")->how, FACT_UNKNOWN);
	assert_int_equal(fact(s, "card-helper")->how, FACT_GOOD);
}

static void every_check_has_something_to_say(void **state)
{
	struct scene *s = *state;

	look(s, true);
	for (size_t i = 0; i < fact_count; i++) {
		if (fact_rows[i].id == NULL)
			continue;
		if (s->facts[i].value[0] == '\0')
			fail_msg("%s says nothing", fact_rows[i].id);
		if (doctor_ill(&s->facts[i]) && s->facts[i].todo[0] == '\0')
			fail_msg("%s has no advice", fact_rows[i].id);
	}
}

/* Nothing waits: it is over long before its limit. */
static void what_answers_is_not_waited_for(void **state)
{
	struct scene *s = *state;

	close(s->service);
	unlink(s->config.reader_socket);
	s->service = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	s->limit_ms = AMPLE_MS;
	assert_true(look(s, false) < AMPLE_MS);
	assert_int_equal(fact(s, "connection")->how, FACT_GOOD);
	assert_int_equal(fact(s, "tls")->how, FACT_BAD);
	assert_non_null(strstr(fact(s, "tls")->value, "/nonexistent/ca.pem"));
	assert_int_equal(fact(s, "centre")->how, FACT_UNKNOWN);
	assert_int_equal(fact(s, "card-helper")->how, FACT_BAD);
	assert_int_equal(fact(s, "card-service-version")->how, FACT_UNKNOWN);
	assert_int_equal(fact(s, "state-directory")->how, FACT_GOOD);
}

static void no_process_is_left(void **state)
{
	struct scene *s = *state;

	look(s, true);
	/* Those that were killed may still be leaving; there is none that is not. */
	while (waitpid(-1, NULL, 0) > 0)
		;
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(what_is_silent_costs_the_limit_once),
	    CASE(every_check_has_something_to_say),
	    CASE(what_answers_is_not_waited_for),
	    CASE(no_process_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
