/* What a citizen sees of themselves (wire/api_self_view.h). */
#include <string.h>

#include "base/text.h"
#include "wire/api.h"
#include "wire/json.h"
#include "wire/query.h"

/* ---- what the registers hold ---- */

const struct field fields_register_card[] = {
    {FIELD(FIELD_ID, api_register_card, request_number)},
    {FIELD(FIELD_DATE, api_register_card, issued)},
    {FIELD(FIELD_DATE, api_register_card, expires)},
    {.name = "status",
	.type = FIELD_CHOICE,
	.offset = offsetof(struct api_register_card, cancelled),
	.size = sizeof(bool),
	.names = &names_card_status},
    {0},
};

static const struct field fields_population[] = {
    {FIELD(FIELD_OBJECT, api_population, person), .fields = fields_person},
    {.name = "status",
	.type = FIELD_CHOICE,
	.offset = offsetof(struct api_population, alive),
	.size = sizeof(bool),
	.names = &names_life},
    {.name = "nationality",
	.type = FIELD_CHOICE,
	.offset = offsetof(struct api_population, thai),
	.size = sizeof(bool),
	.names = &names_nationality},
    {0},
};

#define PART(MEMBER, FIELDS)                                                                       \
	FIELD(FIELD_OBJECT, api_self_view, MEMBER),                                                \
	    .optional = true, .aux = offsetof(struct api_self_view, has_##MEMBER),                 \
	    .fields = FIELDS

static const struct field fields_self_view[] = {
    {FIELD(FIELD_TIME, api_self_view, now)},
    {PART(population, fields_population)},
    {PART(latest_card, fields_register_card)},
    {PART(card, fields_register_card)},
    {FIELD(FIELD_PROBLEMS, api_self_view, reasons), .optional = true,
	.aux = offsetof(struct api_self_view, reason_count)},
    {0},
};
SHAPE(self_view, fields_self_view, PROBLEM_CENTRE_ANSWER)

/* ---- who looked ---- */

static const char *const by_names[LOOK_BYS] = {
    [LOOK_BY_OFFICER] = "officer",
    [LOOK_BY_SERVICE] = "service",
    [LOOK_BY_THIS_PHONE] = "this-phone",
    [LOOK_BY_OTHER_PHONE] = "other-phone",
    [LOOK_BY_OPERATOR] = "operator",
    [LOOK_BY_CENTRE] = "centre",
};

const char *look_by_name(enum look_by by)
{
	return by_names[by];
}

static const char *by_at(int v)
{
	return by_names[v];
}
static const struct field_names names_by = {by_at, LOOK_BYS};

static const struct field fields_look[] = {
    {FIELD(FIELD_TIME, api_look, time)},
    {FIELD(FIELD_ID, api_look, act)},
    {FIELD(FIELD_ENUM, api_look, by), .names = &names_by},
    {FIELD(FIELD_ID, api_look, office), .optional = true},
    {FIELD(FIELD_ID, api_look, counter), .optional = true},
    {FIELD(FIELD_TEXT, api_look, name_th), .optional = true},
    {FIELD(FIELD_TEXT, api_look, name_en), .optional = true},
    {FIELD(FIELD_ID, api_look, result)},
    {FIELD(FIELD_ID, api_look, correlation), .optional = true},
    {0},
};

static const struct field fields_looks[] = {
    {FIELD(FIELD_ID, api_looks, next), .optional = true},
    {FIELD(FIELD_OBJECTS, api_looks, looks), .aux = offsetof(struct api_looks, count),
	.stride = sizeof(struct api_look), .fields = fields_look},
    {0},
};
SHAPE(looks, fields_looks, PROBLEM_CENTRE_ANSWER)

static bool take_before(void *out, const char *value)
{
	static const char symbols[] =
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
	struct api_looks_page *p = out;
	return *value && strspn(value, symbols) == strlen(value) &&
	       text_append(p->before, sizeof p->before, value);
}

static bool take_limit(void *out, const char *value)
{
	return query_number(&((struct api_looks_page *)out)->limit, value, API_LOOKS_MAX);
}

static const struct query_parameter page_parameters[] = {
    {"before", take_before}, {"limit", take_limit}, {0}};

bool api_looks_page_parse(struct api_looks_page *p, const char *target, struct error *err)
{
	*p = (struct api_looks_page){.limit = 0};
	return query_take(page_parameters, p, target, err);
}
