/* The storage against the memory map of a layout 0003 card. */
#include "world.h"

#include "simcard/image.h"

/* Offsets and sizes as the readers of real cards use them. */
static const struct {
	enum image_field field;
	size_t offset, size;
} map[] = {
    {IMAGE_VERSION, 0x0000, 4},
    {IMAGE_CITIZEN_NUMBER, 0x0004, 13},
    {IMAGE_THAI_NAME, 0x0011, 100},
    {IMAGE_ENGLISH_NAME, 0x0075, 100},
    {IMAGE_BIRTH, 0x00D9, 8},
    {IMAGE_SEX, 0x00E1, 1},
    {IMAGE_REQUEST_NUMBER, 0x00E2, 20},
    {IMAGE_ISSUING_OFFICE, 0x00F6, 100},
    {IMAGE_ISSUER_CODE, 0x015A, 13},
    {IMAGE_ISSUED, 0x0167, 8},
    {IMAGE_EXPIRES, 0x016F, 8},
    {IMAGE_TYPE, 0x0177, 2},
    {IMAGE_BEFORE_PHOTO, 0x0179, 2},
    {IMAGE_PHOTO, 0x017B, 5118},
    {IMAGE_ADDRESS, 0x1579, 160},
    {IMAGE_PHOTO_NUMBER, 0x1619, 14},
    {IMAGE_SIGNATURE, 0x1627, 256},
};

static void test_map(void **state)
{
	size_t end = 0;

	(void)state;
	assert_int_equal(sizeof map / sizeof *map, IMAGE_FIELD_COUNT);
	for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
		const struct image_span span = image_span(map[i].field);

		assert_int_equal(span.offset, map[i].offset);
		assert_int_equal(span.size, map[i].size);
		assert_int_equal(span.offset, end); /* no gap, no overlap */
		end = span.offset + span.size;
	}
	assert_int_equal(end, IMAGE_SIZE);
}

/* What stands on the sample card, byte for byte. */
static const struct {
	size_t offset;
	const char *bytes;
} somsri[] = {
    {0x0000, "0003"},
    {0x0004, "1112034563562"},
    /* นาง#สมศรี#น้ำผึ้ง#ทดสอบกำลังดี in TIS-620 */
    {0x0011, "\xB9\xD2\xA7#\xCA\xC1\xC8\xC3\xD5#\xB9\xE9\xD3\xBC\xD6\xE9\xA7#"
	     "\xB7\xB4\xCA\xCD\xBA\xA1\xD3\xC5\xD1\xA7\xB4\xD5 "},
    {0x0075, "Mrs.#Somsri#Namphueng#Thotsopkamlangdi  "},
    {0x00D9, "25200228"},
    {0x00E1, "2"},
    {0x00E2, "47019900001/01010001"},
    {0x015A, "4701000000000"},
    {0x0167, "25630101"},
    {0x016F, "99999999"},
    {0x0177, "01"},
    {0x017B, "\xFF\xD8\xFF"},
    {0x1579, "99/9#\xCB\xC1\xD9\xE8\xB7\xD5\xE8 12#"},
    {0x1619, "4701-99-000001"},
};

static void test_bytes(void **state)
{
	struct card_file file;

	(void)state;
	read_sample(&file, "somsri.card");
	for (size_t i = 0; i < sizeof somsri / sizeof *somsri; i++)
		assert_memory_equal(
		    file.image + somsri[i].offset, somsri[i].bytes, strlen(somsri[i].bytes));
	/* the two bytes before the photo and the signature are zero */
	assert_int_equal(file.image[0x0179] | file.image[0x017A], 0);
	for (size_t i = 0x1627; i < IMAGE_SIZE; i++)
		assert_int_equal(file.image[i], 0);
}

static void test_padding(void **state)
{
	struct card_file file;
	const uint8_t *photo;
	size_t last = 0;

	(void)state;
	read_sample(&file, "somsri.card");
	photo = file.image + 0x017B;
	for (size_t i = 0; i + 1 < 5118; i++)
		if (photo[i] == 0xFF && photo[i + 1] == 0xD9)
			last = i + 2;
	assert_true(last > 2000);
	for (size_t i = last; i < 5118; i++)
		assert_int_equal(photo[i], ' ');
	for (size_t i = 0x00F6; i < 0x015A; i++)
		assert_int_not_equal(file.image[i], 0);
	assert_int_equal(file.image[0x0159], ' ');
}

