#include "pattern.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define ANY_CELL "¿"

int pattern_rows(const char *pattern)
{
	if (pattern[0] == '|' || pattern[0] == '~')
		return 1;
	if (pattern[0] != '*')
		return 0;
	return pattern[1] ? atoi(pattern + 1) : 1;
}

/* Length of the cluster at `text`: a character and the marks of no width after it. */
static size_t cluster(const char *text)
{
	size_t length = 0;

	while (text[length]) {
		wchar_t c;
		mbstate_t state = {0};
		size_t bytes = mbrtowc(&c, text + length, strlen(text + length), &state);
		if (bytes == (size_t)-1 || bytes == (size_t)-2)
			return length ? length : 1;
		if (length > 0 && wcwidth(c) != 0)
			return length;
		length += bytes;
	}
	return length;
}

static bool same_cell(const char *want, size_t length, const struct cell *cell)
{
	const char *have = cell->text[0] ? cell->text : " ";

	if (length == strlen(ANY_CELL) && memcmp(want, ANY_CELL, length) == 0)
		return true;
	return strlen(have) == length && memcmp(want, have, length) == 0;
}

static bool blank_from(const struct cells *cells, int row, int column)
{
	for (; column < cells->columns; column++)
		if (cells_at(cells, row, column)->text[0])
			return false;
	return true;
}

static bool exactly(const char *want, const struct cells *cells, int row)
{
	int column = 0;

	while (*want && column < cells->columns) {
		const struct cell *cell = cells_at(cells, row, column);
		if (cell->width == 0) {
			column++;
			continue;
		}
		size_t length = cluster(want);
		if (!same_cell(want, length, cell))
			return false;
		want += length;
		column++;
	}
	return want[strspn(want, " ")] == '\0' && blank_from(cells, row, column);
}

char *pattern_find(const char *regex, const char *text)
{
	regex_t compiled;
	regmatch_t match[2];
	char *found = NULL;

	if (regcomp(&compiled, regex, REG_EXTENDED | REG_NEWLINE) != 0)
		return NULL;
	if (regexec(&compiled, text, 2, match, 0) == 0) {
		bool grouped = compiled.re_nsub > 0 && match[1].rm_so >= 0;
		const regmatch_t *part = &match[grouped ? 1 : 0];
		found = strndup(text + part->rm_so, (size_t)(part->rm_eo - part->rm_so));
	}
	regfree(&compiled);
	return found;
}

static bool row_matches(const char *regex, const struct cells *cells, int row)
{
	char *text = cells_row(cells, row);
	char *found = text ? pattern_find(regex, text) : NULL;
	bool matches = found != NULL;

	free(found);
	free(text);
	return matches;
}

bool pattern_matches(const char *pattern, const struct cells *cells, int row, int *rows)
{
	*rows = pattern_rows(pattern);
	if (*rows < 1 || row + *rows > cells->rows)
		return false;
	if (pattern[0] == '|')
		return exactly(pattern + 1, cells, row);
	return pattern[0] == '*' || row_matches(pattern + 1, cells, row);
}
