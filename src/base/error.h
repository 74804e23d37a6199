/*
 * base/error.h - errors are values.
 *
 * A function that can fail takes a `struct error *` as its last argument and
 * returns bool: true is success, false means that *err was filled. The error is
 * passed up once and shown once, at the face or in the log. Nothing below main()
 * prints or exits.
 *
 * base/ is the ground floor: it includes no other room and never depends on
 * ncurses, curl, PC/SC or JSON.
 */
#ifndef DDOPA_BASE_ERROR_H
#define DDOPA_BASE_ERROR_H

#include <stdbool.h>

#include "base/problem.h"

#define ERROR_CONTEXT_MAX 200

struct error {
	enum problem problem; /* row of the catalogue */
	/* What the message names: a file and line, a host, a reader. UTF-8, NUL
	 * terminated, cut at a whole character. Never data of a person. */
	char context[ERROR_CONTEXT_MAX];
};

/* Fill *err (which may be NULL) and return false, so that a caller can write
 * `return error_set(err, PROBLEM_CONFIG, "%s:%d", file, line);`. */
bool error_set(struct error *err, enum problem problem, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As error_set, and ": strerror(errno_value)" is appended to the context. */
bool error_errno(struct error *err, enum problem problem, int errno_value, const char *what);

#endif
