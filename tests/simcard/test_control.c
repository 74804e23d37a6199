/* The control socket: lines in, lines out, and who may be there. */
#include "world.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "simcard/control.h"

struct world {
	struct loop *loop;
	struct control *control;
	char path[100];
};

/* Answers what it was told, in brackets. */
static void echo(void *arg, char *line, struct buf *answer)
{
	(void)arg;
	buf_printf(answer, "ok [%s]", line);
}

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	struct error err;

	snprintf(w->path, sizeof w->path, "%s/control", getenv("TMPDIR"));
	w->loop = loop_new(&clock_system);
	w->control = control_open(w->loop, w->path, echo, w, &err);
	*state = w;
	return w->control == NULL ? -1 : 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	control_close(w->control);
	loop_free(w->loop);
	free(w);
	return 0;
}

static int connect_to(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
	return fd;
}

static void turn(struct world *w)
{
	for (int i = 0; i < 5; i++)
		loop_turn(w->loop, 2);
}

static void expect(int fd, const char *wanted)
{
	char text[200];
	const ssize_t n = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);

	assert_true(n >= 0);
	text[n] = '\0';
	assert_string_equal(text, wanted);
}

static void test_lines(void **state)
{
	struct world *w = *state;
	const int fd = connect_to(w->path);

	assert_int_equal(send(fd, "one\ntwo 2\nthr", 13, 0), 13);
	turn(w);
	expect(fd, "ok [one]\nok [two 2]\n");
	assert_int_equal(send(fd, "ee\n", 3, 0), 3);
	turn(w);
	expect(fd, "ok [three]\n");
	close(fd);
	turn(w);
}

static void test_several_peers(void **state)
{
	struct world *w = *state;
	int fds[9];

	for (int i = 0; i < 9; i++) {
		fds[i] = connect_to(w->path);
		turn(w);
	}
	for (int i = 0; i < 8; i++) {
		assert_int_equal(send(fds[i], "x\n", 2, 0), 2);
		turn(w);
		expect(fds[i], "ok [x]\n");
	}
	expect(fds[8], ""); /* one too many: closed */
	for (int i = 0; i < 9; i++)
		close(fds[i]);
	turn(w);
}

static void test_endless_line(void **state)
{
	static char text[6000];
	struct world *w = *state;
	const int fd = connect_to(w->path);
	char c;

	memset(text, 'x', sizeof text);
	assert_int_equal(send(fd, text, sizeof text, 0), sizeof text);
	turn(w);
	assert_true(recv(fd, &c, 1, MSG_DONTWAIT) <= 0);
	close(fd);
}

static void test_owner_only(void **state)
{
	struct world *w = *state;
	struct stat st;

	assert_int_equal(stat(w->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
}

/* A living one's place is not taken; a dead one's is. */
static void test_left_over(void **state)
{
	struct world *w = *state;
	struct error err;
	int status;

	assert_null(control_open(w->loop, w->path, echo, w, &err));
	assert_int_equal(err.problem, PROBLEM_CANNOT_CREATE);
	control_close(w->control);
	if (fork() == 0) {
		w->control = control_open(w->loop, w->path, echo, w, &err);
		_exit(w->control == NULL); /* leaves its file */
	}
	wait(&status);
	assert_int_equal(status, 0);
	assert_int_equal(access(w->path, F_OK), 0);
	w->control = control_open(w->loop, w->path, echo, w, &err);
	assert_non_null(w->control);
}

/* What is no socket stays where it is. */
static void test_no_socket(void **state)
{
	struct world *w = *state;
	struct error err;
	const char *path = write_card("precious", "data");

	assert_null(control_open(w->loop, path, echo, w, &err));
	assert_int_equal(err.problem, PROBLEM_CANNOT_CREATE);
	assert_int_equal(access(path, F_OK), 0);
}

static void test_send(void **state)
{
	struct world *w = *state;
	struct buf answer = BUF_INIT;
	struct error err;
	int status;

	const pid_t child = fork();

	if (child == 0) {
		const bool ok = control_send(w->path, "hello there", &answer, &err) &&
				strcmp((const char *)answer.data, "ok [hello there]") == 0;
		_exit(ok ? 0 : 1);
	}
	while (waitpid(child, &status, WNOHANG) == 0)
		loop_turn(w->loop, 5);
	assert_int_equal(status, 0);
	assert_false(control_send("/nowhere/at/all", "x", &answer, &err));
	assert_int_equal(err.problem, PROBLEM_IO);
	buf_free(&answer);
}

#define WITH_CONTROL(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_CONTROL(test_lines),
	    WITH_CONTROL(test_several_peers),
	    WITH_CONTROL(test_endless_line),
	    WITH_CONTROL(test_owner_only),
	    WITH_CONTROL(test_left_over),
	    WITH_CONTROL(test_no_socket),
	    WITH_CONTROL(test_send),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
