/*
 * base/problem.c - looking a row of the catalogue up.
 */
#include "base/problem.h"

#include <stddef.h>
#include <string.h>

#include "base/problem_rows.h"

const struct problem_row *problem_row(enum problem problem)
{
	const size_t i = (size_t)problem;
	const struct problem_row *row = NULL;

	if (i < PROBLEM_ROWS_TERMINAL)
		row = &problem_rows_terminal[i];
	else if (i < PROBLEM_ROWS_CENTRE)
		row = &problem_rows_centre[i];
	else if (i < PROBLEM_ROWS_ENROLMENT)
		row = &problem_rows_enrolment[i];
	else if (i < PROBLEM_ROWS_OPERATOR)
		row = &problem_rows_operator[i];
	/* A number that is no row can only come from a fault of ours. */
	return row != NULL && row->id != NULL ? row : &problem_rows_terminal[PROBLEM_INTERNAL];
}

enum problem problem_by_name(const char *name)
{
	for (int i = 1; name != NULL && i < PROBLEM_COUNT; i++)
		if (strcmp(problem_row((enum problem)i)->name, name) == 0)
			return (enum problem)i;
	return PROBLEM_NONE;
}

enum problem problem_by_id(const char *id)
{
	for (int i = 1; id != NULL && i < PROBLEM_COUNT; i++)
		if (strcmp(problem_row((enum problem)i)->id, id) == 0)
			return (enum problem)i;
	return PROBLEM_NONE;
}

bool problem_is_refusal(enum problem problem)
{
	return problem >= PROBLEM_REFUSED_UNKNOWN_PERSON && problem <= PROBLEM_REFUSED_REGISTER;
}
