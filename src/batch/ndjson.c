/*
 * batch/ndjson.c - `ddopa batch`: requests in NDJSON, a line each, and a result for each. For
 * the ministry's scripts and an office's administrator, whose files are long and whose machines
 * stop in between. ddopa-batch(5) has both forms.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lang.h"
#include "batch/commands.h"
#include "batch/login.h"
#include "batch/ndjson_run.h"

#define JOBS_USUAL 4

static const struct option_row options[] = {
    {"dry-run", 0, NULL, N_("check the lines; send and write nothing")},
    {"jobs", 0, "N", N_("so many requests at once (4; 64 at most)")},
    {"journal", 0, "FILE",
	N_("keep the results in FILE, by which a rerun skips what is done (the input's name with "
	   ".journal)")},
    {"pin-fd", 0, "N", N_("read the officer's number and PIN, a line each, from descriptor N")},
    {0},
};

static bool parse_jobs(int *jobs, const char *value, struct error *err)
{
	char *end;
	const long n = strtol(value, &end, 10);

	if (*value == '\0' || *end != '\0' || n < 1 || n > JOBS_MAX)
		return error_set(err, PROBLEM_USAGE, "--jobs %s", value);
	*jobs = (int)n;
	return true;
}

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct ndjson_options *o = arg;

	if (strcmp(row->name, "pin-fd") == 0)
		return batch_parse_fd(&o->pin_fd, row, value, err);
	if (strcmp(row->name, "jobs") == 0)
		return parse_jobs(&o->jobs, value, err);
	if (strcmp(row->name, "journal") == 0)
		o->journal = value;
	else
		o->dry_run = true;
	return true;
}

/* Beside a lock of the journal: one file is not worked on with two journals at once. */
static bool lock_input(const struct ndjson_options *o, struct error *err)
{
	if (o->dry_run || flock(o->fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	if (errno == EWOULDBLOCK)
		return error_set(err, PROBLEM_BATCH_RUNNING, "%s", o->file);
	return error_errno(err, PROBLEM_IO, errno, o->file);
}

static bool open_input(struct ndjson_options *o, struct error *err)
{
	const bool is_stdin = strcmp(o->file, "-") == 0;
	struct stat st;

	o->fd = is_stdin ? STDIN_FILENO : open(o->file, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	if (o->fd < 0 || fstat(o->fd, &st) < 0)
		return error_errno(err, PROBLEM_NO_INPUT, errno, o->file);
	if (S_ISDIR(st.st_mode))
		return error_errno(err, PROBLEM_NO_INPUT, EISDIR, o->file);
	if (!S_ISREG(st.st_mode) || is_stdin)
		return o->journal != NULL || o->dry_run ||
		       error_set(err, PROBLEM_USAGE, "batch %s: --journal FILE", o->file);
	o->total = (int64_t)st.st_size;
	return lock_input(o, err);
}

static bool complete(struct ndjson_options *o, char journal[PATH_MAX], struct error *err)
{
	if (o->pin_fd < 0 && !o->dry_run)
		return error_set(err, PROBLEM_USAGE, "batch: --pin-fd N");
	if (!open_input(o, err))
		return false;
	if (o->journal == NULL) {
		if (snprintf(journal, PATH_MAX, "%s.journal", o->file) >= PATH_MAX)
			return error_set(err, PROBLEM_USAGE, "%s", o->file);
		o->journal = journal;
	}
	return true;
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct ndjson_options o = {.context = context, .fd = -1, .pin_fd = -1, .jobs = JOBS_USUAL};
	char journal[PATH_MAX];
	struct error err;
	int first, code;

	if (!options_parse(options, argc, argv, take_option, &o, &first, &err))
		return batch_tell(&err);
	if (argc - first != 1) {
		error_set(&err, PROBLEM_USAGE, "batch FILE|-");
		return batch_tell(&err);
	}
	o.file = argv[first];
	code = complete(&o, journal, &err) ? ndjson_run(&o) : batch_tell(&err);
	if (o.fd > STDIN_FILENO)
		close(o.fd);
	return code;
}

const struct batch_command batch_ndjson = {
    .name = "batch",
    .usage = "[--dry-run] [--jobs N] [--journal FILE] [--pin-fd N] FILE|-",
    .summary = N_("Carry out requests in NDJSON, a line each."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
