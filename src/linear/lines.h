/*
 * linear/lines.h - lines out and lines in. What goes out is clean (base/text.h) and wrapped;
 * where the locale is not UTF-8, ASCII alone. What comes in is a whole line at a time; the
 * terminal's own editing serves while it is typed.
 */
#ifndef DDOPA_LINEAR_LINES_H
#define DDOPA_LINEAR_LINES_H

#include "base/loop.h"

#define LINES_CELLS 79	/* of a line out, at most */
#define LINE_MAX_IN 256 /* bytes of a line in, with its NUL; a longer one is no answer */

struct lines;
typedef void lines_fn(void *arg); /* something came in, or the input has ended */

/* Reads standard input, which is made a line terminal where it is one; writes standard
 * output. NULL: no memory. */
struct lines *lines_open(struct loop *loop, lines_fn *fn, void *arg);
void lines_close(struct lines *l);

/* One paragraph, as many lines as it needs. */
void lines_say(struct lines *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* One line as it stands, for pictures made of signs: ASCII, not wrapped. */
void lines_draw(struct lines *l, const char *ascii);
void lines_ring(struct lines *l);
void lines_bell(struct lines *l, bool on); /* on at first */
bool lines_rings(const struct lines *l);
/* Whether what is typed is shown. */
void lines_echo(struct lines *l, bool shown);

enum lines_in {
	LINES_NOTHING, /* no whole line is there */
	LINES_LINE,
	LINES_INTERRUPT, /* Ctrl-C; what was typed before it is dropped */
	LINES_ENDED,	 /* end of input, and no line is left */
	LINES_HUNG_UP	 /* the terminal is gone */
};

/* The oldest line; wipe it when it may be a secret. */
enum lines_in lines_next(struct lines *l, char line[LINE_MAX_IN]);
/* Rows and columns of the terminal; false where it does not tell. */
bool lines_size(int *rows, int *columns);
bool lines_reader_gone(const struct lines *l);

#endif
