/*
 * simcard/control.h - a Unix socket over which others handle the card: one command a
 * line, one line of answer, beginning with «ok» or «error».
 */
#ifndef DDOPA_SIMCARD_CONTROL_H
#define DDOPA_SIMCARD_CONTROL_H

#include "base/buf.h"
#include "base/error.h"
#include "base/loop.h"

/* Fills answer (without the newline) for a line (without it, too). */
typedef void control_fn(void *arg, char *line, struct buf *answer);

struct control;

/* PROBLEM_CANNOT_CREATE names the path, which is copied. */
struct control *control_open(
    struct loop *loop, const char *path, control_fn *fn, void *arg, struct error *err);
void control_close(struct control *c); /* removes the socket's file */

/* The other end: sends one line, and appends the line that answers it (without the
 * newline). PROBLEM_IO when nobody is there or no answer comes. */
bool control_send(const char *path, const char *line, struct buf *answer, struct error *err);

#endif
