/* JPEGs as chips have them, and as nobody should: drawn here by libjpeg. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <jpeglib.h>

#include "card/photo.h"
#include "card/picture.h"

struct drawing {
	unsigned width, height;
	bool progressive, grey;
	int quality;
};

/* A light ground with a dark disc in the middle. */
static unsigned char pixel(const struct drawing *d, unsigned x, unsigned y)
{
	const double dx = (x + 0.5) / d->width - 0.5, dy = (y + 0.5) / d->height - 0.5;

	return dx * dx + dy * dy < 0.09 ? 30 : 220;
}

static unsigned char *draw(const struct drawing *d, unsigned long *len)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr errors;
	unsigned char *out = NULL, *row = malloc(d->width * 3UL);

	*len = 0;
	c.err = jpeg_std_error(&errors);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &out, len);
	c.image_width = d->width;
	c.image_height = d->height;
	c.input_components = d->grey ? 1 : 3;
	c.in_color_space = d->grey ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, d->quality, TRUE);
	if (d->progressive)
		jpeg_simple_progression(&c);
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < c.image_height) {
		for (unsigned x = 0; x < d->width; x++)
			memset(row + x * (d->grey ? 1UL : 3UL), pixel(d, x, c.next_scanline),
			    d->grey ? 1 : 3);
		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	free(row);
	return out;
}

static const struct drawing ordinary = {.width = 148, .height = 178, .quality = 60};
static const struct drawing progressive = {
    .width = 148, .height = 178, .quality = 60, .progressive = true};
static const struct drawing grey = {.width = 148, .height = 178, .quality = 60, .grey = true};

/* In the chip's field: padded with spaces behind the picture. */
static size_t in_field(const struct drawing *d, uint8_t field[CARD_PHOTO_BYTES])
{
	unsigned long len;
	unsigned char *jpeg = draw(d, &len);

	assert_true(len <= CARD_PHOTO_BYTES);
	memset(field, ' ', CARD_PHOTO_BYTES);
	memcpy(field, jpeg, len);
	free(jpeg);
	return len;
}

static void assert_light_round_dark(const struct face *face)
{
	const struct face_cell *middle = &face->cell[face->rows / 2][face->columns / 2];
	const struct face_cell *corner = &face->cell[0][0];

	/* 232-255 are greys from dark to light, 16-231 the colour cube. */
	assert_int_not_equal(middle->bg, corner->bg);
	assert_int_equal(face->mono[0][0].symbol, 0x2588);
	assert_int_equal(face->mono[face->rows / 2][face->columns / 2].symbol, ' ');
}

static void test_good(void **state)
{
	const struct drawing *all[] = {&ordinary, &progressive, &grey};
	uint8_t field[CARD_PHOTO_BYTES];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const size_t len = in_field(all[i], field);
		struct photo photo;
		struct face face;
		struct error err;

		assert_true(photo_decode(&photo, field, sizeof field, &err));
		assert_int_equal(photo.width, 148);
		assert_int_equal(photo.height, 178);
		assert_int_equal(photo.jpeg_len, len);
		assert_true(photo_paint(&face, &photo));
		assert_in_range(face.columns, 20, CARD_FACE_COLUMNS);
		assert_int_equal(face.rows, CARD_FACE_ROWS);
		assert_light_round_dark(&face);
		photo_free(&photo);
	}
}

static size_t count_of(const struct buf *b, const char *bytes)
{
	size_t n = 0;
	const uint8_t *at = b->data, *end = b->data + b->len;

	while ((at = memmem(at, (size_t)(end - at), bytes, strlen(bytes))) != NULL) {
		n++;
		at += strlen(bytes);
	}
	return n;
}

/* The small picture is the large one, made small, as it was drawn: dark in the middle. */
static void test_picture(void **state)
{
	uint8_t field[CARD_PHOTO_BYTES];
	struct buf out = BUF_INIT;
	struct photo photo;
	struct face face;
	struct error err;
	const struct picture *p = &face.picture;

	(void)state;
	in_field(&ordinary, field);
	assert_true(photo_decode(&photo, field, sizeof field, &err));
	assert_true(photo_paint(&face, &photo));
	photo_free(&photo);
	assert_int_equal(p->width, 120); /* 148 × 178 in 120 × 144 */
	assert_int_equal(p->height, 144);
	assert_in_range(p->rgb[0], 210, 230);
	assert_in_range(p->rgb[3 * (72 * 120 + 60)], 20, 40);
	assert_false(picture_bytes(&out, p, PICTURE_NONE, (struct picture_cell){10, 20}));
	assert_true(picture_bytes(&out, p, PICTURE_SIXEL, (struct picture_cell){10, 20}));
	assert_int_equal(count_of(&out, "\033P0;1;0q\"1;1;"), 1);
	assert_int_equal(count_of(&out, "\033"), 2); /* nothing but one string */
	assert_memory_equal(out.data + out.len - 2, "\033\\", 2);
	buf_clear(&out);
	assert_true(picture_bytes(&out, p, PICTURE_KITTY, (struct picture_cell){10, 20}));
	assert_int_equal(count_of(&out, "\033_Ga=T,q=2,C=1,f=32,"), 1);
	assert_int_equal(count_of(&out, ",r=14,"), 1);
	assert_int_equal(count_of(&out, "\033_G"), count_of(&out, "\033\\"));
	assert_true(out.len < 160000);
	buf_free(&out);
}

