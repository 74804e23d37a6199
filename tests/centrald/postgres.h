/*
 * tests/centrald/postgres.h - a PostgreSQL server of the test's own: in a temporary
 * directory, on a Unix socket there and nowhere else, fsync on, dead with the test. As root
 * it runs as the user postgres, otherwise as the caller.
 */
#ifndef DDOPA_TESTS_CENTRALD_POSTGRES_H
#define DDOPA_TESTS_CENTRALD_POSTGRES_H

#include <stddef.h>
#include <sys/types.h>

struct postgres {
	char directory[300];
	pid_t pid;
	int databases; /* made so far */
};

/* Asserts; fails the test where PostgreSQL 15 is not installed. */
void postgres_start(struct postgres *p);
/* An empty database; the connection string for --store. */
void postgres_database(struct postgres *p, char *store, size_t size);
/* One statement by the server's owner, in the database of `store` (NULL: none of them).
 * First column of the first row as text; out may be NULL. */
void postgres_sql(const char *store, const char *sql, char *out, size_t size);
/* Stops as after a power cut (SIGQUIT), and comes up again. */
void postgres_crash(struct postgres *p);
void postgres_again(struct postgres *p);
/* s becomes a standby of p by streaming replication, and p's commits wait for it. */
void postgres_standby(struct postgres *p, struct postgres *s);
/* The server and all its processes by SIGKILL, as when the machine is gone. */
void postgres_kill(struct postgres *p);
/* The standby takes writes from now on, and waits for no other server: the words of
 * ddopa-centrald(8). */
void postgres_promote(struct postgres *s);
void postgres_free(struct postgres *p);

#endif
