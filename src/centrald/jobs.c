#include "centrald/jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"

struct jobs {
	struct centrald_config *cfg;
	pid_t pids[JOBS_MAX]; /* 0: has ended */
	sigset_t before, waited;
	bool stopping;
	int status;
};

static void pass_on(const struct jobs *j, int signo)
{
	for (long i = 0; i < j->cfg->jobs; i++)
		if (j->pids[i] > 0)
			kill(j->pids[i], signo);
}

static void stop(struct jobs *j, int status)
{
	if (!j->stopping)
		j->status = status;
	j->stopping = true;
	pass_on(j, SIGTERM);
}

/* One byte comes when it listens; the end of the pipe when it could not begin. */
static bool is_ready(int fd)
{
	char byte;
	ssize_t n;
	while ((n = read(fd, &byte, 1)) < 0 && errno == EINTR)
		continue;
	close(fd);
	return n == 1;
}

enum part { CHILD, READY, FAILED };

static enum part spawn(struct jobs *j, long i)
{
	int ready[2];
	pid_t parent = getpid();
	if (pipe2(ready, O_CLOEXEC) != 0)
		return FAILED;
	pid_t pid = fork();
	if (pid == 0) {
		close(ready[0]);
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			kill(getpid(), SIGTERM);
		sigprocmask(SIG_SETMASK, &j->before, NULL);
		j->cfg->ready_fd = ready[1];
		return CHILD;
	}
	close(ready[1]);
	if (pid < 0) {
		close(ready[0]);
		return FAILED;
	}
	j->pids[i] = pid;
	return is_ready(ready[0]) ? READY : FAILED;
}

static int status_of(int waited)
{
	return WIFEXITED(waited) ? WEXITSTATUS(waited) : EX_SOFTWARE;
}

static bool any_left(const struct jobs *j)
{
	for (long i = 0; i < j->cfg->jobs; i++)
		if (j->pids[i] > 0)
			return true;
	return false;
}

/* Of what died by itself another is started; one that cannot begin ends all. */
static enum part replace(struct jobs *j, long i, int waited)
{
	log_write(LOG_LEVEL_WARN, "a process ended (%d), another is started", status_of(waited));
	enum part part = spawn(j, i);
	if (part == FAILED)
		stop(j, EX_OSERR);
	return part;
}

static enum part reap(struct jobs *j)
{
	int waited;
	pid_t pid;
	while ((pid = waitpid(-1, &waited, WNOHANG)) > 0)
		for (long i = 0; i < j->cfg->jobs; i++) {
			if (j->pids[i] != pid)
				continue;
			j->pids[i] = 0;
			if (j->stopping && j->status == 0)
				j->status = status_of(waited);
			if (!j->stopping && replace(j, i, waited) == CHILD)
				return CHILD;
		}
	return READY;
}

static enum part look_after(struct jobs *j)
{
	while (any_left(j)) {
		int signo = sigwaitinfo(&j->waited, NULL);
		if (signo == SIGTERM || signo == SIGINT)
			stop(j, 0);
		else if (signo == SIGHUP)
			pass_on(j, SIGHUP);
		else if (signo == SIGCHLD && reap(j) == CHILD)
			return CHILD;
	}
	return FAILED;
}

static enum part start_all(struct jobs *j)
{
	for (long i = 0; i < j->cfg->jobs; i++) {
		enum part part = spawn(j, i);
		int waited = 0;
		if (part == CHILD)
			return CHILD;
		if (part == READY)
			continue;
		if (j->pids[i] > 0 && waitpid(j->pids[i], &waited, 0) == j->pids[i])
			j->pids[i] = 0;
		stop(j, status_of(waited));
		return FAILED;
	}
	return READY;
}

static void tell_ready(int fd)
{
	if (fd < 0)
		return;
	while (write(fd, "\n", 1) < 0 && errno == EINTR)
		continue;
	close(fd);
}

static void listen_together(struct listen_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		list->at[i].together = true;
}

bool jobs_run(struct centrald_config *cfg, int *status)
{
	static const int waited[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
	struct jobs j = {.cfg = cfg};
	int ready_fd = cfg->ready_fd;
	if (ready_fd >= 0)
		fcntl(ready_fd, F_SETFD, FD_CLOEXEC);
	listen_together(&cfg->terminals);
	listen_together(&cfg->citizens);
	sigemptyset(&j.waited);
	for (size_t i = 0; i < sizeof waited / sizeof *waited; i++)
		sigaddset(&j.waited, waited[i]);
	sigprocmask(SIG_BLOCK, &j.waited, &j.before);
	enum part part = start_all(&j);
	if (part == READY)
		tell_ready(ready_fd);
	if (part != CHILD)
		part = look_after(&j);
	*status = j.status;
	return part == CHILD;
}
