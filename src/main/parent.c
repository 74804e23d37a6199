/*
 * main/parent.c - the small parent.
 */
#include "main/parent.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/loop.h"
#include "base/message.h"
#include "base/verifier.h"
#include "card/moc_host.h"
#include "card/sandbox.h"
#include "main/process.h"
#include "main/terminal.h"

#define HELPERS_MAX 8	 /* at a time; a face that asks for more is out of its mind */
#define FACE_MS	    5000 /* from a passed-on signal to the end of patience */
#define HELPERS_MS  700

enum {
	ASK_CARD = 1,
	ASK_SENSOR = 2,
	ANSWER = 3,
	ASK_HOST = 4, /* asked by none but us */
	ASK_VERIFIER = 5
};

struct parent_link {
	int fd;
};

struct child {
	pid_t pid;
	pid_t serves; /* a host: the card helper that it was started for, while that lives */
};

struct parent {
	const struct parent_options *options;
	struct loop *loop;
	int control; /* to the face */
	unsigned control_handle;
	pid_t face;
	int face_status;
	struct child helpers[HELPERS_MAX];
	size_t helper_count;
};

/* ---- in the face ---- */

static int ask(struct parent_link *link, uint16_t what)
{
	struct buf body = BUF_INIT;
	uint16_t type = 0;
	int fd = -1;

	if (message_send(link->fd, what, NULL) &&
	    message_receive(link->fd, &type, &body, &fd) != MESSAGE_OK)
		fd = -1;
	buf_free(&body);
	return fd;
}

int parent_start_card(struct parent_link *link)
{
	return ask(link, ASK_CARD);
}

int parent_start_sensor(struct parent_link *link)
{
	return ask(link, ASK_SENSOR);
}

int parent_start_verifier(struct parent_link *link)
{
	return ask(link, ASK_VERIFIER);
}

/* ---- helpers ---- */

/* What it needs is less than what the card helper may. */
static int run_verifier(int fd)
{
	return verifier_prepare() && sandbox_card_helper() ? verifier_main(fd) : EX_OSERR;
}

static int run_helper(const struct parent_options *options, uint16_t what, int fd, int host)
{
	struct card_helper_options card = options->card;

	if (what == ASK_SENSOR)
		return sensor_helper_main(fd, &options->sensor);
	if (what == ASK_HOST)
		return moc_host_main(fd, &card.moc, card.socket);
	if (what == ASK_VERIFIER)
		return run_verifier(fd);
	card.moc.host_fd = host;
	return card_helper_main(fd, &card);
}

/* Forks one that has fd, and `host` beside it; both stay open here. */
static bool fork_helper(struct parent *p, uint16_t what, int fd, int host)
{
	const pid_t self = getpid();
	pid_t pid;

	if (p->helper_count == HELPERS_MAX)
		return false;
	pid = fork();
	if (pid == 0) {
		fd = process_become_helper(self, fd, &host);
		_exit(run_helper(p->options, what, fd, host));
	}
	if (pid > 0)
		p->helpers[p->helper_count++] = (struct child){.pid = pid};
	return pid > 0;
}

/* The card helper's end of the socket to a process that runs the vendor's program, which the
 * card helper may not; -1 where none is wanted or could be had. */
static int start_host(struct parent *p)
{
	int fds[2];

	if (!moc_host_wanted(&p->options->card.moc) || !message_pair(fds, false))
		return -1;
	if (!fork_helper(p, ASK_HOST, fds[1], -1)) {
		close(fds[0]);
		fds[0] = -1;
	}
	close(fds[1]);
	return fds[0];
}

/* The face's end of a new helper's socket, or -1. */
static int start_helper(struct parent *p, uint16_t what)
{
	const int host = what == ASK_CARD ? start_host(p) : -1;
	int fds[2] = {-1, -1};

	if (message_pair(fds, false) && !fork_helper(p, what, fds[1], host)) {
		close(fds[0]);
		fds[0] = -1;
	} else if (fds[0] >= 0 && host >= 0) {
		p->helpers[p->helper_count - 2].serves = p->helpers[p->helper_count - 1].pid;
	}
	if (fds[1] >= 0)
		close(fds[1]);
	/* Without the card helper's end the host ends, too. */
	if (host >= 0)
		close(host);
	return fds[0];
}

/* A card helper whose host has died is of no use: ended, it is missed by the face, which asks
 * for another, and that one gets a host, too. */
static void forget_helper(struct parent *p, pid_t pid)
{
	for (size_t i = 0; i < p->helper_count; i++)
		if (p->helpers[i].serves == pid)
			p->helpers[i].serves = 0;
	for (size_t i = 0; i < p->helper_count; i++) {
		if (p->helpers[i].pid != pid)
			continue;
		if (p->helpers[i].serves > 0)
			kill(p->helpers[i].serves, SIGKILL);
		p->helpers[i] = p->helpers[--p->helper_count];
		return;
	}
}

