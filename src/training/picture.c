/*
 * Painted cells -> PNG: what a phone's camera would see of a terminal. Only what
 * protocol.md's «Painting» uses is understood: SGR with 38;5;N and 48;5;N, 0 and 7;
 * spaces, ▄, line ends. Everything else ends the code's rows (the typed code stands below).
 */
#include "training/training.h"

#include <png.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COLUMNS 80
#define MAX_ROWS    60 /* modules: two a cell */
#define QUIET	    4  /* the paper around it, in modules */

struct canvas {
	uint8_t module[MAX_ROWS][MAX_COLUMNS]; /* 1 dark */
	int columns, rows;
	int x, y;
	bool fg_dark, bg_dark;
};

static void set_colour(struct canvas *c, const long *number, int count)
{
	if (count == 1 && number[0] == 0) {
		c->fg_dark = true;
		c->bg_dark = false;
	}
	for (int i = 0; i + 2 < count; i++) {
		bool dark = number[i + 2] == 16 || number[i + 2] == 0;

		if (number[i + 1] != 5)
			continue;
		if (number[i] == 38)
			c->fg_dark = dark;
		else if (number[i] == 48)
			c->bg_dark = dark;
	}
}

/* Returns the bytes of an escape sequence at s, its colours taken. */
static size_t sequence(struct canvas *c, const char *s, size_t len)
{
	long number[16] = {0};
	int count = 1;
	size_t i = 2;

	for (; i < len && ((s[i] >= '0' && s[i] <= '9') || s[i] == ';'); i++) {
		if (s[i] == ';')
			count += count < 15;
		else
			number[count - 1] = (number[count - 1] * 10 + (s[i] - '0')) % 1000;
	}
	if (i < len && s[i] == 'm')
		set_colour(c, number, count);
	return i + 1;
}

static bool put_cell(struct canvas *c, bool top, bool bottom)
{
	if (c->x >= MAX_COLUMNS || c->y + 1 >= MAX_ROWS)
		return false;
	c->module[c->y][c->x] = top;
	c->module[c->y + 1][c->x] = bottom;
	c->x++;
	if (c->x > c->columns)
		c->columns = c->x;
	c->rows = c->y + 2;
	return true;
}

static void parse(struct canvas *c, const char *s, size_t len)
{
	static const char half[] = "\xe2\x96\x84"; /* ▄ */
	size_t i = 0;

	while (i < len) {
		if (s[i] == '\033' && i + 1 < len && s[i + 1] == '[') {
			i += sequence(c, s + i, len - i);
		} else if (s[i] == '\n') {
			if (c->x == 0)
				return;
			c->x = 0;
			c->y += 2;
			i++;
		} else if (s[i] == ' ') {
			if (!put_cell(c, c->bg_dark, c->bg_dark))
				return;
			i++;
		} else if (len - i >= 3 && memcmp(s + i, half, 3) == 0) {
			if (!put_cell(c, c->bg_dark, c->fg_dark))
				return;
			i += 3;
		} else if (s[i] == '\r') {
			i++;
		} else {
			return;
		}
	}
}

static bool write_png(const struct canvas *c, int scale, const char *file)
{
	int width = (c->columns + 2 * QUIET) * scale;
	int height = (c->rows + 2 * QUIET) * scale;
	png_image image = {.version = PNG_IMAGE_VERSION,
	    .width = (png_uint_32)width,
	    .height = (png_uint_32)height,
	    .format = PNG_FORMAT_GRAY};
	uint8_t *pixels = malloc((size_t)width * (size_t)height);
	bool ok;

	if (pixels == NULL)
		return false;
	memset(pixels, 255, (size_t)width * (size_t)height);
	for (int y = 0; y < c->rows * scale; y++)
		for (int x = 0; x < c->columns * scale; x++)
			if (c->module[y / scale][x / scale])
				pixels[(size_t)(y + QUIET * scale) * (size_t)width +
				       (size_t)(x + QUIET * scale)] = 0;
	ok = png_image_write_to_file(&image, file, 0, pixels, 0, NULL) != 0;
	free(pixels);
	return ok;
}

bool picture_from_cells(
    const char *text, size_t len, int scale, const char *png_file, struct error *err)
{
	struct canvas *c = calloc(1, sizeof *c);
	bool ok;

	if (c == NULL)
		return error_set(err, PROBLEM_MEMORY, "picture");
	c->fg_dark = true;
	parse(c, text, len);
	ok = c->rows > 0 && write_png(c, scale, png_file);
	free(c);
	return ok || error_set(err, PROBLEM_CANNOT_CREATE, "%s", png_file);
}
