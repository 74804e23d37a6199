/*
 * centrald/schema.h - schema.sql inside the program. Its statements end with ";" at the
 * end of a line; lines that begin with "--" are comments.
 */
#ifndef DDOPA_CENTRALD_SCHEMA_H
#define DDOPA_CENTRALD_SCHEMA_H

#define SCHEMA_VERSION 16 /* that of schema.sql; migrations.sql leads there from older ones */

extern const char schema_text[], migrations_text[];

#endif
