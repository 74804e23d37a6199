/* The terminals' listener: every body as a table (wire/api.h tells what travels where). */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "wire/api.h"
#include "wire/json.h"

static const struct field fields_office[] = {
    {FIELD(FIELD_ID, api_office, code)},
    {FIELD(FIELD_ENUM, api_office, type), .names = &names_office_type},
    {FIELD(FIELD_TEXT, api_office, name_th)},
    {FIELD(FIELD_TEXT, api_office, name_en)},
    {FIELD(FIELD_BOOL, api_office, may_enroll)},
    {0},
};

static const struct field fields_status[] = {
    {FIELD(FIELD_NUMBER, api_status, version), .min = 1, .max = 9999},
    {FIELD(FIELD_BOOL, api_status, training)},
    {FIELD(FIELD_TIME, api_status, now)},
    {FIELD(FIELD_OBJECT, api_status, office), .fields = fields_office},
    {FIELD(FIELD_ID, api_status, counter)},
    {FIELD(FIELD_BOOL, api_status, open)},
    {FIELD(FIELD_NUMBER, api_status, quota), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, api_status, quota_used), .max = NUMBER_MAX},
    {FIELD(FIELD_BOOL, api_status, match_code)},
    {FIELD(FIELD_BOOL, api_status, can_write)},
    {FIELD(FIELD_BOOL, api_status, approve_store)},
    {FIELD(FIELD_BOOL, api_status, approve_remove)},
    {FIELD(FIELD_BOOL, api_status, exceptions)},
    {FIELD(FIELD_NUMBER, api_status, code_life), .max = 86400},
    {FIELD(FIELD_NUMBER, api_status, evidence_life), .max = 86400},
    {0},
};
SHAPE(status, fields_status, PROBLEM_CENTRE_ANSWER)

static const struct field fields_login[] = {
    {FIELD(FIELD_CITIZEN, api_login, number)},
    {FIELD(FIELD_DIGITS, api_login, pin)},
    {0},
};
SHAPE(login, fields_login, PROBLEM_BAD_REQUEST)

static const struct field fields_session[] = {
    {FIELD(FIELD_ID, api_session, token)},
    {FIELD(FIELD_ID, api_session, officer_id)},
    {FIELD(FIELD_TEXT, api_session, officer_name)},
    {FIELD(FIELD_OBJECT, api_session, office), .fields = fields_office},
    {FIELD(FIELD_BOOL, api_session, may_enroll)},
    {FIELD(FIELD_BOOL, api_session, pin_change), .optional = true},
    {FIELD(FIELD_TIME, api_session, expires)},
    {FIELD(FIELD_NUMBER, api_session, today_success), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, api_session, today_open), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, api_session, today_refused), .max = NUMBER_MAX},
    {0},
};
SHAPE(session, fields_session, PROBLEM_CENTRE_ANSWER)

static const struct field fields_pin_change[] = {
    {FIELD(FIELD_DIGITS, api_pin_change, old)},
    {FIELD(FIELD_DIGITS, api_pin_change, new)},
    {0},
};
SHAPE(pin_change, fields_pin_change, PROBLEM_BAD_REQUEST)

static const struct field fields_linkage_check[] = {
    {FIELD(FIELD_OBJECT, api_linkage_check, card), .fields = fields_card_claim},
    {FIELD(FIELD_BOOL, api_linkage_check, new_phone)},
    {0},
};
SHAPE(linkage_check, fields_linkage_check, PROBLEM_BAD_REQUEST)

static const struct field fields_linkage_answer[] = {
    {FIELD(FIELD_BOOL, api_linkage_answer, allowed)},
    {FIELD(FIELD_PROBLEMS, api_linkage_answer, reasons), .optional = true,
	.aux = offsetof(struct api_linkage_answer, reason_count)},
    {FIELD(FIELD_TEXT, api_linkage_answer, in_progress_office), .optional = true},
    {FIELD(FIELD_OBJECT, api_linkage_answer, booking), .optional = true, .fields = fields_booking,
	.aux = offsetof(struct api_linkage_answer, has_booking)},
    {0},
};
SHAPE(linkage_answer, fields_linkage_answer, PROBLEM_CENTRE_ANSWER)

static const struct field fields_refusal[] = {
    {FIELD(FIELD_PROBLEM, api_refusal, problem)},
    {FIELD(FIELD_ID, api_refusal, step)},
    {FIELD(FIELD_ID, api_refusal, batch), .optional = true},
    {0},
};
SHAPE(refusal, fields_refusal, PROBLEM_BAD_REQUEST)

static const struct field fields_new_enrolment[] = {
    {FIELD(FIELD_ID, api_new_enrolment, evidence)},
    {FIELD(FIELD_BOOL, api_new_enrolment, new_phone)},
    {0},
};
SHAPE(new_enrolment, fields_new_enrolment, PROBLEM_BAD_REQUEST)

