/* What training makes of painted cells is read back by zbar, as by a phone's camera. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <png.h>
#include <zbar.h>

#include "qr/qr.h"
#include "training/training.h"

#define CODE "HTTPS://LOCALHOST:8443/E/ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static char directory[] = "/tmp/test_picture.XXXXXX";
static char file[64];

static int set_up(void **state)
{
	(void)state;
	if (mkdtemp(directory) == NULL)
		return -1;
	snprintf(file, sizeof file, "%s/code.png", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(file);
	return rmdir(directory);
}

/* Reads the picture with zbar; the text of the only symbol in it, or "". */
static void scan(char *out, size_t size)
{
	png_image image = {.version = PNG_IMAGE_VERSION};
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	zbar_image_t *picture = zbar_image_create();
	uint8_t *pixels;

	out[0] = '\0';
	assert_true(png_image_begin_read_from_file(&image, file) != 0);
	image.format = PNG_FORMAT_GRAY;
	pixels = malloc(PNG_IMAGE_SIZE(image));
	assert_non_null(pixels);
	assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL) != 0);
	zbar_image_set_format(picture, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(picture, image.width, image.height);
	zbar_image_set_data(picture, pixels, PNG_IMAGE_SIZE(image), NULL);
	if (zbar_scan_image(scanner, picture) == 1)
		snprintf(out, size, "%s", zbar_symbol_get_data(zbar_image_first_symbol(picture)));
	zbar_image_destroy(picture);
	zbar_image_scanner_destroy(scanner);
	free(pixels);
}

static void paint(struct buf *b)
{
	struct qr q;

	assert_true(qr_encode(&q, CODE));
	for (int row = 0; row < QR_ROWS; row++) {
		qr_row_ansi(b, &q, row);
		buf_puts(b, "\n");
	}
}

static void a_painted_code_is_read(void **state)
{
	struct buf b = BUF_INIT;
	struct error err;
	char text[128];

	(void)state;
	paint(&b);
	buf_puts(&b, "\n7KQ4-MX2P-9D-0\n"); /* what stands below is not part of it */
	assert_true(picture_from_cells((const char *)b.data, b.len, 4, file, &err));
	scan(text, sizeof text);
	assert_string_equal(text, CODE);
	buf_free(&b);
}

static void a_cut_code_is_not_read(void **state)
{
	struct buf b = BUF_INIT;
	struct error err;
	char text[128];

	(void)state;
	paint(&b);
	assert_true(picture_from_cells((const char *)b.data, b.len / 2, 4, file, &err));
	scan(text, sizeof text);
	assert_string_equal(text, "");
	buf_free(&b);
}

static void nothing_painted_is_an_error(void **state)
{
	struct error err;

	(void)state;
	assert_false(picture_from_cells("hello\n", 6, 4, file, &err));
	assert_int_equal(err.problem, PROBLEM_CANNOT_CREATE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_painted_code_is_read),
	    cmocka_unit_test(a_cut_code_is_not_read),
	    cmocka_unit_test(nothing_painted_is_an_error),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
