/*
 * batch/batch.h - the command-line face: one file a command, one constant entry a file.
 *
 * A command's file says why it exists, lists its options, and holds its handler; main/
 * and this header never name one. To add a command: its file, its entry in the table of
 * table.c, its words in ddopa(1).
 *
 * main/ has parsed the global options (--config, --lang), hardened the process, read the
 * configuration where the entry wants it, and (where `helpers` is true) forked, so that
 * run() is the face process and context->host starts the card helper and the sensor.
 * run() parses its own options with options_parse(command->options, argc, argv, …), prints
 * data to stdout and messages to stderr, and returns the exit code of the program. It
 * never calls exit().
 */
#ifndef DDOPA_BATCH_BATCH_H
#define DDOPA_BATCH_BATCH_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/options.h"
#include "config/terminal.h"
#include "enrol/runner.h"

enum batch_config {
	BATCH_CONFIG_NONE,	/* context->config is NULL */
	BATCH_CONFIG_OPTIONAL,	/* the file when there is one, else the defaults; never NULL */
	BATCH_CONFIG_EARLY,	/* as NEEDED, but certificate and key need not be there yet */
	BATCH_CONFIG_LOOKED_AT, /* as far as it could be read, and context->config_error */
	BATCH_CONFIG_NEEDED	/* no file or a faulty one: the program has ended before run() */
};

struct batch_context {
	const struct batch_command *command;
	const struct terminal_config *config;
	const char *config_file;	  /* that was named; NULL: the system's */
	const struct error *config_error; /* LOOKED_AT: PROBLEM_NONE where it is good, else NULL */
	struct runner_host host;	  /* callbacks NULL unless command->helpers */
	const struct clock *clock;
};

struct batch_command {
	const char *name;
	const char *usage;		  /* what follows the name: "[--json] [--photo FILE]" */
	const char *summary;		  /* N_() one line */
	const char *words;		  /* what its operand may be, "a|b|c"; NULL: anything */
	const struct option_row *options; /* ends with a NULL name; NULL: none */
	enum batch_config config;
	bool helpers; /* wants the card helper or the sensor */
	/* argv[0] is the command's name. */
	int (*run)(const struct batch_context *context, int argc, char **argv);
};

extern const struct batch_command *const batch_commands[]; /* ends with NULL */
const struct batch_command *batch_find(const char *name);  /* NULL when there is none */

/* "Usage: ddopa NAME …", the summary and the options. */
void batch_help(FILE *out, const struct batch_command *command);

/* What a shell may offer for the last of the words after the command's name (base/complete.h);
 * count is 1 at least. */
void batch_complete(FILE *out, const struct batch_command *command, int count, char *const words[]);
/* PROBLEM_USAGE, with the command that may be meant; always false. */
bool batch_no_such(const char *name, struct error *err);

/* What happened, why, what to do now, on stderr in the language set; returns the exit code
 * of the problem's row. */
int batch_tell(const struct error *err);

/* Writes all of it. A reader that went away (EPIPE) is no message: *exit_code becomes
 * 128 + SIGPIPE; any other failure is told (PROBLEM_IO). */
bool batch_write(int fd, const struct buf *text, int *exit_code);

/* --photo: a file that must not exist yet, for its owner alone (photo.c). -1 and
 * PROBLEM_CANNOT_CREATE. */
int batch_photo_open(const char *path, struct error *err);
/* Writes the JPEG and closes fd; what could not be written whole is removed (PROBLEM_IO). */
bool batch_photo_write(
    int fd, const char *path, const uint8_t *photo, size_t len, struct error *err);

#endif
