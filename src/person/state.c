/*
 * person/state.c - names of enrollment states and fingers.
 */
#include "person/person.h"

#include <string.h>

static const char *const state_names[STATE_COUNT] = {
    [STATE_PROOFED] = "PROOFED",
    [STATE_QR_CREATED] = "QR_CREATED",
    [STATE_SCANNED] = "SCANNED",
    [STATE_CONFIRMED] = "CONFIRMED",
    [STATE_CONSENTED] = "CONSENTED",
    [STATE_SAVED] = "SAVED",
    [STATE_SUCCESS] = "SUCCESS",
    [STATE_EXPIRED] = "EXPIRED",
    [STATE_CANCELLED] = "CANCELLED",
    [STATE_LOCKED] = "LOCKED",
    [STATE_CONTESTED] = "CONTESTED",
    [STATE_REFUSED] = "REFUSED",
};

static const char *const finger_names[FINGER_COUNT] = {
    [FINGER_RIGHT_INDEX] = "right-index",
    [FINGER_LEFT_INDEX] = "left-index",
};

static int index_of(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

const char *enrolment_state_name(enum enrolment_state s)
{
	return (unsigned)s < STATE_COUNT ? state_names[s] : "";
}

bool enrolment_state_parse(enum enrolment_state *s, const char *name)
{
	const int i = index_of(state_names, STATE_COUNT, name);

	if (i >= 0)
		*s = (enum enrolment_state)i;
	return i >= 0;
}

bool enrolment_state_is_end(enum enrolment_state s)
{
	return s >= STATE_SUCCESS;
}

const char *finger_name(enum finger f)
{
	return (unsigned)f < FINGER_COUNT ? finger_names[f] : "";
}

bool finger_parse(enum finger *f, const char *name)
{
	const int i = index_of(finger_names, FINGER_COUNT, name);

	if (i >= 0)
		*f = (enum finger)i;
	return i >= 0;
}

static const char *const absence_names[FINGER_ABSENCE_COUNT] = {
    [ABSENCE_NONE] = "",
    [ABSENCE_MISSING] = "missing",
    [ABSENCE_INJURED] = "injured",
    [ABSENCE_NO_PRINT] = "no-print",
};

const char *finger_absence_name(enum finger_absence a)
{
	return (unsigned)a < FINGER_ABSENCE_COUNT ? absence_names[a] : "";
}

bool finger_absence_parse(enum finger_absence *a, const char *name)
{
	const int i = index_of(absence_names, FINGER_ABSENCE_COUNT, name);

	if (i >= 0)
		*a = (enum finger_absence)i;
	return i >= 0;
}
