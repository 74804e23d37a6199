#include "card/picture.h"

#include <chafa.h>

#include "base/secret.h"

/* Kitty scales by itself: fewer pixels travel. Sixels are as large as the cells. */
#define KITTY_CELL_WIDTH  5
#define KITTY_CELL_HEIGHT 10
#define CELL_MAX	  64

/* C=1: the cursor stays (no row scrolls); q=2: no answer, which would be taken for keys. */
static const struct {
	ChafaTermSeq seq;
	const char *bytes;
} sequences[] = {
    {CHAFA_TERM_SEQ_BEGIN_SIXELS, "\033P%1;%2;%3q"},
    {CHAFA_TERM_SEQ_END_SIXELS, "\033\\"},
    {CHAFA_TERM_SEQ_BEGIN_KITTY_IMMEDIATE_IMAGE_V1,
	"\033_Ga=T,q=2,C=1,f=%1,s=%2,v=%3,c=%4,r=%5,m=1\033\\"},
    {CHAFA_TERM_SEQ_END_KITTY_IMAGE, "\033_Gq=2,m=0\033\\"},
    {CHAFA_TERM_SEQ_BEGIN_KITTY_IMAGE_CHUNK, "\033_Gq=2,m=1;"},
    {CHAFA_TERM_SEQ_END_KITTY_IMAGE_CHUNK, "\033\\"},
};

static ChafaTermInfo *terminal(void)
{
	ChafaTermInfo *info = chafa_term_info_new();

	for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++)
		chafa_term_info_set_seq(info, sequences[i].seq, sequences[i].bytes, NULL);
	return info;
}

static ChafaCanvasConfig *configure(
    const struct picture *p, enum picture_kind kind, struct picture_cell cell)
{
	ChafaCanvasConfig *config = chafa_canvas_config_new();
	gint columns = CARD_FACE_COLUMNS, rows = CARD_FACE_ROWS;

	chafa_calc_canvas_geometry(p->width, p->height, &columns, &rows,
	    (gfloat)cell.width / (gfloat)cell.height, TRUE, FALSE);
	chafa_canvas_config_set_geometry(
	    config, CLAMP(columns, 1, CARD_FACE_COLUMNS), CLAMP(rows, 1, CARD_FACE_ROWS));
	chafa_canvas_config_set_cell_geometry(config, cell.width, cell.height);
	chafa_canvas_config_set_canvas_mode(config, CHAFA_CANVAS_MODE_TRUECOLOR);
	chafa_canvas_config_set_pixel_mode(
	    config, kind == PICTURE_KITTY ? CHAFA_PIXEL_MODE_KITTY : CHAFA_PIXEL_MODE_SIXELS);
	return config;
}

static bool print(struct buf *out, ChafaCanvas *canvas)
{
	ChafaTermInfo *info = terminal();
	GString *bytes = chafa_canvas_print(canvas, info);

	chafa_term_info_unref(info);
	if (bytes == NULL)
		return false;
	buf_put(out, bytes->str, bytes->len);
	secret_wipe(bytes->str, bytes->len);
	g_string_free(bytes, TRUE);
	return buf_ok(out);
}

static struct picture_cell cell_of(enum picture_kind kind, struct picture_cell cell)
{
	if (kind == PICTURE_KITTY) {
		/* The terminal's proportions, not its size. */
		int height = cell.height > 0 && cell.width > 0
				 ? KITTY_CELL_WIDTH * cell.height / cell.width
				 : KITTY_CELL_HEIGHT;
		return (struct picture_cell){KITTY_CELL_WIDTH, CLAMP(height, 1, CELL_MAX)};
	}
	return (struct picture_cell){
	    CLAMP(cell.width, 1, CELL_MAX), CLAMP(cell.height, 1, CELL_MAX)};
}

bool picture_bytes(struct buf *out, const struct picture *picture, enum picture_kind kind,
    struct picture_cell cell)
{
	ChafaCanvasConfig *config;
	ChafaCanvas *canvas;
	bool ok;

	if (picture->width == 0 || picture->height == 0 || kind == PICTURE_NONE)
		return false;
	chafa_set_n_threads(1);
	config = configure(picture, kind, cell_of(kind, cell));
	canvas = chafa_canvas_new(config);
	chafa_canvas_draw_all_pixels(canvas, CHAFA_PIXEL_RGB8, picture->rgb, picture->width,
	    picture->height, 3 * picture->width);
	ok = print(out, canvas);
	chafa_canvas_unref(canvas);
	chafa_canvas_config_unref(config);
	return ok;
}
