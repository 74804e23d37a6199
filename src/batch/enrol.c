/*
 * batch/enrol.c - `ddopa enrol --json`: a script takes the officer's part. It exists so that
 * administrators can build their own face, and so that stories and training can enroll
 * somebody without a screen. The rules are the runner's; here are only words.
 */
#include "batch/enrol.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/secret.h"
#include "batch/commands.h"
#include "batch/login.h"

struct enrol_options {
	bool json;
	int pin_fd, qr_fd;
	bool new_phone;
	const char *resume, *photo;
};

static const struct option_row options[] = {
    {"json", 0, NULL, N_("speak in NDJSON: lines out on stdout, answers in on stdin")},
    {"pin-fd", 0, "N", N_("read the officer's number and PIN, a line each, from descriptor N")},
    {"qr-fd", 0, "N", N_("paint the code to descriptor N, the typed code below")},
    {"photo", 0, "FILE", N_("write the face photo (JPEG) to FILE, which must not exist")},
    {"new-phone", 0, NULL, N_("for someone enrolled already who has another phone")},
    {"resume", 0, "ID", N_("go on with an open enrollment")},
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
	else if (strcmp(row->name, "new-phone") == 0)
		o->new_phone = true;
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
	return true;
}

/* ---- what happens ---- */

void enrol_fail(struct enrol_run *run, const struct error *err)
{
	if (run->over)
		return;
	run->error = *err;
	run->over = true;
	loop_stop(run->loop);
}

/* The one place where something is told and asked: at the end of a turn, so that a turn
 * that moved through several states tells the last. An answer may move it on at once. */
static void on_end_of_turn(void *arg)
{
	struct enrol_run *run = arg;
	enum enrol_state before;

	if (run->runner == NULL)
		return;
	do {
		before = runner_view(run->runner)->enrol->state;
		enrol_tell(run);
		enrol_ask(run);
	} while (!run->over && runner_view(run->runner)->enrol->state != before);
}

/* As when the input ends: what the centre holds already is cancelled there or left open,
 * and told. A second signal does not wait for that. */
static void on_signal(void *arg, int signo)
{
	struct enrol_run *run = arg;
	struct error err;

	if (run->app && !run->input_ended && runner_officer(run->runner, ENROL_EV_LEAVE, 0)) {
		run->input_ended = true;
		return;
	}
	error_set(&err, PROBLEM_INPUT_ENDED, "%s", strsignal(signo));
	enrol_fail(run, &err);
}

static void on_logged_in(void *arg, const struct central_failure *failure, const void *answer)
{
	struct enrol_run *run = arg;
	const struct runner_options o = {.loop = run->loop,
	    .central = run->central,
	    .host = run->context->host,
	    .state_directory = run->context->config->state_directory,
	    .training = run->context->config->training,
	    .poll_wait_s = run->context->config->poll_wait};
	struct error err;

	(void)answer;
	if (failure != NULL) {
		enrol_fail(run, &failure->error);
		return;
	}
	run->runner = runner_new(&o, &err);
	run->app = run->runner != NULL && run->resume != NULL;
	if (run->runner == NULL ||
	    (run->resume != NULL && !runner_resume(run->runner, run->resume, &err)))
		enrol_fail(run, &err);
}

static bool start(struct enrol_run *run, const struct api_login *login, struct error *err)
{
	run->loop = loop_new(run->context->clock);
	if (run->loop == NULL)
		return error_set(err, PROBLEM_MEMORY, "loop");
	run->talk = talk_open(run->loop, on_end_of_turn, run);
	if (run->talk == NULL)
		return error_set(err, PROBLEM_MEMORY, "talk");
	loop_add_signal(run->loop, SIGTERM, on_signal, run);
	loop_add_signal(run->loop, SIGINT, on_signal, run);
	loop_add_signal(run->loop, SIGHUP, on_signal, run);
	loop_at_end_of_turn(run->loop, on_end_of_turn, run);
	run->central = batch_central(run->loop, run->context->config, err);
	if (run->central == NULL)
		return false;
	central_login(run->central, login, on_logged_in, run);
	return true;
}

/* The exit code stands: a signal that comes now, or is pending, changes nothing any more. */
static void ignore_signals(void)
{
	static const int ending[] = {SIGTERM, SIGINT, SIGHUP};

	for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
		signal(ending[i], SIG_IGN);
}

static int finish(struct enrol_run *run)
{
	int code;

	ignore_signals();
	code = run->talk != NULL ? enrol_tell_end(run) : batch_tell(&run->error);
	if (run->talk != NULL && talk_reader_gone(run->talk))
		code = 128 + SIGPIPE;
	if (run->photo_fd >= 0) { /* there was none to write */
		close(run->photo_fd);
		unlink(run->photo_path);
	}
	runner_free(run->runner);
	run->runner = NULL; /* lines may still come in while the session ends */
	batch_logout(run->loop, run->central);
	central_free(run->central);
	talk_close(run->talk);
	loop_free(run->loop);
	return code;
}

static int run_enrol(struct enrol_run *run, int pin_fd)
{
	struct api_login *login = secret_alloc(sizeof *login);
	struct error err;

	error_set(&err, PROBLEM_MEMORY, "login");
	if (login != NULL && batch_read_login(login, pin_fd, &err) && start(run, login, &err)) {
		secret_free(login, sizeof *login);
		loop_run(run->loop);
		return finish(run);
	}
	secret_free(login, sizeof *login);
	run->error = err;
	return finish(run);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct enrol_options o = {.pin_fd = -1, .qr_fd = -1};
	struct enrol_run run = {.context = context};
	struct error err;
	int first;

	if (!options_parse(options, argc, argv, take_option, &o, &first, &err) ||
	    !check_options(&o, argc - first, &err))
		return batch_tell(&err);
	run.qr_fd = o.qr_fd;
	run.new_phone = o.new_phone;
	run.resume = o.resume;
	run.photo_path = o.photo;
	run.photo_fd = o.photo != NULL ? batch_photo_open(o.photo, &err) : -1;
	if (o.photo != NULL && run.photo_fd < 0)
		return batch_tell(&err);
	signal(SIGPIPE, SIG_IGN);
	return run_enrol(&run, o.pin_fd);
}

const struct batch_command batch_enrol = {
    .name = "enrol",
    .usage = "--json --pin-fd N [--qr-fd N] [--photo FILE] [--new-phone] [--resume ID]",
    .summary =
	N_("Enroll the holder of the card in the reader; a script takes the officer's part."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = true,
    .run = run,
};
