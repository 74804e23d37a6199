#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/lang.h"
#include "tui/palette.h"
#include "tui/terminfo.h"

SCREEN *terminal_begin(const char *type, int rows, int columns)
{
	char number[16];
	snprintf(number, sizeof number, "%d", rows);
	setenv("LINES", number, 1);
	snprintf(number, sizeof number, "%d", columns);
	setenv("COLUMNS", number, 1);
	lang_init();
	SCREEN *screen = terminfo_open(type, fopen("/dev/null", "w"), fopen("/dev/null", "r"));
	if (!screen)
		abort();
	palette_init();
	return screen;
}

void terminal_end(SCREEN *screen)
{
	endwin();
	delscreen(screen);
}

void terminal_row(char *out, size_t size, WINDOW *win, int y)
{
	wchar_t row[1024];
	memset(row, 0, sizeof row);
	mvwinnwstr(win, y, 0, row, sizeof row / sizeof row[0] - 1);
	size_t len = wcslen(row);
	while (len > 0 && row[len - 1] == L' ')
		row[--len] = L'\0';
	snprintf(out, size, "%ls", row);
}
