/*
 * main/terminal.h - the terminal as it was found, so that it can be given back so.
 */
#ifndef DDOPA_MAIN_TERMINAL_H
#define DDOPA_MAIN_TERMINAL_H

#include <stdbool.h>
#include <termios.h>

struct terminal {
	int fd; /* -1: none */
	struct termios settings;
};

/* Of standard input, else output; none of them a terminal: nothing to keep. */
void terminal_keep(struct terminal *t);
void terminal_give_back(const struct terminal *t);

/* After the violent death of a face that painted: colours, cursor, alternate screen as they
 * were, and no citizen's data left to be read;
 * with `kitty` that terminal's pictures, too (sixels go with the cells). Only where standard output
 * is a terminal. */
void terminal_clear(bool kitty);

#endif
