/*
 * centrald/migrate.h - from an older schema to the present one, by the numbered steps of
 * migrations.sql. To change the schema: change schema.sql, raise SCHEMA_VERSION, and add
 * the step that brings a store of the version before to the same.
 */
#ifndef DDOPA_CENTRALD_MIGRATE_H
#define DDOPA_CENTRALD_MIGRATE_H

#include "centrald/store.h"

/* All steps in one group: done as a whole, or the store is as it was. from: the version
 * before. PROBLEM_CONFIG when the store is newer than this program, or too old. */
bool store_migrate(struct store *s, long *from, struct error *err);

#endif
