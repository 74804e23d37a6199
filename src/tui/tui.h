/*
 * tui/tui.h - the registrar's screen: an ncurses face of the engine in enrol/. It paints
 * what the engine's view says and hands the officer's decisions to it; it holds no rule.
 *
 * One loop (base/loop.h), nothing blocks. A key, a timer, the centre or the card changes
 * some state and marks the app dirty; at the end of the turn, and nowhere else, the
 * screen is painted whole into ncurses' buffers, and ncurses sends the cells that differ:
 * a tick is a few bytes, an idle screen none.
 *
 *   tui.c        tui_main: loop, terminal, signals, the end
 *   app.c        what the screens share: session, centre, stack of screens
 *   screen.h     a screen: one constant struct of operations, one file, private state
 *   keys.c       key tables: a row binds action, keys and help; the last line and the
 *                help screen are made from the rows
 *   keyboard.c   bytes -> keys (encodings of F1-F4 and number pad, 25 ms for Esc, pastes)
 *   frame.c      header, rule, waiting line, key line
 *   draw.c       text into cells: only clean clusters, cut and wrapped at clusters
 *   palette.c    what colours and attributes mean on this terminal; terminfo.c  how ncurses writes
 *                them with few bytes
 *   digits.c     a field of digits, as it is typed; officer_fields.c: an officer's number and PIN
 *   paint_qr.c, paint_letters.c, paint_face.c  code, typed code, photo; person_view.c  whom
 *                the chip tells of
 *   reader_view.c, fingers_view.c  reader and fingers in words, guidance at the sensor
 *   finger_dialog.c  what is asked about fingers: storing, the last try, exceptions, the second
 *                officer; writing_view.c: how it looks
 *   enrol_*.c    the enrollment's parts: moments (one row a state), checks, status, the code
 *                alone, result
 *   citizen*.c   the second terminal, turned towards the citizen
 *   lock.c       leaving the counter for a while, and coming back
 *   screen_*.c   login, menu, enrollment, Match on Card (moc_view.c: its drawing), offline,
 *                pending, status, lock, help
 *
 * 80×24 is enough for everything: rows 1-3 header and rule, 19 rows of content (the QR
 * code's height), row 23 what is waited for, row 24 the keys. A larger terminal gets
 * more air, a smaller one a sentence that says so.
 *
 * Person data: a screen's state lives in secret memory and is wiped when it is left;
 * ncurses' own buffers are overwritten by an empty screen before the terminal is given
 * back. SIGHUP and SIGTERM end the program; what the centre holds stays as it is.
 */
#ifndef DDOPA_TUI_TUI_H
#define DDOPA_TUI_TUI_H

#include <stdbool.h>

#include "base/clock.h"
#include "config/terminal.h"

/* The process above (main/parent.h); only handed back to the functions below. */
struct parent_link;

struct tui_options {
	const struct terminal_config *config;
	const char *config_file;   /* where config was read from; NULL: the system's */
	const char *language;	   /* --lang: "th" or "en"; NULL: configuration, then Thai */
	const struct clock *clock; /* NULL: the system's */
	/* parent_start_card and so on: connected descriptor or -1. */
	int (*start_card)(struct parent_link *link);
	int (*start_sensor)(struct parent_link *link);
	int (*start_verifier)(struct parent_link *link); /* base/verifier.h */
	bool citizen;	  /* citizen's views of this user are told (tui/citizen.h) */
	const char *root; /* what the system's status looks at of this computer; NULL: nothing */
};

/* Runs until the officer leaves or a signal ends it. Returns an exit code of
 * base/problem.h: EXIT_DONE, or that of PROBLEM_TERMINAL when there is no usable
 * terminal (told on stderr). lang_init() was called before. */
int tui_main(struct parent_link *link, const struct tui_options *options);

#endif
