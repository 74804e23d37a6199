/*
 * batch/search.c - `ddopa search`: this office's enrollments by day, state, officer, or citizen
 * number. A number is person data: it comes by a descriptor, and the centre records the look.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "batch/card_number.h"
#include "batch/commands.h"
#include "batch/errand.h"

struct searching {
	struct errand errand;
	struct api_search search;
	bool mine;
	int number_fd;			  /* -1: not by number */
	struct api_search_person *person; /* secret memory; NULL: not by number */
};

static const struct option_row options[] = {
    ERRAND_JSON,
    ERRAND_CSV,
    ERRAND_PIN_FD,
    {"day", 0, "DAY", N_("begun on this day (YYYY-MM-DD)")},
    {"state", 0, "STATE", N_("that stand in this state, such as SUCCESS")},
    {"officer", 0, "ID", N_("begun or taken over by this officer")},
    {"mine", 0, NULL, N_("begun or taken over by the officer who asks")},
    {"limit", 0, "N", N_("at most so many, the newest first")},
    {"number-fd", 0, "N",
	N_("of the citizen whose number is read from descriptor N; it is recorded")},
    {0},
};

static bool take_day(struct searching *s, const char *value)
{
	return date_from_iso(&s->search.day, value) && date_is_known(s->search.day);
}

static bool take_state(struct searching *s, const char *value)
{
	s->search.has_state = enrolment_state_parse(&s->search.state, value);
	return s->search.has_state;
}

static bool take_officer(struct searching *s, const char *value)
{
	return text_append(s->search.officer_id, sizeof s->search.officer_id, value);
}

static bool take_mine(struct searching *s, const char *value)
{
	(void)value;
	s->mine = true;
	return true;
}

static bool take_limit(struct searching *s, const char *value)
{
	char *end;
	const long n = strtol(value, &end, 10);

	s->search.limit = (int)n;
	return *value != '\0' && *end == '\0' && n >= 1 && n <= API_LIST_MAX;
}

static const struct {
	const char *name;
	bool (*take)(struct searching *s, const char *value);
} narrowing[] = {{"day", take_day}, {"state", take_state}, {"officer", take_officer},
    {"mine", take_mine}, {"limit", take_limit}};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct searching *s = arg;
	bool taken;

	if (!errand_option(&s->errand, row, value, &taken, err))
		return false;
	if (strcmp(row->name, "number-fd") == 0)
		return batch_parse_fd(&s->number_fd, row, value, err);
	for (size_t i = 0; !taken && i < sizeof narrowing / sizeof *narrowing; i++)
		if (strcmp(narrowing[i].name, row->name) == 0)
			return narrowing[i].take(s, value) ||
			       error_set(err, PROBLEM_USAGE, "--%s %s", row->name, value);
	return true;
}

/* ---- telling ---- */

static const char *const columns[] = {"id", "state", "created", "changed", "counter", "officer",
    "taken_by", "assurance", "exception", "problem", NULL};

static json_t *object_of(const struct api_search_row *r)
{
	json_t *o = json_pack("{s:s, s:s, s:o, s:o, s:s, s:s, s:s}", "id", r->id, "state",
	    enrolment_state_name(r->state), "created", output_time(r->created), "changed",
	    output_time(r->changed), "counter", r->counter, "officer", r->officer_name, "assurance",
	    r->assurance);

	if (r->taken_by[0] != '\0')
		json_object_set_new(o, "taken_by", json_string(r->taken_by));
	if (r->absence != ABSENCE_NONE)
		json_object_set_new(o, "exception", json_string(finger_absence_name(r->absence)));
	if (r->end_problem != PROBLEM_NONE)
		json_object_set_new(o, "problem", json_string(problem_row(r->end_problem)->id));
	return o;
}

static void put_text(struct buf *out, const struct api_search_row *r)
{
	char when[OUTPUT_WHEN_SIZE];

	output_when(when, r->created);
	buf_printf(out, "%s  %-10s  %s  %s  %s  %s%s%s\n", r->id, enrolment_state_name(r->state),
	    when, r->assurance, r->counter, r->officer_name, r->taken_by[0] ? " -> " : "",
	    r->taken_by);
}

static void put_row(struct buf *out, enum output_form form, const struct api_search_row *r)
{
	json_t *o;

	if (form == OUTPUT_TEXT) {
		put_text(out, r);
		return;
	}
	o = object_of(r);
	if (form == OUTPUT_CSV)
		output_csv(out, columns, o);
	else
		output_json(out, json_incref(o));
	json_decref(o);
}

static void on_found(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;
	const struct api_search_result *result = answer;
	struct buf out = BUF_INIT;

	if (failure != NULL) {
		errand_fail(e, failure);
		return;
	}
	if (e->form == OUTPUT_CSV)
		output_csv_head(&out, columns);
	for (size_t i = 0; i < result->row_count; i++)
		put_row(&out, e->form, &result->rows[i]);
	if (result->more)
		fprintf(
		    stderr, "ddopa: %s\n", _("There are more than these: choose a day or an end."));
	errand_print(e, &out);
}

static void begin(struct errand *e)
{
	struct searching *s = (struct searching *)e;

	if (s->mine)
		text_append(s->search.officer_id, sizeof s->search.officer_id,
		    central_session(e->central)->officer_id);
	if (s->person != NULL)
		central_search_person(e->central, s->person, on_found, s);
	else
		central_search(e->central, &s->search, on_found, s);
}

/* ---- the number ---- */

static bool read_number(struct searching *s, struct error *err)
{
	s->person = secret_alloc(sizeof *s->person);
	if (s->person == NULL)
		return error_set(err, PROBLEM_MEMORY, "search");
	return batch_read_number(&s->person->number, s->number_fd, err);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct searching s = {.errand = {.context = context, .begin = begin}, .number_fd = -1};
	struct error err;
	int code;

	if (!errand_parse(&s.errand, argc, argv, take_option))
		return s.errand.code;
	if (s.number_fd >= 0 && !read_number(&s, &err))
		code = batch_tell(&err);
	else
		code = errand_run(&s.errand);
	secret_free(s.person, sizeof *s.person);
	return code;
}

const struct batch_command batch_search = {
    .name = "search",
    .usage = "[--json | --csv] [--day DAY] [--state STATE] [--officer ID] [--mine] [--limit N] "
	     "[--number-fd N] --pin-fd N",
    .summary = N_("Search this office's enrollments."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
