/*
 * batch/check.c - `ddopa check`: may the holder of the card in the reader be enrolled? The chip is
 * read and the centre asked, as at the beginning of an enrollment; then it stops, and nothing
 * is begun. With --list it is asked by citizen number (check_numbers.c).
 */
#include "batch/check.h"

#include <string.h>

#include "base/lang.h"
#include "batch/commands.h"
#include "batch/counter.h"

struct checking {
	struct counter counter; /* first: the kind's functions are given this */
	bool list, new_phone, told_wait, allowed;
	enum output_form form;
};

static const struct option_row options[] = {
    ERRAND_JSON,
    ERRAND_CSV,
    ERRAND_PIN_FD,
    {"new-phone", 0, NULL, N_("for someone enrolled already who has another phone")},
    {"list", 0, NULL, N_("of the citizen numbers on standard input, a line each; on record")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct checking *c = arg;

	if (strcmp(row->name, "pin-fd") == 0)
		return batch_parse_fd(&c->counter.pin_fd, row, value, err);
	if (strcmp(row->name, "json") == 0)
		c->form = OUTPUT_JSON;
	else if (strcmp(row->name, "csv") == 0)
		c->form = OUTPUT_CSV;
	else if (strcmp(row->name, "list") == 0)
		c->list = true;
	else
		c->new_phone = true;
	return true;
}

/* ---- telling ---- */

void check_put_reasons(struct buf *out, const enum problem *reasons, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct problem_row *row = problem_row(reasons[i]);

		buf_printf(out, "%s %s\n  %s\n", row->id, _(row->what), _(row->todo));
	}
}

json_t *check_reasons(const enum problem *reasons, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(
		    array, json_pack("{s:s, s:s, s:s}", "problem", problem_row(reasons[i])->id,
			       "code", problem_row(reasons[i])->name, "message",
			       _(problem_row(reasons[i])->what)));
	return array;
}

static int tell(const struct checking *c, const enum problem *reasons, size_t count)
{
	struct buf out = BUF_INIT;
	struct error err;
	int code = EXIT_DONE;

	if (c->form == OUTPUT_JSON)
		output_json(&out, json_pack("{s:b, s:o}", "allowed", count == 0, "reasons",
				      check_reasons(reasons, count)));
	else if (count == 0)
		buf_printf(&out, "%s\n", _("Nothing stands in the way of an enrollment."));
	else
		check_put_reasons(&out, reasons, count);
	if (!buf_ok(&out))
		code = batch_tell((error_set(&err, PROBLEM_MEMORY, "check"), &err));
	else
		batch_write(1, &out, &code);
	buf_free(&out);
	return code != EXIT_DONE || count == 0 ? code : problem_row(reasons[0])->exit_code;
}

/* ---- at the counter ---- */

static bool begin(struct counter *c, struct error *err)
{
	c->begun = true;
	return runner_begin(c->runner, c->new_phone, err);
}

static void turn(struct counter *counter)
{
	struct checking *c = (struct checking *)counter;
	const struct runner_view *view = runner_view(counter->runner);

	if (view->enrol->state == ENROL_WAIT_CARD && view->card == RUNNER_CARD_PRESENT)
		runner_officer(counter->runner, ENROL_EV_RETRY, 0);
	if (view->card == RUNNER_CARD_EMPTY && !c->told_wait) {
		c->told_wait = true;
		fprintf(stderr, "%s\n",
		    _("Waiting for a card: put the ID card into the reader, chip first and chip "
		      "up."));
	}
	if (view->enrol->linkage_allowed && !c->allowed) {
		c->allowed = true;
		runner_officer(counter->runner, ENROL_EV_CANCEL, 0);
	}
	/* Nobody is there to say that it is tried again. */
	if (view->enrol->state == ENROL_FACE && view->enrol->problem != PROBLEM_NONE)
		counter_fail(counter, &view->error);
}

static int ended(struct counter *counter)
{
	const struct checking *c = (const struct checking *)counter;
	const struct runner_view *view =
	    counter->runner != NULL ? runner_view(counter->runner) : NULL;
	struct error err;

	if (counter->error.problem != PROBLEM_NONE)
		return batch_tell(&counter->error);
	if (c->allowed)
		return tell(c, NULL, 0);
	if (view != NULL && view->linkage != NULL && view->linkage->reason_count > 0)
		return tell(c, view->linkage->reasons, view->linkage->reason_count);
	error_set(&err, view != NULL ? view->enrol->problem : PROBLEM_INTERNAL, "%s", "");
	return batch_tell(&err);
}

static const struct counter_kind card = {
    .begin = begin, .turn = turn, .ended = ended, .silent = true};

static bool check_options(const struct checking *c, int rest, struct error *err)
{
	if (rest > 0 || c->counter.pin_fd < 0)
		return error_set(err, PROBLEM_USAGE, "check: --pin-fd N");
	if (c->list && c->new_phone)
		return error_set(err, PROBLEM_USAGE, "check: --list --new-phone");
	return c->list || c->form != OUTPUT_CSV ||
	       error_set(err, PROBLEM_USAGE, "check: --csv --list");
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct checking c = {.counter = {.kind = &card,
				 .context = context,
				 .pin_fd = -1,
				 .photo_fd = -1,
				 .qr_fd = -1,
				 .picture_fd = -1}};
	struct error err;
	int first;

	if (!options_parse(options, argc, argv, take_option, &c, &first, &err) ||
	    !check_options(&c, argc - first, &err))
		return batch_tell(&err);
	if (c.list)
		return check_numbers(context, c.counter.pin_fd, c.form);
	c.counter.new_phone = c.new_phone;
	return counter_run(&c.counter);
}

const struct batch_command batch_check = {
    .name = "check",
    .usage = "[--json | --csv] [--new-phone | --list] --pin-fd N",
    .summary = N_("Ask whether the holder of the card in the reader may be enrolled."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = true,
    .run = run,
};
