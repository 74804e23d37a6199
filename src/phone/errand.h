/*
 * phone/errand.h - what a phone does with a digital ID that it holds: one command of the
 * command line, one question to the centre (or a look and then an answer), and its answer on
 * standard output. The key is unwrapped by the PIN for this one errand.
 *
 *   errand.c       the errand from PIN to exit
 *   errand_rows.c  the table of commands, and what each asks
 *   errand_tell.c  an answer for people
 *   errand_self_view.c  … what is told of the citizen's own data
 */
#ifndef DDOPA_PHONE_ERRAND_H
#define DDOPA_PHONE_ERRAND_H

#include <jansson.h>

#include "phone/client.h"
#include "phone/phone.h"
#include "phone/store.h"

struct errand;

/* Makes target and body; what is left empty of body is a GET. */
typedef bool errand_make(struct errand *e, struct error *err);

struct errand_row {
	const char *name;
	const char *operands; /* as --help shows them */
	int operand_count;
	int optional_count; /* more operands that there may be */
	const char *help;   /* msgid */
	bool anybody;	    /* asked without a key */
	errand_make *make;
	/* With the first answer at hand (e->answer): the second question. NULL: none. */
	errand_make *then;
	const char *note; /* msgid; told after the answer */
	/* Prints the answer for people. NULL: as errand_tell() does. */
	bool (*tell)(const struct buf *answer, struct error *err);
	const char *named; /* msgid: whose names stand in the answer; NULL: a service's */
};
extern const struct errand_row errand_rows[]; /* ended by a row without a name */

struct errand {
	const struct errand_row *row;
	char *const *operands;
	struct loop *loop;
	struct store store;
	struct client *client;
	struct buf target, body, answer;
	bool second; /* its second question is under way */
	bool json;
	struct error error; /* PROBLEM_NONE: all is well */
};

struct errand_order {
	const struct phone_options *options;
	char *const *operands; /* the command's name first */
	int operand_count;
	const char *pin; /* NULL: asked for on the terminal */
	bool json;
};

/* False with *err; then nothing was printed. */
bool errand_run(const struct errand_order *order, struct error *err);

/* named: what names in it are of (msgid). */
void errand_tell(const json_t *answer, const char *named);

bool self_view_tell(const struct buf *answer, struct error *err);
bool looks_tell(const struct buf *answer, struct error *err);

#endif
