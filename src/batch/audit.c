/*
 * batch/audit.c - `ddopa audit`: the centre's audit as a counter can see it. `show` tells the
 * records of one enrollment. `verify` holds what this account remembers of the centre's
 * checkpoints against what the centre has now: a history that shrank or was rewritten is
 * refused by the client itself (central/witness.h), as with any answer; here it is asked for,
 * and told also when all is well.
 */
#include <string.h>

#include "base/lang.h"
#include "batch/commands.h"
#include "batch/errand.h"
#include "counter/audit_words.h"

struct auditing {
	struct errand errand;
	const char *operands[2];
	struct central_seen before; /* the centre was asked */
};

static const struct option_row options[] = {ERRAND_JSON, ERRAND_CSV, ERRAND_PIN_FD, {0}};

/* ---- show ---- */

static const char *const columns[] = {
    "time", "act", "who", "officer", "office", "counter", "result", "correlation", NULL};

static json_t *object_of(const struct api_audit_record *r)
{
	return json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "time", output_time(r->time),
	    "act", r->act, "who", r->who, "officer", r->officer_name, "office", r->office,
	    "counter", r->counter, "result", r->result, "correlation", r->correlation);
}

static void put_text(struct buf *out, const struct api_audit_record *r)
{
	char when[OUTPUT_WHEN_SIZE];

	output_when(when, r->time);
	buf_printf(out, "%s  %s  %s  %s%s%s  %s\n", when, audit_act_words(r->act),
	    audit_who_words(r), r->office, r->counter[0] != '\0' ? "-" : "", r->counter, r->result);
}

static void put_record(struct buf *out, enum output_form form, const struct api_audit_record *r)
{
	json_t *o;

	if (form == OUTPUT_TEXT) {
		put_text(out, r);
	} else if (form == OUTPUT_JSON) {
		output_json(out, object_of(r));
	} else {
		o = object_of(r);
		output_csv(out, columns, o);
		json_decref(o);
	}
}

static void on_trail(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;
	const struct api_audit_trail *trail = answer;
	struct buf out = BUF_INIT;

	if (failure != NULL) {
		errand_fail(e, failure);
		return;
	}
	if (e->form == OUTPUT_CSV)
		output_csv_head(&out, columns);
	for (size_t i = 0; i < trail->record_count; i++)
		put_record(&out, e->form, &trail->records[i]);
	if (trail->more)
		fprintf(stderr, "ddopa: %s\n", _("There are older records than these."));
	errand_print(e, &out);
}

static void show(struct errand *e)
{
	central_audit_trail(e->central, ((struct auditing *)e)->operands[1], on_trail, e);
}

/* ---- verify ---- */

static json_t *checkpoint_of(const struct central_seen *seen)
{
	return json_pack("{s:I, s:I, s:s}", "number", (json_int_t)seen->number, "records",
	    (json_int_t)seen->records, "hash", seen->hash);
}

static void put_checkpoints(
    struct buf *out, const struct auditing *a, const struct central_seen *now)
{
	if (a->errand.form != OUTPUT_TEXT) {
		output_json(out, json_pack("{s:s, s:o, s:o}", "centre",
				     a->errand.context->config->url, "remembered",
				     a->before.number > 0 ? checkpoint_of(&a->before) : json_null(),
				     "now", checkpoint_of(now)));
		return;
	}
	if (a->before.number > 0)
		buf_printf(out, _("Remembered: checkpoint %ld over %ld records, %.16s\n"),
		    a->before.number, a->before.records, a->before.hash);
	else
		buf_puts(out, _("Nothing was remembered of this centre: it is from now on.\n"));
	buf_printf(out, _("The centre has: checkpoint %ld over %ld records, %.16s\n"), now->number,
	    now->records, now->hash);
	if (a->before.number > 0)
		buf_puts(out, _("It is built upon what was remembered.\n"));
}

static void opened(struct errand *e)
{
	struct auditing *a = (struct auditing *)e;

	central_seen(e->central, &a->before);
}

static void verify(struct errand *e)
{
	struct central_seen now;
	struct buf out = BUF_INIT;

	central_seen(e->central, &now);
	put_checkpoints(&out, (const struct auditing *)e, &now);
	errand_print(e, &out);
}

/* ---- the command ---- */

static bool pick(struct auditing *a)
{
	const char *word = a->operands[0] != NULL ? a->operands[0] : "";

	if (strcmp(word, "verify") == 0 && a->operands[1] == NULL) {
		a->errand.begin = verify;
		a->errand.opened = opened;
		return a->errand.form != OUTPUT_CSV || errand_missing(&a->errand, "verify --json");
	}
	if (strcmp(word, "show") != 0 || a->operands[1] == NULL)
		return errand_missing(&a->errand, "verify | show ID");
	a->errand.begin = show;
	a->errand.anonymous = false;
	return a->errand.pin_fd >= 0 || errand_missing(&a->errand, "--pin-fd N");
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct auditing a = {.errand = {.context = context, .anonymous = true}};

	if (!errand_operands(&a.errand, argc, argv, errand_only_option, 2, a.operands) || !pick(&a))
		return a.errand.code;
	return errand_run(&a.errand);
}

const struct batch_command batch_audit = {
    .name = "audit",
    .usage = "[--json | --csv] [--pin-fd N] verify | show ID",
    .words = "verify|show",
    .summary = N_("Verify what is remembered of the centre's audit; show an enrollment's records."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
