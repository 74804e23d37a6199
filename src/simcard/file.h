/*
 * simcard/file.h - small files read whole.
 */
#ifndef DDOPA_SIMCARD_FILE_H
#define DDOPA_SIMCARD_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "finger/minutiae.h"

/* Reads a file of at most size bytes; *len is what it holds. PROBLEM_IO when it
 * cannot be read, PROBLEM_CONFIG when it is larger; both name the file. */
bool file_read(const char *path, void *out, size_t size, size_t *len, struct error *err);

/* A file of nothing but minutiae, at least MINUTIAE_MIN_ENROLL of them. PROBLEM_IO or
 * PROBLEM_CONFIG, naming the file. */
bool file_read_minutiae(struct minutiae *out, const char *path, struct error *err);

#endif
