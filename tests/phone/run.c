#include "run.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "../base/cmocka_all.h"

const char *phone_program(void)
{
	static char path[PATH_MAX];
	const char *build = getenv("top_builddir");
	if (build)
		snprintf(path, sizeof path, "%s/ddopa-phone", build);
	else if (!path[0])
		assert_non_null(realpath("ddopa-phone", path));
	return path;
}

static void become(const char *const argv[])
{
	const char *all[32] = {phone_program()};
	for (int n = 1; *argv; n++)
		all[n] = *argv++;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execv(all[0], (char *const *)all);
	_exit(127);
}

void phone_start(struct phone_run *r, const char *const argv[])
{
	int in[2], out[2];
	memset(r, 0, sizeof *r);
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	r->pid = fork();
	assert_true(r->pid >= 0);
	if (r->pid == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		become(argv);
	}
	close(in[0]);
	close(out[1]);
	r->in = in[1];
	r->out = out[0];
}

void phone_start_tty(struct phone_run *r, const char *const argv[])
{
	struct winsize size = {.ws_row = 24, .ws_col = 40};
	memset(r, 0, sizeof *r);
	r->pid = forkpty(&r->out, NULL, NULL, &size);
	assert_true(r->pid >= 0);
	if (r->pid == 0)
		become(argv);
	r->in = dup(r->out);
}

void phone_say(struct phone_run *r, const char *text)
{
	size_t len = strlen(text);
	if (write(r->in, text, len) != (ssize_t)len) {
		phone_hear(r, NULL);
		fprintf(stderr, "%s", r->text);
		fail_msg("nobody listens any more");
	}
}

static bool said(const struct phone_run *r, const char *wanted, int times)
{
	const char *at = r->text;
	for (; times > 0 && (at = strstr(at, wanted)) != NULL; times--)
		at++;
	return times == 0;
}

/* False at the end. */
static bool read_more(struct phone_run *r)
{
	struct pollfd p = {r->out, POLLIN, 0};
	if (poll(&p, 1, 30000) != 1)
		fail_msg("silence after: %s", r->text);
	ssize_t n = read(r->out, r->text + r->len, sizeof r->text - 1 - r->len);
	r->len += n > 0 ? (size_t)n : 0;
	r->text[r->len] = '\0';
	return n > 0;
}

void phone_hear_times(struct phone_run *r, const char *wanted, int times)
{
	while (!said(r, wanted, times))
		if (!read_more(r))
			fail_msg("never said: %s\n%s", wanted, r->text);
}

void phone_hear(struct phone_run *r, const char *wanted)
{
	if (wanted)
		phone_hear_times(r, wanted, 1);
	while (!wanted && read_more(r))
		;
}

int phone_finish(struct phone_run *r)
{
	int status;
	close(r->in);
	phone_hear(r, NULL);
	close(r->out);
	assert_int_equal(waitpid(r->pid, &status, 0), r->pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

const char *phone_last_line(const struct phone_run *r)
{
	const char *line = r->text + r->len;
	assert_true(r->len > 0 && line[-1] == '\n');
	for (line--; line > r->text && line[-1] != '\n'; line--)
		;
	return line;
}
