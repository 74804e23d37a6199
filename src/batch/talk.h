/*
 * batch/talk.h - the conversation of a batch command: NDJSON lines out on stdout, one object
 * a line in on stdin. A line out is written whole or the command ends; lines in are queued
 * until somebody takes them, so a script may answer ahead of the question.
 */
#ifndef DDOPA_BATCH_TALK_H
#define DDOPA_BATCH_TALK_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/loop.h"
#include "base/problem.h"

#define TALK_LINE_MAX 4096 /* bytes of a line in */

struct talk;
typedef void talk_fn(void *arg); /* something came in, or the input has ended */

struct talk *talk_open(struct loop *loop, talk_fn *fn, void *arg); /* NULL: no memory */
void talk_close(struct talk *t);

/* Begins an object with "time". */
json_t *talk_line(const struct talk *t);
/* Adds "problem" (DD-nnn), "code" (its name) and "message" (what happened, why, what to do). */
void talk_problem(json_t *line, enum problem problem, const char *context);
/* Writes it and drops the reference; false when nobody reads any more. */
bool talk_say(struct talk *t, json_t *line);
bool talk_reader_gone(const struct talk *t);

/* The oldest line in, not taken away; NULL when there is none. A line that is no JSON object
 * with exactly one member is an empty object. */
const json_t *talk_peek(const struct talk *t);
void talk_drop(struct talk *t);
bool talk_ended(const struct talk *t); /* end of input, and no line is left */

#endif
