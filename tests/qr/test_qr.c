/* The code's cells: geometry and cell rule as protocol.md «Painting» states them, and a
 * decoder that is not the encoder's (zbar) reads back what went in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zbar.h>

#include "qr/qr.h"

#define PIXELS 6 /* a module's side; a cell is PIXELS wide and 2 * PIXELS high */
#define WIDTH  (QR_COLUMNS * PIXELS)
#define HEIGHT (QR_ROWS * 2 * PIXELS)

static const char too_long[] = "HTTPS://LOCALHOST.OFFICE.TH:65535/E/ABCDEFGHIJKLMNOPQRSTUVWX27";

/* At most 24 characters of host: exactly 61 then. */
static void address(char out[QR_TEXT_MAX + 1], const char *host, unsigned seed)
{
	static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	int n = snprintf(out, QR_TEXT_MAX + 1, "HTTPS://%s/E/", host);
	for (int i = 0; i < 26; i++) {
		seed = seed * 1103515245u + 12345u;
		out[n++] = base32[(seed >> 16) & 31];
	}
	out[n] = '\0';
}

static void paint(uint8_t *grey, const struct qr *q)
{
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++) {
			struct qr_cell cell = qr_cell_at(q, y / (2 * PIXELS), x / PIXELS);
			bool lower = y % (2 * PIXELS) >= PIXELS;
			bool dark = cell.half && lower ? cell.bottom : cell.top;
			grey[y * WIDTH + x] = dark ? 0 : 255;
		}
}

static void decode(char *out, size_t size, uint8_t *grey)
{
	out[0] = '\0';
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	zbar_image_scanner_set_config(scanner, 0, ZBAR_CFG_ENABLE, 0);
	zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	zbar_image_t *image = zbar_image_create();
	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, WIDTH, HEIGHT);
	zbar_image_set_data(image, grey, (unsigned long)WIDTH * HEIGHT, NULL);
	if (zbar_scan_image(scanner, image) > 0)
		snprintf(out, size, "%s", zbar_symbol_get_data(zbar_image_first_symbol(image)));
	zbar_image_destroy(image);
	zbar_image_scanner_destroy(scanner);
}

static void reads_back(const char *text)
{
	static uint8_t grey[WIDTH * HEIGHT];
	struct qr q;
	char read[128];
	assert_true(qr_encode(&q, text));
	paint(grey, &q);
	decode(read, sizeof(read), grey);
	assert_string_equal(read, text);
}

static void test_size(void **state)
{
	(void)state;
	assert_int_equal(QR_COLUMNS, 37);
	assert_int_equal(QR_ROWS, 19);
}

static void test_quiet_zone(void **state)
{
	(void)state;
	struct qr q;
	char text[QR_TEXT_MAX + 1];
	address(text, "C", 1);
	assert_true(qr_encode(&q, text));
	for (int i = 0; i < 37; i++)
		for (int depth = 0; depth < 4; depth++) {
			assert_false(q.dark[depth][i]);
			assert_false(q.dark[36 - depth][i]);
			assert_false(q.dark[i][depth]);
			assert_false(q.dark[i][36 - depth]);
		}
	/* the three finder patterns' corners, ISO/IEC 18004 §6.3.3 */
	assert_true(q.dark[4][4] && q.dark[4][32] && q.dark[32][4]);
	assert_true(q.dark[10][10] && q.dark[10][26] && q.dark[26][10]);
	assert_false(q.dark[5][5] || q.dark[5][31] || q.dark[31][5]);
}

/* 1,000 addresses of every host length that is allowed. */
static void test_zbar_reads(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 1000; n++) {
		char host[25] = "ABCDEFGH.IJKL-MNOP:12345";
		char text[QR_TEXT_MAX + 1];
		host[1 + n % 24] = '\0';
		address(text, host, n);
		reads_back(text);
	}
}

static void test_cell_rule(void **state)
{
	(void)state;
	struct qr q = {0};
	q.dark[2][7] = true;		    /* row 1: upper dark */
	q.dark[5][7] = true;		    /* row 2: lower dark */
	q.dark[6][7] = q.dark[7][7] = true; /* row 3: both */
	q.dark[36][0] = true;		    /* row 18: nothing below, light */
	const struct {
		int row, column;
		struct qr_cell cell;
	} expected[] = {
	    {0, 7, {.half = false, .top = false, .bottom = false}},
	    {1, 7, {.half = true, .top = true, .bottom = false}},
	    {2, 7, {.half = true, .top = false, .bottom = true}},
	    {3, 7, {.half = false, .top = true, .bottom = true}},
	    {18, 0, {.half = true, .top = true, .bottom = false}},
	};
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		struct qr_cell cell = qr_cell_at(&q, expected[i].row, expected[i].column);
		assert_int_equal(cell.half, expected[i].cell.half);
		assert_int_equal(cell.top, expected[i].cell.top);
		assert_int_equal(cell.bottom, expected[i].cell.bottom);
	}
}

static void test_ansi(void **state)
{
	(void)state;
	struct qr q = {0};
	struct buf out = BUF_INIT;
	q.dark[0][0] = true;
	qr_row_ansi(&out, &q, 0);
	const char *start = "\033[38;5;231;48;5;16m\xe2\x96\x84\033[38;5;231;48;5;231m ";
	assert_true(buf_ok(&out));
	assert_memory_equal(out.data, start, strlen(start));
	assert_string_equal((char *)out.data + out.len - 4, "\033[0m");
	assert_null(strstr((char *)out.data, "\xe2\x96\x88")); /* full block */
	assert_null(strstr((char *)out.data, "\xe2\x96\x80")); /* upper half */
	buf_free(&out);
}

static void test_refused(void **state)
{
	(void)state;
	struct qr q;
	char text[QR_TEXT_MAX + 2];
	assert_false(qr_encode(&q, ""));
	assert_false(qr_encode(&q, "https://lower/E/A"));
	assert_false(qr_encode(&q, "HTTPS://A/E/\xe0\xb8\x81"));
	assert_false(qr_encode(&q, too_long));
	memset(text, 'A', sizeof(text));
	text[QR_TEXT_MAX + 1] = '\0';
	assert_false(qr_encode(&q, text));
	text[QR_TEXT_MAX] = '\0';
	assert_true(qr_encode(&q, text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_size),
	    cmocka_unit_test(test_quiet_zone),
	    cmocka_unit_test(test_zbar_reads),
	    cmocka_unit_test(test_cell_rule),
	    cmocka_unit_test(test_ansi),
	    cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests_name("qr", tests, NULL, NULL);
}
