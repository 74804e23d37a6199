/*
 * tests/screen/words.h - the words of a script line: a quoted text with \e \r \n \t \\ \" \$
 * and \xHH, a key <F4>, a regular expression /.../ (with \/ for a slash), or a bare word.
 * In texts, expressions and bare words $NAME and ${NAME} stand for a variable of the
 * environment, where "let" keeps what it finds.
 */
#ifndef DDOPA_TESTS_SCREEN_WORDS_H
#define DDOPA_TESTS_SCREEN_WORDS_H

#include <stdbool.h>

#define WORDS_MAX     16
#define WORD_TEXT_MAX 512

enum word_kind { WORD_BARE, WORD_TEXT, WORD_KEY, WORD_REGEX };

struct word {
	enum word_kind kind;
	char text[WORD_TEXT_MAX];
};

struct words {
	struct word word[WORDS_MAX];
	int count;
};

/* False where a quote, bracket or slash is left open, or there is too much. */
bool words_split(struct words *words, const char *line);

#endif
