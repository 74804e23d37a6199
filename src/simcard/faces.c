/*
 * mkface: writes the cartoon face of a seed as a JPEG that fits a card's photo field.
 *
 *     mkface [--progressive] SEED FILE
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "simcard/face.h"

#define PHOTO_MAX    5118 /* the card's field */
#define QUALITY_BEST 90
#define QUALITY_STEP 5

struct jpeg {
	unsigned char *data; /* malloc'ed by the library */
	unsigned long len;
};

/* The library ends the program on errors (its default handler): fitting here. */
static struct jpeg compress(struct face_canvas *canvas, int quality, bool progressive)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr errors;
	struct jpeg out = {NULL, 0};

	c.err = jpeg_std_error(&errors);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &out.data, &out.len);
	c.image_width = FACE_WIDTH;
	c.image_height = FACE_HEIGHT;
	c.input_components = 3;
	c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, quality, TRUE);
	c.dct_method = JDCT_ISLOW;
	c.optimize_coding = TRUE;
	if (progressive)
		jpeg_simple_progression(&c);
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < c.image_height) {
		JSAMPROW row = &canvas->rgb[c.next_scanline][0][0];

		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	return out;
}

/* The best quality that fits. */
static struct jpeg fit(struct face_canvas *canvas, bool progressive)
{
	struct jpeg out = {NULL, PHOTO_MAX + 1};

	for (int q = QUALITY_BEST; q > 0 && out.len > PHOTO_MAX; q -= QUALITY_STEP) {
		free(out.data);
		out = compress(canvas, q, progressive);
	}
	return out;
}

static bool write_file(const char *path, const struct jpeg *jpeg)
{
	FILE *f = fopen(path, "wb");
	bool ok;

	if (f == NULL)
		return false;
	ok = fwrite(jpeg->data, 1, jpeg->len, f) == jpeg->len;
	return fclose(f) == 0 && ok;
}

int main(int argc, char **argv)
{
	static struct face_canvas canvas;
	const bool progressive = argc > 1 && strcmp(argv[1], "--progressive") == 0;
	struct jpeg jpeg;
	bool ok;

	if (argc != (progressive ? 4 : 3)) {
		fprintf(stderr, "usage: mkface [--progressive] SEED FILE\n");
		return EXIT_FAILURE;
	}
	face_draw(&canvas, strtoull(argv[argc - 2], NULL, 10));
	jpeg = fit(&canvas, progressive);
	ok = jpeg.len <= PHOTO_MAX && write_file(argv[argc - 1], &jpeg);
	if (!ok)
		perror(argv[argc - 1]);
	free(jpeg.data);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
