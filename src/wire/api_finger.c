/* Approvals and finger writes: every body as a table (wire/api.h tells what travels where). */
#include "wire/api.h"
#include "wire/json.h"

const char *api_act_name(enum api_act act)
{
	static const char *const names[API_ACT_COUNT] = {
	    [ACT_FINGER_STORE] = "finger-store",
	    [ACT_FINGER_REMOVE] = "finger-remove",
	    [ACT_EXCEPTION] = "exception",
	};
	return names[act];
}

const char *api_outcome_name(enum api_outcome o)
{
	static const char *const names[API_OUTCOME_COUNT] = {
	    [OUTCOME_GOOD] = "good",
	    [OUTCOME_UNCHANGED] = "unchanged",
	    [OUTCOME_DAMAGED] = "damaged",
	    [OUTCOME_UNKNOWN] = "unknown",
	};
	return names[o];
}

static const char *act_at(int v)
{
	return api_act_name((enum api_act)v);
}

static const char *outcome_at(int v)
{
	return api_outcome_name((enum api_outcome)v);
}

static const char *write_at(int remove)
{
	return remove ? "remove" : "store";
}

static const struct field_names names_act = {act_at, API_ACT_COUNT};
static const struct field_names names_outcome = {outcome_at, API_OUTCOME_COUNT};
static const struct field_names names_write = {write_at, 2};

static const struct field fields_approval_request[] = {
    {FIELD(FIELD_CITIZEN, api_approval_request, number)},
    {FIELD(FIELD_DIGITS, api_approval_request, pin)},
    {FIELD(FIELD_ENUM, api_approval_request, act), .names = &names_act},
    {FIELD(FIELD_CITIZEN, api_approval_request, citizen)},
    {0},
};
SHAPE(approval_request, fields_approval_request, PROBLEM_BAD_REQUEST)

static const struct field fields_approval[] = {
    {FIELD(FIELD_ID, api_approval, id)},
    {FIELD(FIELD_TEXT, api_approval, officer_name)},
    {FIELD(FIELD_TIME, api_approval, expires)},
    {0},
};
SHAPE(approval, fields_approval, PROBLEM_CENTRE_ANSWER)

static const struct field fields_finger_write[] = {
    {FIELD(FIELD_OBJECT, api_finger_write, card), .fields = fields_card_claim},
    {.name = "write",
	.type = FIELD_CHOICE,
	.offset = offsetof(struct api_finger_write, remove),
	.size = sizeof(bool),
	.names = &names_write},
    {FIELD(FIELD_ENUM, api_finger_write, finger), .names = &names_finger},
    {FIELD(FIELD_NUMBER, api_finger_write, reference), .max = 255},
    {FIELD(FIELD_BYTES, api_finger_write, challenge)},
    {FIELD(FIELD_BYTES, api_finger_write, serial)},
    {FIELD(FIELD_ENUM, api_finger_write, absence), .optional = true, .names = &names_absence},
    {FIELD(FIELD_BOOL, api_finger_write, same_person)},
    {FIELD(FIELD_ID, api_finger_write, approval), .optional = true},
    {0},
};
SHAPE(finger_write, fields_finger_write, PROBLEM_BAD_REQUEST)

static const struct field fields_finger_cryptogram[] = {
    {FIELD(FIELD_ID, api_finger_cryptogram, id)},
    {FIELD(FIELD_BYTES, api_finger_cryptogram, cryptogram)},
    {0},
};
SHAPE(finger_cryptogram, fields_finger_cryptogram, PROBLEM_CENTRE_ANSWER)

static const struct field fields_finger_outcome[] = {
    {FIELD(FIELD_ENUM, api_finger_outcome, outcome), .names = &names_outcome},
    {0},
};
SHAPE(finger_outcome, fields_finger_outcome, PROBLEM_BAD_REQUEST)
