#include "tui/keyboard.h"

#include "base/lang.h"
#include "base/text.h"
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

bool keyboard_open(struct keyboard *k, FILE *terminal)
{
	*k = (struct keyboard){.pad = newpad(1, 1), .terminal = terminal};
	if (!k->pad)
		return false;
	raw();
	noecho();
	nonl();
	keypad(k->pad, TRUE);
	nodelay(k->pad, TRUE);
	meta(k->pad, TRUE);
	set_escdelay(ESC_WAIT_MS);
	define_key(NULL, KEY_MOUSE); /* half a sequence, and never asked for */
	for (size_t i = 0; i < SEQUENCES; i++)
		define_key(sequences[i].bytes, CODE_FIRST + (int)i);
	put(terminal, PASTE_ON);
	return true;
}

void keyboard_close(struct keyboard *k)
{
	if (!k->pad)
		return;
	put(k->terminal, PASTE_OFF);
	delwin(k->pad);
	*k = (struct keyboard){0};
}

static int of_named(int code)
{
	if (code >= CODE_FIRST && code < CODE_FIRST + (int)SEQUENCES)
		return sequences[code - CODE_FIRST].key;
	if (code >= KEY_F(1) && code <= KEY_F(10))
		return TK_F1 + code - KEY_F(1);
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		if (named[i].curses == code)
			return named[i].key;
	return TK_UNKNOWN;
}

static int of_ascii(int c)
{
	if (c == '\b')
		return TK_BACKSPACE;
	if (c == '\n')
		return TK_ENTER;
	return c > 0 ? c : TK_UNKNOWN;
}

static bool is_final(int c)
{
	return c >= 0x40 && c <= 0x7e;
}

static void note(struct keyboard *k, size_t *used, int c)
{
	if (*used + 1 < sizeof k->answer && c >= ' ' && c <= '~')
		k->answer[(*used)++] = (char)c;
	k->answer[*used] = '\0';
}

/* The rest of a control sequence (ECMA-48 5.4: parameters, intermediates, a final byte). */
static int sequence(struct keyboard *k, int next)
{
	size_t used = 1;
	bool answer = k->answer[0] == '[' && next == '?';
	note(k, &used, next);
	while (next != ERR && !is_final(next)) {
		next = wgetch(k->pad);
		note(k, &used, next);
	}
	return answer && next != ERR ? TK_ANSWER : TK_UNKNOWN;
}

/* The rest of a control string (ECMA-48 5.6): up to ST, or BEL as xterm has it. */
static int string(struct keyboard *k, int next)
{
	size_t used = 1;
	for (; next != ERR && next <= 0xff && next != '\a' && next != '\033'; next = wgetch(k->pad))
		note(k, &used, next);
	if (next > 0xff) { /* a key of ncurses's, the end of a paste perhaps: it counts */
		ungetch(next);
		return TK_UNKNOWN;
	}
	if (next == '\033')
		next = wgetch(k->pad);
	return next != ERR ? TK_ANSWER : TK_UNKNOWN;
}

/* After an Esc: the rest of a sequence that nobody here knows is no key of anybody's. Without
 * it an unknown Ctrl-F2 would cancel, and then type its own letters. */
static int after_escape(struct keyboard *k)
{
	int c = wgetch(k->pad);
	bool is_string = c == '_' || c == 'P' || c == ']';
	if (is_string || c == '[' || c == 'O') {
		int next = wgetch(k->pad);
		k->answer[0] = (char)c;
		if (next != ERR)
			return is_string ? string(k, next) : sequence(k, next);
	}
	if (c != ERR)
		ungetch(c);
	return TK_ESC;
}

static size_t bytes_of(uint8_t first)
{
	return first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* A byte of a character beyond ASCII; 0: more are to come, perhaps with the next packet.
 * (wget_wch() forgets what it has when a character is not there at once.) */
static int of_byte(struct keyboard *k, int byte)
{
	uint32_t cp = 0;
	if (!lang_utf8())
		return TK_UNKNOWN;
	k->bytes[k->have++] = (char)byte;
	size_t wanted = bytes_of((uint8_t)k->bytes[0]);
	if (k->have < wanted && (k->have == 1 || (byte & 0xc0) == 0x80))
		return 0;
	bool whole = utf8_decode(k->bytes, k->have, &cp) == k->have;
	k->have = 0;
	return whole ? (int)cp : TK_UNKNOWN;
}

int keyboard_read(struct keyboard *k)
{
	for (int c; (c = wgetch(k->pad)) != ERR;) {
		bool beyond = c >= 0x80 && c <= 0xff;
		int key = beyond ? of_byte(k, c) : 0;
		if (beyond && key == 0)
			continue;
		k->have = 0;
		if (c == TK_ESC)
			return after_escape(k);
		return beyond ? key : c > 0xff ? of_named(c) : of_ascii(c);
	}
	return 0;
}
