/*
 * config/config.h - a typed, strict reader of ini files on top of iniparser.
 *
 * iniparser 4.1 alone would take 12abc as 12, let a repeated key win silently, and
 * crashes on "[p:h]" read as a boolean (CVE-2023-33461); so the file is first read line
 * by line for what iniparser hides (repeated keys, line numbers, over-long lines, odd
 * section names), then each value is taken as a string and converted here. Unknown,
 * repeated, out of range and wrongly typed entries end in PROBLEM_CONFIG with
 * "file:line: section.key: …".
 *
 * One row of a table is one setting: type, bounds, default, help; ddopa.conf(5) lists
 * the same rows (a test compares them).
 */
#ifndef DDOPA_CONFIG_CONFIG_H
#define DDOPA_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum config_type { CONFIG_STRING, CONFIG_NUMBER, CONFIG_BOOL, CONFIG_ENUM, CONFIG_PATH };

struct config_row {
	const char *key; /* "centre.url"; section and name; NULL ends the table */
	enum config_type type;
	size_t offset; /* of the field in the caller's struct: char[size] for STRING, PATH
			* and ENUM, long for NUMBER, bool for BOOL */
	size_t size;   /* bytes of a char field */
	long min, max; /* NUMBER */
	const char *const *values; /* ENUM: NULL-terminated */
	const char *preset;	   /* default as it would be written; NULL: must be given */
	const char *help;	   /* N_() one line */
};

/* Fills `out` (zeroed by the caller) with the defaults, then with what file says. */
bool config_defaults(const struct config_row *rows, void *out, struct error *err);
bool config_read(const struct config_row *rows, const char *file, void *out, struct error *err);

#define CONFIG_ROWS_MAX 64
/* Where each row's key stands in file: its line, 0 where the default holds. */
bool config_lines(
    const struct config_row *rows, const char *file, int lines[CONFIG_ROWS_MAX], struct error *err);

/* Who may own it: root (uid 0), or, where any_owner is true, the caller too; never
 * group- or world-writable, no symbolic link. PROBLEM_CONFIG_OWNER otherwise. */
bool config_check_owner(const char *file, bool any_owner, struct error *err);

#endif
