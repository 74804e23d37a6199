/* Queue Online (wire/api.h tells what travels where). */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "person/person.h"
#include "wire/api.h"
#include "wire/json.h"

#define LIST(STRUCT, NAME, FIELDS)                                                                 \
	.name = NAME, .type = FIELD_OBJECTS, .offset = offsetof(struct STRUCT, rows),              \
	.size = sizeof(((struct STRUCT *)0)->rows), .aux = offsetof(struct STRUCT, count),         \
	.stride = sizeof(((struct STRUCT *)0)->rows[0]), .fields = FIELDS

static const struct field fields_slot[] = {
    {FIELD(FIELD_NUMBER, api_slot, hour), .max = 23},
    {FIELD(FIELD_NUMBER, api_slot, capacity), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, api_slot, free), .max = NUMBER_MAX},
    {0},
};

static const struct field fields_slots[] = {
    {FIELD(FIELD_ID, api_slots, office)},
    {FIELD(FIELD_TEXT, api_slots, name_th)},
    {FIELD(FIELD_TEXT, api_slots, name_en)},
    {FIELD(FIELD_DATE, api_slots, day)},
    {FIELD(FIELD_TIME, api_slots, closes)},
    {FIELD(FIELD_BOOL, api_slots, open)},
    {LIST(api_slots, "slots", fields_slot)},
    {0},
};
SHAPE(slots, fields_slots, PROBLEM_CENTRE_ANSWER)

static const struct field fields_new_booking[] = {
    {FIELD(FIELD_DIGITS, api_new_booking, office)},
    {FIELD(FIELD_DATE, api_new_booking, day)},
    {FIELD(FIELD_NUMBER, api_new_booking, hour), .max = 23},
    {0},
};
SHAPE(new_booking, fields_new_booking, PROBLEM_BAD_REQUEST)

static const struct field fields_office_booking[] = {
    {FIELD(FIELD_CITIZEN, api_office_booking, number)},
    {FIELD(FIELD_DATE, api_office_booking, day)},
    {FIELD(FIELD_NUMBER, api_office_booking, hour), .max = 23},
    {0},
};
SHAPE(office_booking, fields_office_booking, PROBLEM_BAD_REQUEST)

const struct field fields_booking[] = {
    {FIELD(FIELD_ID, api_booking, id)},
    {FIELD(FIELD_ID, api_booking, number)},
    {FIELD(FIELD_ID, api_booking, office)},
    {FIELD(FIELD_DATE, api_booking, day)},
    {FIELD(FIELD_NUMBER, api_booking, hour), .max = 23},
    {FIELD(FIELD_BOOL, api_booking, by_officer)},
    {FIELD(FIELD_BOOL, api_booking, served)},
    {FIELD(FIELD_BOOL, api_booking, done), .optional = true},
    {0},
};
SHAPE(booking, fields_booking, PROBLEM_CENTRE_ANSWER)

static const struct field fields_bookings[] = {
    {LIST(api_bookings, "bookings", fields_booking)},
    {0},
};
SHAPE(bookings, fields_bookings, PROBLEM_CENTRE_ANSWER)

/* In either order, and nothing else. */
bool api_slots_parse(char office[5], struct date *day, const char *target, struct error *err)
{
	char iso[11] = "";
	int end = 0;
	const char *query = strchr(target, '?');
	office[0] = '\0';
	if (query && sscanf(query, "?office=%4[0-9]&date=%10[0-9-]%n", office, iso, &end) != 2 &&
	    sscanf(query, "?date=%10[0-9-]&office=%4[0-9]%n", iso, office, &end) != 2)
		end = 0;
	return (end > 0 && !query[end] && office_code_valid(office) && date_from_iso(day, iso) &&
		   date_is_known(*day)) ||
	       error_set(err, PROBLEM_BAD_REQUEST, "query");
}
