/*
 * batch/renew.c - `ddopa renew`: a new code for an enrollment whose old one ran out or was lost
 * from sight. The old one is dead from then on. The code itself goes where it is shown, never
 * to standard output: whoever has it can claim the enrollment.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "batch/code.h"
#include "batch/commands.h"
#include "batch/held.h"
#include "qr/picture.h"

struct renewal {
	struct held held;
	int qr_fd;
	const char *picture_path; /* or NULL */
	int picture_fd;
};

static const struct option_row options[] = {
    ERRAND_JSON,
    ERRAND_PIN_FD,
    {"qr-fd", 0, "N", N_("paint the code to descriptor N, the typed code below")},
    {"qr-png", 0, "FILE", N_("write the code as a picture to FILE, which must not exist")},
    HELD_TAKE_OVER,
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct renewal *r = arg;
	bool taken;

	if (!held_option(&r->held, row, value, &taken, err))
		return false;
	if (strcmp(row->name, "qr-fd") == 0)
		return batch_parse_fd(&r->qr_fd, row, value, err);
	if (strcmp(row->name, "qr-png") == 0)
		r->picture_path = value;
	return true;
}

static bool show(struct renewal *r, const struct api_code *code, int *exit_code)
{
	struct buf out = BUF_INIT_SECRET;
	struct error err;
	bool ok = true;

	if (r->qr_fd >= 0) {
		code_paint(&out, code);
		ok = batch_write(r->qr_fd, &out, exit_code);
	}
	buf_free(&out);
	if (r->picture_fd >= 0 && !code_picture(r->picture_fd, code)) {
		error_errno(&err, PROBLEM_IO, errno, r->picture_path);
		*exit_code = batch_tell(&err);
		return false;
	}
	return ok;
}

static void on_renewed(void *arg, const struct central_failure *failure, const void *answer)
{
	struct renewal *r = arg;
	const struct api_enrolment *e = answer;
	int code;

	if (failure != NULL || !e->has_code) {
		held_answered(r, failure, answer);
	} else if (show(r, &e->code, &code)) {
		close(r->picture_fd);
		r->picture_fd = -1;
		held_answered(r, NULL, e);
	} else {
		errand_end(&r->held.errand, code);
	}
}

/* The file first: a name that cannot be is no reason to kill the code that is shown now. */
static void act(struct held *h, const char *key)
{
	struct renewal *r = (struct renewal *)h;
	struct error err;

	if (r->picture_path != NULL)
		r->picture_fd = qr_picture_create(AT_FDCWD, r->picture_path);
	if (r->picture_path == NULL || r->picture_fd >= 0) {
		central_code(h->errand.central, h->id, key, on_renewed, h);
		return;
	}
	error_errno(&err, PROBLEM_CANNOT_CREATE, errno, r->picture_path);
	errand_refuse(&h->errand, &err);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct renewal r = {
	    .held = {.errand = {.context = context}, .act = act}, .qr_fd = -1, .picture_fd = -1};
	int code;

	if (!held_parse(&r.held, argc, argv, take_option) ||
	    (r.qr_fd < 0 && r.picture_path == NULL &&
		!errand_missing(&r.held.errand, "--qr-fd N, --qr-png FILE")))
		return r.held.errand.code;
	code = held_run(&r.held);
	if (r.picture_fd >= 0) {
		close(r.picture_fd);
		unlink(r.picture_path);
	}
	return code;
}

const struct batch_command batch_renew = {
    .name = "renew",
    .usage = "[--json] [--take-over] [--qr-fd N] [--qr-png FILE] --pin-fd N ID",
    .summary = N_("Make a new code for an enrollment that waits for its phone."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
