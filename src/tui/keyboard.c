#include "tui/keyboard.h"

#include <curses.h>
#include <wchar.h>

#include "tui/keys.h"

#define ESC_WAIT_MS 50

struct sequence {
	const char *bytes;
	int key;
};

/* ncurses knows what terminfo says; people's terminals say other things too. */
static const struct sequence sequences[] = {
    {"\033OP", KEY_F(1)},
    {"\033OQ", KEY_F(2)},
    {"\033OR", KEY_F(3)},
    {"\033OS", KEY_F(4)},
    {"\033[11~", KEY_F(1)},
    {"\033[12~", KEY_F(2)},
    {"\033[13~", KEY_F(3)},
    {"\033[14~", KEY_F(4)},
    {"\033[[A", KEY_F(1)},
    {"\033[[B", KEY_F(2)},
    {"\033[[C", KEY_F(3)},
    {"\033[[D", KEY_F(4)},
    {"\033[[E", KEY_F(5)},
    {"\033[15~", KEY_F(5)},
    {"\033[17~", KEY_F(6)},
    {"\033[18~", KEY_F(7)},
    {"\033[19~", KEY_F(8)},
    {"\033[20~", KEY_F(9)},
    {"\033[21~", KEY_F(10)},
    {"\033OH", KEY_HOME},
    {"\033[H", KEY_HOME},
    {"\033[1~", KEY_HOME},
    {"\033OF", KEY_END},
    {"\033[F", KEY_END},
    {"\033[4~", KEY_END},
    {"\033[A", KEY_UP},
    {"\033[B", KEY_DOWN},
    {"\033[C", KEY_RIGHT},
    {"\033[D", KEY_LEFT},
};

struct named {
	int curses;
	int key;
};

static const struct named named[] = {
    {KEY_UP, TK_UP},
    {KEY_DOWN, TK_DOWN},
    {KEY_LEFT, TK_LEFT},
    {KEY_RIGHT, TK_RIGHT},
    {KEY_HOME, TK_HOME},
    {KEY_END, TK_END},
    {KEY_PPAGE, TK_PAGE_UP},
    {KEY_NPAGE, TK_PAGE_DOWN},
    {KEY_BACKSPACE, TK_BACKSPACE},
    {KEY_DC, TK_BACKSPACE},
    {KEY_ENTER, TK_ENTER},
};

WINDOW *keyboard_open(void)
{
	WINDOW *pad = newpad(1, 1);
	if (!pad)
		return NULL;
	raw();
	noecho();
	nonl();
	keypad(pad, TRUE);
	nodelay(pad, TRUE);
	meta(pad, TRUE);
	set_escdelay(ESC_WAIT_MS);
	for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++)
		define_key(sequences[i].bytes, sequences[i].key);
	return pad;
}

static int of_named(wint_t code)
{
	if (code >= KEY_F(1) && code <= KEY_F(10))
		return TK_F1 + (int)(code - KEY_F(1));
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		if ((wint_t)named[i].curses == code)
			return named[i].key;
	return TK_UNKNOWN;
}

static int of_character(wint_t c)
{
	if (c == '\b')
		return TK_BACKSPACE;
	if (c == '\n')
		return TK_ENTER;
	return c > 0 && c < TK_NAMED ? (int)c : TK_UNKNOWN;
}

int keyboard_read(WINDOW *pad)
{
	wint_t code = 0;
	int kind = wget_wch(pad, &code);
	if (kind == ERR)
		return 0;
	return kind == KEY_CODE_YES ? of_named(code) : of_character(code);
}
