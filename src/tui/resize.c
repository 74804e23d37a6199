#include "tui/resize.h"

#include <curses.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define REST_MS 100

static void take(struct resize *r)
{
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
		return;
	r->take(r->arg, size.ws_row, size.ws_col);
}

static void rest(struct resize *r)
{
	const struct itimerspec in = {.it_value = {.tv_nsec = REST_MS * 1000000L}};
	r->resting = timerfd_settime(r->timer, 0, &in, NULL) == 0;
}

static void on_signal(void *arg, int signo)
{
	struct resize *r = arg;
	(void)signo;
	if (r->resting) {
		r->again = true;
		return;
	}
	take(r);
	rest(r);
}

static void on_rested(void *arg, int fd, short revents)
{
	struct resize *r = arg;
	uint64_t times;
	(void)revents;
	if (read(fd, &times, sizeof times) != sizeof times)
		return;
	r->resting = false;
	if (!r->again)
		return;
	r->again = false;
	take(r);
	rest(r);
}

bool resize_open(struct resize *r)
{
	r->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (r->timer >= 0)
		r->handle = loop_add_fd(r->loop, r->timer, POLLIN, on_rested, r);
	r->signal = loop_add_signal(r->loop, SIGWINCH, on_signal, r);
	return r->signal != 0;
}

void resize_close(struct resize *r)
{
	if (!r->signal)
		return;
	loop_remove(r->loop, r->signal);
	loop_remove(r->loop, r->handle);
	if (r->timer >= 0)
		close(r->timer);
	r->signal = 0;
}
