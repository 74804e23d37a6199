/*
 * tui/palette.h - what this terminal can show: colours, attributes, UTF-8.
 *
 * Text keeps the terminal's own colours, so that any theme stays readable; only bars
 * (header, success, alarm, training) bring both colours of their own, each with a
 * contrast above 7:1. Nothing is told by colour alone.
 */
#ifndef DDOPA_TUI_PALETTE_H
#define DDOPA_TUI_PALETTE_H

#include <curses.h>
#include <stdbool.h>
#include <stdint.h>

enum paint {
	PAINT_TEXT,
	PAINT_STRONG, /* the question, the name, what matters now */
	PAINT_BAR,    /* header */
	PAINT_STEP,   /* the step of now in the header */
	PAINT_KEY,    /* a key's name */
	PAINT_CHOSEN, /* the row that Enter takes */
	PAINT_OFF,    /* what cannot be chosen now; words beside it say so too */
	PAINT_GOOD,   /* success */
	PAINT_TICK,   /* a large sign on the ground of the terminal */
	PAINT_ALARM,
	PAINT_TRAINING,
	PAINT_COUNT
};

enum colours { COLOURS_NONE, COLOURS_8, COLOURS_256 };

/* Whether this kind of terminal ($TERM) has Thai letters: a console has the few hundred glyphs
 * of its font, a VT220 those of its maker; none of them combines. To be asked before newterm(). */
bool palette_shows_thai(void);
/* terminfo_open() for $TERM; PuTTY's types, which stand in a package of their own (ncurses-term),
 * as xterm's where that is not installed. NULL: the terminal is unknown. */
SCREEN *palette_open(void);
/* Whether the terminal lets its cursor be moved: "dumb" does not. */
bool palette_paintable(void);
/* Erases what has scrolled out of sight, where there is no alternate screen: there terminals
 * keep what a cleared screen showed. After what was painted has been sent. */
void palette_erase_memory(void);
/* After initscr(). NO_COLOR in the environment: attributes only (the QR code keeps its
 * black and white, it is no decoration). */
void palette_init(void);
enum colours palette_colours(void); /* of the terminal, whatever NO_COLOR says */
/* NO_COLOR of this process: set or gone from here on. */
void palette_use_colours(bool on);
bool palette_uses_colours(void); /* the terminal has some, and NO_COLOR is not set */
attr_t palette_attr(enum paint paint, int *pair);
/* From here on what is written to win has this look. */
void palette_set(WINDOW *win, enum paint paint);
/* One cell: symbol with two colours of the terminal's (-1: its own), and attributes. */
void palette_cell(WINDOW *win, int y, int x, uint32_t symbol, attr_t attributes, int pair);
int palette_pair(int fg, int bg); /* 0 where there are no colours */
/* The attributes of a cell in two colours (and *pair, which it needs as well) that stands among
 * others in the same two or, exchanged, in the one for the other: the terminal is told both once,
 * and after that only to exchange them. Both are >= 0, and the terminal has colours. */
attr_t palette_two(int fg, int bg, bool exchanged, int *pair);
/* Whether a few bytes give a whole window a background (terminfo's bce): else each of its cells
 * has to be sent. */
bool palette_has_cheap_ground(void);

#endif
