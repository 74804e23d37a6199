/*
 * batch/enrol.c - `ddopa enrol --json`: a script takes the officer's part. It exists so that
 * administrators can build their own face, and so that stories and training can enroll
 * somebody without a screen. The rules are the runner's; here are only words.
 */
#include "batch/enrol.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "batch/commands.h"
#include "batch/login.h"
#include "qr/picture.h"

struct enrol_options {
	bool json;
	int pin_fd, qr_fd;
	bool new_phone, take_over;
	const char *resume, *photo, *picture;
};

static const struct option_row options[] = {
    {"json", 0, NULL, N_("speak in NDJSON: lines out on stdout, answers in on stdin")},
    {"pin-fd", 0, "N", N_("read the officer's number and PIN, a line each, from descriptor N")},
    {"qr-fd", 0, "N", N_("paint the code to descriptor N, the typed code below")},
    {"qr-png", 0, "FILE", N_("write the code as a picture to FILE, which must not exist")},
    {"photo", 0, "FILE", N_("write the face photo (JPEG) to FILE, which must not exist")},
    {"new-phone", 0, NULL, N_("for someone enrolled already who has another phone")},
    {"resume", 0, "ID", N_("go on with an open enrollment")},
    {"take-over", 0, NULL, N_("with --resume: also where a colleague has it; both are on record")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct enrol_options *o = arg;

	if (strcmp(row->name, "json") == 0)
		o->json = true;
	else if (strcmp(row->name, "pin-fd") == 0)
		return batch_parse_fd(&o->pin_fd, row, value, err);
	else if (strcmp(row->name, "qr-fd") == 0)
		return batch_parse_fd(&o->qr_fd, row, value, err);
	else if (strcmp(row->name, "qr-png") == 0)
		o->picture = value;
	else if (strcmp(row->name, "new-phone") == 0)
		o->new_phone = true;
	else if (strcmp(row->name, "take-over") == 0)
		o->take_over = true;
	else if (strcmp(row->name, "photo") == 0)
		o->photo = value;
	else if (strcmp(row->name, "resume") == 0)
		o->resume = value;
	return true;
}

static bool check_options(const struct enrol_options *o, int rest, struct error *err)
{
	if (rest > 0)
		return error_set(err, PROBLEM_USAGE, "enrol");
	if (!o->json)
		return error_set(err, PROBLEM_USAGE, "enrol: --json");
	if (o->pin_fd < 0)
		return error_set(err, PROBLEM_USAGE, "enrol: --pin-fd N");
	if (o->take_over && o->resume == NULL)
		return error_set(err, PROBLEM_USAGE, "enrol: --take-over --resume ID");
	return true;
}

static bool begin(struct counter *c, struct error *err)
{
	if (c->resume == NULL)
		return true; /* the question about the app comes first */
	c->begun = true;
	return c->take_over ? runner_take_over(c->runner, c->resume, err)
			    : runner_resume(c->runner, c->resume, err);
}

/* There is nobody to press a key: the code is made as soon as it may be. Of one that is gone on
 * with, the centre has to be heard first: it may be further, or a colleague's. */
static void turn(struct counter *c)
{
	const struct runner_view *view = runner_view(c->runner);
	const bool known = view->enrolment != NULL && view->enrolment->id[0] != '\0';

	if (known && view->enrol->state == ENROL_PROOFED && view->enrol->problem == PROBLEM_NONE)
		runner_officer(c->runner, ENROL_EV_CODE_ASKED, 0);
}

const struct counter_kind enrol_kind = {.begin = begin, .turn = turn};

bool enrol_open_picture(struct counter *c, const char *path, struct error *err)
{
	c->picture_path = path;
	c->picture_fd = path != NULL ? qr_picture_create(AT_FDCWD, path) : -1;
	return path == NULL || c->picture_fd >= 0 ||
	       error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
}

/* Nothing was read: the file that was to hold the photo is empty. */
static void drop_photo(const struct counter *c)
{
	if (c->photo_fd < 0)
		return;
	close(c->photo_fd);
	unlink(c->photo_path);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct enrol_options o = {.pin_fd = -1, .qr_fd = -1};
	struct counter counter = {.kind = &enrol_kind, .context = context};
	struct error err;
	int first;

	if (!options_parse(options, argc, argv, take_option, &o, &first, &err) ||
	    !check_options(&o, argc - first, &err))
		return batch_tell(&err);
	counter.pin_fd = o.pin_fd;
	counter.qr_fd = o.qr_fd;
	counter.new_phone = o.new_phone;
	counter.resume = o.resume;
	counter.take_over = o.take_over;
	counter.photo_path = o.photo;
	counter.photo_fd = o.photo != NULL ? batch_photo_open(o.photo, &err) : -1;
	if (o.photo != NULL && counter.photo_fd < 0)
		return batch_tell(&err);
	if (!enrol_open_picture(&counter, o.picture, &err)) {
		drop_photo(&counter);
		return batch_tell(&err);
	}
	return counter_run(&counter);
}

const struct batch_command batch_enrol = {
    .name = "enrol",
    .usage = "--json --pin-fd N [--qr-fd N] [--qr-png FILE] [--photo FILE] [--new-phone] [--resume "
	     "ID [--take-over]]",
    .summary =
	N_("Enroll the holder of the card in the reader; a script takes the officer's part."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = true,
    .run = run,
};
