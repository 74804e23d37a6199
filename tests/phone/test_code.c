/* A code out of pictures and typed texts, good and bad. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../base/scratch.h"
#include "phone/code.h"
#include "phone/qr.h"
#include "pictures.h"

#define HOST	"localhost:8443"
#define SYMBOLS "ABCDEFGHIJKLMNOPQRSTUVW234"
#define URL	"HTTPS://LOCALHOST:8443/E/" SYMBOLS

static char directory[SCRATCH_SIZE];

static int enter(void **state)
{
	(void)state;
	return scratch_make(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	unlink("code.png");
	unlink("bad.png");
	return chdir("/") == 0 && rmdir(directory) == 0 ? 0 : -1;
}

static void draw(const char *text, const struct look *look)
{
	struct canvas c = picture_of_code(text, look);
	canvas_write(&c, "code.png");
	canvas_free(&c);
}

/* Cells of common fonts, light and dark surroundings, colours that are not quite black and
 * white, and a cell of odd height. */
static void half_blocks_are_read(void **state)
{
	(void)state;
	static const struct look looks[] = {
	    {8, 16, 0, 0, 255, 255},
	    {10, 20, 40, 0, 255, 0},
	    {7, 14, 100, 0, 255, 30},
	    {9, 19, 33, 0, 255, 128},
	    {12, 25, 10, 8, 238, 16},
	    {6, 12, 200, 0, 255, 255},
	    {16, 32, 64, 40, 210, 90},
	};
	for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
		struct qr_codes codes;
		struct error err = {0};
		draw(URL, &looks[i]);
		if (!qr_read_png(&codes, "code.png", &err))
			fail_msg("look %zu: %s", i, err.context);
		assert_int_equal(codes.count, 1);
		assert_string_equal(codes.text[0], URL);
	}
}

static const struct look plain = {8, 16, 20, 0, 255, 255};

static void a_picture_becomes_a_claim(void **state)
{
	(void)state;
	struct api_claim claim = {.typed = "0123456789*"};
	struct error err;
	draw(URL, &plain);
	assert_true(code_from_image(&claim, "code.png", HOST, true, &err));
	assert_string_equal(claim.code, SYMBOLS);
	assert_string_equal(claim.typed, "");
	/* typed as a path */
	memset(&claim, 0, sizeof claim);
	assert_true(code_from_text(&claim, "./code.png", HOST, true, &err));
	assert_string_equal(claim.code, SYMBOLS);
}

static void pictures_want_leave(void **state)
{
	(void)state;
	struct api_claim claim = {0};
	struct error err;
	draw(URL, &plain);
	assert_false(code_from_image(&claim, "code.png", HOST, false, &err));
	assert_int_equal(err.problem, PROBLEM_NO_LEAVE);
	assert_false(code_from_text(&claim, "code.png", HOST, false, &err));
	assert_int_equal(err.problem, PROBLEM_NO_LEAVE);
}

static void other_hosts_are_refused(void **state)
{
	(void)state;
	struct api_claim claim = {0};
	struct error err;
	draw("HTTPS://EVIL.EXAMPLE/E/" SYMBOLS, &plain);
	assert_false(code_from_image(&claim, "code.png", HOST, true, &err));
	assert_int_equal(err.problem, PROBLEM_CODE_OTHER_HOST);
	assert_null(strstr(err.context, "EVIL"));
	draw("WIFI:S:X", &plain);
	assert_false(code_from_image(&claim, "code.png", HOST, true, &err));
	assert_int_equal(err.problem, PROBLEM_CODE_UNREADABLE);
}

/* Two codes in one picture, ours beside another: ours counts, on whichever side. */
static void ours_is_found_among_others(void **state)
{
	(void)state;
	static const char *const pairs[2][2] = {
	    {URL, "HTTPS://EVIL.EXAMPLE/E/" SYMBOLS}, {"HTTPS://EVIL.EXAMPLE/E/" SYMBOLS, URL}};
	for (int i = 0; i < 2; i++) {
		struct canvas a = picture_of_code(pairs[i][0], &plain);
		struct canvas b = picture_of_code(pairs[i][1], &plain);
		struct canvas both = {a.width + b.width, a.height, NULL};
		both.grey = malloc((size_t)both.width * (size_t)both.height);
		assert_non_null(both.grey);
		for (int y = 0; y < both.height; y++) {
			uint8_t *row = both.grey + y * both.width;
			memcpy(row, a.grey + y * a.width, (size_t)a.width);
			memcpy(row + a.width, b.grey + y * b.width, (size_t)b.width);
		}
		canvas_write(&both, "code.png");
		struct api_claim claim = {0};
		struct error err;
		assert_true(code_from_image(&claim, "code.png", HOST, true, &err));
		assert_string_equal(claim.code, SYMBOLS);
		canvas_free(&a);
		canvas_free(&b);
		canvas_free(&both);
	}
}

