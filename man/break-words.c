/*
 * man/break-words.c - a Thai manual page on stdin, the same on stdout with \: between its
 * words. Thai is written without spaces, and groff and mandoc break a line only where a space
 * or \: lets them; libthai knows the words. Literal displays stay as they are, and so do
 * macros whose words are shown elsewhere (the name of a page in whatis) or are no Thai.
 */
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <thai/thwbrk.h>

#define LINE_MAX_CHARS 4096

static const char *const untouched[] = {
    "Nd", "Nm", "Dd", "Dt", "Sh", "Ss", "Sx", "Bl", "Bd", "Xr", "Dl", "\\\""};

static bool is_thai(wchar_t c)
{
	return c >= 0x0E00 && c <= 0x0E7F;
}

static bool is_untouched(const char *line)
{
	for (size_t i = 0; *line == '.' && i < sizeof(untouched) / sizeof(untouched[0]); i++)
		if (strncmp(line + 1, untouched[i], strlen(untouched[i])) == 0)
			return true;
	return false;
}

/* One run of Thai letters, which it ends with a zero for the time of asking. */
static void put_run(ThBrk *words, wchar_t *run, size_t length)
{
	int breaks[LINE_MAX_CHARS];
	const wchar_t after = run[length];
	int count;
	int next = 0;

	run[length] = L'\0';
	count = th_brk_wc_find_breaks(words, (thwchar_t *)run, breaks, LINE_MAX_CHARS);
	run[length] = after;
	for (size_t i = 0; i < length; i++) {
		if (next < count && (size_t)breaks[next] == i) {
			if (i > 0)
				fputs("\\:", stdout);
			next++;
		}
		printf("%lc", (wint_t)run[i]);
	}
}

static bool put_broken(ThBrk *words, const char *line)
{
	wchar_t text[LINE_MAX_CHARS + 1];
	const size_t length = mbstowcs(text, line, LINE_MAX_CHARS);
	size_t run;

	if (length >= LINE_MAX_CHARS)
		return false;
	for (size_t i = 0; i < length; i += run) {
		run = 0;
		while (i + run < length && is_thai(text[i + run]))
			run++;
		if (run > 0) {
			put_run(words, text + i, run);
		} else {
			printf("%lc", (wint_t)text[i]);
			run = 1;
		}
	}
	return true;
}

static bool put_page(ThBrk *words)
{
	char *line = NULL;
	size_t size = 0;
	bool literal = false;
	bool good = true;

	while (good && getline(&line, &size, stdin) > 0) {
		if (strncmp(line, ".Bd -literal", 12) == 0)
			literal = true;
		else if (strncmp(line, ".Ed", 3) == 0)
			literal = false;
		if (literal || is_untouched(line))
			fputs(line, stdout);
		else
			good = put_broken(words, line);
	}
	free(line);
	return good;
}

int main(void)
{
	ThBrk *words;
	bool good;

	if (setlocale(LC_ALL, "C.UTF-8") == NULL || (words = th_brk_new(NULL)) == NULL) {
		fputs("break-words: no UTF-8 locale, or no dictionary of libthai\n", stderr);
		return EXIT_FAILURE;
	}
	good = put_page(words);
	th_brk_delete(words);
	if (!good)
		fputs("break-words: a line is too long, or no UTF-8\n", stderr);
	return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
