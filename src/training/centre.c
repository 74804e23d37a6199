/*
 * ddopa-centrald in the world. Its sockets are opened here and handed in: so no port that
 * was free a moment ago can be taken by somebody else, and the one that was opened outside
 * the world's network comes along.
 */
#include "training/training.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACKLOG	      64
#define ARGS_MAX      40
#define LISTENERS_MAX 3 /* terminals; citizens inside and outside */

bool centre_listen_on(int *fd, int *port, struct error *err)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)*port)};
	socklen_t len = sizeof in;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0 || bind(*fd, (const struct sockaddr *)&in, sizeof in) != 0 ||
	    listen(*fd, BACKLOG) != 0 || getsockname(*fd, (struct sockaddr *)&in, &len) != 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, "listening on 127.0.0.1");
	*port = ntohs(in.sin_port);
	return true;
}

bool centre_listen(struct world *w, struct error *err)
{
	const bool outside = w->outside_fd >= 0;

	w->terminals_port = w->private ? WORLD_TERMINALS_PORT : 0;
	if (!outside)
		w->citizens_port = w->private ? WORLD_CITIZENS_PORT : 0;
	if (!centre_listen_on(&w->terminals_fd, &w->terminals_port, err))
		return false;
	/* A private network has its own loopback; a plain world's is that of the outside. */
	return (outside && !w->private) ||
	       centre_listen_on(&w->citizens_fd, &w->citizens_port, err);
}

static bool run_to_end(const struct world *w, const struct service *s, struct error *err)
{
	pid_t pid = service_start(w, s, err);
	int status;

	if (pid < 0)
		return false;
	if (waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	return error_set(err, PROBLEM_SYSTEM, "%s failed", s->name);
}

static bool fill_store(const struct world *w, char *program, char *store, struct error *err)
{
	char *argv[] = {
	    program, "init", "--store", store, "--from", (char *)(uintptr_t)w->data, NULL};
	struct service s = SERVICE("ddopa-centrald init", argv);

	return run_to_end(w, &s, err);
}

/* The citizen's app lies beside the sample data where both are installed, and in a source
 * tree. False: elsewhere than there, and the world has none. */
static bool find_app(char out[PATH_MAX + 32], const struct world *w)
{
	static const char *const places[] = {"../app", "../../src/app"};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		snprintf(out, PATH_MAX + 32, "%s/%s", w->data, places[i]);
		if (access(out, R_OK) == 0)
			return true;
	}
	return false;
}

static void add(char *argv[ARGS_MAX], const char *option, char *value)
{
	while (*argv)
		argv++;
	argv[0] = (char *)(uintptr_t)option;
	argv[1] = value;
}

/* ready: a pipe of which the centre is given the write end. */
static bool run_centre(
    const struct world *w, char *program, char *store, const int ready[2], struct error *err)
{
	char cert[PATH_MAX + 16], key[PATH_MAX + 16], ca[PATH_MAX + 16], host[64];
	char card_key[PATH_MAX + 32], ca_key[PATH_MAX + 16], app[PATH_MAX + 32];
	char number[LISTENERS_MAX + 1][16];
	const int keep[] = {ready[1], w->terminals_fd,
	    w->citizens_fd >= 0 ? w->citizens_fd : w->outside_fd, w->outside_fd, -1};
	char *argv[ARGS_MAX] = {program, "run", "--store", store, "--tls-cert", cert, "--tls-key",
	    key, "--terminal-ca", ca, "--issuer-cert", ca, "--issuer-key", ca_key, "--host", host,
	    "--training", "--ready-fd", number[0], "--card-key", card_key, "--terminals-fd",
	    number[1], "--citizens-fd", number[2], [ARGS_MAX - 1] = NULL};
	struct service s = SERVICE("ddopa-centrald", argv);
	pid_t pid;

	snprintf(cert, sizeof cert, "%s/centre.pem", w->directory);
	snprintf(key, sizeof key, "%s/centre.key", w->directory);
	snprintf(ca, sizeof ca, "%s/ca.pem", w->directory);
	snprintf(ca_key, sizeof ca_key, "%s/ca.key", w->directory);
	snprintf(card_key, sizeof card_key, "%s/" WORLD_CARD_MASTER, w->directory);
	snprintf(host, sizeof host, "LOCALHOST:%d", w->citizens_port);
	for (size_t i = 0; i <= LISTENERS_MAX; i++)
		snprintf(number[i], sizeof number[i], "%d", keep[i]);
	if (find_app(app, w))
		add(argv, "--app", app);
	if (w->citizens_fd >= 0 && w->outside_fd >= 0)
		add(argv, "--citizens-fd", number[3]);
	s.keep = keep;
	pid = service_start(w, &s, err);
	close(ready[1]);
	return pid > 0 && service_ready(s.name, pid, ready[0], err);
}

/* Handed over, and held no longer: where the centre has died, nobody must seem to listen. */
static void let_go(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool centre_start(struct world *w, struct error *err)
{
	char program[PATH_MAX], store[PATH_MAX + 16];
	int ready[2];
	bool ok;

	if (!data_program(w, "ddopa-centrald", program, err))
		return false;
	snprintf(store, sizeof store, "%s/store", w->directory);
	if (!fill_store(w, program, store, err))
		return false;
	if (pipe2(ready, O_CLOEXEC) != 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, "pipe");
	ok = run_centre(w, program, store, ready, err);
	close(ready[0]);
	let_go(&w->terminals_fd);
	let_go(&w->citizens_fd);
	let_go(&w->outside_fd);
	return ok;
}
