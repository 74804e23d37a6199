/*
 * Entering a private world. The calls stand here in C, not behind unshare(1), because the
 * launcher itself must be the parent of pid 1: only then does kill -9 of it take all along.
 */
#include "training/training.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What stands between this machine and a private world, and how it is taken away. */
struct obstacle {
	const char *file; /* a switch of the kernel's, */
	char bad;	  /* which forbids namespaces when it holds this */
	const char *remedy;
};

static const struct obstacle obstacles[] = {
    {"/proc/sys/kernel/unprivileged_userns_clone", '0',
	"as root: sysctl -w kernel.unprivileged_userns_clone=1"},
    {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", '1',
	"as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"},
};

/* Limits of namespaces by number, each with a switch of its own. */
struct step {
	int flag; /* of unshare(2) */
	const char *name;
	const char *limit;
};

static const struct step steps[] = {
    {CLONE_NEWUSER, "unshare(CLONE_NEWUSER)", "as root: sysctl -w user.max_user_namespaces=15000"},
    {CLONE_NEWNS, "unshare(CLONE_NEWNS)", "as root: sysctl -w user.max_mnt_namespaces=15000"},
    {CLONE_NEWNET, "unshare(CLONE_NEWNET)", "as root: sysctl -w user.max_net_namespaces=15000"},
    {CLONE_NEWPID, "unshare(CLONE_NEWPID)", "as root: sysctl -w user.max_pid_namespaces=15000"},
};

static bool holds(const char *file, char wanted)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	char byte = '\0';
	bool held = fd >= 0 && read(fd, &byte, 1) == 1 && byte == wanted;

	if (fd >= 0)
		close(fd);
	return held;
}

static bool forbidden(struct error *err, const char *step, int number)
{
	const char *remedy =
	    geteuid() == 0 ? "run it outside the container or chroot, or give it CAP_SYS_ADMIN"
			   : "run it outside the container or chroot, or as root";

	for (size_t i = 0; i < sizeof obstacles / sizeof obstacles[0]; i++)
		if (geteuid() != 0 && holds(obstacles[i].file, obstacles[i].bad))
			remedy = obstacles[i].remedy;
	for (size_t i = 0; number == ENOSPC && i < sizeof steps / sizeof steps[0]; i++)
		if (strcmp(steps[i].name, step) == 0)
			remedy = steps[i].limit;
	return error_set(err, PROBLEM_NAMESPACES, "%s: %s; %s", step, strerror(number), remedy);
}

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t len = (ssize_t)strlen(text);
	bool ok;

	if (fd < 0)
		return false;
	ok = write(fd, text, (size_t)len) == len;
	close(fd);
	return ok;
}

/* One's own uid and gid, mapped to themselves: programs that refuse to be root (or to be
 * nobody) see the user that they would see outside. */
static bool map_own_user(uid_t uid, gid_t gid, struct error *err)
{
	char line[64];

	if (!write_file("/proc/self/setgroups", "deny"))
		return forbidden(err, "/proc/self/setgroups", errno);
	snprintf(line, sizeof line, "%u %u 1", (unsigned)uid, (unsigned)uid);
	if (!write_file("/proc/self/uid_map", line))
		return forbidden(err, "/proc/self/uid_map", errno);
	snprintf(line, sizeof line, "%u %u 1", (unsigned)gid, (unsigned)gid);
	if (!write_file("/proc/self/gid_map", line))
		return forbidden(err, "/proc/self/gid_map", errno);
	return true;
}

static bool unshare_all(struct error *err)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		bool user = steps[i].flag == CLONE_NEWUSER;

		if (user && uid == 0)
			continue;
		if (unshare(steps[i].flag) != 0)
			return forbidden(err, steps[i].name, errno);
		if (user && !map_own_user(uid, gid, err))
			return false;
	}
	return true;
}

static bool loopback_up(struct error *err)
{
	struct ifreq request = {.ifr_name = "lo"};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok;

	if (fd < 0)
		return forbidden(err, "socket", errno);
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	ok = ioctl(fd, SIOCSIFFLAGS, &request) == 0;
	close(fd);
	return ok || forbidden(err, "bringing up the loopback interface", errno);
}

static bool furnish(struct error *err)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return forbidden(err, "mount(/, MS_PRIVATE)", errno);
	/* Docker mounts over parts of /proc, and then a fresh one is forbidden: ps shows the
	 * outside's processes there, and nothing else is lost. */
	(void)mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=256m") != 0)
		return forbidden(err, "mount(tmpfs, /run)", errno);
	return loopback_up(err);
}

/* False when the launcher died before PR_SET_PDEATHSIG was in force. */
static bool die_with_launcher(int launcher_pipe)
{
	struct pollfd p = {.fd = launcher_pipe, .events = POLLIN};

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return false;
	return poll(&p, 1, 0) == 0;
}

static void report_and_end(int fd, const struct error *err)
{
	ssize_t n = write(fd, err, sizeof *err);

	_exit(n == sizeof *err ? 0 : 1);
}

/* The world's pid 1 tells whether it could furnish itself; the launcher waits for that. */
static pid_t await_child(pid_t pid, int result, struct error *err)
{
	struct error told;
	ssize_t n = read(result, &told, sizeof told);

	close(result);
	if (n == sizeof told && told.problem == PROBLEM_NONE)
		return pid;
	if (err != NULL) {
		if (n == sizeof told)
			*err = told;
		else
			error_set(err, PROBLEM_NAMESPACES, "the world's first process died");
	}
	return -1;
}

static pid_t enter(struct error *err)
{
	static int launcher_pipe[2]; /* the write end stays open in the launcher */
	struct error told = {PROBLEM_NONE, ""};
	int result[2];
	pid_t pid;

	if (!unshare_all(err))
		return -1;
	if (pipe2(launcher_pipe, O_CLOEXEC) != 0 || pipe2(result, O_CLOEXEC) != 0) {
		error_errno(err, PROBLEM_SYSTEM, errno, "pipe");
		return -1;
	}
	pid = fork();
	if (pid < 0) {
		error_errno(err, PROBLEM_SYSTEM, errno, "fork");
		return -1;
	}
	if (pid > 0) {
		close(launcher_pipe[0]);
		close(result[1]);
		return await_child(pid, result[0], err);
	}
	close(launcher_pipe[1]);
	close(result[0]);
	if (!die_with_launcher(launcher_pipe[0]))
		_exit(1);
	if (!furnish(&told))
		report_and_end(result[1], &told);
	if (write(result[1], &told, sizeof told) != sizeof told)
		_exit(1);
	close(result[1]);
	return 0;
}

/* Tries it in a process that is thrown away: where a step is forbidden, nothing of this
 * process has changed, and the plain world starts from where it stood. */
static bool is_allowed(struct error *err)
{
	struct error told = {PROBLEM_NONE, ""};
	int result[2];
	pid_t pid = -1;
	ssize_t n;

	if (pipe2(result, O_CLOEXEC) != 0 || (pid = fork()) < 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, "fork");
	if (pid == 0) {
		if (enter(&told) == 0)
			_exit(0);
		report_and_end(result[1], &told);
	}
	close(result[1]);
	n = read(result[0], &told, sizeof told);
	close(result[0]);
	waitpid(pid, NULL, 0);
	if (n != sizeof told)
		return error_set(err, PROBLEM_NAMESPACES, "the world's first process died");
	if (told.problem != PROBLEM_NONE)
		*err = told;
	return told.problem == PROBLEM_NONE;
}

pid_t namespaces_enter(struct error *err)
{
	return is_allowed(err) ? enter(err) : -1;
}
