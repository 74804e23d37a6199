/*
 * batch/ndjson_lines.h - lines from a descriptor in constant memory, however long the file or a
 * line of it is. It never waits: where the descriptor may have nothing yet, the caller waits
 * for it (LINES_MORE) and then has it read once.
 *
 * Lines may hold citizen numbers: they stand in secret memory.
 */
#ifndef DDOPA_BATCH_NDJSON_LINES_H
#define DDOPA_BATCH_NDJSON_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define LINE_MAX_BYTES (16 * 1024) /* without its newline; a longer one is told, not kept */

struct ndjson_lines;

enum lines_found { LINES_LINE, LINES_MORE, LINES_END };

struct line {
	const char *text;     /* until the next call; not terminated */
	size_t len;	      /* without its newline */
	unsigned long number; /* from 1 */
	int64_t start, end;   /* bytes from where reading began; end is behind the newline */
	bool too_long;	      /* text is its beginning */
	bool cut;	      /* the input ended before its newline came */
};

struct ndjson_lines *ndjson_lines_new(
    int fd); /* the descriptor stays the caller's; NULL without memory */
void ndjson_lines_free(struct ndjson_lines *l);
enum lines_found ndjson_lines_next(struct ndjson_lines *l, struct line *line);
/* One read(2). False: PROBLEM_IO. */
bool ndjson_lines_fill(struct ndjson_lines *l, struct error *err);

#endif
