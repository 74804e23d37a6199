#include "cells.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SIDE_MAX 1000

struct cells *cells_new(int rows, int columns)
{
	size_t count = (size_t)rows * (size_t)columns;
	struct cells *cells = calloc(1, sizeof *cells + count * sizeof cells->cell[0]);
	if (!cells)
		return NULL;
	cells->rows = rows;
	cells->columns = columns;
	for (size_t i = 0; i < count; i++)
		cells->cell[i].width = 1;
	return cells;
}

void cells_free(struct cells *cells)
{
	free(cells);
}

const struct cell *cells_at(const struct cells *cells, int row, int column)
{
	return &cells->cell[row * cells->columns + column];
}

char *cells_row(const struct cells *cells, int row)
{
	char *text = calloc((size_t)cells->columns + 1, CELL_TEXT_MAX);
	size_t length = 0;
	size_t ink = 0;

	for (int column = 0; text && column < cells->columns; column++) {
		const struct cell *cell = cells_at(cells, row, column);
		if (cell->width == 0)
			continue;
		const char *what = cell->text[0] ? cell->text : " ";
		memcpy(text + length, what, strlen(what));
		length += strlen(what);
		if (strcmp(what, " ") != 0)
			ink = length;
	}
	if (text)
		text[ink] = '\0';
	return text;
}

char *cells_text(const struct cells *cells)
{
	size_t size = (size_t)cells->rows * ((size_t)cells->columns * CELL_TEXT_MAX + 1) + 1;
	char *text = malloc(size);
	size_t length = 0;

	for (int row = 0; text && row < cells->rows; row++) {
		char *line = cells_row(cells, row);
		length += (size_t)snprintf(text + length, size - length, "%s\n", line ? line : "");
		free(line);
	}
	return text;
}

bool cells_write(const struct cells *cells, FILE *out)
{
	fprintf(out, "cells %d %d\n", cells->rows, cells->columns);
	for (int i = 0; i < cells->rows * cells->columns; i++) {
		const struct cell *cell = &cells->cell[i];
		fprintf(
		    out, "%06" PRIx32 " %06" PRIx32 " %s\n", cell->back, cell->front, cell->text);
	}
	return fflush(out) == 0 && !ferror(out);
}

static bool read_cell(FILE *in, struct cell *cell)
{
	char line[64];
	int start = 0;

	if (!fgets(line, sizeof line, in))
		return false;
	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%6" SCNx32 " %6" SCNx32 "%n", &cell->back, &cell->front, &start) != 2)
		return false;
	if (line[start] != ' ' || strlen(line + start + 1) >= sizeof cell->text)
		return false;
	memcpy(cell->text, line + start + 1, strlen(line + start + 1) + 1);
	return true;
}

struct cells *cells_read(FILE *in)
{
	int rows = 0;
	int columns = 0;

	if (fscanf(in, "cells %d %d", &rows, &columns) != 2 || fgetc(in) != '\n')
		return NULL;
	if (rows < 1 || rows > SIDE_MAX || columns < 1 || columns > SIDE_MAX)
		return NULL;
	struct cells *cells = cells_new(rows, columns);
	for (int i = 0; cells && i < rows * columns; i++) {
		if (!read_cell(in, &cells->cell[i])) {
			cells_free(cells);
			return NULL;
		}
	}
	return cells;
}
