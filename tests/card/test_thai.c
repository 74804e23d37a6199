/*
 * The memory map of layout 0003 (card.md, «Reading the MOI applet»), field by field, from
 * images that are put together here by the page's own offsets.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "base/text.h"
#include "card/thai.h"

static struct thai_image image;
static struct card_text text;
static struct error err;

static void put(size_t offset, size_t size, const char *bytes)
{
	uint8_t *at = offset >= 0x1579 ? image.tail + (offset - 0x1579) : image.head + offset;

	memset(at, ' ', size);
	memcpy(at, bytes, strlen(bytes));
}

/* An ordinary card; Thai as TIS-620 octets. */
static void fresh(void)
{
	memset(&image, 0, sizeof image);
	memset(&err, 0, sizeof err);
	put(0x0000, 4, "0003");
	put(0x0004, 13, "1112034563562");
	put(0x0011, 100, "\xB9\xD2\xA7#\xCA\xC1\xC8\xC3\xD5##\xB7\xB4\xCA\xCD\xBA");
	put(0x0075, 100, "Mrs.#Somsri##Thotsop");
	put(0x00D9, 8, "25200228");
	put(0x00E1, 1, "2");
	put(0x00E2, 20, "47019900001/01010001");
	put(0x00F6, 100, "\xCD\xD3\xE0\xC0\xCD");
	put(0x015A, 13, "4701000000000");
	put(0x0167, 8, "25630101");
	put(0x016F, 8, "25710227");
	put(0x0177, 2, "01");
	put(0x1579, 160, "99/9#\xCB\xC1\xD9\xE8#####\xA8.");
	put(0x1619, 14, "4701-99-000001");
}

static bool parse(void)
{
	return thai_parse(&image, &text, &err);
}

static void test_ordinary(void **state)
{
	(void)state;
	fresh();
	assert_true(parse());
	assert_string_equal(text.person.number.digits, "1112034563562");
	assert_string_equal(text.person.thai.prefix, "นาง");
	assert_string_equal(text.person.thai.first, "สมศรี");
	assert_string_equal(text.person.thai.middle, "");
	assert_string_equal(text.person.thai.last, "ทดสอบ");
	assert_string_equal(text.person.english.prefix, "Mrs.");
	assert_string_equal(text.person.english.first, "Somsri");
	assert_string_equal(text.person.english.last, "Thotsop");
	assert_int_equal(text.person.birth.year, 1977);
	assert_int_equal(text.person.birth.month, 2);
	assert_int_equal(text.person.birth.day, 28);
	assert_int_equal(text.person.sex, SEX_FEMALE);
	assert_string_equal(text.issue.request_number, "47019900001/01010001");
	assert_string_equal(text.issue.issuing_office, "อำเภอ");
	assert_string_equal(text.issue.issuer_code, "4701000000000");
	assert_int_equal(text.issue.issued.year, 2020);
	assert_int_equal(text.issue.expires.year, 2028);
	assert_string_equal(text.issue.card_type, "01");
	assert_string_equal(text.person.address.part[ADDRESS_HOUSE], "99/9");
	assert_string_equal(text.person.address.part[ADDRESS_MOO], "หมู่");
	assert_string_equal(text.person.address.part[ADDRESS_PROVINCE], "");
	assert_string_equal(text.person.address.part[ADDRESS_AMPHOE], "จ.");
	assert_string_equal(text.issue.photo_number, "4701-99-000001");
}

/* Another layout is told, never guessed. */
static void test_layouts(void **state)
{
	static const char *const versions[] = {"0002", "0004", "0000", "\0\0\0\0", "\x1b[2J"};

	(void)state;
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		char clean[64];

		fresh();
		memcpy(image.head, versions[i], 4);
		assert_false(parse());
		assert_int_equal(err.problem, PROBLEM_CARD_LAYOUT);
		text_sanitise(clean, sizeof clean, err.context, strlen(err.context));
		assert_string_equal(err.context, clean);
	}
	fresh();
	put(0, 4, "0002");
	assert_false(parse());
	assert_string_equal(err.context, "0002");
}

