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

static const struct field fields_book[] = {
    {FIELD(FIELD_CITIZEN, api_office_booking, number)},
    {FIELD(FIELD_DATE, api_office_booking, day)},
    {FIELD(FIELD_NUMBER, api_office_booking, hour), .max = 23},
    {0},
};

struct of_booking {
	char booking[API_ID_SIZE];
};

static const struct field fields_cancel_booking[] = {
    {FIELD(FIELD_ID, of_booking, booking)},
    {0},
};

static const struct field fields_check[] = {
    {FIELD(FIELD_CITIZEN, api_eligibility_check, number)},
    {0},
};

static const struct field answer_check[] = {
    {FIELD(FIELD_PROBLEMS, api_eligibility, reasons),
	.aux = offsetof(struct api_eligibility, reason_count)},
    {0},
};

static const struct field answer_booking[] = {
    {FIELD(FIELD_ID, api_booking, id)},
    {FIELD(FIELD_ID, api_booking, number)},
    {FIELD(FIELD_ID, api_booking, office)},
    {FIELD(FIELD_DATE, api_booking, day)},
    {FIELD(FIELD_NUMBER, api_booking, hour), .max = 23},
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

static central_call send_book(
    struct central *c, const void *request, const char *key, central_fn *fn, void *arg)
{
	return central_book(c, request, key, fn, arg);
}

static central_call send_cancel_booking(
    struct central *c, const void *request, const char *key, central_fn *fn, void *arg)
{
	const struct of_booking *r = request;

	return central_cancel_booking(c, r->booking, key, fn, arg);
}

static central_call send_check(
    struct central *c, const void *request, const char *key, central_fn *fn, void *arg)
{
	(void)key;
	return central_check_number(c, request, fn, arg);
}

const struct request_kind request_kinds[] = {
    {.name = "status",
	.fields = fields_status,
	.size = sizeof(struct of_enrolment),
	.send = send_status,
	.answer = answer_enrolment},
    {.name = "cancel",
	.fields = fields_cancel,
	.size = sizeof(struct of_enrolment),
	.changes = true,
	.send = send_cancel,
	.answer = answer_enrolment},
    {.name = "book",
	.fields = fields_book,
	.size = sizeof(struct api_office_booking),
	.changes = true,
	.send = send_book,
	.answer = answer_booking},
    {.name = "cancel-booking",
	.fields = fields_cancel_booking,
	.size = sizeof(struct of_booking),
	.changes = true,
	.send = send_cancel_booking},
    {.name = "check",
	.fields = fields_check,
	.size = sizeof(struct api_eligibility_check),
	.rationed = true,
	.send = send_check,
	.answer = answer_check},
    {0},
};

bool request_stops(enum problem problem)
{
	static const enum problem all[] = {PROBLEM_CENTRE_DOWN, PROBLEM_CENTRE_TLS,
	    PROBLEM_CERTIFICATE_MISSING, PROBLEM_CERTIFICATE_REFUSED, PROBLEM_CERTIFICATE_EXPIRED,
	    PROBLEM_CERTIFICATE_REVOKED, PROBLEM_TRAINING_MISMATCH, PROBLEM_UPDATE_NEEDED,
	    PROBLEM_CHECKPOINT_BAD, PROBLEM_HISTORY_SHRANK, PROBLEM_NOT_LOGGED_IN,
	    PROBLEM_OUTSIDE_HOURS, PROBLEM_ACCOUNT_LOCKED, PROBLEM_PIN_CHANGE_NEEDED};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i] == problem)
			return true;
	return false;
}

bool request_shuts(const struct request_kind *kind, enum problem problem)
{
	return problem == PROBLEM_NOT_PERMITTED ||
	       (problem == PROBLEM_RATE_LIMITED && kind->rationed);
}

_Static_assert(
    sizeof request_kinds / sizeof *request_kinds <= REQUEST_KINDS_MAX, "each has its place");
_Static_assert(sizeof(struct of_enrolment) <= REQUEST_MAX, "it fits");
_Static_assert(sizeof(struct api_office_booking) <= REQUEST_MAX, "it fits");
