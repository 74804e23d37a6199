/*
 * card/photo_paint.c - libchafa: pixels to cells.
 */
#include <chafa.h>
#include <string.h>

#include "base/secret.h"
#include "card/photo.h"

#define CELL_WIDTH   10 /* pixels of a cell, for its proportions alone */
#define CELL_HEIGHT  20
#define FULL_BLOCK   0x2588
#define COLOUR_FIRST 16 /* below stand the 16 that users and terminals change */

bool photo_symbol(uint32_t symbol)
{
	return symbol == ' ' || (symbol >= 0x2580 && symbol <= 0x259F);
}

struct area {
	unsigned left, right, top, bottom; /* pixels, right and bottom exclusive */
};

static ChafaCanvasConfig *configure(const struct face *face, bool mono)
{
	ChafaCanvasConfig *config = chafa_canvas_config_new();
	ChafaSymbolMap *symbols = chafa_symbol_map_new();

	chafa_symbol_map_add_by_tags(
	    symbols, CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_HALF | CHAFA_SYMBOL_TAG_QUAD);
	if (mono)
		chafa_symbol_map_add_by_tags(symbols, CHAFA_SYMBOL_TAG_SOLID);
	chafa_canvas_config_set_symbol_map(config, symbols);
	chafa_symbol_map_unref(symbols);
	chafa_canvas_config_set_geometry(config, face->columns, face->rows);
	chafa_canvas_config_set_cell_geometry(config, CELL_WIDTH, CELL_HEIGHT);
	chafa_canvas_config_set_pixel_mode(config, CHAFA_PIXEL_MODE_SYMBOLS);
	chafa_canvas_config_set_canvas_mode(
	    config, mono ? CHAFA_CANVAS_MODE_FGBG : CHAFA_CANVAS_MODE_INDEXED_240);
	chafa_canvas_config_set_dither_mode(config, CHAFA_DITHER_MODE_NONE);
	return config;
}

static uint8_t colour(gint raw)
{
	return raw < COLOUR_FIRST || raw > 255 ? COLOUR_FIRST : (uint8_t)raw;
}

static void take_cell(ChafaCanvas *canvas, int column, int row, struct face_cell *cell)
{
	gint fg = -1, bg = -1;
	const gunichar symbol = chafa_canvas_get_char_at(canvas, column, row);

	chafa_canvas_get_raw_colors_at(canvas, column, row, &fg, &bg);
	*cell = (struct face_cell){
	    .symbol = photo_symbol(symbol) ? symbol : ' ', .fg = colour(fg), .bg = colour(bg)};
}

static void paint(struct face *face, const struct photo *photo, bool mono)
{
	ChafaCanvasConfig *config = configure(face, mono);
	ChafaCanvas *canvas = chafa_canvas_new(config);

	chafa_canvas_draw_all_pixels(canvas, CHAFA_PIXEL_RGBA8_UNASSOCIATED, photo->rgba,
	    (gint)photo->width, (gint)photo->height, (gint)(photo->width * 4));
	for (int row = 0; row < face->rows; row++)
		for (int column = 0; column < face->columns; column++)
			take_cell(canvas, column, row,
			    mono ? &face->mono[row][column] : &face->cell[row][column]);
	chafa_canvas_unref(canvas);
	chafa_canvas_config_unref(config);
}

/* The largest that fits with the picture's proportions. */
static void fit(struct face *face, const struct photo *photo)
{
	gint columns = CARD_FACE_COLUMNS, rows = CARD_FACE_ROWS;

	chafa_calc_canvas_geometry((gint)photo->width, (gint)photo->height, &columns, &rows,
	    (gfloat)CELL_WIDTH / CELL_HEIGHT, TRUE, FALSE);
	face->columns = columns < 1 ? 1 : columns > CARD_FACE_COLUMNS ? CARD_FACE_COLUMNS : columns;
	face->rows = rows < 1 ? 1 : rows > CARD_FACE_ROWS ? CARD_FACE_ROWS : rows;
}

/* The mean of the pixels that fall into one of the small picture's. */
static void take_pixel(uint8_t rgb[3], const struct photo *photo, struct area a)
{
	unsigned long sum[3] = {0};
	unsigned long count = (unsigned long)(a.right - a.left) * (a.bottom - a.top);

	for (unsigned y = a.top; y < a.bottom; y++)
		for (unsigned x = a.left; x < a.right; x++)
			for (int c = 0; c < 3; c++)
				sum[c] +=
				    photo->rgba[4 * ((size_t)y * photo->width + x) + (size_t)c];
	for (int c = 0; c < 3; c++)
		rgb[c] = (uint8_t)(sum[c] / count);
}

/* As large as it may be, never larger than it is. */
static void shrink(struct picture *p, const struct photo *photo)
{
	unsigned width = MIN(photo->width, CARD_PICTURE_WIDTH);
	unsigned height = MAX(1, width * photo->height / photo->width);

	if (height > CARD_PICTURE_HEIGHT) {
		height = CARD_PICTURE_HEIGHT;
		width = MAX(1, height * photo->width / photo->height);
	}
	p->width = (uint8_t)width;
	p->height = (uint8_t)height;
	for (unsigned y = 0; y < height; y++)
		for (unsigned x = 0; x < width; x++)
			take_pixel(p->rgb + 3 * ((size_t)y * width + x), photo,
			    (struct area){.left = x * photo->width / width,
				.right = (x + 1) * photo->width / width,
				.top = y * photo->height / height,
				.bottom = (y + 1) * photo->height / height});
}

bool photo_paint(struct face *face, const struct photo *photo)
{
	memset(face, 0, sizeof *face);
	if (photo->rgba == NULL || photo->width == 0 || photo->height == 0)
		return false;
	chafa_set_n_threads(1);
	fit(face, photo);
	paint(face, photo, false);
	paint(face, photo, true);
	shrink(&face->picture, photo);
	return true;
}

void photo_warm_up(void)
{
	uint8_t grey[16 * 16 * 4] = {0};
	const struct photo photo = {.width = 16, .height = 16, .rgba = grey};
	struct face face;
	struct photo none;

	photo_paint(&face, &photo);
	/* Ends at the missing start marker, with all tables of messages touched. */
	photo_decode(&none, (const uint8_t *)"x", 1, NULL);
}
