/* The words of the enumerations that several bodies share (wire/json.h). */
#include "person/person.h"
#include "wire/json.h"

static const char *office_type_at(int v)
{
	return office_type_name((enum office_type)v);
}

static const char *state_at(int v)
{
	return enrolment_state_name((enum enrolment_state)v);
}

static const char *finger_at(int v)
{
	return finger_name((enum finger)v);
}

static const char *absence_at(int v)
{
	return finger_absence_name((enum finger_absence)v);
}

static const char *sex_at(int v)
{
	static const char *const names[] = {
	    [SEX_UNKNOWN] = "unknown", [SEX_MALE] = "male", [SEX_FEMALE] = "female"};
	return names[v];
}

/* Of choices: the first is false. */
static const char *life_at(int v)
{
	return v ? "alive" : "deceased";
}

static const char *nationality_at(int v)
{
	return v ? "thai" : "other";
}

static const char *card_status_at(int v)
{
	return v ? "cancelled" : "valid";
}

const struct field_names names_office_type = {office_type_at, OFFICE_CENTRAL + 1};
const struct field_names names_state = {state_at, STATE_COUNT};
const struct field_names names_finger = {finger_at, FINGER_COUNT};
const struct field_names names_absence = {absence_at, FINGER_ABSENCE_COUNT};
const struct field_names names_sex = {sex_at, SEX_FEMALE + 1};
const struct field_names names_life = {life_at, 2};
const struct field_names names_nationality = {nationality_at, 2};
const struct field_names names_card_status = {card_status_at, 2};
