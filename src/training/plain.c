/*
 * The world where no namespaces are to be had: a directory of its own, pcscd on a socket handed to
 * it (systemd's way, so that it needs no /run), vpcd connecting out to the card program. There is
 * no tmpfs that goes away by itself: the start of the next one removes what a killed world left.
 */
#include "training/training.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define PREFIX "ddopa-training."

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static const char *parent_directory(void)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	return runtime != NULL && access(runtime, W_OK) == 0 ? runtime : "/tmp";
}

/* A world holds a lock on its directory as long as it lives; one that can be locked is dead. */
static void remove_if_dead(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && st.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0)
		remove_tree(path);
	close(fd);
}

static void remove_dead_worlds(const char *parent)
{
	DIR *d = opendir(parent);
	struct dirent *e;
	char path[PATH_MAX];

	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL) {
		if (strncmp(e->d_name, PREFIX, strlen(PREFIX)) != 0)
			continue;
		snprintf(path, sizeof path, "%.3000s/%s", parent, e->d_name);
		remove_if_dead(path);
	}
	closedir(d);
}

static bool prepare(struct world *w, struct error *err)
{
	const char *parent = parent_directory();
	int fd;

	remove_dead_worlds(parent);
	snprintf(w->directory, sizeof w->directory, "%.3000s/" PREFIX "XXXXXX", parent);
	if (mkdtemp(w->directory) == NULL)
		return error_set(
		    err, PROBLEM_NAMESPACES, "mkdir(%s): %s", w->directory, strerror(errno));
	/* Stays open, and so locked, until launcher and first process have ended. */
	fd = open(w->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, w->directory);
	snprintf(w->pcscd_socket, sizeof w->pcscd_socket, "%.4000s/pcscd.comm", w->directory);
	return true;
}

pid_t plain_enter(struct world *w, struct error *err)
{
	const pid_t launcher = getpid();
	pid_t pid;

	w->private = false;
	if (!prepare(w, err))
		return -1;
	wait_adopt();
	pid = fork();
	if (pid < 0)
		error_errno(err, PROBLEM_SYSTEM, errno, "fork");
	if (pid == 0 && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != launcher))
		_exit(1);
	return pid;
}

void plain_leave(const struct world *w)
{
	wait_end_all();
	remove_tree(w->directory);
}

static int listen_unix(const char *path)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || strlen(path) >= sizeof un.sun_path)
		return -1;
	memcpy(un.sun_path, path, strlen(path) + 1);
	if (bind(fd, (const struct sockaddr *)&un, sizeof un) == 0 && listen(fd, 16) == 0)
		return fd;
	close(fd);
	return -1;
}

/* pcscd takes a listening socket the way sd_listen_fds(3) tells: descriptor 3, LISTEN_FDS,
 * and LISTEN_PID, which only the process itself knows: hence the shell that execs it. */
pid_t plain_start_pcscd(struct world *w, const struct service *s, struct error *err)
{
	static const char *const environment[] = {"LISTEN_FDS=1", NULL};
	char *argv[] = {"/bin/sh", "-c", "LISTEN_PID=$$ exec \"$@\"", "sh", s->argv[0], s->argv[1],
	    s->argv[2], s->argv[3], NULL};
	struct service shell = *s;

	if (w->pcscd_listener < 0)
		w->pcscd_listener = listen_unix(w->pcscd_socket);
	if (w->pcscd_listener < 0) {
		error_errno(err, PROBLEM_SYSTEM, errno, w->pcscd_socket);
		return -1;
	}
	shell.argv = argv;
	shell.environment = environment;
	shell.keep = (const int[]){w->pcscd_listener, -1};
	shell.keep_as = 3;
	return service_start(w, &shell, err);
}
