/* The check by citizen number (wire/api.h tells what travels where). */
#include "wire/api.h"
#include "wire/json.h"

static const struct field fields_check[] = {
    {FIELD(FIELD_CITIZEN, api_eligibility_check, number)},
    {0},
};
SHAPE(eligibility_check, fields_check, PROBLEM_BAD_REQUEST)

static const struct field fields_eligibility[] = {
    {FIELD(FIELD_PROBLEMS, api_eligibility, reasons),
	.aux = offsetof(struct api_eligibility, reason_count)},
    {0},
};
SHAPE(eligibility, fields_eligibility, PROBLEM_CENTRE_ANSWER)
