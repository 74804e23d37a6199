/*
 * card/sensor_program.c - a vendor's capture program: run with the finger's name as its only
 * argument, it prints a template to its standard output and ends with 0. It is run once a press,
 * under the time limit, in a process group of its own that is killed as a whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "card/sensor_kinds.h"

#define LOOK_MS 50
#define NO_EXEC 127

struct run {
	pid_t pid;
	int out; /* of the program's standard output */
	uint8_t bytes[TEMPLATE_MAX + 1];
	size_t len;
	bool ended; /* its output */
};

_Noreturn static void exec_program(const char *path, enum finger finger, int out)
{
	char *const argv[] = {
	    (char *)(uintptr_t)path, (char *)(uintptr_t)finger_name(finger), NULL};
	const int nothing = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(out, 1) < 0 || dup2(nothing, 2) < 0)
		_exit(NO_EXEC);
	close_range(3, ~0U, 0);
	execv(path, argv);
	_exit(NO_EXEC);
}

static bool start(struct run *r, const char *path, enum finger finger)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	r->pid = fork();
	if (r->pid == 0) {
		fcntl(fds[1], F_SETFL, 0);
		exec_program(path, finger, fds[1]);
	}
	close(fds[1]);
	r->out = fds[0];
	if (r->pid < 0)
		close(r->out);
	return r->pid > 0;
}

static void read_some(struct run *r)
{
	while (!r->ended) {
		const ssize_t n = read(r->out, r->bytes + r->len, sizeof r->bytes - r->len);

		if (n < 0)
			return;
		r->len += (size_t)n;
		/* Full is too much already: no need to wait for the rest. */
		r->ended = n == 0 || r->len == sizeof r->bytes;
	}
}

/* True when it ended by itself in time; *status as of waitpid. */
static bool wait_for(struct sensor *s, struct run *r, int *status)
{
	for (;;) {
		read_some(r);
		if (r->len == sizeof r->bytes)
			return false;
		if (waitpid(r->pid, status, WNOHANG) == r->pid) {
			r->pid = -1;
			read_some(r);
			return true;
		}
		if (sensor_time_left(s) == 0 || !sensor_wanted(s, LOOK_MS))
			return false;
	}
}

static void stop(struct run *r)
{
	if (r->pid > 0) {
		/* Its group, and itself in case that it had not made one yet. */
		kill(-r->pid, SIGKILL);
		kill(r->pid, SIGKILL);
		waitpid(r->pid, NULL, 0);
	}
	close(r->out);
}

static bool judge(const char *path, const struct run *r, bool ended, int status, struct error *err)
{
	if (r->len == sizeof r->bytes)
		return error_set(err, PROBLEM_SENSOR_FAILED, "%s: too long", path);
	if (!ended)
		return error_set(err, PROBLEM_FINGER_TIMEOUT, "%s", path);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_EXEC)
		return error_set(err, PROBLEM_NO_SENSOR, "%s", path);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return error_set(err, PROBLEM_SENSOR_FAILED, "%s: %s %d", path,
		    WIFEXITED(status) ? "exit" : "signal",
		    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	return true;
}

bool sensor_press_program(
    struct sensor *s, enum finger finger, int nth, struct press *press, struct error *err)
{
	struct run r = {0};
	int status = 0;
	bool ended, ok;

	(void)nth;
	if (access(s->options->path, X_OK) != 0)
		return error_errno(err, PROBLEM_NO_SENSOR, errno, s->options->path);
	if (!start(&r, s->options->path, finger))
		return error_errno(err, PROBLEM_SYSTEM, errno, s->options->path);
	ended = wait_for(s, &r, &status);
	stop(&r);
	ok = judge(s->options->path, &r, ended, status, err) &&
	     sensor_take(press, r.bytes, r.len, err);
	secret_wipe(r.bytes, sizeof r.bytes);
	return ok;
}
