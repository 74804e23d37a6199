/*
 * config/scan.c - the strict grammar of our ini files:
 *
 *     # comment            ; comment
 *     [section]
 *     key = value          key = "value with # or ;"
 *
 * Names are lower-case letters and underscores. A comment after a value needs a blank
 * before it; after a section there is none. No line is continued, no section or key stands twice.
 */
#include "config/scan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define NAME_SYMBOLS "abcdefghijklmnopqrstuvwxyz_"
#define BLANKS	     " \t"

struct scanner {
	struct scan *scan;
	const struct config_row *rows;
	const char *file;
	struct error *err;
	int line;
	char section[SCAN_KEY_SIZE];
	unsigned long long sections_seen; /* bit i: the section of row i was opened */
};

void scan_iniparser_key(char out[SCAN_KEY_SIZE], const char *key)
{
	snprintf(out, SCAN_KEY_SIZE, "%s", key);
	char *dot = strchr(out, '.');
	if (dot != NULL)
		*dot = ':';
}

static bool fault(const struct scanner *s, const char *what, const char *why)
{
	char shown[80];

	(void)text_sanitise(shown, sizeof(shown), what, strlen(what));
	return error_set(s->err, PROBLEM_CONFIG, "%s:%d: %s: %s", s->file, s->line, shown, why);
}

static bool is_name(const char *s, size_t len)
{
	return len > 0 && len < SCAN_KEY_SIZE / 2 && strspn(s, NAME_SYMBOLS) == len;
}

static bool blank_or_comment(const char *s)
{
	s += strspn(s, BLANKS);
	return *s == '\0' || *s == '#' || *s == ';';
}

static bool row_in_section(const struct config_row *row, const char *section, size_t len)
{
	return strncmp(row->key, section, len) == 0 && row->key[len] == '.';
}

static bool take_section(struct scanner *s, const char *line)
{
	const size_t len = strcspn(line + 1, "]");
	unsigned long long bits = 0;

	if (!is_name(line + 1, len) || strcmp(line + 1 + len, "]") != 0)
		return fault(s, line, "not a section");
	for (size_t i = 0; s->rows[i].key != NULL; i++)
		if (row_in_section(&s->rows[i], line + 1, len))
			bits |= 1ULL << i;
	if (bits == 0)
		return fault(s, line, "unknown section");
	if ((s->sections_seen & bits) != 0)
		return fault(s, line, "section stands twice");
	s->sections_seen |= bits;
	snprintf(s->section, sizeof(s->section), "%.*s", (int)len, line + 1);
	return true;
}

/* iniparser ends an unquoted value at any '#' or ';', silently. */
static bool value_is_whole(const char *value)
{
	if (*value == '"' || *value == '\'') {
		const char *end = strchr(value + 1, *value);

		return end != NULL && blank_or_comment(end + 1);
	}
	const size_t len = strcspn(value, "#;");
	return value[len] == '\0' || len == 0 || strchr(BLANKS, value[len - 1]) != NULL;
}

static bool take_key(struct scanner *s, const char *line)
{
	const size_t len = strcspn(line, BLANKS "=");
	const char *equals = line + len + strspn(line + len, BLANKS);
	char key[2 * SCAN_KEY_SIZE];

	if (!is_name(line, len) || *equals != '=')
		return fault(s, line, "not a setting (key = value)");
	if (s->section[0] == '\0')
		return fault(s, line, "stands before the first section");
	if (!value_is_whole(equals + 1 + strspn(equals + 1, BLANKS)))
		return fault(s, line, "a value with # or ; needs quotation marks");
	snprintf(key, sizeof(key), "%s.%.*s", s->section, (int)len, line);
	for (size_t i = 0; s->rows[i].key != NULL; i++) {
		if (strcmp(s->rows[i].key, key) != 0)
			continue;
		if (s->scan->lines[i] != 0)
			return fault(s, key, "stands twice");
		s->scan->lines[i] = s->line;
		return true;
	}
	return fault(s, key, "unknown setting");
}

static bool has_control(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)line[i] < 0x20 && line[i] != '\t') || line[i] == 0x7F)
			return true;
	return false;
}

static bool take_line(struct scanner *s, char *line, size_t len)
{
	if (len > 0 && line[len - 1] == '\n')
		line[--len] = '\0';
	if (len > SCAN_LINE_MAX)
		return error_set(s->err, PROBLEM_CONFIG, "%s:%d: line of more than %d bytes",
		    s->file, s->line, SCAN_LINE_MAX);
	if (has_control(line, len) || !utf8_valid(line, len))
		return error_set(s->err, PROBLEM_CONFIG, "%s:%d: control characters or no UTF-8",
		    s->file, s->line);
	while (len > 0 && strchr(BLANKS, line[len - 1]) != NULL)
		line[--len] = '\0';
	if (len > 0 && line[len - 1] == '\\')
		return fault(s, line, "lines are not continued");
	line += strspn(line, BLANKS);
	if (blank_or_comment(line))
		return true;
	return *line == '[' ? take_section(s, line) : take_key(s, line);
}

static bool rows_fit(const struct config_row *rows)
{
	size_t count = 0;

	while (rows[count].key != NULL)
		count++;
	return count <= SCAN_ROWS_MAX;
}

bool scan_file(
    struct scan *scan, const struct config_row *rows, const char *file, struct error *err)
{
	struct scanner s = {.scan = scan, .rows = rows, .file = file, .err = err};
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	bool good = true;

	*scan = (struct scan){0};
	if (!rows_fit(rows))
		return error_set(err, PROBLEM_INTERNAL, "%s", file);
	FILE *in = fopen(file, "re");
	if (in == NULL)
		return error_errno(err, PROBLEM_CONFIG, errno, file);
	while (good && (len = getline(&line, &cap, in)) >= 0) {
		s.line++;
		good = take_line(&s, line, (size_t)len);
	}
	if (good && ferror(in) != 0)
		good = error_errno(err, PROBLEM_CONFIG, errno, file);
	free(line);
	fclose(in);
	return good;
}
