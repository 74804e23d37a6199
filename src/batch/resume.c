/*
 * batch/resume.c - `ddopa resume --json`: a script goes on with an enrollment after a break, from
 * this or another terminal of the office, as the screen does from its list. The conversation
 * is that of `ddopa enrol`; no card is needed any more.
 */
#include <string.h>

#include "base/lang.h"
#include "batch/commands.h"
#include "batch/enrol.h"
#include "batch/login.h"

struct resuming {
	bool json, take_over;
	int pin_fd, qr_fd;
	const char *picture;
};

static const struct option_row options[] = {
    {"json", 0, NULL, N_("speak in NDJSON: lines out on stdout, answers in on stdin")},
    {"pin-fd", 0, "N", N_("read the officer's number and PIN, a line each, from descriptor N")},
    {"qr-fd", 0, "N", N_("paint the code to descriptor N, the typed code below")},
    {"qr-png", 0, "FILE", N_("write the code as a picture to FILE, which must not exist")},
    {"take-over", 0, NULL, N_("also where a colleague has it; both are on record")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct resuming *r = arg;

	if (strcmp(row->name, "pin-fd") == 0)
		return batch_parse_fd(&r->pin_fd, row, value, err);
	if (strcmp(row->name, "qr-fd") == 0)
		return batch_parse_fd(&r->qr_fd, row, value, err);
	if (strcmp(row->name, "json") == 0)
		r->json = true;
	else if (strcmp(row->name, "take-over") == 0)
		r->take_over = true;
	else
		r->picture = value;
	return true;
}

static bool check_options(const struct resuming *r, int operands, struct error *err)
{
	if (!r->json || r->pin_fd < 0)
		return error_set(err, PROBLEM_USAGE, "resume: --json --pin-fd N");
	return operands == 1 || error_set(err, PROBLEM_USAGE, "resume: ID");
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct resuming r = {.pin_fd = -1, .qr_fd = -1};
	struct counter counter = {.kind = &enrol_kind, .context = context, .photo_fd = -1};
	struct error err;
	int first;

	if (!options_parse(options, argc, argv, take_option, &r, &first, &err) ||
	    !check_options(&r, argc - first, &err) ||
	    !enrol_open_picture(&counter, r.picture, &err))
		return batch_tell(&err);
	counter.pin_fd = r.pin_fd;
	counter.qr_fd = r.qr_fd;
	counter.resume = argv[first];
	counter.take_over = r.take_over;
	return counter_run(&counter);
}

const struct batch_command batch_resume = {
    .name = "resume",
    .usage = "--json [--qr-fd N] [--qr-png FILE] [--take-over] --pin-fd N ID",
    .summary = N_("Go on with an open enrollment; a script takes the officer's part."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = true,
    .run = run,
};
