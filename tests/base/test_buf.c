/* Buffers that grow, and views that end. */
#include "base/buf.h"

#include <string.h>

#include "tests/base/cmocka_all.h"

static void numbers_are_big_endian(void **state)
{
	static const uint8_t want[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A,
	    0x0B, 0x0C, 0x0D, 0x0E, 0x0F};
	struct buf b = BUF_INIT;

	(void)state;
	buf_u8(&b, 0x01);
	buf_u16(&b, 0x0203);
	buf_u32(&b, 0x04050607);
	buf_u64(&b, 0x08090A0B0C0D0E0F);
	assert_true(buf_ok(&b));
	assert_int_equal(b.len, sizeof(want));
	assert_memory_equal(b.data, want, sizeof(want));

	struct view v = view_of(b.data, b.len);
	assert_int_equal(view_u8(&v), 0x01);
	assert_int_equal(view_u16(&v), 0x0203);
	assert_int_equal(view_u32(&v), 0x04050607);
	assert_false(view_done(&v));
	assert_true(view_u64(&v) == 0x08090A0B0C0D0E0F);
	assert_true(view_done(&v));
	buf_free(&b);
	assert_null(b.data);
}

static void it_grows_and_stays_a_string(void **state)
{
	struct buf b[] = {BUF_INIT, BUF_INIT_SECRET};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(b); k++) {
		for (size_t i = 0; i < 20000; i++) {
			buf_u8(&b[k], (uint8_t)('a' + i % 26));
			assert_int_equal(b[k].data[i + 1], 0);
		}
		assert_true(buf_ok(&b[k]));
		for (size_t i = 0; i < 20000; i++)
			assert_int_equal(b[k].data[i], 'a' + i % 26);
		buf_free(&b[k]);
		assert_int_equal(b[k].len, 0);
		/* and can be used again */
		buf_puts(&b[k], "x");
		assert_string_equal((char *)b[k].data, "x");
		buf_free(&b[k]);
	}
}

static void printf_appends(void **state)
{
	struct buf b = BUF_INIT;
	char long_text[1000];

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	buf_puts(&b, "a=");
	buf_printf(&b, "%d,", 7);
	buf_printf(&b, "%s", long_text);
	assert_int_equal(b.len, 4 + 999);
	assert_memory_equal(b.data, "a=7,xxx", 7);
	buf_free(&b);
}

static void clearing_wipes_what_is_secret(void **state)
{
	struct buf b = BUF_INIT_SECRET;
	static const uint8_t zeros[8];

	(void)state;
	buf_puts(&b, "50718293");
	buf_clear(&b);
	assert_int_equal(b.len, 0);
	assert_memory_equal(b.data, zeros, 8);
	buf_free(&b);
}

static void turning_secret_late_is_safe(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_puts(&b, "first");
	b.secret = true;
	for (int i = 0; i < 1000; i++)
		buf_puts(&b, "more");
	assert_memory_equal(b.data, "firstmore", 9);
	buf_free(&b);
}

static void a_failed_writer_does_nothing_more(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_puts(&b, "kept");
	assert_null(buf_reserve(&b, SIZE_MAX / 2));
	assert_false(buf_ok(&b));
	buf_puts(&b, "lost");
	buf_printf(&b, "%d", 1);
	assert_string_equal((char *)b.data, "kept");
	buf_free(&b);
	assert_true(buf_ok(&b));
}

static void a_string_of_64_kib_fails(void **state)
{
	static char text[65537];
	struct buf b = BUF_INIT;

	(void)state;
	memset(text, 'x', 65536);
	buf_str(&b, text);
	assert_false(buf_ok(&b));
	buf_free(&b);
	text[65535] = '\0';
	buf_str(&b, text);
	assert_true(buf_ok(&b));
	assert_int_equal(b.len, 2 + 65535);
	buf_free(&b);
}

