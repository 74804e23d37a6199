/*
 * config/config.c - from the file to the caller's struct.
 */
#include "config/config.h"

#include <ctype.h>
#include <errno.h>
#include <iniparser.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "config/scan.h"

static bool set_number(const struct config_row *row, const char *value, void *field)
{
	char *end;

	if (!isdigit((unsigned char)*value) && *value != '-')
		return false;
	errno = 0;
	const long n = strtol(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || n < row->min || n > row->max)
		return false;
	memcpy(field, &n, sizeof(n));
	return true;
}

static bool set_bool(const struct config_row *row, const char *value, void *field)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = {{"yes", true}, {"no", false}, {"true", true}, {"false", false}, {"on", true},
	    {"off", false}};

	(void)row;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(value, words[i].word) == 0) {
			memcpy(field, &words[i].value, sizeof(bool));
			return true;
		}
	}
	return false;
}

static bool set_string(const struct config_row *row, const char *value, void *field)
{
	return text_sanitise(field, row->size, value, strlen(value));
}

static bool set_enum(const struct config_row *row, const char *value, void *field)
{
	for (size_t i = 0; row->values[i] != NULL; i++)
		if (strcmp(value, row->values[i]) == 0)
			return set_string(row, value, field);
	return false;
}

/* Absolute: what a relative path means would depend on where the program was started.
 * Empty where the default is. */
static bool set_path(const struct config_row *row, const char *value, void *field)
{
	const bool may_be_empty = row->preset != NULL && *row->preset == '\0';

	if (*value != '/' && !(may_be_empty && *value == '\0'))
		return false;
	return set_string(row, value, field);
}

static void describe_bounds(const struct config_row *row, char *out, size_t size)
{
	snprintf(out, size, "a number from %ld to %ld", row->min, row->max);
}

static void describe_values(const struct config_row *row, char *out, size_t size)
{
	snprintf(out, size, "one of");
	for (size_t i = 0; row->values[i] != NULL; i++) {
		(void)text_append(out, size, i == 0 ? " " : ", ");
		(void)text_append(out, size, row->values[i]);
	}
}

static void describe_text(const struct config_row *row, char *out, size_t size)
{
	snprintf(out, size, "plain text of at most %zu bytes", row->size - 1);
}

static void describe_path(const struct config_row *row, char *out, size_t size)
{
	snprintf(out, size, "an absolute path of at most %zu bytes", row->size - 1);
}

static void describe_bool(const struct config_row *row, char *out, size_t size)
{
	(void)row;
	snprintf(out, size, "yes or no");
}

static const struct {
	bool (*set)(const struct config_row *row, const char *value, void *field);
	void (*describe)(const struct config_row *row, char *out, size_t size);
} types[] = {
    [CONFIG_STRING] = {set_string, describe_text},
    [CONFIG_NUMBER] = {set_number, describe_bounds},
    [CONFIG_BOOL] = {set_bool, describe_bool},
    [CONFIG_ENUM] = {set_enum, describe_values},
    [CONFIG_PATH] = {set_path, describe_path},
};

static bool set(const struct config_row *row, const char *value, void *out)
{
	return types[row->type].set(row, value, (char *)out + row->offset);
}

bool config_defaults(const struct config_row *rows, void *out, struct error *err)
{
	for (; rows->key != NULL; rows++)
		if (rows->preset != NULL && !set(rows, rows->preset, out))
			return error_set(err, PROBLEM_INTERNAL, "%s = %s", rows->key, rows->preset);
	return true;
}

/* iniparser's own complaints go to stderr in its words; the scan has found before what
 * it would complain about. */
static int silent(const char *format, ...)
{
	(void)format;
	return 0;
}

static bool take_row(const struct config_row *row, const dictionary *ini, const char *file,
    int line, void *out, struct error *err)
{
	char key[SCAN_KEY_SIZE], expected[120];

	if (line == 0) {
		if (row->preset != NULL)
			return true;
		return error_set(err, PROBLEM_CONFIG, "%s: %s: must be given", file, row->key);
	}
	scan_iniparser_key(key, row->key);
	/* NULL is what iniparser_getstring gives for a section read as a key. */
	const char *value = iniparser_getstring(ini, key, NULL);
	if (value != NULL && set(row, value, out))
		return true;
	types[row->type].describe(row, expected, sizeof(expected));
	return error_set(
	    err, PROBLEM_CONFIG, "%s:%d: %s: must be %s", file, line, row->key, expected);
}

bool config_read(const struct config_row *rows, const char *file, void *out, struct error *err)
{
	struct scan scan;
	bool good = true;

	if (!config_defaults(rows, out, err) || !scan_file(&scan, rows, file, err))
		return false;
	iniparser_set_error_callback(silent);
	dictionary *ini = iniparser_load(file);
	if (ini == NULL)
		return error_set(err, PROBLEM_CONFIG, "%s: cannot be read", file);
	for (size_t i = 0; good && rows[i].key != NULL; i++)
		good = take_row(&rows[i], ini, file, scan.lines[i], out, err);
	iniparser_freedict(ini);
	return good;
}

bool config_lines(
    const struct config_row *rows, const char *file, int lines[CONFIG_ROWS_MAX], struct error *err)
{
	struct scan scan;

	if (!scan_file(&scan, rows, file, err))
		return false;
	memcpy(lines, scan.lines, sizeof scan.lines);
	return true;
}

bool config_check_owner(const char *file, bool any_owner, struct error *err)
{
	struct stat st;

	if (lstat(file, &st) != 0)
		return error_errno(err, PROBLEM_CONFIG, errno, file);
	if (!S_ISREG(st.st_mode))
		return error_set(err, PROBLEM_CONFIG_OWNER, "%s: not a regular file", file);
	if (st.st_uid != 0 && !(any_owner && st.st_uid == geteuid()))
		return error_set(
		    err, PROBLEM_CONFIG_OWNER, "%s: owner %lu", file, (unsigned long)st.st_uid);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return error_set(err, PROBLEM_CONFIG_OWNER, "%s: mode %04o", file,
		    (unsigned)(st.st_mode & 07777));
	return true;
}
