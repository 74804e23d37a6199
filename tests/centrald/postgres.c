#include "postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/cmocka_all.h"

#define PROGRAMS   "/usr/lib/postgresql/15/bin/"
#define START_MS   60000
#define STORE_SIZE 400

/* The server refuses to run as root. */
static void become_postgres(void)
{
	if (geteuid() != 0)
		return;
	const struct passwd *user = getpwnam("postgres");
	if (!user || setgroups(0, NULL) != 0 || setgid(user->pw_gid) != 0 ||
	    setuid(user->pw_uid) != 0)
		_exit(126);
}

/* What it says goes to the file `log` of its directory. */
static pid_t spawn(struct postgres *p, char *const *argv)
{
	char log[340];
	pid_t parent = getpid();
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	become_postgres();
	prctl(PR_SET_PDEATHSIG, SIGQUIT); /* KILL would leave shared memory behind */
	if (getppid() != parent)
		_exit(127);
	snprintf(log, sizeof log, "%s/log", p->directory);
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	dup2(fd, 1);
	dup2(fd, 2);
	if (chdir("/") != 0)
		_exit(127);
	execv(argv[0], argv);
	_exit(127);
}

static int wait_for(pid_t pid)
{
	int status;
	while (waitpid(pid, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	return status;
}

static void own_directory(struct postgres *p)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(p->directory, sizeof p->directory, "%s/pg.XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(p->directory));
	if (geteuid() != 0)
		return;
	const struct passwd *user = getpwnam("postgres");
	assert_non_null(user);
	assert_int_equal(chown(p->directory, user->pw_uid, user->pw_gid), 0);
	if (tmp) /* the way there must be open to it */
		assert_int_equal(chmod(tmp, 0711), 0);
}

static void text_of(char *out, size_t size, const char *store, const char *base)
{
	snprintf(out, size, "%.300s dbname=%s", store, base);
}

static bool answers(const char *store)
{
	PGconn *conn = PQconnectdb(store);
	bool ok = PQstatus(conn) == CONNECTION_OK;
	PQfinish(conn);
	return ok;
}

static void own_store(char out[STORE_SIZE], const struct postgres *p)
{
	snprintf(out, STORE_SIZE, "host=%.250s user=ddopa dbname=postgres", p->directory);
}

/* No descriptor tells when it is up: asked again and again, as pg_isready does. */
void postgres_again(struct postgres *p)
{
	char data[340];
	char store[STORE_SIZE];
	char *argv[] = {(char *)(uintptr_t)(PROGRAMS "postgres"), "-D", data, "-k", p->directory,
	    "-h", "", "-c", "fsync=on", "-c", "recovery_init_sync_method=syncfs", "-c",
	    "dynamic_shared_memory_type=mmap", "-c", "wal_retrieve_retry_interval=500ms", NULL};
	snprintf(data, sizeof data, "%s/data", p->directory);
	own_store(store, p);
	p->pid = spawn(p, argv);
	for (int ms = 0; ms < START_MS && !answers(store); ms += 20) {
		assert_int_equal(waitpid(p->pid, NULL, WNOHANG), 0);
		poll(NULL, 0, 20);
	}
	assert_true(answers(store));
}

void postgres_start(struct postgres *p)
{
	char data[340];
	char *argv[] = {(char *)(uintptr_t)(PROGRAMS "initdb"), "-D", data, "-A", "trust", "-U",
	    "ddopa", "-E", "UTF8", "--locale=C", NULL};
	memset(p, 0, sizeof *p);
	own_directory(p);
	snprintf(data, sizeof data, "%s/data", p->directory);
	assert_int_equal(wait_for(spawn(p, argv)), 0);
	postgres_again(p);
}

void postgres_database(struct postgres *p, char *store, size_t size)
{
	char server[300];
	char sql[60];
	char base[16];
	snprintf(server, sizeof server, "host=%.250s user=ddopa", p->directory);
	snprintf(base, sizeof base, "d%d", ++p->databases);
	snprintf(sql, sizeof sql, "CREATE DATABASE %s", base);
	text_of(store, size, server, "postgres");
	postgres_sql(store, sql, NULL, 0);
	text_of(store, size, server, base);
}

void postgres_sql(const char *store, const char *sql, char *out, size_t size)
{
	PGconn *conn = PQconnectdb(store);
	assert_int_equal(PQstatus(conn), CONNECTION_OK);
	PGresult *result = PQexec(conn, sql);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
	if (out)
		snprintf(out, size, "%s", PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
	PQclear(result);
	PQfinish(conn);
}

void postgres_crash(struct postgres *p)
{
	if (p->pid <= 0)
		return;
	kill(p->pid, SIGQUIT);
	wait_for(p->pid);
	p->pid = 0;
}

/* ---- two of them ---- */

static void becomes(const char *store, const char *sql, const char *wanted)
{
	char text[64] = "";
	for (int ms = 0; ms < START_MS && strcmp(text, wanted) != 0; ms += 20) {
		poll(NULL, 0, ms > 0 ? 20 : 0);
		postgres_sql(store, sql, text, sizeof text);
	}
	assert_string_equal(text, wanted);
}

void postgres_standby(struct postgres *p, struct postgres *s)
{
	char data[340];
	char primary[STORE_SIZE];
	char store[STORE_SIZE];
	char *argv[] = {(char *)(uintptr_t)(PROGRAMS "pg_basebackup"), "-D", data, "-d", primary,
	    "-R", "-X", "stream", "-c", "fast", NULL};
	memset(s, 0, sizeof *s);
	own_directory(s);
	snprintf(data, sizeof data, "%s/data", s->directory);
	snprintf(primary, sizeof primary, "host=%.250s user=ddopa application_name=standby",
	    p->directory);
	own_store(store, p);
	postgres_sql(store, "ALTER SYSTEM SET synchronous_standby_names = 'standby'", NULL, 0);
	assert_int_equal(wait_for(spawn(s, argv)), 0); /* the setting goes with it */
	postgres_again(s);
	postgres_sql(store, "SELECT pg_reload_conf()", NULL, 0);
	becomes(store,
	    "SELECT MAX(sync_state) FROM pg_stat_replication WHERE application_name = 'standby'",
	    "sync");
}

void postgres_promote(struct postgres *s)
{
	char store[STORE_SIZE];
	char text[8];
	own_store(store, s);
	postgres_sql(store, "ALTER SYSTEM SET synchronous_standby_names = ''", NULL, 0);
	postgres_sql(store, "SELECT pg_reload_conf()", NULL, 0);
	postgres_sql(store, "SELECT pg_promote(true, 60)", text, sizeof text);
	assert_string_equal(text, "t");
}

/* Its line 7 says by which id: killed, the server leaves the segment behind. */
static void remove_shared_memory(const struct postgres *p)
{
	char path[360];
	char line[200] = "";
	long key, id;
	snprintf(path, sizeof path, "%s/data/postmaster.pid", p->directory);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	for (int i = 0; i < 7; i++)
		assert_non_null(fgets(line, sizeof line, f));
	fclose(f);
	assert_int_equal(sscanf(line, "%ld %ld", &key, &id), 2);
	assert_int_equal(shmctl((int)id, IPC_RMID, NULL), 0);
}

/* Each of its processes leads a group of its own: stopped first, so that it starts no other. */
void postgres_kill(struct postgres *p)
{
	char path[64];
	long child;
	kill(p->pid, SIGSTOP);
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)p->pid, (int)p->pid);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	while (fscanf(f, "%ld", &child) == 1)
		kill((pid_t)child, SIGKILL);
	fclose(f);
	kill(p->pid, SIGKILL);
	wait_for(p->pid);
	p->pid = 0;
	remove_shared_memory(p);
}

void postgres_free(struct postgres *p)
{
	char command[400];
	postgres_crash(p);
	snprintf(command, sizeof command, "rm -rf '%s'", p->directory);
	assert_int_equal(system(command), 0);
}