static void test_full_field(void **state)
{
	struct card_file file;

	(void)state;
	read_sample(&file, "kanchana.card"); /* an address as long as the field */
	assert_int_not_equal(file.image[0x1618], ' ');
	assert_memory_equal(file.image + 0x1619, "8099-99-000005", 14);
}

static const struct {
	enum image_field field;
	const char *text;
	bool checked_ok, raw_ok;
} texts[] = {
    {IMAGE_VERSION, "0002", true, true},
    {IMAGE_VERSION, "3", false, true},
    {IMAGE_VERSION, "00003", false, false},
    {IMAGE_CITIZEN_NUMBER, "1234567890121", true, true},
    {IMAGE_CITIZEN_NUMBER, "1234567890122", false, true},
    {IMAGE_CITIZEN_NUMBER, "123456789012", false, true},
    {IMAGE_THAI_NAME, "นาย#ก##ข", true, true},
    {IMAGE_THAI_NAME, "นาย ก ข", false, true},
    {IMAGE_THAI_NAME, "a#b#c#d\xE2\x82\xAC", false, false}, /* the euro sign: not TIS-620 */
    {IMAGE_BIRTH, "25670229", true, true},		    /* BE 2567 is CE 2024 */
    {IMAGE_BIRTH, "25660229", false, true},
    {IMAGE_BIRTH, "25050000", true, true},
    {IMAGE_BIRTH, "00000000", true, true},
    {IMAGE_BIRTH, "99999999", false, true},
    {IMAGE_SEX, "1", true, true},
    {IMAGE_SEX, "3", false, true},
    {IMAGE_SEX, "12", false, false},
    {IMAGE_REQUEST_NUMBER, "47019900001/01010001", true, true},
    {IMAGE_REQUEST_NUMBER, "4701990000101010001", false, true},
    {IMAGE_ISSUED, "25630100", false, true},
    {IMAGE_EXPIRES, "99999999", true, true},
    {IMAGE_EXPIRES, "00000000", false, true},
    {IMAGE_ADDRESS, "1#######จ", true, true},
    {IMAGE_ADDRESS, "1#2#3", false, true},
    {IMAGE_ADDRESS, "\\x1b#\\\\#######", false, true},
    {IMAGE_ADDRESS, "\\q#######", false, false},
    {IMAGE_ADDRESS, "\\x1#######", false, false},
};

static void test_texts(void **state)
{
	uint8_t image[IMAGE_SIZE];
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (image_put_text(image, texts[i].field, texts[i].text, true, &err) !=
			texts[i].checked_ok ||
		    image_put_text(image, texts[i].field, texts[i].text, false, &err) !=
			texts[i].raw_ok)
			fail_msg("%s", texts[i].text);
	}
}

static void test_escapes(void **state)
{
	uint8_t image[IMAGE_SIZE];
	struct error err;

	(void)state;
	image_clear(image);
	assert_true(image_put_text(image, IMAGE_THAI_NAME, "\\x1B[\\xdb\\\\ก", false, &err));
	assert_memory_equal(image + 0x0011, "\x1B[\xDB\\\xA1 ", 6);
}

static void test_photo(void **state)
{
	static uint8_t jpeg[5119];
	uint8_t image[IMAGE_SIZE];

	(void)state;
	image_clear(image);
	assert_false(image_put_photo(image, jpeg, 5119));
	assert_true(image_put_photo(image, jpeg, 5118));
	assert_int_equal(image[0x017B + 5117], 0);
	assert_int_equal(image[0x1579], ' ');
	assert_true(image_put_photo(image, jpeg, 0));
	assert_int_equal(image[0x017B], ' ');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_map),
	    cmocka_unit_test(test_bytes),
	    cmocka_unit_test(test_padding),
	    cmocka_unit_test(test_full_field),
	    cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_escapes),
	    cmocka_unit_test(test_photo),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
