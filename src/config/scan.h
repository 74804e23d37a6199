/*
 * config/scan.h - the line-by-line look at an ini file, for config.c only: finds what
 * iniparser 4.1 hides (hardening.md, finding 8) and remembers where each key stands.
 */
#ifndef DDOPA_CONFIG_SCAN_H
#define DDOPA_CONFIG_SCAN_H

#include "config/config.h"

#define SCAN_ROWS_MAX CONFIG_ROWS_MAX
#define SCAN_KEY_SIZE 80
/* iniparser reads lines of at most 1,024 bytes, its NUL and newline included. */
#define SCAN_LINE_MAX 1000

struct scan {
	int lines[SCAN_ROWS_MAX]; /* by row: the line of its key, 0 where it is not given */
};

/* False with PROBLEM_CONFIG and "file:line: …" on the first fault. */
bool scan_file(
    struct scan *scan, const struct config_row *rows, const char *file, struct error *err);

/* "centre.url" as iniparser names it: "centre:url". */
void scan_iniparser_key(char out[SCAN_KEY_SIZE], const char *key);

#endif
