/*
 * card/service.c - asks pcscd for its version.
 */
#include "card/service.h"

#include <errno.h>
#include <pcsclite.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CMD_VERSION 0x11U

struct question {
	uint32_t size, command;
	int32_t major, minor;
	uint32_t rv;
};
struct answer {
	int32_t major, minor;
	uint32_t rv;
};

/* The protocol of the library that we are built with. */
static void own_version(struct service_version *v)
{
	int major = 0, minor = 0;

	v->library = PCSCLITE_VERSION_NUMBER;
	(void)sscanf(PCSCLITE_VERSION_NUMBER, "%d.%d", &major, &minor);
	v->our_major = 4;
	v->our_minor = 4;
	if (major > 2 || (major == 2 && minor >= 3))
		v->our_minor = major == 2 && minor < 5 ? 5 : 6;
}

static int reach(const char *path, struct error *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	error_errno(err,
	    errno == EACCES || errno == EPERM ? PROBLEM_PCSCD_DENIED : PROBLEM_NO_PCSCD, errno,
	    path);
	if (fd >= 0)
		close(fd);
	return -1;
}

bool service_ask(const char *path, struct service_version *v, struct error *err)
{
	const int fd = reach(path, err);

	*v = (struct service_version){0};
	own_version(v);
	if (fd < 0)
		return false;
	const struct question question = {.size = sizeof(struct answer),
	    .command = CMD_VERSION,
	    .major = v->our_major,
	    .minor = v->our_minor};
	struct answer answer = {0};
	const bool ok =
	    send(fd, &question, sizeof question, MSG_NOSIGNAL) == (ssize_t)sizeof question &&
	    recv(fd, &answer, sizeof answer, MSG_WAITALL) == (ssize_t)sizeof answer;

	close(fd);
	if (!ok)
		return error_set(err, PROBLEM_PCSCD_PROTOCOL, "%s", path);
	v->major = answer.major;
	v->minor = answer.minor;
	v->accepted = answer.rv == 0;
	return true;
}
