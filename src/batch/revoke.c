/*
 * batch/revoke.c - `ddopa revoke`: ends the digital ID of the holder of the card in the reader,
 * for a phone that is lost or stolen, a forgotten PIN, misuse, a death. The chip says whose it is,
 * so that no citizen number is typed, or stands on a command line. The key is dead when the
 * centre has answered; whoever is to have a new one is enrolled with --new-phone.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "batch/commands.h"
#include "batch/counter.h"
#include "batch/login.h"
#include "enrol/revocation_words.h"

struct revoke {
	struct counter counter; /* first: the kind's functions are given this */
	bool json;
	bool has_reason;
	enum revocation_reason reason;
	struct api_revoked answer;
};

static const struct option_row options[] = {
    {"json", 0, NULL, N_("print one JSON object")},
    {"pin-fd", 0, "N", N_("read the officer's number and PIN, a line each, from descriptor N")},
    {"reason", 0, "REASON",
	N_("lost, stolen, pin-forgotten, misused, deceased or on-request; never preset")},
    {0},
};

static struct revoke *revoke_of(const struct counter *c)
{
	return (struct revoke *)(uintptr_t)c;
}

static bool begin(struct counter *c, struct error *err)
{
	c->begun = true;
	return runner_begin_desk(c->runner, err);
}

static void on_revoked(void *arg, const struct central_failure *failure, const void *answer)
{
	struct revoke *v = arg;

	if (failure != NULL) {
		counter_fail(&v->counter, &failure->error);
		return;
	}
	v->answer = *(const struct api_revoked *)answer;
	counter_over(&v->counter);
}

/* Once, as soon as the chip's text is there; what becomes of the card then is of no matter. */
static void ask(struct counter *c)
{
	const struct runner_view *view = runner_view(c->runner);
	struct api_revocation revocation = {.reason = revoke_of(c)->reason};
	struct error err;

	if (c->settled || view->text == NULL || view->enrol->state != ENROL_DESK)
		return;
	c->settled = true;
	revocation.number = view->text->person.number;
	if (central_revoke(c->central, &revocation, on_revoked, revoke_of(c)) == 0) {
		error_set(&err, PROBLEM_MEMORY, "revoke");
		counter_fail(c, &err);
	}
	secret_wipe(&revocation, sizeof revocation);
}

static void put_json(struct buf *out, const struct api_revoked *r)
{
	char time[RFC3339_SIZE];
	json_t *line;
	char *text;

	rfc3339_format(time, r->time);
	line = json_pack("{s:s, s:s, s:s}", "result", "revoked", "revoked", time, "reason",
	    revocation_reason_name(r->reason));
	text = json_dumps(line, JSON_COMPACT);
	buf_printf(out, "%s\n", text != NULL ? text : "{}");
	free(text);
	json_decref(line);
}

static void put_text(struct buf *out, const struct api_revoked *r)
{
	char time[REVOCATION_TIME_SIZE];

	revocation_time(time, r->time);
	buf_printf(out, _("The digital ID is revoked since %s: %s.\n"), time,
	    _(revocation_words[r->reason].words));
	buf_printf(out, "%s.\n", _(revocation_words[r->reason].say));
}

static int finish(struct counter *c)
{
	const struct revoke *v = revoke_of(c);
	struct buf out = BUF_INIT;
	int code = EXIT_DONE;

	(v->json ? put_json : put_text)(&out, &v->answer);
	batch_write(1, &out, &code);
	buf_free(&out);
	return code;
}

static const struct counter_kind kind = {
    .begin = begin, .turn = ask, .finish = finish, .silent = true};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct revoke *v = arg;

	if (strcmp(row->name, "json") == 0)
		v->json = true;
	else if (strcmp(row->name, "pin-fd") == 0)
		return batch_parse_fd(&v->counter.pin_fd, row, value, err);
	else if (!(v->has_reason = revocation_reason_parse(&v->reason, value)))
		return error_set(err, PROBLEM_USAGE, "--reason %s", value);
	return true;
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct revoke v = {.counter = {.kind = &kind,
			       .context = context,
			       .pin_fd = -1,
			       .qr_fd = -1,
			       .photo_fd = -1,
			       .picture_fd = -1}};
	struct error err;
	int first;

	if (!options_parse(options, argc, argv, take_option, &v, &first, &err))
		return batch_tell(&err);
	if (first < argc || v.counter.pin_fd < 0 || !v.has_reason) {
		error_set(&err, PROBLEM_USAGE, "revoke --reason REASON --pin-fd N");
		return batch_tell(&err);
	}
	return counter_run(&v.counter);
}

const struct batch_command batch_revoke = {
    .name = "revoke",
    .usage = "--reason REASON [--json] --pin-fd N",
    .summary = N_("End the digital ID of the holder of the card in the reader."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = true,
    .run = run,
};
