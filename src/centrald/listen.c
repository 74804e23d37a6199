#include "centrald/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

/* "127.0.0.1:8443", "[::1]:8443"; names are not looked up. Freed by freeaddrinfo(). */
static struct addrinfo *parse_address(const char *text)
{
	const struct addrinfo hints = {
	    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	char host[CENTRALD_ADDRESS_MAX];
	const char *colon = strrchr(text, ':');
	size_t len = colon ? (size_t)(colon - text) : 0;
	bool brackets = len > 2 && text[0] == '[' && text[len - 1] == ']';
	if (len == 0 || len >= sizeof host)
		return NULL;
	memcpy(host, text + brackets, len);
	host[brackets ? len - 2 : len] = '\0';
	return getaddrinfo(host, colon + 1, &hints, &found) == 0 ? found : NULL;
}

static int make_socket(const struct listen_at *at, struct error *err)
{
	int one = 1;
	struct addrinfo *a = parse_address(at->address);
	if (!a) {
		error_set(err, PROBLEM_CONFIG, "%s: not an ADDRESS:PORT", at->address);
		return -1;
	}
	int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok =
	    fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
	    (!at->together || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) == 0) &&
	    bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0;
	if (!ok)
		error_errno(err, PROBLEM_CONFIG, errno, at->address);
	freeaddrinfo(a);
	if (ok)
		return fd;
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
	if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0) {
		error_errno(err, PROBLEM_SYSTEM, errno, "listening socket");
		return -1;
	}
	return fd;
}
