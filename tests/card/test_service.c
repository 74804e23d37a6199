/* The card service's version, asked of a daemon that is played: of this release, of another, one
 * that hangs up, and none. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "card/service.h"

/* winscard_msg.h of pcsc-lite 1.9.9: the header, and what comes back. */
struct question {
	uint32_t size, command;
	int32_t major, minor;
	uint32_t rv;
};
struct answer {
	int32_t major, minor;
	uint32_t rv;
};
#define SERVICE_STOPPED 0x8010001EU

struct daemon {
	char directory[64], path[80];
	int listener;
	pid_t pid;
};

static int begin(void **state)
{
	struct daemon *d = calloc(1, sizeof *d);
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(d->directory, sizeof d->directory, "%s/service.XXXXXX",
	    getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	if (mkdtemp(d->directory) == NULL)
		return -1;
	snprintf(d->path, sizeof d->path, "%s/socket", d->directory);
	snprintf(address.sun_path, sizeof address.sun_path, "%s", d->path);
	d->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	*state = d;
	return bind(d->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
	       listen(d->listener, 1) != 0;
}

static int end(void **state)
{
	struct daemon *d = *state;

	if (d->pid > 0)
		waitpid(d->pid, NULL, 0);
	close(d->listener);
	unlink(d->path);
	rmdir(d->directory);
	free(d);
	return 0;
}

/* One connection, answered with what is given, size bytes of it; the question must be one. */
static void play(struct daemon *d, const struct answer *answer, size_t size)
{
	struct question q = {0};

	d->pid = fork();
	if (d->pid != 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	const int fd = accept(d->listener, NULL, NULL);
	if (recv(fd, &q, sizeof q, MSG_WAITALL) == (ssize_t)sizeof q && q.size == 12 &&
	    q.command == 0x11 && q.major == 4)
		(void)send(fd, answer, size, MSG_NOSIGNAL);
	_exit(0);
}

static void the_same_release_is_accepted(void **state)
{
	struct daemon *d = *state;
	struct service_version v;
	struct error err;

	play(d, &(struct answer){4, 4, 0}, sizeof(struct answer));
	assert_true(service_ask(d->path, &v, &err));
	assert_true(v.accepted);
	assert_int_equal(v.major, 4);
	assert_int_equal(v.minor, 4);
	assert_int_equal(v.our_major, 4);
	assert_non_null(v.library);
}

static void another_release_is_named(void **state)
{
	struct daemon *d = *state;
	struct service_version v;
	struct error err;

	play(d, &(struct answer){4, 5, SERVICE_STOPPED}, sizeof(struct answer));
	assert_true(service_ask(d->path, &v, &err));
	assert_false(v.accepted);
	assert_int_equal(v.minor, 5);
}

static void half_an_answer_is_none(void **state)
{
	struct daemon *d = *state;
	struct service_version v;
	struct error err;

	play(d, &(struct answer){4, 4, 0}, 5);
	assert_false(service_ask(d->path, &v, &err));
	assert_int_equal(err.problem, PROBLEM_PCSCD_PROTOCOL);
	assert_string_equal(err.context, d->path);
}

static void no_service_is_told_with_its_socket(void **state)
{
	struct daemon *d = *state;
	struct service_version v;
	struct error err;

	unlink(d->path);
	assert_false(service_ask(d->path, &v, &err));
	assert_int_equal(err.problem, PROBLEM_NO_PCSCD);
	assert_non_null(strstr(err.context, d->path));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(the_same_release_is_accepted),
	    CASE(another_release_is_named),
	    CASE(half_an_answer_is_none),
	    CASE(no_service_is_told_with_its_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
