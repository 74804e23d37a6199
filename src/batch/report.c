/*
 * batch/report.c - `ddopa report`: what became of a day's enrollments at this office, with the
 * figures of the screen's report, for whoever adds them up or hands them on. Nothing of a
 * citizen is in it.
 */
#include <string.h>

#include "base/lang.h"
#include "batch/commands.h"
#include "batch/errand.h"
#include "counter/report_words.h"
#include "base/date.h"

struct reporting {
	struct errand errand;
	struct date day; /* year 0: today, by the centre's clock */
};

static const struct option_row options[] = {
    ERRAND_JSON,
    ERRAND_CSV,
    ERRAND_PIN_FD,
    {"day", 0, "DAY", N_("of this day (YYYY-MM-DD) in place of today")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct reporting *r = arg;
	bool taken;

	if (!errand_option(&r->errand, row, value, &taken, err))
		return false;
	return taken || (date_from_iso(&r->day, value) && date_is_known(r->day)) ||
	       error_set(err, PROBLEM_USAGE, "--day %s", value);
}

/* ---- CSV: a line a figure ---- */

static const char *const columns[] = {"date", "figure", "of", "count", "median_ms", "p90_ms", NULL};

struct table {
	struct buf *out;
	char date[DATE_ISO_SIZE];
};

static void put(struct table *t, const char *figure, const char *of, long count)
{
	json_t *row = json_pack("{s:s, s:s, s:s, s:I}", "date", t->date, "figure", figure, "of", of,
	    "count", (json_int_t)count);

	output_csv(t->out, columns, row);
	json_decref(row);
}

static void put_step(struct table *t, const struct api_step_time *step)
{
	char of[64];
	json_t *row;

	snprintf(of, sizeof of, "%s-%s", enrolment_state_name(step->from),
	    enrolment_state_name(step->to));
	row = json_pack("{s:s, s:s, s:s, s:I, s:I, s:I}", "date", t->date, "figure", "step", "of",
	    of, "count", (json_int_t)step->count, "median_ms", (json_int_t)step->median_ms,
	    "p90_ms", (json_int_t)step->p90_ms);
	output_csv(t->out, columns, row);
	json_decref(row);
}

static void put_csv(struct buf *out, const struct api_day_report *d)
{
	struct table t = {.out = out};
	char hour[16];

	date_to_iso(t.date, d->date);
	output_csv_head(out, columns);
	put(&t, "created", "", d->created);
	put(&t, "success", "", d->success);
	put(&t, "open", "", d->open);
	put(&t, "refused", "", d->refused);
	for (size_t i = 0; i < d->end_count; i++)
		put(&t, "ended", enrolment_state_name(d->ends[i].state), d->ends[i].count);
	for (size_t i = 0; i < d->reason_count; i++)
		put(&t, "reason", problem_row(d->reasons[i].reason)->id, d->reasons[i].count);
	for (int h = 0; h < API_HOURS; h++) {
		snprintf(hour, sizeof hour, "%02d:00", h);
		put(&t, "success in the hour", hour, d->hours[h]);
	}
	for (size_t i = 0; i < d->step_count; i++)
		put_step(&t, &d->steps[i]);
}

/* ---- text ---- */

static void put_hours(struct buf *out, const struct api_day_report *d)
{
	for (int h = 0; h < API_HOURS; h++)
		if (d->hours[h] > 0) {
			buf_printf(
			    out, _("From %02d:00 to %02d:59: success %ld"), h, h, d->hours[h]);
			buf_puts(out, "\n");
		}
}

static void put_steps(struct buf *out, const struct api_day_report *d)
{
	for (size_t i = 0; i < d->step_count; i++) {
		const struct api_step_time *t = &d->steps[i];

		if (t->count > 0)
			buf_printf(out, _("%s: %ld times, median %ld s, 90 of 100 within %ld s\n"),
			    report_step(t), t->count, t->median_ms / 1000,
			    (t->p90_ms + 999) / 1000);
	}
}

static void put_text(struct buf *out, const struct api_day_report *d)
{
	char text[512];

	date_format(text, sizeof text, d->date, lang_get() == LANG_TH);
	buf_printf(out, "%s\n", text);
	buf_printf(out, _("Begun %ld   Success %ld   Refused before %ld   Open now %ld"),
	    d->created, d->success, d->refused, d->open);
	report_ends(text, sizeof text, d);
	buf_printf(out, "\n%s\n", text);
	put_hours(out, d);
	put_steps(out, d);
	if (d->reason_count > 0)
		buf_printf(out, "%s\n", _("Reasons of refusals: one refusal may have several"));
	for (size_t i = 0; i < d->reason_count; i++)
		buf_printf(out, "%ld: %s (%s)\n", d->reasons[i].count,
		    _(problem_row(d->reasons[i].reason)->what),
		    problem_row(d->reasons[i].reason)->id);
}

/* ---- asking ---- */

/* The centre's own words. */
static void put_json(struct buf *out, const struct api_day_report *d)
{
	api_day_report_write(out, d);
	buf_puts(out, "\n");
}

static void on_report(void *arg, const struct central_failure *failure, const void *answer)
{
	static void (*const put_as[])(struct buf * out, const struct api_day_report *d) = {
	    [OUTPUT_TEXT] = put_text, [OUTPUT_JSON] = put_json, [OUTPUT_CSV] = put_csv};
	struct errand *e = arg;
	struct buf out = BUF_INIT;

	if (failure != NULL) {
		errand_fail(e, failure);
		return;
	}
	put_as[e->form](&out, answer);
	errand_print(e, &out);
}

static void begin(struct errand *e)
{
	central_day_report(e->central, ((struct reporting *)e)->day, on_report, e);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct reporting r = {.errand = {.context = context, .begin = begin}};

	return errand_parse(&r.errand, argc, argv, take_option) ? errand_run(&r.errand)
								: r.errand.code;
}

const struct batch_command batch_report = {
    .name = "report",
    .usage = "[--json | --csv] [--day DAY] --pin-fd N",
    .summary = N_("Report what became of a day's enrollments at this office."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
