#include "centrald/notify.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* "@name" is a socket of the abstract namespace. */
static int connect_to(const char *name)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t len = strlen(name);
	if ((*name != '/' && *name != '@') || len >= sizeof to.sun_path)
		return -1;
	memcpy(to.sun_path, name, len);
	if (*name == '@')
		to.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, size) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static int64_t watchdog_ms(void)
{
	const char *usec = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");
	if (!usec || (pid && strtol(pid, NULL, 10) != getpid()))
		return 0;
	return strtoll(usec, NULL, 10) / 2000;
}

void notify_open(struct notify *n)
{
	const char *name = getenv("NOTIFY_SOCKET");
	*n = (struct notify){.fd = name ? connect_to(name) : -1};
	n->every_ms = n->fd >= 0 ? watchdog_ms() : 0;
}

void notify_close(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}

void notify_become_child(struct notify *n)
{
	notify_close(n);
	n->child = true;
	n->said = 0;
}

/* Who does not listen any more is not told. */
static void say(struct notify *n, const char *text)
{
	if (n->fd >= 0 && send(n->fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return;
}

void notify_ready(struct notify *n)
{
	say(n, "READY=1\nSTATUS=serving\n");
}

void notify_stopping(struct notify *n)
{
	say(n, "STOPPING=1\nSTATUS=finishing what has arrived\n");
}

void notify_reloading(struct notify *n, int64_t mono_ms)
{
	char text[80];
	snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%" PRId64 "\n", mono_ms * 1000);
	say(n, text);
}

void notify_alive(struct notify *n, int64_t mono_ms)
{
	if (n->every_ms == 0 || (n->said != 0 && mono_ms - n->said < n->every_ms / 2))
		return;
	n->said = mono_ms;
	if (n->child)
		alarm((unsigned)(2 * n->every_ms / 1000) + 1);
	else
		say(n, "WATCHDOG=1\n");
}
