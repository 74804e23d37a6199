/*
 * simcard/sockets.h - addresses and listening sockets.
 */
#ifndef DDOPA_SIMCARD_SOCKETS_H
#define DDOPA_SIMCARD_SOCKETS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* The IPv4 address of a host (vpcd knows no other). PROBLEM_USAGE names it. */
bool socket_address(struct sockaddr_in *out, const char *host, uint16_t port, struct error *err);

/* Listens on the address's port and the next; port 0 looks for two free neighbours and
 * writes the first one back. Non-blocking, close-on-exec; the caller closes them.
 * PROBLEM_SYSTEM. */
bool socket_listen_pair(int fds[2], struct sockaddr_in *address, struct error *err);

/* A Unix socket at path, for its owner alone; what a dead process left there is
 * replaced. The descriptor, or -1 with PROBLEM_CANNOT_CREATE. */
int socket_listen_unix(const char *path, struct error *err);

/* The other end of it; blocking, answers awaited for five seconds. The descriptor, or -1
 * with PROBLEM_IO. */
int socket_connect_unix(const char *path, struct error *err);

#endif
