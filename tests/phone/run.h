/* A ddopa-phone as a process of its own: what it is told and what it says. */
#ifndef DDOPA_TESTS_PHONE_RUN_H
#define DDOPA_TESTS_PHONE_RUN_H

#include <stddef.h>
#include <sys/types.h>

struct phone_run {
	pid_t pid;
	int in, out;
	char text[65536]; /* its standard output so far */
	size_t len;
};

const char *phone_program(void); /* its whole path; ask before changing directory */
/* argv without the program's name, ended by NULL. It dies with the test. */
void phone_start(struct phone_run *r, const char *const argv[]);
/* On a pseudo-terminal of 40 columns. */
void phone_start_tty(struct phone_run *r, const char *const argv[]);
void phone_say(struct phone_run *r, const char *text);
/* Reads until `wanted` has been said, or all was (NULL); fails after 30 s of silence. */
void phone_hear(struct phone_run *r, const char *wanted);
void phone_hear_times(struct phone_run *r, const char *wanted, int times);
/* No more is said to it. The exit code, or the negated signal. */
int phone_finish(struct phone_run *r);
const char *phone_last_line(const struct phone_run *r);

#endif
