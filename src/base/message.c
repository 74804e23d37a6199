/*
 * base/message.c - datagrams between our processes.
 */
#include "base/message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS_MAX 4 /* more than one is hostile; room so that all of them are closed */

union control {
	struct cmsghdr header; /* for its alignment */
	char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
};

bool message_pair(int fds[2], bool nonblocking)
{
	const int flags = SOCK_SEQPACKET | SOCK_CLOEXEC | (nonblocking ? SOCK_NONBLOCK : 0);

	return socketpair(AF_UNIX, flags, 0, fds) == 0;
}

static bool send_all(int fd, struct msghdr *message, size_t len)
{
	ssize_t n;

	do
		n = sendmsg(fd, message, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n >= 0 && (size_t)n == len;
}

bool message_send(int fd, uint16_t type, const struct buf *body)
{
	uint8_t head[2] = {(uint8_t)(type >> 8), (uint8_t)type};
	struct iovec parts[2] = {{head, sizeof(head)}, {NULL, 0}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};

	if (body != NULL && (!buf_ok(body) || body->len > MESSAGE_MAX - sizeof(head)))
		return false;
	if (body != NULL)
		parts[1] = (struct iovec){body->data, body->len};
	return send_all(fd, &message, sizeof(head) + parts[1].iov_len);
}

bool message_send_fd(int fd, uint16_t type, int pass_fd)
{
	uint8_t head[2] = {(uint8_t)(type >> 8), (uint8_t)type};
	struct iovec part = {head, sizeof(head)};
	union control control = {0};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = CMSG_SPACE(sizeof(int))};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &pass_fd, sizeof(int));
	return send_all(fd, &message, sizeof(head));
}

/* Descriptors are ours from the moment they arrive: one goes to the caller, every
 * other is closed. False when there was one too many. */
static bool take_fds(struct msghdr *message, int *pass_fd)
{
	bool good = (message->msg_flags & MSG_CTRUNC) == 0;

	for (struct cmsghdr *h = CMSG_FIRSTHDR(message); h != NULL; h = CMSG_NXTHDR(message, h)) {
		if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
			continue;
		const size_t count = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		for (size_t i = 0; i < count; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(h) + i * sizeof(int), sizeof(int));
			if (pass_fd != NULL && *pass_fd < 0) {
				*pass_fd = fd;
				continue;
			}
			close(fd);
			good = false;
		}
	}
	return good;
}

static void drop_fd(int *pass_fd)
{
	if (pass_fd != NULL && *pass_fd >= 0) {
		close(*pass_fd);
		*pass_fd = -1;
	}
}

static enum message_result result_of_errno(int errno_value)
{
	if (errno_value == EAGAIN || errno_value == EWOULDBLOCK)
		return MESSAGE_NONE;
	return errno_value == ECONNRESET ? MESSAGE_CLOSED : MESSAGE_BAD;
}

enum message_result message_receive(int fd, uint16_t *type, struct buf *body, int *pass_fd)
{
	const size_t max = MESSAGE_MAX - 2;
	uint8_t head[2] = {0};
	union control control = {0};
	ssize_t n;

	if (pass_fd != NULL)
		*pass_fd = -1;
	buf_clear(body);
	uint8_t *room = buf_reserve(body, max);
	if (room == NULL)
		return MESSAGE_BAD;
	struct iovec parts[2] = {{head, sizeof(head)}, {room, max}};
	struct msghdr message = {.msg_iov = parts,
	    .msg_iovlen = 2,
	    .msg_control = &control,
	    .msg_controllen = sizeof(control)};
	do
		n = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return result_of_errno(errno);
	const bool fds_good = take_fds(&message, pass_fd);
	if (n == 0)
		return MESSAGE_CLOSED;
	if (n < 2 || (message.msg_flags & MSG_TRUNC) != 0 || !fds_good) {
		drop_fd(pass_fd);
		return MESSAGE_BAD;
	}
	*type = (uint16_t)(head[0] << 8 | head[1]);
	buf_added(body, (size_t)n - 2);
	return MESSAGE_OK;
}
