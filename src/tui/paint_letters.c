#include "tui/paint_letters.h"

#include <string.h>

#include "base/lang.h"
#include "tui/palette.h"

#define UPPER_HALF 0x2580
#define LOWER_HALF 0x2584
#define FULL_BLOCK 0x2588
#define DOTS_WIDE  5
#define DOTS_HIGH  7

struct letter {
	char symbol;
	unsigned char row[DOTS_HIGH]; /* bit 4 is the left dot */
};

/* The 5 × 7 dots that displays of one line have. I, L, O and U are no symbols of the code
 * but for U, a check symbol. */
static const struct letter letters[] = {
    {'0', {0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e}},
    {'1', {0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e}},
    {'2', {0x0e, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1f}},
    {'3', {0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e}},
    {'4', {0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02}},
    {'5', {0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e}},
    {'6', {0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e}},
    {'7', {0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08}},
    {'8', {0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e}},
    {'9', {0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c}},
    {'A', {0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11}},
    {'B', {0x1e, 0x11, 0x11, 0x1e, 0x11, 0x11, 0x1e}},
    {'C', {0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e}},
    {'D', {0x1e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1e}},
    {'E', {0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f}},
    {'F', {0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x10}},
    {'G', {0x0e, 0x11, 0x10, 0x17, 0x11, 0x11, 0x0f}},
    {'H', {0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11}},
    {'J', {0x07, 0x02, 0x02, 0x02, 0x02, 0x12, 0x0c}},
    {'K', {0x11, 0x12, 0x14, 0x18, 0x14, 0x12, 0x11}},
    {'M', {0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11}},
    {'N', {0x11, 0x11, 0x19, 0x15, 0x13, 0x11, 0x11}},
    {'P', {0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10}},
    {'Q', {0x0e, 0x11, 0x11, 0x11, 0x15, 0x12, 0x0d}},
    {'R', {0x1e, 0x11, 0x11, 0x1e, 0x14, 0x12, 0x11}},
    {'S', {0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e}},
    {'T', {0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04}},
    {'U', {0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e}},
    {'V', {0x11, 0x11, 0x11, 0x11, 0x11, 0x0a, 0x04}},
    {'W', {0x11, 0x11, 0x11, 0x15, 0x15, 0x15, 0x0a}},
    {'X', {0x11, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x11}},
    {'Y', {0x11, 0x11, 0x11, 0x0a, 0x04, 0x04, 0x04}},
    {'Z', {0x1f, 0x01, 0x02, 0x04, 0x08, 0x10, 0x1f}},
    {'*', {0x00, 0x04, 0x15, 0x0e, 0x15, 0x04, 0x00}},
    {'~', {0x00, 0x00, 0x08, 0x15, 0x02, 0x00, 0x00}},
    {'$', {0x04, 0x0f, 0x14, 0x0e, 0x05, 0x1e, 0x04}},
    {'=', {0x00, 0x00, 0x1f, 0x00, 0x1f, 0x00, 0x00}},
    {'-', {0x00, 0x00, 0x00, 0x1f, 0x00, 0x00, 0x00}},
};

static const struct letter *letter_of(char symbol)
{
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (letters[i].symbol == symbol)
			return &letters[i];
	return NULL;
}

static bool dot(const struct letter *letter, int row, int column)
{
	return row < DOTS_HIGH && column < DOTS_WIDE &&
	       letter->row[row] >> (DOTS_WIDE - 1 - column) & 1;
}

int letters_rows(void)
{
	return lang_utf8() ? (DOTS_HIGH + 1) / 2 : DOTS_HIGH;
}

/* A blank in the letters' colour, or between such. */
static void paint_dot(WINDOW *win, int y, int x, bool dot, int pair)
{
	int fg = -1, bg = -1;
	attr_t attributes = dot ? A_REVERSE : A_NORMAL;
	if (pair > 0 && extended_pair_content(pair, &fg, &bg) == OK)
		attributes = palette_two(fg, bg, dot, &pair);
	palette_cell(win, y, x, ' ', attributes, pair);
}

/* A cell of one or two dots. Blocks change no colours, which on the line cost more than they do;
 * letters bear the gaps of fonts whose blocks are lower than the cell, as a code does not
 * (paint_qr.h). Without UTF-8 a dot is a blank. */
static void paint_cell(WINDOW *win, int y, int x, bool top, bool bottom, int pair)
{
	uint32_t block = !bottom ? UPPER_HALF : !top ? LOWER_HALF : FULL_BLOCK;
	if (!lang_utf8())
		paint_dot(win, y, x, top, pair);
	else if (top || bottom)
		palette_cell(win, y, x, block, A_NORMAL, pair);
}

/* With the gap behind it. */
static void paint_letter(WINDOW *win, int y, int x, const struct letter *letter, int pair)
{
	int high = lang_utf8() ? 2 : 1;
	for (int row = 0; row < letters_rows(); row++)
		for (int column = 0; column < LETTER_COLUMNS; column++)
			paint_cell(win, y + row, x + column, dot(letter, high * row, column),
			    dot(letter, high * row + high - 1, column), pair);
}

void letters_paint(WINDOW *win, int y, int x, const char *text, int count, int pair)
{
	for (int i = 0; i < count && text[i] != '\0'; i++) {
		const struct letter *letter = letter_of(text[i]);
		if (letter)
			paint_letter(win, y, x + LETTER_COLUMNS * i, letter, pair);
	}
}

/* How many symbols go on a line: all, two parts of four and their hyphen, or one part. */
static int line_symbols(int columns, const char *typed)
{
	int room = (columns + 1) / LETTER_COLUMNS;
	int length = (int)strlen(typed);
	if (room >= length)
		return length;
	return room >= 9 ? 9 : room >= 4 ? 4 : 0;
}

int letters_width(int columns, const char *typed)
{
	return line_symbols(columns, typed) * LETTER_COLUMNS - 1;
}

int letters_code(WINDOW *win, int y, int x, int columns, const char *typed, int pair)
{
	int symbols = line_symbols(columns, typed);
	int rows = 0;
	for (const char *rest = typed; *rest != '\0' && symbols > 0;) {
		rows += rows > 0 ? 1 : 0;
		if (win)
			letters_paint(win, y + rows, x, rest, symbols, pair);
		rows += letters_rows();
		rest += strnlen(rest, (size_t)symbols);
		rest += *rest == '-' ? 1 : 0;
	}
	return rows;
}
