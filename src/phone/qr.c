#include "phone/qr.h"

#include <png.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#define PIXELS_MAX (64u * 1024 * 1024)
#define SIDE_MAX   16384u

struct picture {
	unsigned width, height;
	uint8_t *grey; /* owned */
};

static bool unreadable(struct error *err, const char *why)
{
	return error_set(err, PROBLEM_CODE_UNREADABLE, "%s", why);
}

static bool read_png(struct picture *p, const char *path, struct error *err)
{
	png_image png = {.version = PNG_IMAGE_VERSION};
	*p = (struct picture){0};
	if (!png_image_begin_read_from_file(&png, path))
		return unreadable(err, "not a PNG picture");
	png.format = PNG_FORMAT_GRAY;
	*p = (struct picture){png.width, png.height, NULL};
	if (png.width <= SIDE_MAX && png.height <= SIDE_MAX &&
	    (size_t)png.width * png.height <= PIXELS_MAX)
		p->grey = malloc(PNG_IMAGE_SIZE(png));
	/* what is transparent counts as white paper */
	png_color white = {255, 255, 255};
	if (p->grey && png_image_finish_read(&png, &white, p->grey, 0, NULL))
		return true;
	png_image_free(&png);
	free(p->grey);
	return unreadable(err, "the picture is too large or damaged");
}

static void keep(struct qr_codes *codes, const zbar_symbol_t *symbol)
{
	const char *data = zbar_symbol_get_data(symbol);
	size_t len = zbar_symbol_get_data_length(symbol);
	if (codes->count == QR_CODES_MAX || len >= QR_TEXT_SIZE || memchr(data, '\0', len))
		return;
	memcpy(codes->text[codes->count], data, len);
	codes->text[codes->count++][len] = '\0';
}

static void scan(struct qr_codes *codes, const struct picture *p)
{
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	zbar_image_t *image = zbar_image_create();
	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, p->width, p->height);
	zbar_image_set_data(image, p->grey, (unsigned long)p->width * p->height, NULL);
	zbar_scan_image(scanner, image);
	for (const zbar_symbol_t *s = zbar_image_first_symbol(image); s; s = zbar_symbol_next(s))
		keep(codes, s);
	zbar_image_destroy(image);
	zbar_image_scanner_destroy(scanner);
}

bool qr_read_png(struct qr_codes *codes, const char *path, struct error *err)
{
	struct picture p;
	*codes = (struct qr_codes){0};
	if (!read_png(&p, path, err))
		return false;
	scan(codes, &p);
	free(p.grey);
	return codes->count > 0 || unreadable(err, "no QR code in the picture");
}
