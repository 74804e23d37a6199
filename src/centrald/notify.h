/*
 * centrald/notify.h - the service manager's protocol, sd_notify(3): datagrams to the socket
 * that NOTIFY_SOCKET names, and its watchdog. Without that variable nothing is said.
 */
#ifndef DDOPA_CENTRALD_NOTIFY_H
#define DDOPA_CENTRALD_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

struct notify {
	int fd;		  /* -1: nobody listens */
	int64_t every_ms; /* WATCHDOG_USEC, halved; 0: no watchdog */
	int64_t said;	  /* when it was last told, monotonic */
	bool child;	  /* one of several processes: the parent alone is listened to */
};

/* From the environment; a variable that names no socket is as none. */
void notify_open(struct notify *n);
void notify_close(struct notify *n);
/* Of one process of several: says nothing, and is ended by SIGALRM when its loop stands
 * still for the watchdog's time, so that another is started. */
void notify_become_child(struct notify *n);

void notify_ready(struct notify *n);
void notify_stopping(struct notify *n);
void notify_reloading(struct notify *n, int64_t mono_ms); /* notify_ready() when it is done */
/* At every turn: the watchdog is told when it is time. */
void notify_alive(struct notify *n, int64_t mono_ms);

#endif
