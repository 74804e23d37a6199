/*
 * The socket's directory is reached step by step from one that only its owner can write to, and
 * used by its descriptor from then on: what is checked is what is used.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tui/citizen.h"

#define SOCKET_NAME "citizen.sock"
#define LOCK_NAME   "citizen.lock"
#define BACKLOG	    4

/* Nobody else can put a name into it. */
static bool is_safe(int fd)
{
	struct stat st;
	return fstat(fd, &st) == 0 && (st.st_uid == geteuid() || st.st_uid == 0) &&
	       (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static int checked(int fd)
{
	if (fd >= 0 && !is_safe(fd)) {
		close(fd);
		errno = EPERM;
		return -1;
	}
	return fd;
}

static int open_base(const char *path)
{
	if (!path || path[0] != '/')
		return -1;
	return checked(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/* The directory of that name in base, made where there is none; base is closed. */
static int into(int base, const char *name)
{
	if (base < 0)
		return -1;
	int fd = -1;
	if (mkdirat(base, name, 0700) == 0 || errno == EEXIST)
		fd = checked(openat(base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	int kept = errno;
	close(base);
	errno = kept;
	return fd;
}

static int open_directory(void)
{
	char path[64];
	const char *state = getenv("XDG_STATE_HOME");
	int base = open_base(getenv("XDG_RUNTIME_DIR"));
	if (base < 0) {
		snprintf(path, sizeof path, "/run/user/%lu", (unsigned long)geteuid());
		base = open_base(path);
	}
	if (base < 0)
		base = open_base(state);
	if (base < 0)
		base = into(into(open_base(getenv("HOME")), ".local"), "state");
	int fd = into(base, "ddopa");
	/* Ours alone, whoever may read what is above. */
	struct stat st;
	if (fd >= 0 && (fstat(fd, &st) != 0 || st.st_uid != geteuid() || (st.st_mode & 077) != 0)) {
		close(fd);
		errno = EPERM;
		return -1;
	}
	return fd;
}

/* By way of the descriptor, so that no part of the path can be another one by now, and a
 * long one fits. */
static struct sockaddr_un address_in(int directory)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(
	    address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/" SOCKET_NAME, directory);
	return address;
}

static int new_socket(void)
{
	return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static int fail(int fd, struct error *err)
{
	int kept = errno;
	if (fd >= 0)
		close(fd);
	error_errno(err, PROBLEM_CANNOT_CREATE, kept, SOCKET_NAME);
	return -1;
}

/* The lock says that nobody listens on a socket that is there: its program has died. */
static int bind_in(int directory, struct error *err)
{
	struct sockaddr_un address = address_in(directory);
	int fd = new_socket();
	if (fd < 0)
		return fail(fd, err);
	if ((unlinkat(directory, SOCKET_NAME, 0) != 0 && errno != ENOENT) ||
	    fchmod(fd, 0600) != 0 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
	    fchmodat(directory, SOCKET_NAME, 0600, 0) != 0 || listen(fd, BACKLOG) != 0)
		return fail(fd, err);
	return fd;
}

int citizen_listen(int *lock, struct error *err)
{
	int directory = open_directory();
	int fd = -1;
	*lock = directory < 0
		    ? -1
		    : openat(directory, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (*lock < 0 || flock(*lock, LOCK_EX | LOCK_NB) != 0)
		fail(-1, err);
	else
		fd = bind_in(directory, err);
	if (fd < 0 && *lock >= 0) {
		close(*lock);
		*lock = -1;
	}
	if (directory >= 0)
		close(directory);
	return fd;
}

int citizen_connect(struct error *err)
{
	int directory = open_directory();
	if (directory < 0)
		return fail(-1, err);
	struct sockaddr_un address = address_in(directory);
	int fd = new_socket();
	bool there = fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
	if (there && !citizen_is_ours(fd)) {
		errno = EPERM;
		there = false;
	}
	if (!there)
		fd = fail(fd, err);
	close(directory);
	return fd;
}

bool citizen_is_ours(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof peer;
	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && len == sizeof peer &&
	       peer.uid == geteuid();
}
