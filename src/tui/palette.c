#include "tui/palette.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

#include "tui/terminfo.h"

/* A colour pair in each of the two scales; `plain` is what does without colours. Of eight, what
 * they are is the terminal's affair: its red and its yellow leave less than 7:1 to any letters on
 * a console or in PuTTY, so they are not used; bold makes white the bright one. */
struct look {
	attr_t attributes, attributes8, plain;
	bool coloured;
	short fg256, bg256;
	short fg8, bg8;
};

static const struct look looks[PAINT_COUNT] = {
    [PAINT_TEXT] = {.plain = A_NORMAL},
    [PAINT_STRONG] = {.plain = A_BOLD},
    [PAINT_BAR] = {.attributes8 = A_BOLD,
	.plain = A_REVERSE,
	.coloured = true,
	.fg256 = 231,
	.bg256 = 17,
	.fg8 = COLOR_WHITE,
	.bg8 = COLOR_BLUE},
    [PAINT_STEP] = {.plain = A_BOLD | A_REVERSE},
    [PAINT_KEY] = {.plain = A_REVERSE},
    [PAINT_CHOSEN] = {.plain = A_REVERSE},
    [PAINT_OFF] = {.plain = A_DIM},
    [PAINT_GOOD] = {.attributes = A_BOLD,
	.attributes8 = A_BOLD,
	.plain = A_BOLD | A_REVERSE,
	.coloured = true,
	.fg256 = 231,
	.bg256 = 22,
	.fg8 = COLOR_WHITE,
	.bg8 = COLOR_BLACK},
    [PAINT_TICK] = {.plain = A_REVERSE,
	.coloured = true,
	.fg256 = 28,
	.bg256 = 28,
	.fg8 = COLOR_GREEN,
	.bg8 = COLOR_GREEN},
    [PAINT_ALARM] = {.attributes = A_BOLD,
	.plain = A_BOLD | A_REVERSE,
	.coloured = true,
	.fg256 = 231,
	.bg256 = 88,
	.fg8 = COLOR_BLACK,
	.bg8 = COLOR_WHITE},
    [PAINT_TRAINING] = {.attributes = A_BOLD,
	.plain = A_BOLD | A_REVERSE,
	.coloured = true,
	.fg256 = 16,
	.bg256 = 220,
	.fg8 = COLOR_BLACK,
	.bg8 = COLOR_CYAN},
};

/* Types that begin so: linux-16color, vt102, ansi-m. */
static const char *const latin_only[] = {"linux", "vt", "ansi"};

bool palette_shows_thai(void)
{
	const char *type = getenv("TERM");
	for (size_t i = 0; type && i < sizeof latin_only / sizeof latin_only[0]; i++)
		if (strncmp(type, latin_only[i], strlen(latin_only[i])) == 0)
			return false;
	return true;
}

static const struct {
	const char *type, *instead;
} substitutes[] = {{"putty", "xterm"}, {"putty-256color", "xterm-256color"}};

SCREEN *palette_open(void)
{
	const char *type = getenv("TERM");
	SCREEN *screen = type ? terminfo_open(type, stdout, stdin) : NULL;
	for (size_t i = 0; type && !screen && i < sizeof substitutes / sizeof substitutes[0]; i++)
		if (strcmp(type, substitutes[i].type) == 0)
			screen = terminfo_open(substitutes[i].instead, stdout, stdin);
	return screen;
}

bool palette_paintable(void)
{
	return tigetstr("cup") != NULL;
}

/* tigetstr(): NULL where the terminal has it not, (char *)-1 where it is no such thing. */
static bool has_alternate(void)
{
	const char *enter = tigetstr("smcup");
	return enter != NULL && (intptr_t)enter != -1;
}

void palette_erase_memory(void)
{
	static const char erase_memory[] = "\033[3J"; /* xterm's; others ignore it */
	size_t len = strlen(erase_memory);
	/* A terminal that does not take it is gone, and its memory with it. */
	if (!has_alternate() && write(STDOUT_FILENO, erase_memory, len) < (ssize_t)len)
		return;
}

enum colours palette_colours(void)
{
	if (!has_colors())
		return COLOURS_NONE;
	return COLORS >= 256 ? COLOURS_256 : COLOURS_8;
}

/* Beside a colour ncurses leaves the last attribute by sgr0, which puts the colours back as well;
 * beside another attribute it leaves standout alone. This one sends nothing. */
#define ANOTHER A_PROTECT

attr_t palette_two(int fg, int bg, bool exchanged, int *pair)
{
	if (terminfo_exchanges()) {
		*pair = palette_pair(fg, bg);
		return exchanged ? ANOTHER | A_STANDOUT : ANOTHER;
	}
	*pair = exchanged ? palette_pair(bg, fg) : palette_pair(fg, bg);
	return A_NORMAL;
}

void palette_init(void)
{
	if (!has_colors())
		return;
	start_color();
	use_default_colors();
}

bool palette_uses_colours(void)
{
	const char *no_color = getenv("NO_COLOR");
	return palette_colours() != COLOURS_NONE && !(no_color && no_color[0]);
}

void palette_use_colours(bool on)
{
	if (on)
		unsetenv("NO_COLOR");
	else
		setenv("NO_COLOR", "1", 1);
}

bool palette_has_cheap_ground(void)
{
	return palette_colours() != COLOURS_NONE && back_color_erase;
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
	if (!palette_uses_colours() || !look->coloured)
		return look->plain;
	bool many = palette_colours() == COLOURS_256;
	*pair = many ? palette_pair(look->fg256, look->bg256) : palette_pair(look->fg8, look->bg8);
	return many ? look->attributes : look->attributes8;
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
