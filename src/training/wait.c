/*
 * Waiting for a program, and how signals go. Each process of the chain (launcher, the
 * world's first process, the command) waits for the next one and hands on what somebody
 * sends to it alone; what the terminal sends, all of them have got already. While there is
 * nobody to hand it to, a signal ends the process, and the world with it.
 */
#include "training/training.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

static const int handed_on[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};

static volatile sig_atomic_t next_in_chain; /* handlers take no argument of ours */

static void hand_on(int signo, siginfo_t *info, void *context)
{
	(void)context;
	if (next_in_chain <= 0)
		_exit(128 + signo);
	if (info->si_code != SI_KERNEL)
		kill((pid_t)next_in_chain, signo);
}

/* Also needed because pid 1 of a namespace is spared every signal that it does not handle. */
void wait_prepare(void)
{
	const struct sigaction act = {.sa_sigaction = hand_on, .sa_flags = SA_SIGINFO | SA_RESTART};
	struct sigaction found;

	for (size_t i = 0; i < sizeof handed_on / sizeof handed_on[0]; i++)
		if (sigaction(handed_on[i], NULL, &found) == 0 && found.sa_handler != SIG_IGN)
			sigaction(handed_on[i], &act, NULL); /* nohup(1) stays in force */
}

int wait_code(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int world_wait(struct world *w, pid_t pid)
{
	struct error err;
	int status;
	pid_t ended;

	next_in_chain = (sig_atomic_t)pid;
	for (;;) {
		ended = waitpid(-1, &status, 0);
		if (ended == pid)
			break;
		/* A card pulled in a plain world ends pcscd: see simcard/vpcd.h. */
		if (ended > 0 && ended == w->pcscd && !w->private && !world_restart_pcscd(w, &err))
			log_error(&err);
		if (ended < 0 && errno != EINTR)
			return 70;
	}
	next_in_chain = 0;
	return wait_code(status);
}

/* Those that the kernel lists as ours; false when there is none (or no list). */
static bool kill_children(void)
{
	FILE *f = fopen("/proc/thread-self/children", "re");
	bool any = false;
	int pid;

	while (f != NULL && fscanf(f, "%d", &pid) == 1)
		any = kill((pid_t)pid, SIGKILL) == 0 || any;
	if (f != NULL)
		fclose(f);
	return any;
}

void wait_adopt(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* Each death may leave us another orphan. */
void wait_end_all(void)
{
	pid_t ended;

	while ((ended = waitpid(-1, NULL, WNOHANG)) >= 0)
		if (ended == 0 && (!kill_children() || waitpid(-1, NULL, 0) < 0))
			break;
}
