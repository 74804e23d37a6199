/* One program of the world: spawned so that it dies with us, and waited for without guessing. */
#include "training/training.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READY_LIMIT_MS 20000
#define RETRY_MS       5
#define DEATH_TRIES    100

static int log_descriptor(const struct world *w)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof path, "%s/log", w->directory);
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* In the child, before exec. */
static void child(const struct world *w, const struct service *s, pid_t parent)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int log = log_descriptor(w);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setsid(); /* what the terminal sends is for the command, not for its surroundings */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(127);
	dup2(s->stdin_fd >= 0 ? s->stdin_fd : null, STDIN_FILENO);
	dup2(s->stdout_fd >= 0 ? s->stdout_fd : log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	for (const int *fd = s->keep; fd != NULL && *fd >= 0; fd++)
		fcntl(*fd, F_SETFD, 0);
	if (s->keep != NULL && s->keep_as > 0)
		dup2(s->keep[0], s->keep_as);
	for (const char *const *e = s->environment; e != NULL && *e != NULL; e++)
		putenv((char *)(uintptr_t)*e);
	execv(s->argv[0], s->argv);
	dprintf(STDERR_FILENO, "%s: %s\n", s->argv[0], strerror(errno));
	_exit(127);
}

pid_t service_start(const struct world *w, const struct service *s, struct error *err)
{
	pid_t self = getpid();
	pid_t pid = fork();

	if (pid == 0)
		child(w, s, self);
	if (pid < 0)
		error_errno(err, PROBLEM_SYSTEM, errno, s->name);
	return pid;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void pause_a_moment(void)
{
	const struct timespec pause = {.tv_nsec = RETRY_MS * 1000000L};

	nanosleep(&pause, NULL);
}

static bool died(const char *name, pid_t pid, struct error *err)
{
	int status;

	if (pid <= 0 || waitpid(pid, &status, WNOHANG) != pid)
		return false;
	error_set(err, PROBLEM_SYSTEM, "%s ended while starting (status %d)", name,
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return true;
}

bool service_ready(const char *name, pid_t pid, int fd, struct error *err)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char byte;

	if (poll(&p, 1, READY_LIMIT_MS) == 1 && read(fd, &byte, 1) == 1)
		return true;
	/* Its end of the pipe is closed a moment before it can be waited for. */
	for (int i = 0; i < DEATH_TRIES; i++) {
		if (died(name, pid, err))
			return false;
		pause_a_moment();
	}
	return error_set(err, PROBLEM_SYSTEM, "%s did not become ready", name);
}

static bool accepts(const char *path)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok;

	if (fd < 0)
		return false;
	snprintf(un.sun_path, sizeof un.sun_path, "%s", path);
	ok = connect(fd, (const struct sockaddr *)&un, sizeof un) == 0;
	close(fd);
	return ok;
}

/* There is no event for «somebody listens now»; a try costs microseconds. */
bool service_accepts(const char *name, pid_t pid, const char *path, struct error *err)
{
	long end = now_ms() + READY_LIMIT_MS;

	while (!accepts(path)) {
		if (died(name, pid, err))
			return false;
		if (now_ms() > end)
			return error_set(err, PROBLEM_SYSTEM, "%s does not answer", name);
		pause_a_moment();
	}
	return true;
}
