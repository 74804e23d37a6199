/*
 * tui/terminfo.h - the terminal's description by which ncurses writes, changed so that a screen
 * costs fewer bytes.
 *
 * Where a description has sgr, ncurses changes each attribute by it. It puts the colours back as
 * well, so that both are named anew: 31 bytes of 256 colours for what «exchange the two colours»
 * says in four. Without sgr ncurses sends the single attributes. And standout is made that exchange
 * and its end (ECMA-48, 8.3.117: 7 and 27), which not every description has for it.
 *
 * The changed description is built from what terminfo's own functions tell of the terminal, in the
 * form of term(5), and handed to newterm() in $TERMINFO («hex:», terminfo(5) «Fetching Compiled
 * Descriptions»); it has none of the extended capabilities, which nothing here asks for.
 */
#ifndef DDOPA_TUI_TERMINFO_H
#define DDOPA_TUI_TERMINFO_H

#include <curses.h>
#include <stdbool.h>
#include <stdio.h>

/* newterm(), by the changed description where one can be made. NULL: the terminal is unknown.
 * $TERMINFO is unset after it. */
SCREEN *terminfo_open(const char *type, FILE *out, FILE *in);
/* Whether A_STANDOUT of the terminal that is open exchanges a cell's two colours, and ends
 * without putting them back, as long as an attribute stays that sends nothing (A_PROTECT). */
bool terminfo_exchanges(void);

#endif
