#include "centrald/jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define RETRY_S 2 /* before another try to start one that could not begin */

struct jobs {
	struct centrald_config *cfg;
	struct notify *notify;
	pid_t pids[JOBS_MAX];	/* 0: has ended */
	bool missing[JOBS_MAX]; /* its replacement could not begin: tried again after a pause */
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
	notify_stopping(j->notify);
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

/* Each shows its own, at one port after the other. */
static void metrics_apart(struct listen_list *list, long i)
{
	if (list->count == 0)
		return;
	char *address = list->at[0].address;
	char *port = strrchr(address, ':') + 1;
	long first = strtol(port, NULL, 10);
	if (first > 0)
		snprintf(port, CENTRALD_ADDRESS_MAX - (size_t)(port - address), "%ld", first + i);
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
		metrics_apart(&j->cfg->metrics, i);
		notify_become_child(j->notify);
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
		if (j->pids[i] > 0 || (j->missing[i] && !j->stopping))
			return true;
	return false;
}

/* It has said that it cannot begin, and is ending. */
static int gather(struct jobs *j, long i)
{
	int waited = 0;
	if (j->pids[i] > 0 && waitpid(j->pids[i], &waited, 0) == j->pids[i])
		j->pids[i] = 0;
	return status_of(waited);
}

/* One that cannot begin (the database is away) leaves the others alone; where the system has
 * no process to give, all end. */
static enum part replace(struct jobs *j, long i)
{
	enum part part = spawn(j, i);
	j->missing[i] = part == FAILED && j->pids[i] > 0;
	if (part != FAILED)
		return part;
	if (j->missing[i])
		log_write(LOG_LEVEL_WARN, "a process could not begin (%d), tried again soon",
		    gather(j, i));
	else
		stop(j, EX_OSERR);
	return FAILED;
}

/* Of what died by itself another is started. */
static enum part bury(struct jobs *j, long i, int waited)
{
	j->pids[i] = 0;
	if (j->stopping) {
		if (j->status == 0)
			j->status = status_of(waited);
		return READY;
	}
	log_write(LOG_LEVEL_WARN, "a process ended (%d), another is started", status_of(waited));
	return replace(j, i);
}

static enum part reap(struct jobs *j)
{
	int waited;
	pid_t pid;
	while ((pid = waitpid(-1, &waited, WNOHANG)) > 0)
		for (long i = 0; i < j->cfg->jobs; i++)
			if (j->pids[i] == pid && bury(j, i, waited) == CHILD)
				return CHILD;
	return READY;
}

static enum part replace_missing(struct jobs *j)
{
	for (long i = 0; i < j->cfg->jobs && !j->stopping; i++)
		if (j->missing[i] && replace(j, i) == CHILD)
			return CHILD;
	return READY;
}

static int next_signal(const struct jobs *j)
{
	struct timespec pause = {
	    .tv_sec = j->notify->every_ms / 1000, .tv_nsec = j->notify->every_ms % 1000 * 1000000};
	bool timed = j->notify->every_ms > 0;
	for (long i = 0; i < j->cfg->jobs; i++)
		if (j->missing[i] && (!timed || pause.tv_sec > RETRY_S)) {
			pause = (struct timespec){.tv_sec = RETRY_S};
			timed = true;
		}
	return timed ? sigtimedwait(&j->waited, NULL, &pause) : sigwaitinfo(&j->waited, NULL);
}

static void reload(struct jobs *j)
{
	notify_reloading(j->notify, clock_mono_ms(&clock_system));
	pass_on(j, SIGHUP);
	notify_ready(j->notify);
}

static enum part look_after(struct jobs *j)
{
	while (any_left(j)) {
		enum part part = READY;
		notify_alive(j->notify, clock_mono_ms(&clock_system));
		int signo = next_signal(j);
		if (signo == SIGTERM || signo == SIGINT)
			stop(j, 0);
		else if (signo == SIGHUP)
			reload(j);
		else if (signo == SIGCHLD)
			part = reap(j);
		else if (signo < 0 && errno == EAGAIN)
			part = replace_missing(j);
		if (part == CHILD)
			return CHILD;
	}
	return FAILED;
}

static enum part start_all(struct jobs *j)
{
	for (long i = 0; i < j->cfg->jobs; i++) {
		enum part part = spawn(j, i);
		if (part == CHILD)
			return CHILD;
		if (part == READY)
			continue;
		stop(j, gather(j, i));
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

bool jobs_run(struct centrald_config *cfg, struct notify *notify, int *status)
{
	static const int waited[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
	struct jobs j = {.cfg = cfg, .notify = notify};
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
	if (part == READY) {
		tell_ready(ready_fd);
		notify_ready(notify);
	}
	if (part != CHILD)
		part = look_after(&j);
	*status = j.status;
	return part == CHILD;
}
