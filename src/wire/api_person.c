/* What both listeners carry of a person. */
#include "wire/api.h"
#include "wire/json.h"

static const struct field fields_name[] = {
    {FIELD(FIELD_TEXT, name, prefix)},
    {FIELD(FIELD_TEXT, name, first)},
    {FIELD(FIELD_TEXT, name, middle)},
    {FIELD(FIELD_TEXT, name, last)},
    {0},
};

const struct field fields_card_claim[] = {
    {FIELD(FIELD_CITIZEN, api_card_claim, number)},
    {FIELD(FIELD_OBJECT, api_card_claim, thai), .fields = fields_name},
    {FIELD(FIELD_OBJECT, api_card_claim, english), .fields = fields_name},
    {FIELD(FIELD_DATE, api_card_claim, birth)},
    {FIELD(FIELD_DATE, api_card_claim, issued)},
    {FIELD(FIELD_DATE, api_card_claim, expires)},
    {FIELD(FIELD_ID, api_card_claim, request_number), .optional = true},
    {0},
};

#define ADDRESS(NAME, PART)                                                                        \
	{                                                                                          \
		.name = (NAME), .type = FIELD_TEXT, .offset = (PART)*ADDRESS_PART_SIZE,            \
		.size = ADDRESS_PART_SIZE                                                          \
	}

static const struct field fields_address[] = {
    ADDRESS("house", ADDRESS_HOUSE),
    ADDRESS("moo", ADDRESS_MOO),
    ADDRESS("trok", ADDRESS_TROK),
    ADDRESS("soi", ADDRESS_SOI),
    ADDRESS("road", ADDRESS_ROAD),
    ADDRESS("tambon", ADDRESS_TAMBON),
    ADDRESS("amphoe", ADDRESS_AMPHOE),
    ADDRESS("province", ADDRESS_PROVINCE),
    {0},
};

const struct field fields_person[] = {
    {FIELD(FIELD_CITIZEN, person, number)},
    {FIELD(FIELD_OBJECT, person, thai), .fields = fields_name},
    {FIELD(FIELD_OBJECT, person, english), .fields = fields_name},
    {FIELD(FIELD_DATE, person, birth)},
    {FIELD(FIELD_ENUM, person, sex), .names = &names_sex},
    {FIELD(FIELD_OBJECT, person, address), .fields = fields_address},
    {0},
};