static void store_bad(const void *data, size_t len)
{
	FILE *f = fopen("bad.png", "w");
	assert_non_null(f);
	fwrite(data, 1, len, f);
	fclose(f);
}

static void unreadable(const char *path)
{
	struct qr_codes codes;
	struct error err = {0};
	assert_false(qr_read_png(&codes, path, &err));
	assert_int_equal(err.problem, PROBLEM_CODE_UNREADABLE);
	assert_int_equal(codes.count, 0);
}

static void pictures_that_are_none(void **state)
{
	(void)state;
	/* a header that claims 65,535 x 65,535 pixels, with its right checksum */
	static const uint8_t huge[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\0"
				      "\0\0\0\x93\x6e\x86\x8c";
	uint8_t part[64 * 1024];
	unreadable("/nonexistent.png");
	unreadable("/dev/null");
	unreadable(directory);
	store_bad("GIF89a", 6);
	unreadable("bad.png");
	store_bad(huge, sizeof huge - 1);
	unreadable("bad.png");
	draw(URL, &plain);
	FILE *f = fopen("code.png", "r");
	size_t len = fread(part, 1, sizeof part, f);
	fclose(f);
	for (size_t cut = 0; cut + 20 < len; cut += 37) {
		store_bad(part, cut);
		unreadable("bad.png");
	}
	struct canvas white = {100, 100, NULL};
	white.grey = malloc(10000);
	memset(white.grey, 255, 10000);
	canvas_write(&white, "code.png");
	canvas_free(&white);
	unreadable("code.png");
}

static void typed_codes(void **state)
{
	(void)state;
	char symbols[TYPED_CODE_SYMBOLS + 1], shown[TYPED_CODE_SHOWN];
	static const uint8_t random[8] = {1, 2, 3, 4, 5, 6, 7, 8};
	typed_code_from_random(symbols, random);
	typed_code_format(shown, symbols);
	const struct {
		const char *text;
		enum problem problem;
	} rows[] = {
	    {shown, PROBLEM_NONE},
	    {symbols, PROBLEM_NONE},
	    {"https://localhost:8443/e/" SYMBOLS, PROBLEM_NONE},
	    {URL, PROBLEM_NONE},
	    {"https://evil.example/E/" SYMBOLS, PROBLEM_CODE_OTHER_HOST},
	    {"http://localhost:8443/E/" SYMBOLS, PROBLEM_CODE_UNREADABLE},
	    {"0000-0000-01-0", PROBLEM_CODE_UNREADABLE}, /* 1 mod 37 is not 0 */
	    {"hello", PROBLEM_CODE_UNREADABLE},
	    {"", PROBLEM_CODE_UNREADABLE},
	    {"/no/such/picture.png", PROBLEM_CODE_UNREADABLE},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct api_claim claim = {0};
		struct error err = {0};
		bool ok = code_from_text(&claim, rows[i].text, HOST, true, &err);
		assert_int_equal(err.problem, rows[i].problem);
		assert_int_equal(ok, rows[i].problem == PROBLEM_NONE);
		if (ok) /* one of the two, never both */
			assert_true(!claim.code[0] != !claim.typed[0]);
	}
}

static void a_new_code_replaces_the_old(void **state)
{
	(void)state;
	char symbols[TYPED_CODE_SYMBOLS + 1];
	static const uint8_t random[8] = {9};
	struct api_claim claim = {0};
	struct error err;
	typed_code_from_random(symbols, random);
	assert_true(code_from_text(&claim, URL, HOST, false, &err));
	assert_true(code_from_text(&claim, symbols, HOST, false, &err));
	assert_string_equal(claim.code, "");
	assert_string_equal(claim.typed, symbols);
	/* one that is refused leaves the good one */
	assert_false(code_from_text(&claim, "x", HOST, false, &err));
	assert_string_equal(claim.typed, symbols);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(half_blocks_are_read),
	    cmocka_unit_test(a_picture_becomes_a_claim),
	    cmocka_unit_test(pictures_want_leave),
	    cmocka_unit_test(other_hosts_are_refused),
	    cmocka_unit_test(ours_is_found_among_others),
	    cmocka_unit_test(pictures_that_are_none),
	    cmocka_unit_test(typed_codes),
	    cmocka_unit_test(a_new_code_replaces_the_old),
	};
	return cmocka_run_group_tests(tests, enter, leave);
}
