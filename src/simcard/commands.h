/*
 * simcard/commands.h - the commands of the control socket, one row each; ddopa-simcard(1)
 * lists the same.
 */
#ifndef DDOPA_SIMCARD_COMMANDS_H
#define DDOPA_SIMCARD_COMMANDS_H

#include "base/buf.h"

/* A control_fn; desk: the struct desk that it is about. */
void commands_run(void *desk, char *line, struct buf *answer);

/* The line to send for a command typed in this directory: a relative file name means the
 * sender's directory, not the running card's. */
void commands_put(struct buf *line, const char *command);

#endif
