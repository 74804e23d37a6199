#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool add(struct word *word, const char *text, size_t length)
{
	size_t have = strlen(word->text);

	if (have + length >= sizeof word->text)
		return false;
	memcpy(word->text + have, text, length);
	word->text[have + length] = '\0';
	return true;
}

static bool add_variable(struct word *word, const char **at)
{
	char name[64];
	const char *start = *at + ((*at)[0] == '{');
	size_t length = 0;

	while (isalnum((unsigned char)start[length]) || start[length] == '_')
		length++;
	if (length == 0 || length >= sizeof name)
		return false;
	snprintf(name, sizeof name, "%.*s", (int)length, start);
	*at = start + length + (**at == '{' && start[length] == '}');
	const char *value = getenv(name);
	return value && add(word, value, strlen(value));
}

static bool add_escape(struct word *word, const char **at)
{
	static const char from[] = "ernt\\\"$";
	static const char to[] = "\033\r\n\t\\\"$";
	const char *found = strchr(from, **at);
	char byte;

	if (**at == 'x' && isxdigit((unsigned char)(*at)[1]) && isxdigit((unsigned char)(*at)[2])) {
		const char digits[] = {(*at)[1], (*at)[2], '\0'};
		byte = (char)strtol(digits, NULL, 16);
		*at += 3;
		return add(word, &byte, 1);
	}
	if (!**at || !found)
		return false;
	byte = to[found - from];
	*at += 1;
	return add(word, &byte, 1);
}

/* One more piece of a word that ends with `end`; *at is moved behind the piece. */
static bool add_piece(struct word *word, const char **at, char end)
{
	char c = **at;

	*at += 1;
	if (c == '$' && word->kind != WORD_KEY && (isalpha((unsigned char)**at) || **at == '{'))
		return add_variable(word, at);
	if (c == '\\' && word->kind == WORD_TEXT)
		return add_escape(word, at);
	if (c == '\\' && word->kind == WORD_REGEX && **at == end) {
		*at += 1;
		return add(word, &end, 1);
	}
	return add(word, &c, 1);
}

static bool split_one(struct word *word, const char **at)
{
	static const struct {
		char start, end;
		enum word_kind kind;
	} forms[] = {{'"', '"', WORD_TEXT}, {'<', '>', WORD_KEY}, {'/', '/', WORD_REGEX}};
	char end = ' ';

	*word = (struct word){.kind = WORD_BARE};
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		if (**at == forms[i].start) {
			word->kind = forms[i].kind;
			end = forms[i].end;
			*at += 1;
			break;
		}
	}
	while (**at && **at != end)
		if (!add_piece(word, at, end))
			return false;
	if (**at == end)
		*at += 1;
	else if (end != ' ')
		return false;
	return true;
}

bool words_split(struct words *words, const char *line)
{
	words->count = 0;
	for (;;) {
		line += strspn(line, " \t");
		if (!*line)
			return true;
		if (words->count == WORDS_MAX || !split_one(&words->word[words->count], &line))
			return false;
		words->count++;
	}
}
