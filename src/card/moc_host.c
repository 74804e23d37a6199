/*
 * card/moc_host.c - the host's loop: lines to and fro, a clock, and the end of the program.
 */
#include "card/moc_host.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "card/moc_host_run.h"

#define GRACE_MS 500 /* from the end of its input to the end of a program that is stopped */

struct host {
	int fd; /* to the card helper */
	const struct moc_options *options;
	struct moc_run run;
	uint32_t number;  /* of the run */
	int64_t deadline; /* of the answer, or of the grace; 0: none */
	bool stopping;	  /* nothing of it is passed on any more */
	unsigned lines;	  /* said since it heard something */
	bool closed;	  /* the card helper is gone */
	struct buf body;
};

static int64_t now(void)
{
	return clock_mono_ms(&clock_system);
}

static void tell(struct host *h, enum moc_host_event event)
{
	h->closed = h->closed || !message_send(h->fd, (uint16_t)event, &h->body);
	buf_clear(&h->body);
}

static void tell_ended(struct host *h, enum moc_host_end end, int detail)
{
	buf_clear(&h->body);
	buf_u32(&h->body, h->number);
	buf_u8(&h->body, (uint8_t)end);
	buf_u32(&h->body, (uint32_t)detail);
	tell(h, MOC_HOST_ENDED);
}

/* There is no program any more; a card helper that still counts on it is told why. */
static void end_run(struct host *h, enum moc_host_end end, int detail)
{
	int status = 0;

	if (h->run.pid <= 0)
		return;
	moc_run_kill(&h->run, &status);
	h->deadline = 0;
	if (end == MOC_END_EXIT && WIFSIGNALED(status))
		end = MOC_END_SIGNAL;
	if (end == MOC_END_EXIT || end == MOC_END_SIGNAL)
		detail = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
	if (!h->stopping)
		tell_ended(h, end, detail);
}

/* ---- from the card helper ---- */

static void do_start(struct host *h, const char *line, size_t len)
{
	int problem;

	(void)line;
	(void)len;
	h->stopping = true;
	end_run(h, MOC_END_EXIT, 0);
	h->stopping = false;
	h->lines = MOC_LINES_MAX; /* nothing was asked yet */
	problem = moc_run_start(&h->run);
	if (problem != 0)
		tell_ended(h, MOC_END_NOT_STARTED, problem);
}

static void do_reply(struct host *h, const char *line, size_t len)
{
	h->lines = 0;
	if (h->run.pid > 0 && !moc_run_say(&h->run, line, len))
		end_run(h, MOC_END_DEAF, 0);
}

static void do_command(struct host *h, const char *line, size_t len)
{
	if (h->run.pid > 0)
		h->deadline = now() + h->options->limit_s * 1000;
	do_reply(h, line, len);
}

static void do_done(struct host *h, const char *line, size_t len)
{
	(void)line;
	(void)len;
	h->deadline = 0;
	h->lines = MOC_LINES_MAX;
}

static void do_stop(struct host *h, const char *line, size_t len)
{
	(void)line;
	(void)len;
	h->stopping = true;
	if (h->run.pid <= 0)
		return;
	moc_run_close_input(&h->run);
	h->deadline = now() + GRACE_MS;
}

static void (*const requests[])(struct host *, const char *, size_t) = {
    [MOC_HOST_START - MOC_HOST_START] = do_start,
    [MOC_HOST_COMMAND - MOC_HOST_START] = do_command,
    [MOC_HOST_REPLY - MOC_HOST_START] = do_reply,
    [MOC_HOST_DONE - MOC_HOST_START] = do_done,
    [MOC_HOST_STOP - MOC_HOST_START] = do_stop,
};
#define REQUESTS (sizeof requests / sizeof *requests)

/* False: hostile. */
static bool take_request(struct host *h, uint16_t type, const struct buf *body)
{
	struct view v = view_of(body->data, body->len);
	const uint32_t number = view_u32(&v);
	const size_t len = view_left(&v);

	if (v.failed || type < MOC_HOST_START || type - MOC_HOST_START >= (int)REQUESTS ||
	    len > MOC_LINE_IN)
		return false;
	if (type == MOC_HOST_START)
		h->number = number;
	if (number == h->number)
		requests[type - MOC_HOST_START](h, (const char *)view_bytes(&v, len), len);
	return true;
}

