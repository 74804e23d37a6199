/*
 * batch/explain.c - `ddopa explain CODE`: the catalogue at the desk. An officer reads a code
 * off a screen, a log or a report and wants to know what it means and what to do; so any of
 * the three spellings is taken: DD-101, the name on the wire, DOPA's own number.
 */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "batch/commands.h"

static enum problem by_dopa(const char *text)
{
	char *end;
	long code = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || code <= 0)
		return PROBLEM_NONE;
	for (int p = PROBLEM_NONE + 1; p < PROBLEM_COUNT; p++)
		if (problem_row((enum problem)p)->dopa == code)
			return (enum problem)p;
	return PROBLEM_NONE;
}

static enum problem find(const char *text)
{
	enum problem p = problem_by_id(text);

	if (p == PROBLEM_NONE)
		p = problem_by_name(text);
	return p == PROBLEM_NONE ? by_dopa(text) : p;
}

static void explain_one(enum problem p)
{
	const struct problem_row *row = problem_row(p);

	printf("%s  %s", row->id, row->name);
	if (row->dopa != 0)
		printf("  DOPA %d", row->dopa);
	printf("\n%s\n%s\n%s\n", _(row->what), _(row->why), _(row->todo));
	printf(_("Exit code %d. %s\n"), row->exit_code,
	    row->retry ? _("Trying again can help.") : _("Trying the same again does not help."));
}

static void explain_list(void)
{
	for (int p = PROBLEM_NONE + 1; p < PROBLEM_COUNT; p++)
		printf("%s  %s\n", problem_row((enum problem)p)->id,
		    _(problem_row((enum problem)p)->what));
}

static const struct option_row options[] = {{0}};

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct error err;
	int first;
	enum problem p;

	if (!options_parse(context->command->options, argc, argv, NULL, NULL, &first, &err))
		return batch_tell(&err);
	if (first == argc) {
		explain_list();
		return EXIT_DONE;
	}
	p = find(argv[first]);
	if (p == PROBLEM_NONE || first + 1 < argc) {
		error_set(
		    &err, PROBLEM_USAGE, "explain: %s", argv[first + 1 < argc ? first + 1 : first]);
		return batch_tell(&err);
	}
	explain_one(p);
	return EXIT_DONE;
}

const struct batch_command batch_explain = {
    .name = "explain",
    .usage = "[CODE]",
    .summary = N_("Say what a code means and what to do; without CODE list them all."),
    .options = options,
    .config = BATCH_CONFIG_NONE,
    .helpers = false,
    .run = run,
};
