/*
 * tests/screen/terminal.h - a program on a pseudo-terminal of our own, and the screen that
 * it paints, kept by libvterm as a list of cells.
 *
 * The surroundings are fixed: TERM=xterm-256color, LANG=C.UTF-8, LC_ALL, LANGUAGE, LINES and
 * COLUMNS unset, TZ=UTC. The program dies with us (PR_SET_PDEATHSIG).
 *
 * Two traps of libvterm 0.1.4: a blank cell keeps stale chars[1...]; and a combining mark is
 * misplaced when one write ends between base and mark in the last column, so that everything
 * there is to read is fed at once.
 */
#ifndef DDOPA_TESTS_SCREEN_TERMINAL_H
#define DDOPA_TESTS_SCREEN_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cells.h"

#define MIRRORS_MAX 8

struct terminal;

/* Runs `command` with sh -c on a pty of that size. NULL on failure (errno tells). */
struct terminal *terminal_start(const char *command, int rows, int columns);
void terminal_free(struct terminal *terminal); /* kills what still runs; NULL is fine */

/* What the program writes goes to this descriptor, too; it stays the caller's. At most
 * MIRRORS_MAX; false for one more. */
bool terminal_mirror(struct terminal *terminal, int fd);

int terminal_fd(const struct terminal *terminal);
/* Reads and paints all that is there to read; false when nothing will ever come again. */
bool terminal_pump(struct terminal *terminal);
/* Whether the program has ended; *status is then its wait status. */
bool terminal_ended(struct terminal *terminal, int *status);

void terminal_type(struct terminal *terminal, const char *bytes, size_t length);
/* A named key in the mode that the program has set: "F4", "Up", "Enter", "C-c", and of the
 * number pad "KP0" to "KP9", "KPEnter".
 * False when the name is unknown. */
bool terminal_key(struct terminal *terminal, const char *name);
void terminal_resize(struct terminal *terminal, int rows, int columns);
/* `count` changes of size, one a millisecond, none beyond this one, which is the last; what the
 * program writes is read meanwhile. False when it ended. */
bool terminal_storm(struct terminal *terminal, int count, int rows, int columns);
bool terminal_signal(struct terminal *terminal, int signo);

/* The cells as they stand; the caller frees them with cells_free(). */
struct cells *terminal_cells(const struct terminal *terminal);
/* Bytes that the program wrote since the last call. */
size_t terminal_written(struct terminal *terminal);
/* As a terminal pastes: marked, where the program has asked for that. */
void terminal_paste(struct terminal *terminal, const char *bytes, size_t length);
/* Whether settings, screen buffer, cursor and pasting are as before the program began. */
bool terminal_restored(struct terminal *terminal);

#endif
