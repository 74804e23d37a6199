/*
 * card/moc_line.c - lines cut into words, words into values.
 */
#include "card/moc_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool number_of(const char *text, unsigned long max, unsigned long *value)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtoul(text, &end, 10);
	return errno == 0 && *end == '\0' && *value <= max;
}

static bool is_verb(const char *text)
{
	return *text != '\0' && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(text);
}

bool moc_line_parse(struct moc_line *line, char *text)
{
	char *rest = text;
	const char *first = strsep(&rest, " ");
	unsigned long number;

	*line = (struct moc_line){0};
	if (!number_of(first, UINT32_MAX, &number) || rest == NULL)
		return false;
	line->number = (uint32_t)number;
	line->verb = strsep(&rest, " ");
	if (!is_verb(line->verb))
		return false;
	while (rest != NULL) {
		if (line->count == MOC_WORDS_MAX)
			return false;
		line->words[line->count] = strsep(&rest, " ");
		if (*line->words[line->count++] == '\0')
			return false;
	}
	return true;
}

bool moc_line_is(const struct moc_line *line, const char *verb)
{
	return strcmp(line->verb, verb) == 0;
}

bool moc_line_word(const struct moc_line *line, size_t i, const char *word)
{
	return i < line->count && strcmp(line->words[i], word) == 0;
}

bool moc_line_finger(const struct moc_line *line, enum finger *finger)
{
	return line->count > 0 && finger_parse(finger, line->words[0]);
}

const char *moc_line_field(const struct moc_line *line, const char *name)
{
	const size_t len = strlen(name);

	for (size_t i = 0; i < line->count; i++)
		if (strncmp(line->words[i], name, len) == 0 && line->words[i][len] == '=')
			return line->words[i] + len + 1;
	return NULL;
}

bool moc_line_number(const struct moc_line *line, const char *name, int max, int *value)
{
	const char *text = moc_line_field(line, name);
	unsigned long number;

	if (text == NULL)
		return true;
	if (!number_of(text, (unsigned long)max, &number))
		return false;
	*value = (int)number;
	return true;
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool moc_unhex(const char *hex, uint8_t *out, size_t size, size_t *len)
{
	const size_t digits = strlen(hex);

	if (digits % 2 != 0 || digits / 2 > size)
		return false;
	for (size_t i = 0; i < digits / 2; i++) {
		const int high = nibble(hex[2 * i]), low = nibble(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	*len = digits / 2;
	return true;
}

bool moc_line_bytes(const struct moc_line *line, const char *name, uint8_t *out, size_t len)
{
	const char *text = moc_line_field(line, name);
	size_t got;

	return text != NULL && moc_unhex(text, out, len, &got) && got == len;
}