static void on_request(struct host *h)
{
	struct buf body = BUF_INIT_SECRET;
	uint16_t type;
	const enum message_result result = message_receive(h->fd, &type, &body, NULL);

	if (result != MESSAGE_NONE && (result != MESSAGE_OK || !take_request(h, type, &body)))
		h->closed = true;
	buf_free(&body);
}

/* ---- from the program ---- */

static bool printable(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (line[i] < ' ' || line[i] > '~')
			return false;
	return true;
}

static void pass_on(struct host *h, const char *line, size_t len)
{
	if (h->stopping)
		return;
	if (h->lines >= MOC_LINES_MAX) {
		end_run(h, MOC_END_FLOOD, 0);
		return;
	}
	if (!printable(line, len)) {
		end_run(h, MOC_END_GARBAGE, 0);
		return;
	}
	h->lines++;
	buf_u32(&h->body, h->number);
	buf_put(&h->body, line, len);
	tell(h, MOC_HOST_LINE);
}

/* What it has said so far. */
static void hear(struct host *h)
{
	char line[MOC_LINE_OUT + 1];
	size_t len;
	enum moc_heard heard = MOC_HEARD_LINE;

	while (heard == MOC_HEARD_LINE && h->run.pid > 0) {
		heard = moc_run_hear(&h->run, line, &len);
		if (heard == MOC_HEARD_LINE)
			pass_on(h, line, len);
	}
	secret_wipe(line, sizeof line);
	if (heard == MOC_HEARD_TOO_LONG)
		end_run(h, MOC_END_LONG_LINE, 0);
	else if (heard == MOC_HEARD_END)
		end_run(h, MOC_END_EXIT, 0);
}

/* ---- the loop ---- */

static int wait_ms(const struct host *h)
{
	const int64_t left = h->deadline - now();

	if (h->deadline == 0)
		return -1;
	return left > 0 ? (int)left : 0;
}

static void turn(struct host *h)
{
	struct pollfd p[] = {
	    {.fd = h->closed ? -1 : h->fd, .events = POLLIN},
	    {.fd = h->run.out, .events = POLLIN},
	    {.fd = h->run.pidfd, .events = POLLIN},
	};

	if (poll(p, 3, wait_ms(h)) < 0 && errno != EINTR) {
		h->closed = true;
		end_run(h, MOC_END_EXIT, 0);
		return;
	}
	if (p[1].revents != 0 || p[2].revents != 0)
		hear(h);
	if (p[2].revents != 0)
		end_run(h, MOC_END_EXIT, 0);
	if (h->deadline != 0 && now() >= h->deadline)
		end_run(h, MOC_END_LATE, (int)h->options->limit_s);
	if (p[0].revents != 0)
		on_request(h);
}

bool moc_host_wanted(const struct moc_options *options)
{
	return options->program[0] != '\0' &&
	       (strcmp(options->driver, "program") == 0 || strcmp(options->driver, "auto") == 0);
}

int moc_host_main(int fd, const struct moc_options *options, const char *pcsc_socket)
{
	struct host h = {.fd = fd, .options = options, .body = BUF_INIT_SECRET};

	secret_harden_process();
	/* The host outlives whoever it works for by the moment that it takes to see the socket
	 * close: killed at once, it could not take the program's group along. */
	prctl(PR_SET_PDEATHSIG, 0);
	signal(SIGPIPE, SIG_IGN);
	if (!moc_run_init(&h.run, options->program, pcsc_socket))
		return EX_OSERR;
	while (!h.closed)
		turn(&h);
	do_stop(&h, NULL, 0);
	while (h.run.pid > 0)
		turn(&h);
	moc_run_free(&h.run);
	buf_free(&h.body);
	close(fd);
	return EX_OK;
}
