/*
 * simcard/settings.h - the command line of ddopa-simcard.
 */
#ifndef DDOPA_SIMCARD_SETTINGS_H
#define DDOPA_SIMCARD_SETTINGS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/options.h"
#include "simcard/vpcd.h"

#define SETTINGS_HOST_SIZE 256
#define EJECT_AFTER_MAX	   1000000

struct settings {
	struct vpcd_options vpcd; /* its host points to the next field */
	char host[SETTINGS_HOST_SIZE];
	const char *card_file; /* these point into argv; NULL where not given */
	const char *control;
	const char *write_master;
	const char *send;
	long eject_after;
	bool verbose, help, version;
};

extern const struct option_row settings_rows[]; /* for --help */

/* PROBLEM_USAGE names what was wrong. *set must stay where it is. */
bool settings_parse(struct settings *set, int argc, char **argv, struct error *err);

/* A decimal number from low to high and nothing after it. */
bool settings_number(long *out, const char *value, long low, long high);

#endif
