/*
 * tests/screen/cells.h - a painted screen: what stands in each cell and in which colours.
 *
 * As a file (what the step "cells" writes and cells2png reads) it is text: the line
 * "cells ROWS COLUMNS", then a line for each cell, row by row: the colour behind, the
 * colour in front (six hexadecimal digits each), the text or nothing for a blank.
 */
#ifndef DDOPA_TESTS_SCREEN_CELLS_H
#define DDOPA_TESTS_SCREEN_CELLS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A base character and its marks in UTF-8: six characters of four bytes, and NUL. */
#define CELL_TEXT_MAX 25

struct cell {
	char text[CELL_TEXT_MAX]; /* "" where blank */
	int width;		  /* columns it takes; 0: right half of a wide one */
	uint32_t front;		  /* 0xRRGGBB as seen, after any reverse video */
	uint32_t back;
};

struct cells {
	int rows;
	int columns;
	struct cell cell[]; /* row by row */
};

struct cells *cells_new(int rows, int columns); /* blank; NULL when memory ends */
void cells_free(struct cells *cells);

const struct cell *cells_at(const struct cells *cells, int row, int column);
/* Row `row` as text without trailing blanks; the caller frees it. */
char *cells_row(const struct cells *cells, int row);
/* All rows, each ended by a newline; the caller frees it. */
char *cells_text(const struct cells *cells);

bool cells_write(const struct cells *cells, FILE *out);
struct cells *cells_read(FILE *in); /* NULL where it is no such file */

#endif
