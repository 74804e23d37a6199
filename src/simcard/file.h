/*
 * simcard/file.h - small files read whole.
 */
#ifndef DDOPA_SIMCARD_FILE_H
#define DDOPA_SIMCARD_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Reads a file of at most size bytes; *len is what it holds. PROBLEM_IO when it
 * cannot be read, PROBLEM_CONFIG when it is larger; both name the file. */
bool file_read(const char *path, void *out, size_t size, size_t *len, struct error *err);

#endif
