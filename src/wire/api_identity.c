/* The digital ID that stands, and its end (wire/api.h tells what travels where). */
#include <string.h>

#include "wire/api.h"
#include "wire/json.h"

static const char *const reasons[REVOCATION_REASONS] = {
    [REVOKED_LOST] = "lost",
    [REVOKED_STOLEN] = "stolen",
    [REVOKED_PIN_FORGOTTEN] = "pin-forgotten",
    [REVOKED_MISUSED] = "misused",
    [REVOKED_DECEASED] = "deceased",
    [REVOKED_ON_REQUEST] = "on-request",
};

const char *revocation_reason_name(enum revocation_reason reason)
{
	return reasons[reason];
}

bool revocation_reason_parse(enum revocation_reason *out, const char *name)
{
	for (int i = 0; i < REVOCATION_REASONS; i++)
		if (strcmp(reasons[i], name) == 0) {
			*out = (enum revocation_reason)i;
			return true;
		}
	return false;
}

static const char *reason_at(int v)
{
	return revocation_reason_name((enum revocation_reason)v);
}
static const struct field_names names_reason = {reason_at, REVOCATION_REASONS};

static const struct field fields_revocation[] = {
    {FIELD(FIELD_CITIZEN, api_revocation, number)},
    {FIELD(FIELD_ENUM, api_revocation, reason), .names = &names_reason},
    {0},
};
SHAPE(revocation, fields_revocation, PROBLEM_BAD_REQUEST)

static const struct field fields_own_revocation[] = {
    {FIELD(FIELD_ENUM, api_own_revocation, reason), .names = &names_reason},
    {0},
};
SHAPE(own_revocation, fields_own_revocation, PROBLEM_BAD_REQUEST)

static const struct field fields_revoked[] = {
    {FIELD(FIELD_TIME, api_revoked, time)},
    {FIELD(FIELD_ENUM, api_revoked, reason), .names = &names_reason},
    {0},
};
SHAPE(revoked, fields_revoked, PROBLEM_CENTRE_ANSWER)

static const struct field fields_identity[] = {
    {.name = "enrollment",
	.type = FIELD_ID,
	.offset = offsetof(struct api_identity, enrolment),
	.size = API_ID_SIZE},
    {FIELD(FIELD_TIME, api_identity, since)},
    {FIELD(FIELD_ID, api_identity, assurance)},
    {0},
};
SHAPE(identity, fields_identity, PROBLEM_CENTRE_ANSWER)