/* Whatever a terminal says of its cells. */
static void test_odd_cells(void **state)
{
	static const struct picture_cell cells[] = {
	    {0, 0}, {-1, -1}, {1, 1}, {1, 400}, {400, 1}, {65535, 65535}};
	struct picture *p = calloc(1, sizeof *p);

	(void)state;
	p->width = 1;
	p->height = 144;
	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
		for (int kind = PICTURE_SIXEL; kind <= PICTURE_KITTY; kind++) {
			struct buf out = BUF_INIT;

			assert_true(picture_bytes(&out, p, (enum picture_kind)kind, cells[i]));
			assert_in_range(out.len, 10, 4000000);
			buf_free(&out);
		}
	p->width = 0;
	struct buf out = BUF_INIT;
	assert_false(picture_bytes(&out, p, PICTURE_SIXEL, cells[2]));
	buf_free(&out);
	free(p);
}

static void test_cells(void **state)
{
	uint8_t field[CARD_PHOTO_BYTES];
	struct photo photo;
	struct face face;
	struct error err;

	(void)state;
	in_field(&ordinary, field);
	assert_true(photo_decode(&photo, field, sizeof field, &err));
	assert_true(photo_paint(&face, &photo));
	for (int row = 0; row < face.rows; row++)
		for (int column = 0; column < face.columns; column++) {
			const struct face_cell *cell = &face.cell[row][column];

			assert_true(photo_symbol(cell->symbol));
			assert_true(cell->fg >= 16 && cell->bg >= 16);
			assert_true(photo_symbol(face.mono[row][column].symbol));
		}
	photo_free(&photo);
}

/* All proportions fit the cells. */
static void test_proportions(void **state)
{
	static const struct drawing all[] = {{.width = 400, .height = 20, .quality = 20},
	    {.width = 20, .height = 400, .quality = 20}, {.width = 1, .height = 1, .quality = 50},
	    {.width = 1000, .height = 1000, .quality = 1}};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		unsigned long len;
		unsigned char *jpeg = draw(&all[i], &len);
		struct photo photo;
		struct face face;
		struct error err;

		assert_true(photo_decode(&photo, jpeg, len, &err));
		assert_true(photo_paint(&face, &photo));
		assert_in_range(face.columns, 1, CARD_FACE_COLUMNS);
		assert_in_range(face.rows, 1, CARD_FACE_ROWS);
		photo_free(&photo);
		free(jpeg);
	}
}

static void assert_unreadable(const uint8_t *bytes, size_t len, const char *why)
{
	struct photo photo;
	struct error err;

	assert_false(photo_decode(&photo, bytes, len, &err));
	assert_int_equal(err.problem, PROBLEM_PHOTO_UNREADABLE);
	if (why != NULL)
		assert_string_equal(err.context, why);
	assert_null(photo.rgba);
}

static void test_blank(void **state)
{
	static const int pads[] = {' ', 0x00, 0xFF};
	uint8_t field[CARD_PHOTO_BYTES];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		memset(field, pads[i], sizeof field);
		assert_unreadable(field, sizeof field, "no photo");
	}
	assert_unreadable(field, 0, "no photo");
}

static void test_garbage(void **state)
{
	uint8_t field[CARD_PHOTO_BYTES];
	unsigned seed = 7;

	(void)state;
	for (int i = 0; i < 200; i++) {
		for (size_t n = 0; n < sizeof field; n++)
			field[n] = (uint8_t)rand_r(&seed);
		memcpy(field, i % 2 == 0 ? "\xFF\xD8\xFF" : "\0\0\0", 3);
		assert_unreadable(field, sizeof field, NULL);
	}
}

