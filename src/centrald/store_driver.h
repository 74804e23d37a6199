/*
 * centrald/store_driver.h - what a database must be able to do for store.h. To add one:
 * a file with a constant of this type, and a line in store.c that chooses it.
 */
#ifndef DDOPA_CENTRALD_STORE_DRIVER_H
#define DDOPA_CENTRALD_STORE_DRIVER_H

#include "centrald/store.h"

struct store_row {
	const struct store_driver *driver;
	void *handle; /* the driver's own: a statement, a result */
	int number;   /* of the row in it, where it holds several */
};

struct store_driver {
	void *(*open)(const char *name, bool create, struct error *err);
	void (*close)(void *db);
	/* Runs plain text without parameters: SAVEPOINT x, a table of the schema. */
	bool (*command)(void *db, const char *text, struct error *err);
	/* Runs statement q of the table; fn (may be NULL) sees each row. */
	bool (*query)(void *db, enum sql q, const struct sql_param *params, store_row_fn *fn,
	    void *arg, long *count, struct error *err);
	int64_t (*row_int)(const struct store_row *row, int column);
	const char *(*row_text)(const struct store_row *row, int column);
	/* A group; begin clears the fault, and comes back to a database that was away. */
	bool (*begin)(void *db, struct error *err);
	bool (*commit)(void *db, struct error *err);
	void (*rollback)(void *db);
	/* NULL: its own tools make copies. */
	bool (*backup)(void *db, const char *path, struct error *err);
	/* The rest is of databases that several processes share; NULL otherwise. */
	enum store_fault (*fault)(const void *db);
	bool (*tell)(void *db, const char *text, struct error *err);
	int (*told_fd)(const void *db);
	bool (*told)(void *db, char *out, size_t size);
};

extern const struct store_driver store_driver_sqlite, store_driver_pq;

#endif