static void kill_helpers(void *arg)
{
	const struct parent *p = arg;

	for (size_t i = 0; i < p->helper_count; i++)
		kill(p->helpers[i].pid, SIGKILL);
}

/* ---- the loop ---- */

static void close_control(struct parent *p)
{
	loop_remove(p->loop, p->control_handle);
	p->control_handle = 0;
	if (p->control >= 0)
		close(p->control);
	p->control = -1;
}

static void answer(struct parent *p, uint16_t what)
{
	const int fd = start_helper(p, what);

	if (fd < 0) {
		message_send(p->control, ANSWER, NULL);
		return;
	}
	message_send_fd(p->control, ANSWER, fd);
	close(fd);
}

static bool is_request(uint16_t type)
{
	return type == ASK_CARD || type == ASK_SENSOR || type == ASK_VERIFIER;
}

static void on_request(void *arg, int fd, short revents)
{
	struct parent *p = arg;
	struct buf body = BUF_INIT;
	uint16_t type;
	const enum message_result result = message_receive(fd, &type, &body, NULL);

	(void)revents;
	if (result == MESSAGE_OK && body.len == 0 && is_request(type))
		answer(p, type);
	else if (result != MESSAGE_NONE)
		close_control(p); /* its death is told by SIGCHLD */
	buf_free(&body);
}

static void on_child(void *arg, int signo)
{
	struct parent *p = arg;
	int status;
	pid_t pid;

	(void)signo;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != p->face) {
			forget_helper(p, pid);
			continue;
		}
		p->face = -1;
		p->face_status = status;
		close_control(p);
		loop_add_timer(p->loop, HELPERS_MS, kill_helpers, p);
	}
	if (p->face < 0 && p->helper_count == 0)
		loop_stop(p->loop);
}

static void kill_face(void *arg)
{
	const struct parent *p = arg;

	if (p->face > 0)
		kill(p->face, SIGKILL);
}

static void on_ending_signal(void *arg, int signo)
{
	struct parent *p = arg;

	if (p->face <= 0)
		return;
	kill(p->face, signo);
	if (signo == SIGTERM || signo == SIGHUP)
		loop_add_timer(p->loop, FACE_MS, kill_face, p);
}

static const int ending_signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
#define ENDING (sizeof ending_signals / sizeof *ending_signals)

static bool listen_to(struct parent *p)
{
	bool ok = loop_add_signal(p->loop, SIGCHLD, on_child, p) != 0;

	for (size_t i = 0; i < ENDING; i++)
		ok = ok && loop_add_signal(p->loop, ending_signals[i], on_ending_signal, p) != 0;
	p->control_handle = loop_add_fd(p->loop, p->control, POLLIN, on_request, p);
	return ok && p->control_handle != 0;
}

/* ---- from beginning to end ---- */

static void block_signals(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < ENDING; i++)
		sigaddset(&set, ending_signals[i]);
	sigprocmask(SIG_BLOCK, &set, before);
}

static int be_face(pid_t parent, int fd, face_fn *face, void *arg)
{
	struct parent_link link = {.fd = fd};

	process_become_face(parent);
	if (!sandbox_face()) {
		log_write(LOG_LEVEL_ERROR, "the kernel refused the sandbox");
		return EX_OSERR;
	}
	return face(&link, arg);
}

/* Leaves two processes: where p->face is 0 we are the face, and *fd its socket. */
static bool start_face(struct parent *p, int *fd)
{
	int fds[2];

	if (!message_pair(fds, false))
		return false;
	fflush(NULL);
	p->face = fork();
	p->control = fds[0];
	*fd = fds[1];
	if (p->face >= 0)
		close(fds[p->face == 0 ? 0 : 1]);
	return p->face >= 0;
}

static int exit_code_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int supervise(struct parent *p)
{
	p->loop = loop_new(&clock_system);
	if (p->loop == NULL || !listen_to(p)) {
		kill(p->face, SIGKILL);
		waitpid(p->face, &p->face_status, 0);
	} else {
		loop_run(p->loop);
	}
	loop_free(p->loop);
	return exit_code_of(p->face_status);
}

int parent_run(const struct parent_options *options, face_fn *face, void *arg)
{
	struct parent p = {.options = options, .control = -1};
	const pid_t self = getpid();
	struct terminal terminal;
	sigset_t before;
	int code = EX_OSERR;
	int fd = -1;

	terminal_keep(&terminal);
	block_signals(&before);
	if (start_face(&p, &fd)) {
		if (p.face == 0)
			return be_face(self, fd, face, arg);
		code = supervise(&p);
		if (options->screen && WIFSIGNALED(p.face_status))
			terminal_clear(options->kitty);
		terminal_give_back(&terminal);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return code;
}
