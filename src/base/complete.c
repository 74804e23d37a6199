#include "base/complete.h"

#include <string.h>

#include "base/lang.h"

void complete_offer(const struct complete *c, const char *candidate, const char *help)
{
	if (strncmp(candidate, c->word, strlen(c->word)) == 0)
		fprintf(c->out, "%s\t%s\n", candidate, help != NULL ? _(help) : "");
}

void complete_words(const struct complete *c, const char *words)
{
	char one[64];

	while (*words != '\0') {
		const size_t len = strcspn(words, "|");

		snprintf(one, sizeof one, "%.*s", (int)len, words);
		complete_offer(c, one, NULL);
		words += len + (words[len] == '|');
	}
}

static bool is_file(const char *value)
{
	static const char *const files[] = {
	    "FILE", "FILE...", "DIR", "STORE", "WITNESS...", "REQUEST", "CERTIFICATE", "KEYFILE"};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (strcmp(value, files[i]) == 0)
			return true;
	return false;
}

void complete_value(const struct complete *c, const char *value)
{
	if (is_file(value))
		fputs(":file\n", c->out);
	else if (strchr(value, '|') != NULL)
		complete_words(c, value);
	for (const struct complete_words *v = c->values; v != NULL && v->value != NULL; v++)
		if (strcmp(v->value, value) == 0)
			complete_words(c, v->words);
}

void complete_options(const struct complete *c, const struct option_row *rows,
    bool (*wanted)(const void *arg, size_t row), const void *arg)
{
	char name[64];

	for (size_t i = 0; rows != NULL && rows[i].name != NULL; i++) {
		snprintf(name, sizeof name, "--%s", rows[i].name);
		if (wanted == NULL || wanted(arg, i))
			complete_offer(c, name, rows[i].help);
	}
}

static const struct option_row *option_of(const struct option_row *rows, const char *word)
{
	for (; rows != NULL && rows->name != NULL; rows++)
		if ((strncmp(word, "--", 2) == 0 && strcmp(word + 2, rows->name) == 0) ||
		    (word[0] == '-' && rows->letter != '\0' && word[1] == rows->letter &&
			word[2] == '\0'))
			return rows;
	return NULL;
}

int complete_skip(
    const struct option_row *rows, int count, char *const words[], const struct option_row **row)
{
	int i = 0;

	*row = NULL;
	while (i < count - 1 && words[i][0] == '-') {
		const struct option_row *option = option_of(rows, words[i]);

		if (option != NULL && option->value != NULL && ++i == count - 1)
			*row = option;
		else
			i++;
	}
	return i;
}
