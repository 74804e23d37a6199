#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

#define WORD_MAX 40 /* longer ones are nobody's mistyping */

static uint8_t least(int a, int b, int c)
{
	const int ab = a < b ? a : b;

	return (uint8_t)(ab < c ? ab : c);
}

static bool swapped(const char *a, size_t i, const char *b, size_t j)
{
	return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
}

/* Two neighbours that changed places count once (optimal string alignment). */
static size_t distance(const char *a, const char *b)
{
	const size_t rows = strlen(a), columns = strlen(b);
	uint8_t d[WORD_MAX + 1][WORD_MAX + 1];

	for (size_t i = 0; i <= rows; i++)
		d[i][0] = (uint8_t)i;
	for (size_t j = 0; j <= columns; j++)
		d[0][j] = (uint8_t)j;
	for (size_t i = 1; i <= rows; i++)
		for (size_t j = 1; j <= columns; j++) {
			d[i][j] = least(d[i - 1][j] + 1, d[i][j - 1] + 1,
			    d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (swapped(a, i, b, j) && d[i - 2][j - 2] + 1 < d[i][j])
				d[i][j] = (uint8_t)(d[i - 2][j - 2] + 1);
		}
	return d[rows][columns];
}

void nearest_try(struct nearest *n, const char *candidate)
{
	const size_t len = strlen(n->typed);
	size_t d;

	if (len > WORD_MAX || strlen(candidate) > WORD_MAX)
		return;
	d = distance(n->typed, candidate);
	if (d > 2 || d * 2 > len || (n->best != NULL && d >= n->distance))
		return;
	n->best = candidate;
	n->distance = d;
}

bool nearest_refuse(const struct nearest *n, const char *prefix, struct error *err)
{
	if (n->best == NULL)
		return error_set(err, PROBLEM_USAGE, "%s%s", prefix, n->typed);
	return error_set(err, PROBLEM_USAGE, "%s%s (%s%s?)", prefix, n->typed, prefix, n->best);
}
