/* The changed description against the terminal's own: the same but for what was to change; and
 * the bytes that it is for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <curses.h>
#include <term.h>
#include <unistd.h>

#include "base/lang.h"
#include "tui/palette.h"
#include "tui/terminfo.h"

static const struct {
	const char *name;
	bool exchanges;
} types[] = {{"linux", true}, {"xterm", true}, {"xterm-256color", true}, {"tmux-256color", true},
    {"screen", true}, {"screen-256color", true}, {"putty", true}, {"putty-256color", true},
    {"vt100", false}, {"vt220", false}};
#define TYPES (sizeof types / sizeof types[0])

static struct {
	int flags[BOOLWRITE], numbers[NUMWRITE];
	char *strings[STRWRITE]; /* NULL: none */
} own;

static char *copy_of(const char *name)
{
	const char *value = tigetstr(name);
	return value && (intptr_t)value != -1 ? strdup(value) : NULL;
}

static void learn(const char *type)
{
	int found = 0;
	assert_int_equal(setupterm(type, STDOUT_FILENO, &found), OK);
	for (int i = 0; i < BOOLWRITE; i++)
		own.flags[i] = tigetflag(boolnames[i]);
	for (int i = 0; i < NUMWRITE; i++)
		own.numbers[i] = tigetnum(numnames[i]);
	for (int i = 0; i < STRWRITE; i++)
		own.strings[i] = copy_of(strnames[i]);
	del_curterm(cur_term);
}

/* The one that may differ. */
static bool changes(const char *name)
{
	static const char *const names[] = {"sgr", "prot", "smso", "rmso"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void compare_string(const char *type, int i)
{
	const char *got = tigetstr(strnames[i]);
	if (!changes(strnames[i]) &&
	    (!got != !own.strings[i] || (got && strcmp(got, own.strings[i]) != 0)))
		fail_msg("%s: %s is another", type, strnames[i]);
	free(own.strings[i]);
}

static void compare(const char *type)
{
	for (int i = 0; i < BOOLWRITE; i++)
		if (tigetflag(boolnames[i]) != own.flags[i])
			fail_msg("%s: %s is another", type, boolnames[i]);
	for (int i = 0; i < NUMWRITE; i++) /* newterm() itself fills in the size */
		if (tigetnum(numnames[i]) != own.numbers[i] && strcmp(numnames[i], "cols") != 0 &&
		    strcmp(numnames[i], "lines") != 0)
			fail_msg("%s: %s is another", type, numnames[i]);
	for (int i = 0; i < STRWRITE; i++)
		compare_string(type, i);
	assert_null(tigetstr("sgr"));
}

static void nothing_else_changes(void **state)
{
	(void)state;
	for (size_t t = 0; t < TYPES; t++) {
		FILE *out = fopen("/dev/null", "w");
		learn(types[t].name);
		SCREEN *screen = terminfo_open(types[t].name, out, stdin);
		assert_non_null(screen);
		assert_null(getenv("TERMINFO"));
		compare(types[t].name);
		assert_int_equal(terminfo_exchanges(), types[t].exchanges);
		endwin();
		delscreen(screen);
		fclose(out);
	}
}

/* What is written to a terminal for four blanks, the second and third with the colours of the
 * others exchanged. */
static void paint_four(char *bytes, size_t size, const char *type)
{
	FILE *out = tmpfile();
	assert_non_null(out);
	SCREEN *screen = terminfo_open(type, out, stdin);
	assert_non_null(screen);
	palette_init();
	for (int x = 0; x < 4; x++) {
		int pair = 0;
		attr_t attributes = palette_two(16, 231, x == 1 || x == 2, &pair);
		palette_cell(stdscr, 0, x, (uint32_t)('a' + x), attributes, pair);
	}
	refresh();
	endwin();
	rewind(out);
	bytes[fread(bytes, 1, size - 1, out)] = '\0';
	delscreen(screen);
	fclose(out);
}

static void colours_are_exchanged_in_a_few_bytes(void **state)
{
	char bytes[4096];
	(void)state;
	for (size_t t = 0; t < TYPES; t++) {
		if (!strstr(types[t].name, "256color"))
			continue;
		paint_four(bytes, sizeof bytes, types[t].name);
		assert_non_null(strstr(bytes, "\033[38;5;16m\033[48;5;231ma\033[7mbc\033[27md"));
	}
}

static void an_unknown_terminal_is_none(void **state)
{
	(void)state;
	assert_null(terminfo_open("no-such-terminal", stdout, stdin));
	assert_null(getenv("TERMINFO"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_else_changes),
	    cmocka_unit_test(colours_are_exchanged_in_a_few_bytes),
	    cmocka_unit_test(an_unknown_terminal_is_none),
	};
	lang_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
