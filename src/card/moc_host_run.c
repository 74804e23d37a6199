/*
 * card/moc_host_run.c - the program's process: how it begins, speaks and ends.
 */
#include "card/moc_host_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/secret.h"
#include "card/sandbox.h"

/* The longest line with its end, and the byte that shows that it is longer. */
#define BYTES_MAX (MOC_LINE_OUT + 2)

struct pipes {
	int to[2], from[2];
	int failed[2]; /* tells an errno when the program could not be started */
};

bool moc_run_init(struct moc_run *r, const char *path, const char *pcsc_socket)
{
	*r = (struct moc_run){.path = path, .pidfd = -1, .in = -1, .out = -1};
	if (pcsc_socket[0] != '\0')
		snprintf(
		    r->pcsc_socket, sizeof r->pcsc_socket, "PCSCLITE_CSOCK_NAME=%s", pcsc_socket);
	r->bytes = secret_alloc(BYTES_MAX);
	return r->bytes != NULL;
}

void moc_run_free(struct moc_run *r)
{
	secret_free(r->bytes, BYTES_MAX);
	r->bytes = NULL;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pipes(struct pipes *p)
{
	for (int i = 0; i < 2; i++) {
		close_end(&p->to[i]);
		close_end(&p->from[i]);
		close_end(&p->failed[i]);
	}
}

static bool open_pipes(struct pipes *p)
{
	*p = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}};
	if (pipe2(p->to, O_CLOEXEC) == 0 && pipe2(p->from, O_CLOEXEC) == 0 &&
	    pipe2(p->failed, O_CLOEXEC) == 0)
		return true;
	close_pipes(p);
	return false;
}

/* ---- in the child ---- */

static bool arrange(const struct pipes *p, pid_t parent)
{
	const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	return getppid() == parent && nothing >= 0 && chdir("/") == 0 &&
	       dup2(p->to[0], STDIN_FILENO) >= 0 && dup2(p->from[1], STDOUT_FILENO) >= 0 &&
	       dup2(nothing, STDERR_FILENO) >= 0 && close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

_Noreturn static void become_program(const struct moc_run *r, const struct pipes *p, pid_t parent)
{
	char *const argv[] = {(char *)(uintptr_t)r->path, NULL};
	char *const envp[] = {(char[]){"PATH=/usr/local/bin:/usr/bin:/bin"},
	    (char[]){"LANG=C.UTF-8"},
	    r->pcsc_socket[0] != '\0' ? (char *)(uintptr_t)r->pcsc_socket : NULL, NULL};
	int problem;

	errno = 0;
	if (arrange(p, parent) && sandbox_program())
		execve(r->path, argv, envp);
	problem = errno != 0 ? errno : EPERM;
	if (write(p->failed[1], &problem, sizeof problem) < 0)
		_exit(126);
	_exit(127);
}

/* ---- in the host ---- */

/* What the child told before it could become the program; 0: it has become it. */
static int wait_for_exec(int fd)
{
	int problem = 0;
	ssize_t n;

	do
		n = read(fd, &problem, sizeof problem);
	while (n < 0 && errno == EINTR);
	return n == sizeof problem ? problem : 0;
}

static void take_over(struct moc_run *r, struct pipes *p)
{
	r->in = p->to[1];
	r->out = p->from[0];
	p->to[1] = p->from[0] = -1;
	fcntl(r->in, F_SETFL, O_NONBLOCK);
	fcntl(r->out, F_SETFL, O_NONBLOCK);
	r->pidfd = pidfd_open(r->pid, 0);
	r->len = 0;
	r->ended = false;
}

int moc_run_start(struct moc_run *r)
{
	const pid_t self = getpid();
	struct pipes p;
	int problem, status;

	if (!open_pipes(&p))
		return errno;
	r->pid = fork();
	if (r->pid == 0)
		become_program(r, &p, self);
	problem = r->pid < 0 ? errno : 0;
	if (r->pid > 0) {
		setpgid(r->pid, r->pid); /* whoever comes first */
		close_end(&p.failed[1]);
		problem = wait_for_exec(p.failed[0]);
		take_over(r, &p);
		if (problem == 0 && r->pidfd < 0)
			problem = EMFILE;
	}
	close_pipes(&p);
	if (problem != 0 && r->pid > 0)
		moc_run_kill(r, &status);
	if (problem != 0)
		r->pid = 0;
	return problem;
}

bool moc_run_say(struct moc_run *r, const char *line, size_t len)
{
	char whole[MOC_LINE_IN + 1];
	ssize_t n;

	if (len > MOC_LINE_IN)
		return false;
	memcpy(whole, line, len);
	whole[len] = '\n';
	n = write(r->in, whole, len + 1);
	secret_wipe(whole, sizeof whole);
	return n == (ssize_t)len + 1 || (n < 0 && errno == EPIPE);
}

void moc_run_close_input(struct moc_run *r)
{
	close_end(&r->in);
}

static void read_some(struct moc_run *r)
{
	ssize_t n;

	if (r->ended || r->len == BYTES_MAX)
		return;
	n = read(r->out, r->bytes + r->len, BYTES_MAX - r->len);
	if (n > 0)
		r->len += (size_t)n;
	r->ended = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static bool take_line(struct moc_run *r, char *line, size_t *len)
{
	const char *end = memchr(r->bytes, '\n', r->len);

	if (end == NULL || end - r->bytes > MOC_LINE_OUT)
		return false;
	*len = (size_t)(end - r->bytes);
	memcpy(line, r->bytes, *len);
	line[*len] = '\0';
	r->len -= *len + 1;
	memmove(r->bytes, end + 1, r->len);
	return true;
}

enum moc_heard moc_run_hear(struct moc_run *r, char *line, size_t *len)
{
	if (take_line(r, line, len))
		return MOC_HEARD_LINE;
	read_some(r);
	if (take_line(r, line, len))
		return MOC_HEARD_LINE;
	if (r->len > MOC_LINE_OUT)
		return MOC_HEARD_TOO_LONG;
	return r->ended ? MOC_HEARD_END : MOC_HEARD_NOTHING;
}

void moc_run_kill(struct moc_run *r, int *status)
{
	/* Before it is waited for: until then its number names no other group. */
	kill(-r->pid, SIGKILL);
	while (waitpid(r->pid, status, 0) < 0 && errno == EINTR)
		;
	r->pid = 0;
	close_end(&r->pidfd);
	close_end(&r->in);
	close_end(&r->out);
	secret_wipe(r->bytes, BYTES_MAX);
	r->len = 0;
}
