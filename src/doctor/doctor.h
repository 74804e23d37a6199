/*
 * doctor/doctor.h - all checks within one limit: what looks at this computer, the card service,
 * the reader and the centre are looked at side by side, so that a dead network or a hung disk
 * costs the limit once.
 *
 * What may block does so in a process of its own, one a lane, that hands its facts over as it
 * finds them and is killed at the limit; then the row that it hung at is the fault, and the rows
 * behind it are not known. Nothing is changed, nothing is remembered, nobody is logged in.
 */
#ifndef DDOPA_DOCTOR_DOCTOR_H
#define DDOPA_DOCTOR_DOCTOR_H

#include "doctor/facts.h"

#define DOCTOR_LIMIT_MS 2500

struct doctor_options {
	const struct terminal_config *config;
	const char *config_file;	  /* NULL: the system's */
	const struct error *config_error; /* NULL or PROBLEM_NONE: config is good */
	const struct clock *clock;
	struct runner_host host; /* starts the card helper */
	const char *root;	 /* "": this computer */
	int64_t limit_ms;
};

/* Facts by row of fact_rows[]; rows without an id are told as well. PROBLEM_MEMORY. */
bool doctor_look(const struct doctor_options *o, struct fact facts[FACTS_MAX], struct error *err);

/* What is to be done for it: a warning, a fault. */
bool doctor_ill(const struct fact *fact);

#endif
