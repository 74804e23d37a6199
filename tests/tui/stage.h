/*
 * tests/tui/stage.h - the scripts of this folder (*.screen) without a terminal: their keys and
 * commands to the world go to the screens in this process, and after each step the screen is
 * painted and looked at. So what must hold on every screen is asked wherever a script leads,
 * also where the next one will.
 */
#ifndef DDOPA_TESTS_TUI_STAGE_H
#define DDOPA_TESTS_TUI_STAGE_H

#include "base/lang.h"
#include "tui/app.h"

/* After each step, in the language that was asked for. step: "enrol.screen:226". */
typedef void stage_look_fn(struct app *app, const char *step);

struct stage_options {
	enum lang lang;
	bool thai_layout;   /* each key sends what it sends under Kedmanee */
	FILE *sent;	    /* what the terminal is sent goes there, too; NULL: nowhere */
	const char *script; /* this one alone, "enrol"; NULL: all of them */
	const char *type;   /* of the terminal; NULL: xterm-256color */
	int rows, columns;  /* 0: 24, 80 */
	stage_look_fn *look;
};

/* Plays the scripts. Returns the steps that were looked at. */
unsigned stage_play(const struct stage_options *options);

/* The step that is being painted or looked at. */
const char *stage_step(void);
/* One key, and all that follows from it. */
void stage_key(struct app *app, int key);

#endif
