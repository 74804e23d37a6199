/*
 * batch/errand.h - a command that asks the centre something and ends: the officer's login from
 * a descriptor, one question or a few, what is told of the answers, the end of the session.
 * The rules are the centre's; here is only the way there and back.
 *
 * A command's state begins with a struct errand, so that the functions which are handed the
 * errand can cast it to the whole.
 */
#ifndef DDOPA_BATCH_ERRAND_H
#define DDOPA_BATCH_ERRAND_H

#include "batch/batch.h"
#include "batch/login.h"
#include "batch/output.h"

struct errand {
	const struct batch_context *context;
	/* The first question, when the officer is logged in (or nobody has to be). */
	void (*begin)(struct errand *e);
	void (*opened)(
	    struct errand *e); /* of an anonymous one, before anything is asked; or NULL */
	bool anonymous;	       /* the counter's certificate is enough */
	enum output_form form; /* of --json and --csv */
	int pin_fd;	       /* of --pin-fd; -1: not given */
	struct loop *loop;
	struct central *central;
	int code; /* the program's */
};

#define ERRAND_JSON                                                                                \
	{                                                                                          \
		"json", 0, NULL, N_("print one JSON object a line")                                \
	}
#define ERRAND_CSV                                                                                 \
	{                                                                                          \
		"csv", 0, NULL, N_("print a table for spreadsheets (CSV)")                         \
	}
#define ERRAND_PIN_FD                                                                              \
	{                                                                                          \
		"pin-fd", 0, "N",                                                                  \
		    N_("read the officer's number and PIN, a line each, from descriptor N")        \
	}

/* Takes one of the three options above into *e; *taken says whether it was one. */
bool errand_option(struct errand *e, const struct option_row *row, const char *value, bool *taken,
    struct error *err);
/* An option_fn for commands that have no others; arg: the errand. */
bool errand_only_option(
    void *arg, const struct option_row *row, const char *value, struct error *err);
/* Parses the command's options and looks that --pin-fd is there, unless nobody logs in.
 * Operands: at most max, of which operands[i] is NULL where it is not given. False: *e has the
 * exit code, and all was told. */
bool errand_parse(struct errand *e, int argc, char **argv, option_fn *fn);
bool errand_operands(
    struct errand *e, int argc, char **argv, option_fn *fn, int max, const char *operands[]);
/* Tells that an operand is missing; always false. */
bool errand_missing(struct errand *e, const char *operand);

/* From the login to the exit code. */
int errand_run(struct errand *e);

/* One of these is called once: it ends the loop. */
void errand_end(struct errand *e, int code);
void errand_fail(struct errand *e, const struct central_failure *failure);
void errand_refuse(struct errand *e, const struct error *err);
/* Writes to standard output, frees *out. */
void errand_print(struct errand *e, struct buf *out);

/* A new idempotency key. */
bool errand_key(char key[API_ID_SIZE], struct error *err);

#endif
