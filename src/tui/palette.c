#include "tui/palette.h"

#include <stdlib.h>
#include <wchar.h>

struct look {
	attr_t attributes;  /* where there are colours and the row has one */
	attr_t plain;	    /* without colours */
	short fg256, bg256; /* -1: the terminal's own */
	short fg8, bg8;
};

static const struct look looks[PAINT_COUNT] = {
    [PAINT_TEXT] = {A_NORMAL, A_NORMAL, -1, -1, -1, -1},
    [PAINT_STRONG] = {A_BOLD, A_BOLD, -1, -1, -1, -1},
    [PAINT_FAINT] = {A_NORMAL, A_NORMAL, -1, -1, -1, -1},
    [PAINT_BAR] = {A_NORMAL, A_REVERSE, 231, 17, COLOR_WHITE, COLOR_BLUE},
    [PAINT_STEP] = {A_BOLD | A_REVERSE, A_BOLD | A_REVERSE, -1, -1, -1, -1},
    [PAINT_KEY] = {A_REVERSE, A_REVERSE, -1, -1, -1, -1},
    [PAINT_CHOSEN] = {A_REVERSE, A_REVERSE, -1, -1, -1, -1},
    [PAINT_GOOD] = {A_BOLD, A_BOLD | A_REVERSE, 231, 22, COLOR_WHITE, COLOR_BLACK},
    [PAINT_TICK] = {A_NORMAL, A_REVERSE, 28, 28, COLOR_GREEN, COLOR_GREEN},
    [PAINT_ALARM] = {A_BOLD, A_BOLD | A_REVERSE, 231, 88, COLOR_WHITE, COLOR_RED},
    [PAINT_TRAINING] = {A_BOLD, A_BOLD | A_REVERSE, 16, 220, COLOR_BLACK, COLOR_YELLOW},
};

enum colours palette_colours(void)
{
	if (!has_colors())
		return COLOURS_NONE;
	return COLORS >= 256 ? COLOURS_256 : COLOURS_8;
}

void palette_init(void)
{
	if (!has_colors())
		return;
	start_color();
	use_default_colors();
}

static bool coloured(void)
{
	const char *no_color = getenv("NO_COLOR");
	return palette_colours() != COLOURS_NONE && !(no_color && no_color[0]);
}

int palette_pair(int fg, int bg)
{
	if (palette_colours() == COLOURS_NONE || (fg < 0 && bg < 0))
		return 0;
	int pair = alloc_pair(fg, bg);
	return pair > 0 ? pair : 0;
}

attr_t palette_attr(enum paint paint, int *pair)
{
	const struct look *look = &looks[paint];
	*pair = 0;
	if (!coloured() || look->fg256 < 0)
		return look->plain;
	bool many = palette_colours() == COLOURS_256;
	*pair = many ? palette_pair(look->fg256, look->bg256) : palette_pair(look->fg8, look->bg8);
	return look->attributes;
}

void palette_set(WINDOW *win, enum paint paint)
{
	int pair = 0;
	attr_t attributes = palette_attr(paint, &pair);
	wattr_set(win, attributes, 0, &pair);
}

void palette_cell(WINDOW *win, int y, int x, uint32_t symbol, attr_t attributes, int pair)
{
	wchar_t text[2] = {(wchar_t)symbol, L'\0'};
	cchar_t cell;
	setcchar(&cell, text, attributes, 0, &pair);
	mvwadd_wch(win, y, x, &cell);
}
