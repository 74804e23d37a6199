#include "pictures.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "qr/qr.h"

static void fill(struct canvas *c, int x, int y, int width, int height, uint8_t grey)
{
	for (int row = y; row < y + height; row++)
		memset(c->grey + (size_t)row * (size_t)c->width + x, grey, (size_t)width);
}

struct canvas picture_of_code(const char *text, const struct look *look)
{
	struct qr q;
	if (!qr_encode(&q, text))
		abort();
	struct canvas c = {.width = QR_COLUMNS * look->cell_width + 2 * look->margin,
	    .height = QR_ROWS * look->cell_height + 2 * look->margin};
	c.grey = malloc((size_t)c.width * (size_t)c.height);
	if (!c.grey)
		abort();
	fill(&c, 0, 0, c.width, c.height, look->around);
	for (int row = 0; row < QR_ROWS; row++)
		for (int column = 0; column < QR_COLUMNS; column++) {
			struct qr_cell cell = qr_cell_at(&q, row, column);
			int x = look->margin + column * look->cell_width;
			int y = look->margin + row * look->cell_height;
			int half = (look->cell_height + 1) / 2;
			fill(&c, x, y, look->cell_width, look->cell_height,
			    cell.top ? look->dark : look->light);
			if (cell.half)
				fill(&c, x, y + half, look->cell_width, look->cell_height - half,
				    cell.bottom ? look->dark : look->light);
		}
	return c;
}

void canvas_write(const struct canvas *c, const char *path)
{
	png_image png = {.version = PNG_IMAGE_VERSION,
	    .width = (png_uint_32)c->width,
	    .height = (png_uint_32)c->height,
	    .format = PNG_FORMAT_GRAY};
	if (!png_image_write_to_file(&png, path, 0, c->grey, 0, NULL))
		abort();
}

void canvas_free(struct canvas *c)
{
	free(c->grey);
	c->grey = NULL;
}