static void strings_and_blobs_come_back(void **state)
{
	struct buf b = BUF_INIT;
	char out[16];
	size_t len = 99;

	(void)state;
	buf_str(&b, "ทดสอบ");
	buf_str(&b, "");
	buf_blob(&b, "\x00\xFF\x00", 3);
	buf_blob(&b, NULL, 0);
	struct view v = view_of(b.data, b.len);
	view_str(&v, out, sizeof(out)); /* 15 bytes and the NUL */
	assert_string_equal(out, "ทดสอบ");
	view_str(&v, out, 1);
	assert_string_equal(out, "");
	const uint8_t *blob = view_blob(&v, 3, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(blob, "\x00\xFF\x00", 3);
	assert_non_null(view_blob(&v, 0, &len));
	assert_int_equal(len, 0);
	assert_true(view_done(&v));
	buf_free(&b);
}

static void strings_that_do_not_fit_fail(void **state)
{
	static const uint8_t five[] = {0, 5, 'a', 'b', 'c', 'd', 'e'};
	static const uint8_t with_nul[] = {0, 3, 'a', 0, 'c'};
	char out[6];

	(void)state;
	struct view v = view_of(five, sizeof(five));
	view_str(&v, out, 5);
	assert_true(v.failed);
	assert_string_equal(out, "");
	v = view_of(five, sizeof(five));
	view_str(&v, out, 6);
	assert_string_equal(out, "abcde");
	v = view_of(with_nul, sizeof(with_nul));
	view_str(&v, out, sizeof(out));
	assert_true(v.failed);
	assert_string_equal(out, "");
}

static void blobs_above_the_maximum_fail(void **state)
{
	static const uint8_t blob[] = {0, 0, 0, 4, 1, 2, 3, 4};
	size_t len;

	(void)state;
	struct view v = view_of(blob, sizeof(blob));
	assert_null(view_blob(&v, 3, &len));
	assert_true(v.failed);
	assert_int_equal(len, 0);
	v = view_of("\xFF\xFF\xFF\xFF", 4);
	assert_null(view_blob(&v, SIZE_MAX, &len));
	assert_true(v.failed);
}

/* Every message cut anywhere reads as failed, and as zeros after the cut. */
static void nothing_is_read_past_the_end(void **state)
{
	struct buf b = BUF_INIT;
	char out[8];
	size_t len;

	(void)state;
	buf_u32(&b, 0xA0B0C0D0);
	buf_str(&b, "text");
	buf_blob(&b, "blob", 4);
	for (size_t cut = 0; cut < b.len; cut++) {
		struct view v = view_of(b.data, cut);

		const uint32_t number = view_u32(&v);
		view_str(&v, out, sizeof(out));
		const uint8_t *blob = view_blob(&v, 10, &len);
		assert_true(v.failed);
		assert_false(view_done(&v));
		assert_int_equal(view_left(&v), 0);
		assert_null(blob);
		assert_true(cut >= 4 || number == 0);
		assert_int_equal(view_u64(&v), 0);
	}
	buf_free(&b);
}

static void nothing_at_all_is_an_empty_view(void **state)
{
	(void)state;
	struct view v = view_of(NULL, 10);
	assert_int_equal(view_left(&v), 0);
	assert_non_null(view_bytes(&v, 0));
	assert_true(view_done(&v));
	assert_null(view_bytes(&v, 1));
	assert_true(v.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_are_big_endian),
	    cmocka_unit_test(it_grows_and_stays_a_string),
	    cmocka_unit_test(printf_appends),
	    cmocka_unit_test(clearing_wipes_what_is_secret),
	    cmocka_unit_test(turning_secret_late_is_safe),
	    cmocka_unit_test(a_failed_writer_does_nothing_more),
	    cmocka_unit_test(a_string_of_64_kib_fails),
	    cmocka_unit_test(strings_and_blobs_come_back),
	    cmocka_unit_test(strings_that_do_not_fit_fail),
	    cmocka_unit_test(blobs_above_the_maximum_fail),
	    cmocka_unit_test(nothing_is_read_past_the_end),
	    cmocka_unit_test(nothing_at_all_is_an_empty_view),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
