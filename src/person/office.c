/*
 * person/office.c - codes and types of registration offices (card.md «Office codes»).
 */
#include "person/person.h"

#include <string.h>

#define PROVINCE_FIRST 10 /* Bangkok */
#define PROVINCE_LAST  96 /* Narathiwat */

static const struct {
	const char *name;
	bool may_enroll;
} types[] = {
    [OFFICE_DISTRICT] = {"district", true},
    [OFFICE_LOCAL] = {"local", true},
    [OFFICE_JOINT_CENTRE] = {"joint", false},
    [OFFICE_CENTRAL] = {"central", false},
};

#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

bool office_code_valid(const char *code)
{
	if (strnlen(code, 5) != 4 || strspn(code, "0123456789") != 4)
		return false;
	const int province = (code[0] - '0') * 10 + (code[1] - '0');
	return province >= PROVINCE_FIRST && province <= PROVINCE_LAST;
}

bool office_type_parse(enum office_type *t, const char *name)
{
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		if (strcmp(name, types[i].name) == 0) {
			*t = (enum office_type)i;
			return true;
		}
	}
	return false;
}

const char *office_type_name(enum office_type t)
{
	return (size_t)t < TYPE_COUNT ? types[t].name : "";
}

bool office_type_may_enroll(enum office_type t)
{
	return (size_t)t < TYPE_COUNT && types[t].may_enroll;
}
