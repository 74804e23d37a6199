/*
 * cells2png [CELLS [PNG]]: the picture that a phone's camera would take of a painted
 * screen. A cell is two squares, one above the other, as half blocks divide it; letters
 * are left out. A picture of a QR code painted with half blocks is read by zbar.
 */
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"

#define SCALE 8 /* pixels along a square's side */

/* The colour of a cell's upper (half 0) or lower (half 1) square. */
static uint32_t colour(const struct cell *cell, int half)
{
	static const struct {
		const char *block;
		bool front[2];
	} blocks[] = {
	    {"▀", {true, false}},
	    {"▄", {false, true}},
	    {"█", {true, true}},
	};

	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
		if (strcmp(cell->text, blocks[i].block) == 0)
			return blocks[i].front[half] ? cell->front : cell->back;
	return cell->back;
}

static void draw_line(const struct cells *cells, int square, png_bytep line)
{
	for (int x = 0; x < cells->columns * SCALE; x++) {
		uint32_t rgb = colour(cells_at(cells, square / 2, x / SCALE), square % 2);
		*line++ = (png_byte)(rgb >> 16);
		*line++ = (png_byte)(rgb >> 8);
		*line++ = (png_byte)rgb;
	}
}

static bool draw(const struct cells *cells, FILE *out)
{
	png_image image = {.version = PNG_IMAGE_VERSION,
	    .width = (png_uint_32)(cells->columns * SCALE),
	    .height = (png_uint_32)(cells->rows * 2 * SCALE),
	    .format = PNG_FORMAT_RGB};
	png_bytep pixels = malloc(PNG_IMAGE_SIZE(image));

	if (!pixels)
		return false;
	for (int y = 0; y < cells->rows * 2 * SCALE; y++)
		draw_line(cells, y / SCALE, pixels + (size_t)y * PNG_IMAGE_ROW_STRIDE(image));
	bool drawn = png_image_write_to_stdio(&image, out, 0, pixels, 0, NULL) != 0;
	free(pixels);
	return drawn;
}

static int fail(const char *what)
{
	fprintf(stderr, "cells2png: %s\n", what);
	return 1;
}

int main(int argc, char **argv)
{
	FILE *in = argc > 1 ? fopen(argv[1], "r") : stdin;
	struct cells *cells = in ? cells_read(in) : NULL;

	if (!cells)
		return fail("the input is no file of cells");
	FILE *out = argc > 2 ? fopen(argv[2], "wb") : stdout;
	if (!out || !draw(cells, out) || fclose(out) != 0)
		return fail("the picture cannot be written");
	cells_free(cells);
	return 0;
}
