/* The calls about the office's records, the officer's own PIN and taking over: one row each. */
#include <stdio.h>

#include "central/client.h"

#define READER(name)                                                                               \
	static bool read_##name(void *answer, const void *json, size_t len, struct error *err)     \
	{                                                                                          \
		return api_##name##_read(answer, json, len, err);                                  \
	}
READER(enrolment)
READER(search_result)
READER(day_report)
READER(audit_trail)
READER(eligibility)
READER(revoked)

static bool learn_pin(struct central *c, const void *answer, struct error *err)
{
	(void)answer;
	(void)err;
	c->session.pin_change = false;
	return true;
}

static const struct call_row take_over = {.method = "POST",
    .path = "/v1/enrollments/%s/take-over",
    .repeatable = true,
    .answer_size = sizeof(struct api_enrolment),
    .read = read_enrolment};
static const struct call_row search = {.method = "GET",
    .path = "/v1/searches",
    .repeatable = true,
    .answer_size = sizeof(struct api_search_result),
    .read = read_search_result};
/* Asked twice it is recorded twice, and changes nothing. */
static const struct call_row search_person = {.method = "POST",
    .path = "/v1/searches",
    .repeatable = true,
    .limit_is_final = true,
    .answer_size = sizeof(struct api_search_result),
    .read = read_search_result};
static const struct call_row check_number = {.method = "POST",
    .path = "/v1/eligibility-checks",
    .repeatable = true,
    .limit_is_final = true,
    .answer_size = sizeof(struct api_eligibility),
    .read = read_eligibility};
static const struct call_row day_report = {.method = "GET",
    .path = "/v1/reports/day",
    .repeatable = true,
    .answer_size = sizeof(struct api_day_report),
    .read = read_day_report};
static const struct call_row audit_trail = {.method = "GET",
    .path = "/v1/enrollments/%s/audit",
    .repeatable = true,
    .answer_size = sizeof(struct api_audit_trail),
    .read = read_audit_trail};
/* With a key, so that a wrong PIN is counted once however often it is sent. */
static const struct call_row change_pin = {
    .method = "POST", .path = "/v1/pin", .repeatable = true, .learn = learn_pin};

/* With a key for its own tries: whoever asks anew is told of the first revocation. */
static const struct call_row revoke = {.method = "POST",
    .path = "/v1/revocations",
    .repeatable = true,
    .limit_is_final = true,
    .answer_size = sizeof(struct api_revoked),
    .read = read_revoked};

central_call central_take_over(
    struct central *c, const char *id, const char *key, central_fn *fn, void *arg)
{
	struct request *r = request_new(c, &take_over, fn, arg);
	if (r)
		buf_puts(&r->body, "{}");
	call_set_key(r, key);
	return call_start_for(r, id, "");
}

central_call central_search(
    struct central *c, const struct api_search *s, central_fn *fn, void *arg)
{
	char query[API_QUERY_SIZE];
	api_search_query(query, s);
	return call_start(request_new(c, &search, fn, arg), query);
}

central_call central_search_person(
    struct central *c, const struct api_search_person *s, central_fn *fn, void *arg)
{
	struct request *r = request_new(c, &search_person, fn, arg);
	if (r)
		api_search_person_write(&r->body, s);
	return call_start(r, "");
}

central_call central_check_number(
    struct central *c, const struct api_eligibility_check *check, central_fn *fn, void *arg)
{
	struct request *r = request_new(c, &check_number, fn, arg);
	if (r)
		api_eligibility_check_write(&r->body, check);
	return call_start(r, "");
}

central_call central_day_report(struct central *c, struct date day, central_fn *fn, void *arg)
{
	char query[API_QUERY_SIZE] = "";
	char iso[DATE_ISO_SIZE];
	date_to_iso(iso, day);
	if (*iso)
		snprintf(query, sizeof(query), "?date=%s", iso);
	return call_start(request_new(c, &day_report, fn, arg), query);
}

central_call central_audit_trail(struct central *c, const char *id, central_fn *fn, void *arg)
{
	return call_start_for(request_new(c, &audit_trail, fn, arg), id, "");
}

central_call central_change_pin(struct central *c, const struct api_pin_change *change,
    const char *key, central_fn *fn, void *arg)
{
	struct request *r = request_new(c, &change_pin, fn, arg);
	if (r)
		api_pin_change_write(&r->body, change);
	call_set_key(r, key);
	return call_start(r, "");
}

central_call central_revoke(
    struct central *c, const struct api_revocation *revocation, central_fn *fn, void *arg)
{
	struct request *r = request_new(c, &revoke, fn, arg);
	if (r)
		api_revocation_write(&r->body, revocation);
	call_set_own_key(r);
	return call_start(r, "");
}
