#include "centrald/listen.h"

#include <errno.h>
#include <event2/util.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

static int make_socket(const struct listen_at *at, struct error *err)
{
	struct sockaddr_storage address;
	int size = sizeof address;
	int one = 1;
	if (evutil_parse_sockaddr_port(at->address, (struct sockaddr *)&address, &size) != 0) {
		error_set(err, PROBLEM_CONFIG, "%s: not an ADDRESS:PORT", at->address);
		return -1;
	}
	int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
	    bind(fd, (struct sockaddr *)&address, (socklen_t)size) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	error_errno(err, PROBLEM_CONFIG, errno, at->address);
	if (fd >= 0)
		close(fd);
	return -1;
}

/* A number that is no listening socket is a mistake of the caller's. */
static bool is_listening(int fd)
{
	int listening = 0;
	socklen_t size = sizeof listening;
	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening;
}

int listen_open(const struct listen_at *at, struct error *err)
{
	int one = 1;
	int fd = at->fd >= 0 ? at->fd : make_socket(at, err);
	if (fd < 0)
		return -1;
	if (!is_listening(fd)) {
		error_set(err, PROBLEM_CONFIG, "fd %d: not a listening socket", fd);
		return -1;
	}
	if (evutil_make_socket_nonblocking(fd) != 0 || evutil_make_socket_closeonexec(fd) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0) {
		error_errno(err, PROBLEM_SYSTEM, errno, "listening socket");
		return -1;
	}
	return fd;
}
