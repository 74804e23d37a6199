/*
 * base/problem_rows.h - where the rows of the catalogue stand; for problem*.c only.
 * Each table is indexed by enum problem and has gaps where another table has the row.
 */
#ifndef DDOPA_BASE_PROBLEM_ROWS_H
#define DDOPA_BASE_PROBLEM_ROWS_H

#include "base/problem.h"

#define PROBLEM_ROWS_TERMINAL  (PROBLEM_LEFT_OPEN + 1)
#define PROBLEM_ROWS_CENTRE    (PROBLEM_CENTRE_INTERNAL + 1)
#define PROBLEM_ROWS_ENROLMENT PROBLEM_AUDIT_BROKEN
#define PROBLEM_ROWS_OPERATOR  PROBLEM_COUNT

extern const struct problem_row problem_rows_terminal[PROBLEM_ROWS_TERMINAL];
extern const struct problem_row problem_rows_centre[PROBLEM_ROWS_CENTRE];
extern const struct problem_row problem_rows_enrolment[PROBLEM_ROWS_ENROLMENT];
extern const struct problem_row problem_rows_operator[PROBLEM_ROWS_OPERATOR];

#endif
