/*
 * base/options.c - reading a command line by its table.
 *
 * Not getopt_long(3): that one takes abbreviations, and writes to stderr in words that
 * are not ours.
 */
#include "base/options.h"

#include <string.h>

#include "base/lang.h"
#include "base/nearest.h"
#include "base/text.h"

#define HELP_WIDTH  79
#define HELP_COLUMN 28

struct parser {
	const struct option_row *rows;
	int argc;
	char **argv;
	int at; /* the argument being read */
	option_fn *fn;
	void *arg;
	struct error *err;
};

static const struct option_row *row_of_letter(const struct option_row *rows, char letter)
{
	for (; rows->name != NULL; rows++)
		if (rows->letter != '\0' && rows->letter == letter)
			return rows;
	return NULL;
}

static const struct option_row *row_of_name(
    const struct option_row *rows, const char *name, size_t len)
{
	for (; rows->name != NULL; rows++)
		if (strlen(rows->name) == len && strncmp(rows->name, name, len) == 0)
			return rows;
	return NULL;
}

/* The value may be the next argument, whatever it looks like. */
static bool with_value(struct parser *p, const struct option_row *row, const char *value)
{
	if (value == NULL && p->at + 1 < p->argc)
		value = p->argv[++p->at];
	if (value == NULL)
		return error_set(p->err, PROBLEM_USAGE, "--%s %s", row->name, row->value);
	return p->fn(p->arg, row, value, p->err);
}

static bool refuse_long(const struct parser *p, const char *text, size_t len)
{
	char name[64];
	struct nearest n = {.typed = name};

	if (text[len] != '\0' || len >= sizeof name)
		return error_set(p->err, PROBLEM_USAGE, "--%s", text);
	memcpy(name, text, len + 1);
	for (const struct option_row *row = p->rows; row->name != NULL; row++)
		nearest_try(&n, row->name);
	return nearest_refuse(&n, "--", p->err);
}

static bool take_long(struct parser *p, const char *text)
{
	const size_t len = strcspn(text, "=");
	const struct option_row *row = row_of_name(p->rows, text, len);
	const char *value = text[len] == '=' ? text + len + 1 : NULL;

	if (row == NULL || (row->value == NULL && value != NULL))
		return refuse_long(p, text, len);
	if (row->value == NULL)
		return p->fn(p->arg, row, NULL, p->err);
	return with_value(p, row, value);
}

static bool take_letters(struct parser *p, const char *letters)
{
	for (; *letters != '\0'; letters++) {
		const struct option_row *row = row_of_letter(p->rows, *letters);

		if (row == NULL)
			return error_set(p->err, PROBLEM_USAGE, "-%s", letters);
		if (row->value != NULL)
			return with_value(p, row, letters[1] != '\0' ? letters + 1 : NULL);
		if (!p->fn(p->arg, row, NULL, p->err))
			return false;
	}
	return true;
}

bool options_parse(const struct option_row *rows, int argc, char **argv, option_fn *fn, void *arg,
    int *first_operand, struct error *err)
{
	struct parser p = {rows, argc, argv, 1, fn, arg, err};

	for (; p.at < argc; p.at++) {
		const char *text = argv[p.at];

		if (text[0] != '-' || text[1] == '\0')
			break;
		if (strcmp(text, "--") == 0) {
			p.at++;
			break;
		}
		if (text[1] == '-' ? !take_long(&p, text + 2) : !take_letters(&p, text + 1))
			return false;
	}
	*first_operand = p.at < argc ? p.at : argc;
	return true;
}

static int print_option(FILE *out, const struct option_row *row)
{
	int used =
	    row->letter != '\0' ? fprintf(out, "  -%c, ", row->letter) : fprintf(out, "      ");

	used += fprintf(out, "--%s", row->name);
	if (row->value != NULL)
		used += fprintf(out, " %s", row->value);
	return used;
}

static void print_help(FILE *out, const char *help, int column)
{
	while (*help != '\0') {
		const size_t len = text_break(help, HELP_WIDTH - HELP_COLUMN);

		if (column < HELP_COLUMN)
			fprintf(out, "%*s", HELP_COLUMN - column, "");
		fprintf(out, "%.*s\n", (int)len, help);
		help += len;
		column = 0;
	}
}

void options_help(FILE *out, const struct option_row *rows)
{
	for (; rows->name != NULL; rows++) {
		int used = print_option(out, rows);

		if (used >= HELP_COLUMN - 1) {
			fputc('\n', out);
			used = 0;
		}
		print_help(out, _(rows->help), used);
	}
}
