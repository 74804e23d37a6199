/*
 * batch/ndjson_progress.h - how far a batch has come, on stderr, where that is a terminal and
 * it takes longer than a second: a bar with rate and time left; a line of words every ten
 * seconds where lines are spoken (TERM=dumb, DDOPA_LINEAR).
 */
#ifndef DDOPA_BATCH_NDJSON_PROGRESS_H
#define DDOPA_BATCH_NDJSON_PROGRESS_H

#include "base/buf.h"
#include "base/clock.h"

struct progress {
	const struct clock *clock;
	bool shown, words;
	bool painted;	       /* a bar is on the line */
	int64_t total;	       /* bytes of the input; 0: unknown */
	int64_t started, next; /* monotonic ms */
	unsigned long lines;   /* done with */
	int64_t bytes;
	unsigned long skipped_lines; /* at the beginning, done by an earlier run: they tell */
	int64_t skipped_bytes;	     /* nothing of how long the rest takes */
};

void progress_begin(struct progress *p, const struct clock *clock, int64_t total);
/* The input up to there is done with; skipped: by an earlier run. */
void progress_count(struct progress *p, int64_t bytes, bool skipped);
void progress_paint(struct progress *p); /* when it is time to */
void progress_clear(struct progress *p); /* the line is free for a message, or for good */

/* What is painted at that time, in at most 79 cells. */
void progress_text(const struct progress *p, int64_t now, struct buf *out);

#endif
