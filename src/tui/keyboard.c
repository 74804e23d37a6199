#include "tui/keyboard.h"

#include <curses.h>
#include <wchar.h>

#include "tui/keys.h"

/* Esc is answered in 50 ms (an officer feels more), so that the wait for the rest of a sequence
 * is half of it: what a terminal sends for one key comes in one packet. */
#define ESC_WAIT_MS 25

/* Codes of ours, above those of ncurses and of terminfo's extended keys. */
#define CODE_FIRST 0x4000

/* Bracketed paste (xterm, "ctlseqs"): pasted text comes between two sequences. A terminal that
 * does not know the mode ignores it. main/terminal.c sets it back where we cannot. */
#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

struct sequence {
	const char *bytes;
	int key;
};

/* ncurses knows what terminfo says; people's terminals say other things too. The number pad
 * sends SS3 in application mode (DECKPAM), which ncurses asks for. */
static const struct sequence sequences[] = {
    {"\033OP", TK_F1}, /* xterm, VT100's PF keys */
    {"\033OQ", TK_F2},
    {"\033OR", TK_F3},
    {"\033OS", TK_F4},
    {"\033[11~", TK_F1}, /* VT220, PuTTY */
    {"\033[12~", TK_F2},
    {"\033[13~", TK_F3},
    {"\033[14~", TK_F4},
    {"\033[[A", TK_F1}, /* the console of Linux */
    {"\033[[B", TK_F2},
    {"\033[[C", TK_F3},
    {"\033[[D", TK_F4},
    {"\033[[E", TK_F5},
    {"\033[15~", TK_F5},
    {"\033[17~", TK_F6},
    {"\033[18~", TK_F7},
    {"\033[19~", TK_F8},
    {"\033[20~", TK_F9},
    {"\033[21~", TK_F10},
    {"\033OH", TK_HOME},
    {"\033[H", TK_HOME},
    {"\033[1~", TK_HOME},
    {"\033[7~", TK_HOME},
    {"\033OF", TK_END},
    {"\033[F", TK_END},
    {"\033[4~", TK_END},
    {"\033[8~", TK_END},
    {"\033[5~", TK_PAGE_UP},
    {"\033[6~", TK_PAGE_DOWN},
    {"\033[3~", TK_BACKSPACE},
    {"\033[A", TK_UP},
    {"\033[B", TK_DOWN},
    {"\033[C", TK_RIGHT},
    {"\033[D", TK_LEFT},
    {"\033OA", TK_UP},
    {"\033OB", TK_DOWN},
    {"\033OC", TK_RIGHT},
    {"\033OD", TK_LEFT},
    {"\033Op", '0'},
    {"\033Oq", '1'},
    {"\033Or", '2'},
    {"\033Os", '3'},
    {"\033Ot", '4'},
    {"\033Ou", '5'},
    {"\033Ov", '6'},
    {"\033Ow", '7'},
    {"\033Ox", '8'},
    {"\033Oy", '9'},
    {"\033OM", TK_ENTER},
    {"\033Oj", '*'},
    {"\033Ok", '+'},
    {"\033Ol", ','},
    {"\033Om", '-'},
    {"\033On", '.'},
    {"\033Oo", '/'},
    {"\033[200~", TK_PASTE_BEGIN},
    {"\033[201~", TK_PASTE_END},
};
#define SEQUENCES (sizeof sequences / sizeof sequences[0])

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

static void put(FILE *terminal, const char *sequence)
{
	fputs(sequence, terminal);
	fflush(terminal);
}

WINDOW *keyboard_open(FILE *terminal)
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
	define_key(NULL, KEY_MOUSE); /* half a sequence, and never asked for */
	for (size_t i = 0; i < SEQUENCES; i++)
		define_key(sequences[i].bytes, CODE_FIRST + (int)i);
	put(terminal, PASTE_ON);
	return pad;
}

void keyboard_close(WINDOW *pad, FILE *terminal)
{
	put(terminal, PASTE_OFF);
	delwin(pad);
}

static int of_named(wint_t code)
{
	if (code >= CODE_FIRST && code < CODE_FIRST + SEQUENCES)
		return sequences[code - CODE_FIRST].key;
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

static bool is_final(wint_t c)
{
	return c >= 0x40 && c <= 0x7e;
}

/* After an Esc: the rest of a sequence that nobody here knows is no key of anybody's (ECMA-48
 * 5.4: parameters, intermediates, a final byte). Without it an unknown Ctrl-F2 would cancel,
 * and then type its own letters. */
static int after_escape(WINDOW *pad)
{
	wint_t c = 0;
	int kind = wget_wch(pad, &c);
	if (kind == OK && (c == '[' || c == 'O') && wget_wch(pad, &c) == OK) {
		while (!is_final(c) && wget_wch(pad, &c) == OK)
			;
		return TK_UNKNOWN;
	}
	if (kind == KEY_CODE_YES)
		ungetch((int)c);
	else if (kind == OK)
		unget_wch((wchar_t)c);
	return TK_ESC;
}

int keyboard_read(WINDOW *pad)
{
	wint_t code = 0;
	int kind = wget_wch(pad, &code);
	if (kind == ERR)
		return 0;
	if (kind == OK && code == TK_ESC)
		return after_escape(pad);
	return kind == KEY_CODE_YES ? of_named(code) : of_character(code);
}
