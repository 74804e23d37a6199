/* The records of an office: every body as a table, and the searches that travel in an
 * address (wire/api.h tells what travels where). */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "wire/api.h"
#include "wire/json.h"
#include "wire/query.h"

/* ---- queries: none of their values needs an escape ---- */

static void add_value(char out[API_QUERY_SIZE], const char *name, const char *value)
{
	text_append(out, API_QUERY_SIZE, *out ? "&" : "?");
	text_append(out, API_QUERY_SIZE, name);
	text_append(out, API_QUERY_SIZE, "=");
	text_append(out, API_QUERY_SIZE, value);
}

void api_search_query(char out[API_QUERY_SIZE], const struct api_search *s)
{
	char day[DATE_ISO_SIZE];
	char limit[16];
	out[0] = '\0';
	date_to_iso(day, s->day);
	snprintf(limit, sizeof limit, "%d", s->limit);
	if (*day)
		add_value(out, "day", day);
	if (s->has_state)
		add_value(out, "state", enrolment_state_name(s->state));
	if (*s->officer_id)
		add_value(out, "officer", s->officer_id);
	if (s->limit > 0)
		add_value(out, "limit", limit);
}

static bool take_day(void *out, const char *value)
{
	return date_from_iso(out, value) && date_is_known(*(const struct date *)out) &&
	       !date_is_lifelong(*(const struct date *)out);
}

static bool take_search_day(void *out, const char *value)
{
	return take_day(&((struct api_search *)out)->day, value);
}

static bool take_state(void *out, const char *value)
{
	struct api_search *s = out;
	s->has_state = enrolment_state_parse(&s->state, value);
	return s->has_state;
}

static bool take_officer(void *out, const char *value)
{
	static const char allowed[] =
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
	struct api_search *s = out;
	return *value && strspn(value, allowed) == strlen(value) &&
	       text_append(s->officer_id, sizeof s->officer_id, value);
}

static bool take_limit(void *out, const char *value)
{
	return query_number(&((struct api_search *)out)->limit, value, API_LIST_MAX);
}

static const struct query_parameter search_parameters[] = {
    {"day", take_search_day},
    {"state", take_state},
    {"officer", take_officer},
    {"limit", take_limit},
    {0},
};
static const struct query_parameter day_parameters[] = {{"date", take_day}, {0}};

bool api_search_parse(struct api_search *s, const char *target, struct error *err)
{
	*s = (struct api_search){0};
	return query_take(search_parameters, s, target, err);
}

bool api_day_parse(struct date *day, const char *target, struct error *err)
{
	*day = (struct date){0};
	return query_take(day_parameters, day, target, err);
}

/* ---- bodies ---- */

static const struct field fields_search_person[] = {
    {FIELD(FIELD_CITIZEN, api_search_person, number)},
    {0},
};
SHAPE(search_person, fields_search_person, PROBLEM_BAD_REQUEST)

static const struct field fields_search_row[] = {
    {FIELD(FIELD_ID, api_search_row, id)},
    {FIELD(FIELD_ENUM, api_search_row, state), .names = &names_state},
    {FIELD(FIELD_TIME, api_search_row, created)},
    {FIELD(FIELD_TIME, api_search_row, changed)},
    {FIELD(FIELD_ID, api_search_row, counter)},
    {FIELD(FIELD_TEXT, api_search_row, officer_name)},
    {FIELD(FIELD_TEXT, api_search_row, taken_by), .optional = true},
    {FIELD(FIELD_ID, api_search_row, holder_id)},
    {FIELD(FIELD_PROBLEM, api_search_row, end_problem), .optional = true},
    {FIELD(FIELD_ID, api_search_row, assurance), .optional = true},
    {FIELD(FIELD_ENUM, api_search_row, absence), .optional = true, .names = &names_absence},
    {0},
};

/* An array of structs: COUNT says how many, FIELDS what each is. */
#define FIELD_LIST(STRUCT, MEMBER, COUNT, FIELDS)                                                  \
	FIELD(FIELD_OBJECTS, STRUCT, MEMBER), .aux = offsetof(struct STRUCT, COUNT),               \
					      .stride = sizeof(((struct STRUCT *)0)->MEMBER[0]),   \
					      .fields = FIELDS

static const struct field fields_search_result[] = {
    {FIELD(FIELD_BOOL, api_search_result, more)},
    {FIELD_LIST(api_search_result, rows, row_count, fields_search_row)},
    {0},
};
SHAPE(search_result, fields_search_result, PROBLEM_CENTRE_ANSWER)

static const struct field fields_end_count[] = {
    {FIELD(FIELD_ENUM, api_end_count, state), .names = &names_state},
    {FIELD(FIELD_NUMBER, api_end_count, count), .max = NUMBER_MAX},
    {0},
};

static const struct field fields_refused_count[] = {
    {FIELD(FIELD_PROBLEM, api_refused_count, reason)},
    {FIELD(FIELD_NUMBER, api_refused_count, count), .max = NUMBER_MAX},
    {0},
};

static const struct field fields_step_time[] = {
    {FIELD(FIELD_ENUM, api_step_time, from), .names = &names_state},
    {FIELD(FIELD_ENUM, api_step_time, to), .names = &names_state},
    {FIELD(FIELD_NUMBER, api_step_time, count), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, api_step_time, median_ms), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, api_step_time, p90_ms), .max = NUMBER_MAX},
    {0},
};

static const struct field fields_day_report[] = {
    {FIELD(FIELD_DATE, api_day_report, date)},
    {FIELD(FIELD_TIME, api_day_report, now)},
    {FIELD(FIELD_NUMBER, api_day_report, created), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, api_day_report, success), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, api_day_report, open), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, api_day_report, refused), .max = NUMBER_MAX},
    {FIELD_LIST(api_day_report, ends, end_count, fields_end_count)},
    {FIELD_LIST(api_day_report, reasons, reason_count, fields_refused_count)},
    {FIELD(FIELD_NUMBERS, api_day_report, hours), .max = NUMBER_MAX},
    {FIELD_LIST(api_day_report, steps, step_count, fields_step_time)},
    {0},
};
SHAPE(day_report, fields_day_report, PROBLEM_CENTRE_ANSWER)

static const struct field fields_audit_record[] = {
    {FIELD(FIELD_TIME, api_audit_record, time)},
    {FIELD(FIELD_ID, api_audit_record, act)},
    {FIELD(FIELD_ID, api_audit_record, who), .optional = true},
    {FIELD(FIELD_TEXT, api_audit_record, officer_name), .optional = true},
    {FIELD(FIELD_ID, api_audit_record, office), .optional = true},
    {FIELD(FIELD_ID, api_audit_record, counter), .optional = true},
    {FIELD(FIELD_ID, api_audit_record, result)},
    {FIELD(FIELD_ID, api_audit_record, correlation), .optional = true},
    {0},
};

static const struct field fields_audit_trail[] = {
    {FIELD(FIELD_BOOL, api_audit_trail, more)},
    {FIELD_LIST(api_audit_trail, records, record_count, fields_audit_record)},
    {0},
};
SHAPE(audit_trail, fields_audit_trail, PROBLEM_CENTRE_ANSWER)
