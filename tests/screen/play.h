/*
 * tests/screen/play.h - a script that types keys into a program on a terminal and says what
 * the screen must look like, both in one file. One step a line; # begins a comment line.
 * Nothing sleeps: a step that looks at the screen waits until it looks so, at most thirty
 * seconds or as many as the step says, and fails then.
 *
 *   size COLUMNS ROWS            of the terminals that start from now on (80 24)
 *   start COMMAND                the program on the terminal, through sh -c
 *   mirror FILE                  what programs write that start from now on goes there too:
 *                                another terminal, of which a picture can be taken
 *   keys WORD...                 types: "text", <F4>, <Enter>, <Up>, <C-c>...
 *   paste "text"                 as a terminal pastes it
 *   wait WORD [SECONDS]          until the screen holds the "text" or matches the /regex/
 *   gone WORD [SECONDS]          until it no longer does
 *   expect [from ROW] [SECONDS]  until the rows look like the lines up to "end" (pattern.h);
 *                                the rows that follow those are blank, or not looked at
 *                                when "from" gave the first row (counted from 1)
 *   let NAME [from JOB] /regex/  keeps what is found on the screen, or in what the job wrote,
 *                                in the environment variable NAME: its first group, or all
 *   resize COLUMNS ROWS
 *   storm COUNT COLUMNS ROWS     so many changes of size, one a millisecond, the last to this one
 *   signal NAME                  to the program: TERM, KILL, WINCH...
 *   save FILE                    the screen's text
 *   cells FILE [COMMAND]         the screen's cells and colours, as cells.h says; until the
 *                                command finds them good, where nothing else tells that all is
 *                                painted (from top to bottom: the last row does, mostly)
 *   bytes MOST                   the program wrote at most so many since the last "bytes"
 *   restored [SECONDS]           until settings, cursor, pasting and screen are as before
 *   exit STATUS                  until the program has ended, with that status (128 + signal)
 *   run COMMAND                  a command that must end with 0
 *   spawn JOB COMMAND            a program beside, such as the citizen's phone
 *   say JOB "text"               to its standard input
 *   close JOB                    its standard input
 *   heard JOB WORD [SECONDS]     until it has written that
 *   finish JOB [STATUS]          until it has ended, with that status (0)
 *   env NAME "value"             for what is started from now on
 *   include FILE                 the steps of another file, found beside this one
 *
 * To add a step: a function and its row in steps.c, and its line here.
 */
#ifndef DDOPA_TESTS_SCREEN_PLAY_H
#define DDOPA_TESTS_SCREEN_PLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "jobs.h"
#include "terminal.h"
#include "words.h"

struct script {
	const char *path;
	char **line;
	int count;
	int at; /* the line after the step that is being played */
};

struct play {
	struct terminal *terminal;
	bool terminal_silent; /* it will never write again */
	int columns;
	int rows;
	int mirror[MIRRORS_MAX];
	int mirrors;
	struct jobs jobs;
	int cases;     /* TAP cases so far */
	char why[256]; /* why the step failed, where more than its own line tells */
};

/* What a step is given: its words without the step's name, and the rest of the line raw. */
struct step {
	struct play *play;
	struct script *script;
	const struct words *words;
	const char *raw;
};

struct step_row {
	const char *name;
	bool (*act)(struct step *step);
	int least; /* words it must have */
	int most;
	bool is_case; /* reported as a TAP case also when it went well */
	bool raw;     /* the rest of its line is a command for the shell */
};

const struct step_row *step_find(const char *name, size_t length); /* or NULL */

/* Plays a file; false at the first step that fails, which has been told then. */
bool play_file(struct play *play, const char *path);

/* Reads from terminal and jobs until `ready` says true or the time is up; false then. */
typedef bool ready_fn(struct play *play, void *arg);
bool play_until(struct play *play, int seconds, ready_fn *ready, void *arg);

#endif
