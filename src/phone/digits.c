#include "phone/digits.h"

#define COLUMNS 3
#define SCALE	2 /* cells a dot: a cell is about twice as high as wide */

/* Three dots a row, the leftmost the highest bit. */
static const uint8_t font[10][DIGITS_ROWS] = {
    {7, 5, 5, 5, 7},
    {2, 6, 2, 2, 7},
    {7, 1, 7, 4, 7},
    {7, 1, 7, 1, 7},
    {5, 5, 7, 1, 1},
    {7, 4, 7, 1, 7},
    {7, 4, 7, 5, 7},
    {7, 1, 2, 2, 2},
    {7, 5, 7, 5, 7},
    {7, 5, 7, 1, 7},
};

void digits_row(struct buf *out, const char *digits, int row, const char *ink)
{
	for (; *digits >= '0' && *digits <= '9'; digits++) {
		buf_puts(out, "  ");
		for (int i = 0; i < COLUMNS * SCALE; i++) {
			int dot = font[*digits - '0'][row] >> (COLUMNS - 1 - i / SCALE) & 1;
			buf_puts(out, dot ? ink : " ");
		}
		buf_puts(out, "  ");
	}
}
