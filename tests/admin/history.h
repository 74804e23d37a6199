/*
 * tests/admin/history.h - a store with an audit of made acts, as a centre's processes would
 * leave it, for a program's tests; and one command of ddopa-admin run on it.
 */
#ifndef DDOPA_TESTS_ADMIN_HISTORY_H
#define DDOPA_TESTS_ADMIN_HISTORY_H

#include "../base/cmocka_all.h"
#include "admin/admin.h"
#include "centrald/centrald.h"

struct history {
	char path[500], keys_path[520];
	struct clock_fake time;
	struct clock clock;
	struct centre centre; /* the one process that there is */
};

#define HISTORY_START 1800000000000 /* the fake clock's, at first */

void history_make(struct history *h);
void history_free(struct history *h);
/* A process begins, does so many acts a millisecond apart, ends. */
void history_begin(struct history *h);
void history_act(struct history *h, long count);
void history_end(struct history *h);
/* A minute later: a checkpoint over all that was done. */
void history_checkpoint(struct history *h);
/* One SQL statement past the store's interface. */
void history_sql(struct history *h, const char *sql);
long history_number(struct history *h, const char *sql);

/* Runs a command; what it writes goes to *text (free() it). */
enum problem history_admin(struct history *h, admin_fn *command, const char *const value[OPT_COUNT],
    char *const *operands, char **text);

#endif
