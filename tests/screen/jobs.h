/*
 * tests/screen/jobs.h - programs of a story beside the one on the terminal, such as the
 * citizen's phone: started with sh -c, what they write is kept, their standard input is a
 * pipe. They die with us.
 */
#ifndef DDOPA_TESTS_SCREEN_JOBS_H
#define DDOPA_TESTS_SCREEN_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#define JOBS_MAX 16

struct job {
	char name[32];
	int pid;
	int input;  /* -1 when closed */
	int output; /* standard output and error; -1 at its end */
	bool ended;
	int status;    /* wait status */
	char *written; /* NUL terminated */
	size_t length;
};

struct jobs {
	struct job job[JOBS_MAX];
	int count;
};

struct job *jobs_start(struct jobs *jobs, const char *name, const char *command); /* or NULL */
struct job *jobs_find(struct jobs *jobs, const char *name);			  /* or NULL */
void jobs_end(struct jobs *jobs); /* kills what still runs, frees */

void job_pump(struct job *job); /* reads what it wrote; call when output is readable */
bool job_ended(struct job *job);
void job_say(struct job *job, const char *text);
void job_close_input(struct job *job);

#endif
