/*
 * main/process.c - children.
 */
#include "main/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#define HELPER_FD 3

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

int process_become_helper(pid_t parent, int fd)
{
	const int nothing = open("/dev/null", O_RDWR);

	die_with(parent, SIGKILL);
	setsid();
	unblock_all();
	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 ||
	    (isatty(STDERR_FILENO) && dup2(nothing, STDERR_FILENO) < 0))
		_exit(EX_OSERR);
	if (fd != HELPER_FD && dup2(fd, HELPER_FD) < 0)
		_exit(EX_OSERR);
	close_range(HELPER_FD + 1, ~0U, 0);
	fcntl(HELPER_FD, F_SETFD, FD_CLOEXEC);
	return HELPER_FD;
}
