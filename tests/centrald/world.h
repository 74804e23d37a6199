/*
 * tests/centrald/world.h - a real ddopa-centrald with a store of its own, listening
 * sockets on ports of the kernel's choice, and a throw-away authority. It dies with the
 * test, however that ends.
 */
#ifndef DDOPA_TESTS_CENTRALD_WORLD_H
#define DDOPA_TESTS_CENTRALD_WORLD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "pki.h"
#include "postgres.h"

/* The key for cards, as it stands in the file: that of the examples in RFC 4493. */
#define WORLD_CARD_KEY "2b7e151628aed2a6abf7158809cf4f3c"

struct world {
	char directory[400];
	char store[512]; /* a path, or a connection string */
	char keys[512];
	struct postgres *postgres; /* NULL: the store is SQLite's */
	struct pki ca, stranger;   /* the counters' authority, and another */
	struct pki_issued server;
	int terminals_fd, citizens_fd; /* stay open: a restarted centre answers there again */
	int terminals_port, citizens_port;
	pid_t pid;
	const char *extra[24]; /* more options of run, ended by NULL */
	bool no_card_key;      /* run without --card-key */
	int64_t offset;	       /* of the training clock, in ms */
};

/* Makes directory, authority and sockets. The store is SQLite's, or PostgreSQL's where the
 * variable DDOPA_TEST_STORE says postgresql. */
void world_make(struct world *w);
/* The store is to be an empty database of PostgreSQL. */
void world_on_postgres(struct world *w);
/* Another host on the same store: sockets and a process of its own. */
void world_join(struct world *w, const struct world *first);
void world_leave(struct world *w); /* what world_join made */
/* Writes `text` to a file of the directory; returns its path (static). */
const char *world_file(struct world *w, const char *name, const char *text);
/* Runs init on a directory of CSV files; returns its exit status. */
int world_init(struct world *w, const char *from);
/* The sample data of etc/training. */
const char *world_samples(void);
/* Copies the sample data to a directory of the world, for changing them. */
const char *world_copy_samples(struct world *w);
void world_start(struct world *w); /* returns when the listeners answer */
/* run with these options only; its exit status, for mistakes that end it at once. */
int world_run_fails(struct world *w, const char *const *options);
void world_kill(struct world *w, int signo); /* and waits; asserts exit 0 after TERM */
/* Moves the centre's clock ahead, for every request that is sent afterwards. */
void world_advance(struct world *w, int64_t ms);
/* One SQL statement in the store, through its own library. First column as text. */
void world_sql(struct world *w, const char *sql, char *out, size_t size);
long world_number(struct world *w, const char *sql);
void world_free(struct world *w);

#endif