static const struct field fields_code[] = {
    {FIELD(FIELD_ID, api_code, url)},
    {FIELD(FIELD_ID, api_code, typed)},
    {FIELD(FIELD_TIME, api_code, expires)},
    {0},
};

static const struct field fields_enrolment[] = {
    {FIELD(FIELD_ID, api_enrolment, id)},
    {FIELD(FIELD_ENUM, api_enrolment, state), .names = &names_state},
    {FIELD(FIELD_NUMBER, api_enrolment, revision), .max = NUMBER_MAX},
    {FIELD(FIELD_TIME, api_enrolment, created)},
    {FIELD(FIELD_TIME, api_enrolment, changed)},
    {FIELD(FIELD_TIME, api_enrolment, deadline), .optional = true},
    {FIELD(FIELD_TIME, api_enrolment, now)},
    {FIELD(FIELD_NUMBER, api_enrolment, renewals_left), .max = 99},
    {FIELD(FIELD_NUMBER, api_enrolment, match_tries_left), .max = 99},
    {FIELD(FIELD_NUMBER, api_enrolment, digit_tries_left), .max = 99},
    {FIELD(FIELD_BOOL, api_enrolment, second_phone)},
    {FIELD(FIELD_PROBLEM, api_enrolment, end_problem), .optional = true},
    {FIELD(FIELD_ID, api_enrolment, assurance), .optional = true},
    {FIELD(FIELD_ENUM, api_enrolment, absence), .optional = true, .names = &names_absence},
    {FIELD(FIELD_OBJECT, api_enrolment, code), .optional = true, .fields = fields_code,
	.aux = offsetof(struct api_enrolment, has_code)},
    {FIELD(FIELD_ID, api_enrolment, receipt), .optional = true},
    {FIELD(FIELD_TEXT, api_enrolment, officer_name), .optional = true},
    {FIELD(FIELD_ID, api_enrolment, counter), .optional = true},
    {FIELD(FIELD_TEXT, api_enrolment, taken_by), .optional = true},
    {FIELD(FIELD_ID, api_enrolment, holder_id), .optional = true},
    {FIELD(FIELD_OBJECT, api_enrolment, booking), .optional = true, .fields = fields_booking,
	.aux = offsetof(struct api_enrolment, has_booking)},
    {0},
};
SHAPE(enrolment, fields_enrolment, PROBLEM_CENTRE_ANSWER)

static const struct field fields_match_code[] = {
    {FIELD(FIELD_DIGITS, api_match_code, digits)},
    {0},
};
SHAPE(match_code, fields_match_code, PROBLEM_BAD_REQUEST)

static const struct field fields_cancel[] = {
    {FIELD(FIELD_BOOL, api_cancel, contested)},
    {0},
};
SHAPE(cancel, fields_cancel, PROBLEM_BAD_REQUEST)

/* ---- the list: rows on the heap ---- */

#define LIST_NAME "enrollments"

void api_enrolment_list_write(struct buf *out, const struct api_enrolment_list *l)
{
	buf_puts(out, "{\"" LIST_NAME "\":[");
	for (size_t i = 0; i < l->count; i++) {
		if (i)
			buf_u8(out, ',');
		api_enrolment_write(out, &l->rows[i]);
	}
	buf_puts(out, "]}");
}

static bool take_rows(struct api_enrolment_list *l, const json_t *rows, struct error *err)
{
	size_t n = json_array_size(rows);
	if (!json_is_array(rows) || n > API_LIST_MAX)
		return error_set(err, PROBLEM_CENTRE_ANSWER, LIST_NAME ": not a list of at most %d",
		    API_LIST_MAX);
	l->rows = calloc(n ? n : 1, sizeof *l->rows);
	if (!l->rows)
		return error_set(err, PROBLEM_MEMORY, LIST_NAME);
	for (; l->count < n; l->count++)
		if (!shape_take(
			&shape_enrolment, &l->rows[l->count], json_array_get(rows, l->count), err))
			return false;
	return true;
}

bool api_enrolment_list_read(
    struct api_enrolment_list *l, const void *json, size_t len, struct error *err)
{
	*l = (struct api_enrolment_list){0};
	json_t *tree = json_load_strict(json, len, PROBLEM_CENTRE_ANSWER, err);
	bool ok = tree && take_rows(l, json_object_get(tree, LIST_NAME), err);
	json_decref(tree);
	if (!ok)
		api_enrolment_list_free(l);
	return ok;
}

void api_enrolment_list_free(struct api_enrolment_list *l)
{
	if (l->rows)
		secret_wipe(l->rows, l->count * sizeof *l->rows);
	free(l->rows);
	*l = (struct api_enrolment_list){0};
}
