#include "simcard/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define PORT_TRIES 100

bool socket_address(struct sockaddr_in *out, const char *host, uint16_t port, struct error *err)
{
	const struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	const int failure = getaddrinfo(host, NULL, &hints, &found);

	if (failure != 0)
		return error_set(err, PROBLEM_USAGE, "%s: %s", host, gai_strerror(failure));
	memcpy(out, found->ai_addr, sizeof *out);
	out->sin_port = htons(port);
	freeaddrinfo(found);
	return true;
}

static int listen_on(const struct sockaddr_in *address)
{
	const int on = 1;
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int saved;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (const struct sockaddr *)address, sizeof *address) == 0 && listen(fd, 4) == 0)
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

/* Both ports, or neither with errno set. */
static bool try_pair(int fds[2], struct sockaddr_in *address)
{
	struct sockaddr_in at = *address;
	socklen_t len = sizeof at;

	fds[1] = -1;
	fds[0] = listen_on(&at);
	if (fds[0] < 0)
		return false;
	if (getsockname(fds[0], (struct sockaddr *)&at, &len) == 0 &&
	    ntohs(at.sin_port) < UINT16_MAX) {
		struct sockaddr_in next = at;

		next.sin_port = htons((uint16_t)(ntohs(at.sin_port) + 1));
		fds[1] = listen_on(&next);
	} else {
		errno = EADDRNOTAVAIL;
	}
	if (fds[1] >= 0) {
		*address = at;
		return true;
	}
	const int saved = errno;
	close(fds[0]);
	fds[0] = -1;
	errno = saved;
	return false;
}

bool socket_listen_pair(int fds[2], struct sockaddr_in *address, struct error *err)
{
	char what[64];
	const int tries = address->sin_port == 0 ? PORT_TRIES : 1;

	for (int i = 0; i < tries; i++)
		if (try_pair(fds, address))
			return true;
	snprintf(what, sizeof what, "listening on port %d and the next", ntohs(address->sin_port));
	return error_errno(err, PROBLEM_SYSTEM, errno, what);
}

static bool unix_address(
    struct sockaddr_un *out, const char *path, enum problem problem, struct error *err)
{
	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof out->sun_path)
		return error_set(
		    err, problem, "%s: longer than %zu bytes", path, sizeof out->sun_path - 1);
	memcpy(out->sun_path, path, strlen(path) + 1);
	return true;
}

/* True when a socket is there and nobody answers. (A plain file refuses as well.) */
static bool is_left_over(const struct sockaddr_un *address)
{
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat st;
	bool refused;

	if (fd < 0)
		return false;
	refused = connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
		  errno == ECONNREFUSED;
	close(fd);
	return refused && lstat(address->sun_path, &st) == 0 && S_ISSOCK(st.st_mode);
}

static bool bind_unix(int fd, const struct sockaddr_un *address)
{
	if (bind(fd, (const struct sockaddr *)address, sizeof *address) == 0)
		return true;
	if (errno != EADDRINUSE || !is_left_over(address)) {
		errno = EADDRINUSE;
		return false;
	}
	unlink(address->sun_path);
	return bind(fd, (const struct sockaddr *)address, sizeof *address) == 0;
}

int socket_listen_unix(const char *path, struct error *err)
{
	struct sockaddr_un address;
	mode_t mask;
	bool bound;
	int fd, saved;

	if (!unix_address(&address, path, PROBLEM_CANNOT_CREATE, err))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	mask = umask(077);
	bound = fd >= 0 && bind_unix(fd, &address) && listen(fd, 4) == 0;
	saved = errno;
	umask(mask);
	if (bound)
		return fd;
	if (fd >= 0)
		close(fd);
	error_errno(err, PROBLEM_CANNOT_CREATE, saved, path);
	return -1;
}

int socket_connect_unix(const char *path, struct error *err)
{
	const struct timeval patience = {.tv_sec = 5};
	struct sockaddr_un address;
	int fd, saved;

	if (!unix_address(&address, path, PROBLEM_IO, err))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
	    connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	saved = errno;
	if (fd >= 0)
		close(fd);
	error_errno(err, PROBLEM_IO, saved, path);
	return -1;
}
