/*
 * man/errors-page.c - ddopa-errors(7) from its frame on stdin: @codes@ becomes the catalogue
 * (base/problem.h), @statuses@ the exit codes with what leads to each. usage: errors-page th|en
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/problem.h"

#define STATUS_MAX 78

/* By the first digit of the id. */
static const char *const groups[] = {
    N_("The program and its surroundings"),
    N_("Reader and card"),
    N_("Finger"),
    N_("The officer's decisions"),
    N_("Speaking with the centre"),
    N_("Officer, session and requests"),
    N_("Refusals of the linkage check"),
    N_("Evidence and enrollment"),
    N_("The phone"),
    N_("The centre's operators"),
};

/* Sentences, each a line of mdoc: no macro at its beginning, no escape in it. */
static void put_sentences(const char *text)
{
	bool begins = true;

	text += strspn(text, " ");
	for (; *text != '\0'; text++) {
		if (begins && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		begins = *text == ' ' && (begins || text[-1] == '.');
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (!begins)
			putchar(*text);
		else if (text[-1] == '.')
			putchar('\n');
	}
	putchar('\n');
}

static void put_code(const struct problem_row *row)
{
	char ending[512];

	printf(".It Sy %s , Li %s", row->id, row->name);
	if (row->dopa != 0)
		printf(" , DOPA %d", row->dopa);
	putchar('\n');
	put_sentences(_(row->what));
	put_sentences(_(row->why));
	put_sentences(_(row->todo));
	(void)snprintf(ending, sizeof(ending), _("Exit code %d. %s\n"), row->exit_code,
	    row->retry ? _("Trying again can help.") : _("Trying the same again does not help."));
	ending[strcspn(ending, "\n")] = '\0';
	put_sentences(ending);
}

static void put_group(size_t group)
{
	printf(".Ss DD-%zuxx: %s\n.Bl -tag -width Ds\n", group, _(groups[group]));
	for (int p = PROBLEM_NONE + 1; p < PROBLEM_COUNT; p++) {
		const struct problem_row *row = problem_row((enum problem)p);

		if ((size_t)(row->id[3] - '0') == group)
			put_code(row);
	}
	puts(".El");
}

static void put_codes(void)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		put_group(i);
}

static void put_status(int status)
{
	const char *before = ".It ";

	for (int p = PROBLEM_NONE + 1; p < PROBLEM_COUNT; p++) {
		const struct problem_row *row = problem_row((enum problem)p);

		if (row->exit_code != status)
			continue;
		if (*before == '.')
			printf(".It %d\n%s", status, row->id);
		else
			printf(",\n%s", row->id);
		before = ",";
	}
	if (*before == ',')
		putchar('\n');
}

static void put_statuses(void)
{
	puts(".Bl -tag -width Ds");
	for (int status = 1; status <= STATUS_MAX; status++)
		put_status(status);
	puts(".El");
}

int main(int argc, char **argv)
{
	enum lang lang;
	char line[1024];

	if (argc != 2 || !lang_parse(&lang, argv[1]) || !lang_init()) {
		fputs("usage: errors-page th|en, in a UTF-8 locale\n", stderr);
		return EXIT_FAILURE;
	}
	lang_set(lang);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (strcmp(line, "@codes@\n") == 0)
			put_codes();
		else if (strcmp(line, "@statuses@\n") == 0)
			put_statuses();
		else
			fputs(line, stdout);
	}
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
