/*
 * A batch command in a process of its own, as a script meets it: all answers are written
 * before it begins, all it says is kept.
 */
#ifndef DDOPA_TESTS_BATCH_CONVERSE_H
#define DDOPA_TESTS_BATCH_CONVERSE_H

#include "batch/batch.h"

#define OUT_MAX	       65536
#define CONVERSE_LOGIN "1234567890121\n24681357\n"

extern struct said {
	char out[OUT_MAX];
	char code[OUT_MAX]; /* of --qr-fd */
	int exit_code;
} said;

/* Descriptors 0 and 1 are the conversation, 7 the login, 8 the code. */
void converse_with(const struct batch_command *command, const char *login, const char *answers,
    char *const *options);
/* `ddopa enrol --json …` */
void converse_as_officer(const char *answers, char *const *more);
void converse(const char *answers);

/* The values of a member of all lines that have it, in order, joined by spaces. */
const char *all(const char *member);

#endif
