/*
 * card/watchdog.c - SIGALRM and the message that it leaves behind.
 */
#include "card/watchdog.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

/* A signal handler can reach nothing else. */
static struct {
	int fd;
	uint8_t message[512];
	size_t len;
} last;

static void on_alarm(int signo)
{
	(void)signo;
	/* The peer may be gone: then nobody wants to know. */
	if (write(last.fd, last.message, last.len) < 0)
		_exit(EX_UNAVAILABLE);
	_exit(EX_UNAVAILABLE);
}

bool watchdog_init(int fd)
{
	struct sigaction action = {.sa_handler = on_alarm};

	last.fd = fd;
	return sigaction(SIGALRM, &action, NULL) == 0;
}

static void set_timer(int ms)
{
	const struct itimerval timer = {
	    .it_value = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000}};

	setitimer(ITIMER_REAL, &timer, NULL);
}

void watchdog_arm(const uint8_t *message, size_t len, int ms)
{
	last.len = len < sizeof last.message ? len : sizeof last.message;
	memcpy(last.message, message, last.len);
	set_timer(ms);
}

void watchdog_disarm(void)
{
	set_timer(0);
}