static void test_numbers(void **state)
{
	static const struct {
		const char *digits;
		bool good;
	} rows[] = {
	    {"1112034563562", true},
	    {"1234567890121", true},
	    {"1101700207030", true},
	    {"1112034563563", false}, /* check digit */
	    {"111203456356 ", false},
	    {"             ", false},
	    {"11120345635A2", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		fresh();
		put(0x0004, 13, rows[i].digits);
		assert_int_equal(parse(), rows[i].good);
		if (!rows[i].good) {
			assert_int_equal(err.problem, PROBLEM_CARD_UNREADABLE);
			assert_string_equal(err.context, "citizen number");
		}
	}
}

static void test_dates(void **state)
{
	static const struct {
		const char *be8;
		bool good;
		int year, month, day;
	} rows[] = {
	    {"25200228", true, 1977, 2, 28},
	    {"24990000", true, 1956, 0, 0},
	    {"24990600", true, 1956, 6, 0},
	    {"00000000", true, 0, 0, 0},
	    {"        ", true, 0, 0, 0},
	    {"25670229", true, 2024, 2, 29}, /* 2567 - 543 is a leap year */
	    {"25660229", false, 0, 0, 0},
	    {"25201345", false, 0, 0, 0},
	    {"2520022A", false, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		fresh();
		put(0x00D9, 8, rows[i].be8);
		assert_int_equal(parse(), rows[i].good);
		if (!rows[i].good) {
			assert_int_equal(err.problem, PROBLEM_CARD_UNREADABLE);
			continue;
		}
		assert_int_equal(text.person.birth.year, rows[i].year);
		assert_int_equal(text.person.birth.month, rows[i].month);
		assert_int_equal(text.person.birth.day, rows[i].day);
	}
	fresh();
	put(0x016F, 8, "99999999");
	assert_true(parse());
	assert_true(date_is_lifelong(text.issue.expires));
}

static void test_names_without_parts(void **state)
{
	(void)state;
	fresh();
	put(0x0011, 100, "\xB9\xD2\xA7#\xCA\xC1"); /* no surname, no separators for it */
	put(0x0075, 100, "");			   /* no English name */
	assert_true(parse());
	assert_string_equal(text.person.thai.first, "สม");
	assert_string_equal(text.person.thai.last, "");
	assert_string_equal(text.person.english.first, "");
}

static void test_address_empty_or_short(void **state)
{
	(void)state;
	fresh();
	put(0x1579, 160, "");
	assert_true(parse());
	for (int i = 0; i < ADDRESS_PARTS; i++)
		assert_string_equal(text.person.address.part[i], "");
	put(0x1579, 160, "7#\xCB");
	assert_true(parse());
	assert_string_equal(text.person.address.part[ADDRESS_HOUSE], "7");
	assert_string_equal(text.person.address.part[ADDRESS_MOO], "ห");
}

static void test_sexes(void **state)
{
	(void)state;
	fresh();
	put(0x00E1, 1, "1");
	assert_true(parse());
	assert_int_equal(text.person.sex, SEX_MALE);
	put(0x00E1, 1, "9");
	assert_true(parse());
	assert_int_equal(text.person.sex, SEX_UNKNOWN);
}

/* Every octet in every text field: what comes out is clean by the sanitiser's measure. */
static void test_every_octet(void **state)
{
	static const size_t offsets[] = {0x0011, 0x0075, 0x00E2, 0x00F6, 0x1579};
	char clean[1024];

	(void)state;
	for (int octet = 0; octet < 256; octet++) {
		if (octet == '#')
			continue;
		for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
			const char bytes[] = {'A', (char)octet, 'B', '\0'};
			uint8_t *at = offsets[i] >= 0x1579 ? image.tail : image.head + offsets[i];

			fresh();
			memcpy(at, bytes, 3);
			assert_true(parse());
			text_sanitise(clean, sizeof clean, text.person.thai.prefix,
			    strlen(text.person.thai.prefix));
			assert_string_equal(clean, text.person.thai.prefix);
			text_sanitise(clean, sizeof clean, text.issue.issuing_office,
			    strlen(text.issue.issuing_office));
			assert_string_equal(clean, text.issue.issuing_office);
		}
	}
}

static void test_escapes_and_nul(void **state)
{
	(void)state;
	fresh();
	memcpy(image.head + 0x0075, "\x1b[31mEvil\0#\r\b\x9b#", 15);
	assert_true(parse());
	assert_null(strchr(text.person.english.prefix, '\x1b'));
	assert_non_null(strstr(text.person.english.prefix, "Evil"));
	assert_null(strchr(text.person.english.first, '\r'));
}

/* Padding by NUL instead of spaces. */
static void test_nul_padding(void **state)
{
	(void)state;
	fresh();
	memset(image.head + 0x00F6, 0, 100);
	memcpy(image.head + 0x00F6, "Office", 6);
	assert_true(parse());
	assert_string_equal(text.issue.issuing_office, "Office");
}

static void test_fullest_fields(void **state)
{
	(void)state;
	fresh();
	memset(image.head + 0x0011, 0xA1, 100);
	memset(image.tail, 0xA1, 160);
	assert_true(parse());
	assert_int_equal(strlen(text.person.thai.prefix), 300);
	assert_int_equal(strlen(text.person.address.part[ADDRESS_HOUSE]), 480);
	/* nothing but marks, and nothing but separators */
	memset(image.head + 0x0011, 0xD1, 100);
	assert_true(parse());
	memset(image.head + 0x0011, '#', 100);
	assert_false(parse());
	assert_string_equal(err.context, "Thai name");
}

static void test_atr(void **state)
{
	static const uint8_t known[] = {
	    0x3B, 0x68, 0, 0, 0x54, 0x48, 0x20, 0x4E, 0x49, 0x44, 0x20, 0x36};
	static const uint8_t oldest[] = {0x3B, 0x67, 0, 0, 0x29, 0x20, 0, 0x6F, 0x78, 0x90, 0};

	(void)state;
	assert_true(thai_atr(known, sizeof known));
	assert_false(thai_atr(oldest, sizeof oldest));
	assert_false(thai_atr(known, 0));
	assert_false(thai_atr(known, 9));
}

/* The known answers of card.md's kind, and what a broken or another chip may give. */
static void test_batch(void **state)
{
	static const struct {
		const char *atr;
		size_t len;
		const char *batch;
	} rows[] = {
	    {"\x3B\x68\x00\x00TH NID 6", 12, "TH-NID-6"},
	    {"\x3B\x78\x18\x00\x00TH NID 3", 13, "TH-NID-3"},
	    {"\x3B\x79\x96\x00\x00TH NID 17", 14, "TH-NID-17"},
	    {"\x3B\x7A\x96\x00\x00TH NID 179", 15, "TH-NID-17"},
	    {"\x3B\x66\x00\x00TH NID", 10, "TH-NID"},
	    {"\x3B\x68\x00\x00TH NID \x1B", 12, "TH-NID"},
	    {"\x3B\x67\x00\x00\x29\x20\x00\x6F\x78\x90\x00", 11, "3B-67"},
	    {"\x3B\x00", 2, "other"},
	    {"\x3B", 1, "other"},
	    {"", 0, "unknown"},
	};
	char batch[CARD_BATCH_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		thai_batch(batch, (const uint8_t *)rows[i].atr, rows[i].len);
		assert_string_equal(batch, rows[i].batch);
		assert_true(thai_batch_valid(batch));
	}
	assert_true(thai_batch_valid(""));
	assert_false(thai_batch_valid("TH-NID-"));
	assert_false(thai_batch_valid("TH-NID-179"));
	assert_false(thai_batch_valid("1112034563562"));
}

/* SHA-256 over 0x0000-0x0178, 0x1579-0x1626, then the photo, as read. */
static void test_digest(void **state)
{
	uint8_t storage[0x1727], wanted[SHA256_SIZE], digest[SHA256_SIZE];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	(void)state;
	for (size_t i = 0; i < sizeof storage; i++)
		storage[i] = (uint8_t)(i * 7 + i / 256);
	memcpy(image.head, storage, 0x179);
	memcpy(image.tail, storage + 0x1579, 0xAE);
	memcpy(image.photo, storage + 0x17B, 5118);
	image.photo_len = 5118;
	assert_true(EVP_DigestInit_ex(ctx, EVP_sha256(), NULL));
	EVP_DigestUpdate(ctx, storage, 0x0178 + 1);
	EVP_DigestUpdate(ctx, storage + 0x1579, 0x1626 - 0x1579 + 1);
	EVP_DigestUpdate(ctx, storage + 0x017B, 5118);
	EVP_DigestFinal_ex(ctx, wanted, NULL);
	EVP_MD_CTX_free(ctx);
	assert_true(thai_digest(&image, digest));
	assert_memory_equal(digest, wanted, sizeof wanted);
}

static void assert_clean(const char *value)
{
	char again[512];

	assert_true(strlen(value) < sizeof again);
	(void)text_sanitise(again, sizeof again, value, strlen(value));
	assert_string_equal(again, value);
}

/* Whatever else stands in the chip: what is shown of it is clean, or it is not shown. */
static void test_random(void **state)
{
	unsigned parsed = 0;

	(void)state;
	for (unsigned seed = 1; seed <= 20000; seed++) {
		unsigned r = seed;

		fresh();
		for (int i = rand_r(&r) % 200; i > 0; i--) {
			const size_t at = (size_t)rand_r(&r) % (THAI_TEXT_BYTES - 17);
			const uint8_t byte = (uint8_t)rand_r(&r);

			if (at < THAI_HEAD_BYTES - 17)
				image.head[17 + at] = byte;
			else
				image.tail[at - (THAI_HEAD_BYTES - 17)] = byte;
		}
		if (!parse()) {
			assert_int_equal(err.problem, PROBLEM_CARD_UNREADABLE);
			continue;
		}
		parsed++;
		assert_clean(text.person.thai.first);
		assert_clean(text.person.thai.last);
		assert_clean(text.person.english.first);
		assert_clean(text.issue.issuing_office);
		assert_clean(text.issue.photo_number);
		for (size_t i = 0; i < ADDRESS_PARTS; i++)
			assert_clean(text.person.address.part[i]);
	}
	assert_in_range(parsed, 1000, 19000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ordinary),
	    cmocka_unit_test(test_layouts),
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_dates),
	    cmocka_unit_test(test_names_without_parts),
	    cmocka_unit_test(test_address_empty_or_short),
	    cmocka_unit_test(test_sexes),
	    cmocka_unit_test(test_every_octet),
	    cmocka_unit_test(test_escapes_and_nul),
	    cmocka_unit_test(test_nul_padding),
	    cmocka_unit_test(test_fullest_fields),
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_atr),
	    cmocka_unit_test(test_batch),
	    cmocka_unit_test(test_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
