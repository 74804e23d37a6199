#include "batch/enrolment_rows.h"

#include "base/date.h"
#include "base/lang.h"
#include "counter/state_words.h"

static const char *const columns[] = {"id", "state", "created", "changed", "counter", "officer",
    "taken_by", "assurance", "exception", NULL};

static json_t *object_of(const struct api_enrolment *e)
{
	json_t *o = json_pack("{s:s, s:s, s:o, s:o, s:s, s:s, s:s}", "id", e->id, "state",
	    enrolment_state_name(e->state), "created", output_time(e->created), "changed",
	    output_time(e->changed), "counter", e->counter, "officer", e->officer_name, "assurance",
	    e->assurance);

	if (e->taken_by[0] != '\0')
		json_object_set_new(o, "taken_by", json_string(e->taken_by));
	if (e->absence != ABSENCE_NONE)
		json_object_set_new(o, "exception", json_string(finger_absence_name(e->absence)));
	return o;
}

static void put_text(struct buf *out, const struct api_enrolment *e)
{
	const struct bangkok_time t = bangkok_time_of(e->changed);

	buf_printf(out, "%s  %-10s  %02d:%02d:%02d  %s  %s  %s%s%s\n", e->id,
	    enrolment_state_name(e->state), t.hour, t.minute, t.second, e->assurance, e->counter,
	    e->officer_name, e->taken_by[0] != '\0' ? " -> " : "", e->taken_by);
}

static void put_csv(struct buf *out, json_t *object)
{
	output_csv(out, columns, object);
	json_decref(object);
}

void enrolment_rows_head(struct buf *out, enum output_form form)
{
	if (form == OUTPUT_CSV)
		output_csv_head(out, columns);
}

void enrolment_rows_put(struct buf *out, enum output_form form, const struct api_enrolment *e)
{
	if (form == OUTPUT_TEXT)
		put_text(out, e);
	else if (form == OUTPUT_JSON)
		output_json(out, object_of(e));
	else
		put_csv(out, object_of(e));
}

/* ---- one of them, whole ---- */

static json_t *whole_of(const struct api_enrolment *e)
{
	json_t *o = object_of(e);

	json_object_set_new(o, "deadline", output_time(e->deadline));
	json_object_set_new(o, "renewals_left", json_integer(e->renewals_left));
	json_object_set_new(o, "match_tries_left", json_integer(e->match_tries_left));
	json_object_set_new(o, "second_phone", json_boolean(e->second_phone));
	if (e->end_problem != PROBLEM_NONE)
		json_object_set_new(o, "problem", json_string(problem_row(e->end_problem)->id));
	return o;
}

static void put_open(struct buf *out, const struct api_enrolment *e)
{
	char when[OUTPUT_WHEN_SIZE];

	output_when(when, e->deadline);
	buf_printf(out, _("Ends by itself: %s\n"), when);
	if (e->state == STATE_PROOFED || e->state == STATE_QR_CREATED)
		buf_printf(out, _("New codes left: %d\n"), e->renewals_left);
	if (e->second_phone)
		buf_puts(out, _("Another phone has tried to claim the code.\n"));
}

static void put_whole_text(struct buf *out, const struct api_enrolment *e)
{
	const struct problem_row *end = problem_row(e->end_problem);
	char when[OUTPUT_WHEN_SIZE];

	buf_printf(
	    out, "%s  %s  %s\n", e->id, enrolment_state_name(e->state), state_word(e->state));
	output_when(when, e->created);
	buf_printf(out, _("Begun: %s, counter %s, %s\n"), when, e->counter, e->officer_name);
	if (e->taken_by[0] != '\0')
		buf_printf(out, _("Taken over by: %s\n"), e->taken_by);
	output_when(when, e->changed);
	buf_printf(out, _("Last change: %s\n"), when);
	buf_printf(out, _("Assurance: %s\n"), e->assurance);
	if (!enrolment_state_is_end(e->state))
		put_open(out, e);
	else if (e->end_problem != PROBLEM_NONE)
		buf_printf(out, "%s %s\n", end->id, _(end->what));
}

void enrolment_put_whole(struct buf *out, enum output_form form, const struct api_enrolment *e)
{
	if (form == OUTPUT_JSON)
		output_json(out, whole_of(e));
	else if (form == OUTPUT_CSV)
		enrolment_rows_put(out, form, e);
	else
		put_whole_text(out, e);
}
