/*
 * batch/ndjson_run.h - a batch from its first line to its last: lines in, requests to the
 * centre, results out in the order of the lines.
 */
#ifndef DDOPA_BATCH_NDJSON_RUN_H
#define DDOPA_BATCH_NDJSON_RUN_H

#include "batch/batch.h"

#define JOBS_MAX 64

struct ndjson_options {
	const struct batch_context *context;
	const char *file;    /* "-": stdin; for messages */
	const char *journal; /* path */
	int fd;		     /* the input */
	int64_t total;	     /* its bytes; 0: unknown */
	int pin_fd;
	int jobs; /* requests with the centre at once, 1 to JOBS_MAX */
	bool dry_run;
};

/* The exit code of the program; what went wrong has been told. */
int ndjson_run(const struct ndjson_options *options);

#endif
