/*
 * batch/cert.h - private to `ddopa cert`: files that are made, and the renewal.
 */
#ifndef DDOPA_BATCH_CERT_H
#define DDOPA_BATCH_CERT_H

#include "batch/batch.h"

/* A file that must not be there yet, with this mode, written whole or not at all.
 * PROBLEM_CANNOT_CREATE, PROBLEM_IO. */
bool cert_make_file(const char *path, const struct buf *text, unsigned mode, struct error *err);
/* Puts text in the place of the file in one step. */
bool cert_replace_file(const char *path, const char *text, struct error *err);

/* Asks the centre, or with a path writes the request for the operator there. */
int cert_renew(const struct batch_context *context, const char *request);

#endif
