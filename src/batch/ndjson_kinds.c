/*
 * batch/ndjson_kinds.c - the kinds of requests in a batch, one row each.
 */
#include "batch/ndjson_request.h"

struct of_enrolment {
	char enrollment[API_ID_SIZE];
	bool contested;
};

static const struct field fields_status[] = {{FIELD(FIELD_ID, of_enrolment, enrollment)}, {0}};

static const struct field fields_cancel[] = {
    {FIELD(FIELD_ID, of_enrolment, enrollment)},
    {FIELD(FIELD_BOOL, of_enrolment, contested), .optional = true},
    {0},
};

/* What is the office's and the centre's of it; no names. */
static const struct field answer_enrolment[] = {
    {FIELD(FIELD_ID, api_enrolment, id)},
    {FIELD(FIELD_ENUM, api_enrolment, state), .names = &names_state},
    {FIELD(FIELD_TIME, api_enrolment, created)},
    {FIELD(FIELD_TIME, api_enrolment, changed)},
    {FIELD(FIELD_ID, api_enrolment, counter), .optional = true},
    {FIELD(FIELD_ID, api_enrolment, assurance), .optional = true},
    {FIELD(FIELD_PROBLEM, api_enrolment, end_problem), .optional = true},
    {0},
};

static central_call send_status(
    struct central *c, const void *request, const char *key, central_fn *fn, void *arg)
{
	const struct of_enrolment *r = request;

	(void)key;
	return central_enrolment(c, r->enrollment, -1, fn, arg);
}

static central_call send_cancel(
    struct central *c, const void *request, const char *key, central_fn *fn, void *arg)
{
	const struct of_enrolment *r = request;
	const struct api_cancel cancel = {.contested = r->contested};

	return central_cancel(c, r->enrollment, &cancel, key, fn, arg);
}

#define ROW(NAME, STRUCT, ...)                                                                     \
	{                                                                                          \
		.name = NAME, .size = sizeof(struct STRUCT), __VA_ARGS__                           \
	}

const struct request_kind request_kinds[] = {
    ROW("status", of_enrolment, .fields = fields_status, .send = send_status,
	.answer = answer_enrolment),
    ROW("cancel", of_enrolment, .fields = fields_cancel, .send = send_cancel,
	.answer = answer_enrolment, .changes = true),
    {0},
};

_Static_assert(sizeof(struct of_enrolment) <= REQUEST_MAX, "it fits");
