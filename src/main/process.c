/*
 * main/process.c - children.
 */
#include "main/process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#define HELPER_FD 3
#define SECOND_FD 4

void process_fill_standard(void)
{
	/* The wrong way round, so that what is read from or written to a closed descriptor
	 * fails as it should, instead of vanishing. */
	static const int modes[] = {
	    [STDIN_FILENO] = O_WRONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_RDONLY};

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
			return;
}

static void die_with(pid_t parent, int signo)
{
	prctl(PR_SET_PDEATHSIG, signo);
	if (getppid() != parent)
		_exit(EX_UNAVAILABLE);
}

static void unblock_all(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void process_become_face(pid_t parent)
{
	/* A hang-up: the face can put its things in order. */
	die_with(parent, SIGHUP);
	unblock_all();
}

/* fds[0] and [1], -1 for none, become descriptors 3 and 4, whatever they were before. */
static bool place(int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0 && (fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, SECOND_FD + 1)) < 0)
			return false;
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0 && dup3(fds[i], HELPER_FD + i, O_CLOEXEC) < 0)
			return false;
	close_range(fds[1] >= 0 ? SECOND_FD + 1 : HELPER_FD + 1, ~0U, 0);
	return true;
}

int process_become_helper(pid_t parent, int fd, int *second)
{
	const int nothing = open("/dev/null", O_RDWR);
	int fds[2] = {fd, *second};

	die_with(parent, SIGKILL);
	setsid();
	unblock_all();
	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 ||
	    (isatty(STDERR_FILENO) && dup2(nothing, STDERR_FILENO) < 0) || !place(fds))
		_exit(EX_OSERR);
	if (*second >= 0)
		*second = SECOND_FD;
	return HELPER_FD;
}
