/*
 * base/options.h - one table of options a command: parsing, --help and the manual
 * page's list come from the same rows.
 */
#ifndef DDOPA_BASE_OPTIONS_H
#define DDOPA_BASE_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

struct option_row {
	const char *name;  /* long name without dashes; NULL ends the table */
	char letter;	   /* short form or 0 */
	const char *value; /* metavariable ("FILE"), NULL for a flag */
	const char *help;  /* N_() text, one line */
};

/* Called for each option as it stands on the command line; value is NULL for flags. */
typedef bool option_fn(
    void *arg, const struct option_row *row, const char *value, struct error *err);

/* Parses argv[1..]; *first_operand is the index of the first operand (parsing stops at
 * the first operand or at "--", nothing is reordered). Unknown options, missing values
 * and abbreviations end in PROBLEM_USAGE that names the option, and one that is near. */
bool options_parse(const struct option_row *rows, int argc, char **argv, option_fn *fn, void *arg,
    int *first_operand, struct error *err);

/* Two columns, wrapped at 79 cells. */
void options_help(FILE *out, const struct option_row *rows);

#endif
