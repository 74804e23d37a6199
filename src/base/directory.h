/*
 * base/directory.h - a directory of one's own.
 */
#ifndef DDOPA_BASE_DIRECTORY_H
#define DDOPA_BASE_DIRECTORY_H

#include <stdbool.h>

/* As mkdir -p does, with mode 0700 for what is made. False with errno set. */
bool directory_make(const char *path);

#endif
