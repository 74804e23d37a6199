#include "centrald/config_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/config.h"

#define LINE_SIZE 1024
#define SPACE	  " \t\r\n"

/* What belongs to one run of the program is no matter of a file. */
static const char *const not_here[] = {
    "config", "ready-fd", "terminals-fd", "citizens-fd", "training-clock", NULL};

static char *trim(char *s)
{
	s += strspn(s, SPACE);
	size_t len = strlen(s);
	while (len > 0 && strchr(SPACE, s[len - 1]))
		len--;
	s[len] = '\0';
	return s;
}

static const struct option_row *find(const char *name)
{
	for (size_t i = 0; not_here[i]; i++)
		if (strcmp(not_here[i], name) == 0)
			return NULL;
	for (const struct option_row *row = centrald_run_options; row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

/* A switch is given or not; there is no way to take one back. */
static bool take(
    struct centrald_config *c, const struct option_row *row, const char *value, struct error *err)
{
	if (row->value)
		return centrald_config_option(c, row, value, err);
	if (strcmp(value, "no") == 0)
		return true;
	return strcmp(value, "yes") == 0 && centrald_config_option(c, row, NULL, err);
}

static const char *take_line(struct centrald_config *c, char *line)
{
	struct error ignored;
	char *equals = strchr(line, '=');
	if (!*line || *line == '#')
		return NULL;
	if (!equals)
		return "not NAME = VALUE";
	*equals = '\0';
	const struct option_row *row = find(trim(line));
	if (!row)
		return "no such entry";
	return take(c, row, trim(equals + 1), &ignored) ? NULL : "not such a value";
}

static bool read_lines(FILE *f, const char *file, struct centrald_config *c, struct error *err)
{
	char line[LINE_SIZE];
	for (long number = 1; fgets(line, sizeof line, f); number++) {
		bool whole = strchr(line, '\n') || feof(f);
		char *text = trim(line);
		const char *wrong = whole ? take_line(c, text) : "too long";
		if (wrong)
			return error_set(
			    err, PROBLEM_CONFIG, "%s:%ld: %s: %.60s", file, number, wrong, text);
	}
	return !ferror(f) || error_errno(err, PROBLEM_IO, errno, file);
}

bool config_file_read(const char *file, struct centrald_config *c, struct error *err)
{
	if (!config_check_owner(file, true, err))
		return false;
	FILE *f = fopen(file, "re");
	if (!f)
		return error_errno(err, PROBLEM_IO, errno, file);
	bool ok = read_lines(f, file, c, err);
	fclose(f);
	return ok;
}
