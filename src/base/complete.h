/*
 * base/complete.h - what a shell may offer in the place of the word that is being typed, from the
 * tables that also make --help: so a completion script only asks the program and never
 * differs from it.
 *
 * A line out is a candidate, a tab, and its help; the line ":file" says that names of files fit
 * there too.
 */
#ifndef DDOPA_BASE_COMPLETE_H
#define DDOPA_BASE_COMPLETE_H

#include <stdio.h>

#include "base/options.h"

/* What stands for a value in the tables of options, and the words that it may be: "a|b|c". A value
 * with a "|" in it is such words itself; NULL ends the table. */
struct complete_words {
	const char *value, *words;
};

struct complete {
	FILE *out;
	const char *word; /* what is typed of it so far */
	const struct complete_words *values;
};

/* help: msgid, or NULL. */
void complete_offer(const struct complete *c, const char *candidate, const char *help);
void complete_words(const struct complete *c, const char *words);
/* Of a value as the tables name it: "th|en", "FILE". */
void complete_value(const struct complete *c, const char *value);
/* Options that wanted() takes; NULL: all. */
void complete_options(const struct complete *c, const struct option_row *rows,
    bool (*wanted)(const void *arg, size_t row), const void *arg);

/* Goes over the words before the last one: the index of the first operand, or count - 1 where
 * there is none; *row is set to the option whose value the last word is, or NULL. */
int complete_skip(
    const struct option_row *rows, int count, char *const words[], const struct option_row **row);

#endif
