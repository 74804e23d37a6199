/*
 * tests/screen/pattern.h - what a row is expected to look like.
 *
 * A line of an "expect" block begins with one sign that says how it is meant:
 *
 *   |text     the row is exactly this, blanks at its end left out. ¿ stands for any one
 *             cell: what moves (time, countdown, code). Thai is compared by cluster, a base
 *             with all its marks.
 *   ~regex    the row matches this extended regular expression
 *   *         any row; "* 5": any five rows
 */
#ifndef DDOPA_TESTS_SCREEN_PATTERN_H
#define DDOPA_TESTS_SCREEN_PATTERN_H

#include <stdbool.h>

#include "cells.h"

/* Whether the rows from `row` on look as the pattern line says; *rows is how many it
 * stands for. False also where the line is no pattern. */
bool pattern_matches(const char *pattern, const struct cells *cells, int row, int *rows);
/* Number of rows a pattern line stands for; 0 where it is none. */
int pattern_rows(const char *pattern);

/* First match of an extended regular expression in text: a new string with its first
 * group, or all of it without one; NULL where nothing matches. */
char *pattern_find(const char *regex, const char *text);

#endif
