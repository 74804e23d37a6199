/*
 * phone/lines.h - lines from a descriptor, one at a time and only when one is wanted.
 */
#ifndef DDOPA_PHONE_LINES_H
#define DDOPA_PHONE_LINES_H

#include "base/buf.h"
#include "base/loop.h"

#define LINE_MAX_BYTES 8192

/* line is NULL at the end of input, at an error, and when a line is too long. Without its
 * newline; valid during the call, then wiped. */
typedef void lines_fn(void *arg, const char *line);

struct lines {
	struct loop *loop;
	int fd;
	struct buf kept; /* secret: read, not yet handed out */
	unsigned watch, turn;
	bool ended;
	lines_fn *fn;
	void *arg;
};

void lines_init(struct lines *l, struct loop *loop, int fd, lines_fn *fn, void *arg);
void lines_want(struct lines *l); /* fn fires once, from the loop */
void lines_stop(struct lines *l); /* unwanted again */
void lines_free(struct lines *l);

#endif