/* One bit wrong anywhere: decoded or refused, nothing else. */
static void test_damaged(void **state)
{
	uint8_t field[CARD_PHOTO_BYTES];
	unsigned seed = 11;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct photo photo;
		struct error err;
		const size_t len = in_field(i % 2 == 0 ? &ordinary : &progressive, field);

		field[(size_t)rand_r(&seed) % len] ^= (uint8_t)(1U << (rand_r(&seed) % 8));
		if (photo_decode(&photo, field, sizeof field, &err))
			assert_true(photo.width <= PHOTO_SIDE_MAX);
		else
			assert_int_equal(err.problem, PROBLEM_PHOTO_UNREADABLE);
		photo_free(&photo);
	}
}

/* The last bytes missing: still a face. The first half alone: none. */
static void test_cut(void **state)
{
	uint8_t field[CARD_PHOTO_BYTES];
	const size_t len = in_field(&ordinary, field);
	struct photo photo;
	struct error err;

	(void)state;
	assert_true(photo_decode(&photo, field, len - 18, &err));
	assert_int_equal(photo.height, 178);
	assert_int_equal(photo.jpeg_len, len - 18);
	photo_free(&photo);
	assert_unreadable(field, len / 2, "damaged");
	assert_unreadable(field, 20, NULL);
}

static void test_cut_progressive(void **state)
{
	uint8_t field[CARD_PHOTO_BYTES];
	const size_t len = in_field(&progressive, field);
	const uint8_t *first_scan = memmem(field, len, "\xFF\xDA", 2);
	struct photo photo;
	struct error err;

	(void)state;
	assert_true(photo_decode(&photo, field, len - 18, &err));
	photo_free(&photo);
	assert_non_null(first_scan);
	assert_unreadable(field, (size_t)(first_scan - field) + 30, "damaged");
}

/* The header's height and width, SOF at its place: a few bytes that ask for gigabytes. */
static void test_bomb(void **state)
{
	uint8_t field[CARD_PHOTO_BYTES];
	static const struct {
		uint8_t height_hi, width_hi;
	} rows[] = {{0xFF, 0xFF}, {0x03, 0xFF}, {0xFF, 0x00}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t *sof;

		in_field(&ordinary, field);
		sof = memmem(field, sizeof field, "\xFF\xC0", 2);
		assert_non_null(sof);
		sof[5] = rows[i].height_hi;
		sof[6] = 0xFF;
		sof[7] = rows[i].width_hi;
		sof[8] = 0xFF;
		assert_unreadable(field, sizeof field, NULL);
	}
}

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A progressive picture of 1000 × 1000 whose last scan stands there hundreds of times. */
static void test_many_scans(void **state)
{
	const struct drawing d = {
	    .width = 1000, .height = 1000, .quality = 1, .progressive = true, .grey = true};
	unsigned long len;
	unsigned char *jpeg = draw(&d, &len);
	unsigned char *last = NULL;
	uint8_t *all = malloc(4 << 20);
	size_t at, scan;
	double before;

	(void)state;
	for (size_t i = 0; i + 1 < len; i++)
		if (jpeg[i] == 0xFF && jpeg[i + 1] == 0xDA)
			last = jpeg + i;
	assert_non_null(last);
	at = (size_t)(last - jpeg);
	scan = len - 2 - at;
	memcpy(all, jpeg, at);
	for (int i = 0; i < 400 && at + scan < (4 << 20) - 2; i++, at += scan)
		memcpy(all + at, last, scan);
	memcpy(all + at, "\xFF\xD9", 2);
	before = cpu_seconds();
	assert_unreadable(all, at + 2, "scans");
	assert_true(cpu_seconds() - before < 2.0);
	free(all);
	free(jpeg);
}

static void test_symbols(void **state)
{
	(void)state;
	assert_true(photo_symbol(' '));
	assert_true(photo_symbol(0x2580));
	assert_true(photo_symbol(0x259F));
	assert_false(photo_symbol(0x1B));
	assert_false(photo_symbol('A'));
	assert_false(photo_symbol(0x25A0));
	assert_false(photo_symbol(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_good),
	    cmocka_unit_test(test_cells),
	    cmocka_unit_test(test_picture),
	    cmocka_unit_test(test_odd_cells),
	    cmocka_unit_test(test_proportions),
	    cmocka_unit_test(test_blank),
	    cmocka_unit_test(test_garbage),
	    cmocka_unit_test(test_damaged),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_cut_progressive),
	    cmocka_unit_test(test_bomb),
	    cmocka_unit_test(test_many_scans),
	    cmocka_unit_test(test_symbols),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
