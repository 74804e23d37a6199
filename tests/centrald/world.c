#include "world.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/cmocka_all.h"

#define START_MS 60000
#define STOP_MS	 60000

static int listen_anywhere(int *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(listen(fd, 128), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &size), 0);
	*port = ntohs(a.sin_port);
	return fd;
}

void world_make(struct world *w)
{
	const char *tmp = getenv("TMPDIR");
	const struct pki_subject server = {.cn = "localhost", .san = "DNS:localhost,IP:127.0.0.1"};
	memset(w, 0, sizeof *w);
	snprintf(w->directory, sizeof w->directory, "%s/centre.XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(w->directory));
	snprintf(w->store, sizeof w->store, "%s/store", w->directory);
	snprintf(w->keys, sizeof w->keys, "%.480s/store.keys", w->directory);
	pki_make(&w->ca, w->directory, "ca");
	pki_make(&w->stranger, w->directory, "stranger-ca");
	pki_issue(&w->ca, &server, w->directory, "server", &w->server);
	w->terminals_fd = listen_anywhere(&w->terminals_port);
	w->citizens_fd = listen_anywhere(&w->citizens_port);
	world_file(w, "clock", "0\n");
	assert_int_equal(chmod(world_file(w, "card.key", WORLD_CARD_KEY "\n"), 0600), 0);
	const char *kind = getenv("DDOPA_TEST_STORE");
	if (kind && strcmp(kind, "postgresql") == 0)
		world_on_postgres(w);
}

void world_on_postgres(struct world *w)
{
	if (w->postgres)
		return;
	w->postgres = calloc(1, sizeof *w->postgres);
	assert_non_null(w->postgres);
	postgres_start(w->postgres);
	postgres_database(w->postgres, w->store, sizeof w->store);
}

void world_join(struct world *w, const struct world *first)
{
	*w = *first;
	w->pid = 0;
	w->terminals_fd = listen_anywhere(&w->terminals_port);
	w->citizens_fd = listen_anywhere(&w->citizens_port);
}

void world_leave(struct world *w)
{
	world_kill(w, SIGKILL);
	close(w->terminals_fd);
	close(w->citizens_fd);
}

const char *world_file(struct world *w, const char *name, const char *text)
{
	static char path[512];
	snprintf(path, sizeof path, "%s/%s", w->directory, name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	return path;
}

const char *world_samples(void)
{
	static char path[512];
	const char *top = getenv("top_srcdir");
	snprintf(path, sizeof path, "%s/etc/training", top ? top : "..");
	return path;
}

const char *world_copy_samples(struct world *w)
{
	static char path[512];
	char command[2048];
	snprintf(path, sizeof path, "%s/samples", w->directory);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(command, sizeof command, "cp '%s'/*.csv '%s'", world_samples(), path);
	assert_int_equal(system(command), 0);
	return path;
}

static const char *program(void)
{
	static char path[512];
	const char *top = getenv("top_builddir");
	snprintf(path, sizeof path, "%s/ddopa-centrald", top ? top : ".");
	return path;
}

static pid_t spawn(char *const *argv, const int *keep, const char *errors)
{
	pid_t parent = getpid();
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	for (; *keep >= 0; keep++)
		fcntl(*keep, F_SETFD, 0);
	int fd = open(errors, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	dup2(fd, 2);
	execv(argv[0], argv);
	_exit(127);
}

static int wait_status(pid_t pid)
{
	int status;
	while (waitpid(pid, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	return status;
}

static const char *errors_file(struct world *w)
{
	static char path[512];
	snprintf(path, sizeof path, "%s/errors", w->directory);
	return path;
}

int world_init(struct world *w, const char *from)
{
	char *argv[] = {(char *)(uintptr_t)program(), "init", "--store", w->store, "--keys",
	    w->keys, "--from", (char *)(uintptr_t)from, NULL};
	int status = wait_status(spawn(argv, (const int[]){-1}, errors_file(w)));
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

#define MAX_ARGS 64

struct args {
	char *argv[MAX_ARGS];
	char numbers[3][16];
	char ca[512], clock[512], card_key[512];
};

static void add(struct args *a, const char *s)
{
	int n = 0;
	while (a->argv[n])
		n++;
	assert_true(n < MAX_ARGS - 1);
	a->argv[n] = (char *)(uintptr_t)s;
}

static void add_pair(struct args *a, const char *name, const char *value)
{
	add(a, name);
	add(a, value);
}

static void run_args(struct world *w, struct args *a, int ready)
{
	memset(a, 0, sizeof *a);
	const int fds[] = {w->terminals_fd, w->citizens_fd, ready};
	for (int i = 0; i < 3; i++)
		snprintf(a->numbers[i], sizeof a->numbers[i], "%d", fds[i]);
	snprintf(a->ca, sizeof a->ca, "%s/ca.pem", w->directory);
	snprintf(a->clock, sizeof a->clock, "%s/clock", w->directory);
	add_pair(a, program(), "run");
	add_pair(a, "--store", w->store);
	add_pair(a, "--keys", w->keys);
	add_pair(a, "--tls-cert", w->server.cert_file);
	add_pair(a, "--tls-key", w->server.key_file);
	add_pair(a, "--terminal-ca", a->ca);
	add_pair(a, "--host", "localhost:8444");
	add_pair(a, "--terminals-fd", a->numbers[0]);
	add_pair(a, "--citizens-fd", a->numbers[1]);
	add_pair(a, "--ready-fd", a->numbers[2]);
	add_pair(a, "--terminal-rate", "0"); /* one certificate stands for many counters */
	add_pair(a, "--terminal-requests", "0");
	add(a, "--training");
	add_pair(a, "--training-clock", a->clock);
	snprintf(a->card_key, sizeof a->card_key, "%s/card.key", w->directory);
	if (!w->no_card_key)
		add_pair(a, "--card-key", a->card_key);
	for (int i = 0; w->extra[i]; i++)
		add(a, w->extra[i]);
}

void world_start(struct world *w)
{
	struct args a;
	int ready[2];
	char byte;
	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	run_args(w, &a, ready[1]);
	w->pid = spawn(
	    a.argv, (const int[]){w->terminals_fd, w->citizens_fd, ready[1], -1}, errors_file(w));
	close(ready[1]);
	struct pollfd p = {.fd = ready[0], .events = POLLIN};
	assert_int_equal(poll(&p, 1, START_MS), 1);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
}

int world_run_fails(struct world *w, const char *const *options)
{
	char *argv[MAX_ARGS] = {(char *)(uintptr_t)program(), "run"};
	for (int i = 0; options[i]; i++)
		argv[2 + i] = (char *)(uintptr_t)options[i];
	int status = wait_status(
	    spawn(argv, (const int[]){w->terminals_fd, w->citizens_fd, -1}, errors_file(w)));
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* One that does not stop fails the test, and does not hold it up. */
static void ends_in_time(pid_t pid)
{
	struct pollfd p = {.fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};
	assert_true(p.fd >= 0);
	assert_int_equal(poll(&p, 1, STOP_MS), 1);
	close(p.fd);
}

void world_kill(struct world *w, int signo)
{
	if (w->pid <= 0)
		return;
	kill(w->pid, signo);
	if (signo == SIGTERM)
		ends_in_time(w->pid);
	int status = wait_status(w->pid);
	w->pid = 0;
	if (signo == SIGTERM) {
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

/* The centre reads the new time out of a FIFO: when that opens for writing the centre is
 * about to read it, before it looks at any request that comes after. */
void world_advance(struct world *w, int64_t ms)
{
	char text[32];
	char path[512];
	w->offset += ms;
	snprintf(text, sizeof text, "%lld\n", (long long)w->offset);
	snprintf(path, sizeof path, "%s/clock", w->directory);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(kill(w->pid, SIGHUP), 0);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(unlink(path), 0);
	world_file(w, "clock", text);
}

void world_sql(struct world *w, const char *sql, char *out, size_t size)
{
	if (w->postgres) { /* which then looks after references as little as SQLite does here */
		char both[4096];
		int len =
		    snprintf(both, sizeof both, "SET session_replication_role = replica; %s", sql);
		assert_in_range(len, 1, sizeof both - 1);
		postgres_sql(w->store, both, out, size);
		return;
	}
	sqlite3 *db;
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_open_v2(w->store, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	int result = sqlite3_step(st);
	assert_true(result == SQLITE_ROW || result == SQLITE_DONE);
	const char *text = result == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : NULL;
	if (out)
		snprintf(out, size, "%s", text ? text : "");
	sqlite3_finalize(st);
	sqlite3_close(db);
}

long world_number(struct world *w, const char *sql)
{
	char text[32];
	world_sql(w, sql, text, sizeof text);
	if (strcmp(text, "t") == 0) /* PostgreSQL's word for what is 1 in SQLite */
		return 1;
	return atol(text);
}

void world_free(struct world *w)
{
	char command[600];
	world_kill(w, SIGKILL);
	close(w->terminals_fd);
	close(w->citizens_fd);
	pki_issued_free(&w->server);
	pki_free(&w->ca);
	pki_free(&w->stranger);
	if (w->postgres)
		postgres_free(w->postgres);
	free(w->postgres);
	snprintf(command, sizeof command, "rm -rf '%s'", w->directory);
	assert_int_equal(system(command), 0);
}
