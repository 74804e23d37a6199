/* Commands in parts (ISO/IEC 7816-4 §5.3.3): joined, dropped, refused. */
#include "world.h"

#include <stdio.h>

#include "simcard/applet.h"
#include "simcard/file.h"

#define SELECT_BIO  "00 A4 04 0C 08 A0 00 00 00 84 06 00 00"
#define RIGHT_STATE "00 20 00 81"

static struct card *somsri(void)
{
	struct card_file file;
	struct card *card;

	read_sample(&file, "somsri.card");
	card = card_new(&file);
	assert_non_null(card);
	assert_string_equal(transmit(card, SELECT_BIO), "9000");
	return card;
}

/* `len` bytes (0: the rest) from `from` on of 7F2E L 81 L and a live right index. */
static const char *part(struct card *card, const char *header, size_t from, size_t len)
{
	static char hex[600];
	uint8_t body[5 + MINUTIAE_MAX * MINUTIA_SIZE] = {0x7F, 0x2E, 0, 0x81, 0};
	struct minutiae m;
	struct error err;
	size_t n;

	if (!file_read_minutiae(&m, sample("somsri-right-live.fmd"), &err))
		fail_msg("%s", err.context);
	n = minutiae_encode(body + 5, &m);
	assert_in_range(n, 36, 125);
	body[2] = (uint8_t)(n + 2);
	body[4] = (uint8_t)n;
	if (len == 0)
		len = n + 5 - from;
	n = (size_t)snprintf(hex, sizeof hex, "%s %02zX ", header, len);
	for (size_t i = from; i < from + len; i++)
		n += (size_t)snprintf(hex + n, sizeof hex - n, "%02X", body[i]);
	return transmit(card, hex);
}

static void test_parts(void **state)
{
	struct card *card = somsri();

	(void)state;
	assert_string_equal(part(card, "10 21 00 81", 0, 1), "9000");
	assert_string_equal(part(card, "10 21 00 81", 1, 4), "9000");
	assert_string_equal(part(card, "10 21 00 81", 5, 90), "9000");
	assert_string_equal(part(card, "00 21 00 81", 95, 0), "9000");
	assert_string_equal(transmit(card, RIGHT_STATE), "9000"); /* verified */
	/* the next command stands alone again */
	assert_string_equal(part(card, "00 21 00 81", 95, 0), "6A80");
	card_free(card);
}

/* What does not fit drops what was gathered, and is taken for itself. */
static void test_dropped(void **state)
{
	static const char *const between[] = {
	    RIGHT_STATE, "00 20 00 82", "10 21 00 82 01 7F", "10 24 01 81 01 7F", SELECT_BIO};

	(void)state;
	for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
		struct card *card = somsri();

		assert_string_equal(part(card, "10 21 00 81", 0, 60), "9000");
		transmit(card, between[i]);
		assert_string_equal(part(card, "00 21 00 81", 60, 0), "6A80");
		assert_string_equal(transmit(card, RIGHT_STATE), "63C3");
		card_reset(card);
		transmit(card, SELECT_BIO);
		assert_string_equal(part(card, "10 21 00 81", 0, 60), "9000");
		card_reset(card);
		transmit(card, SELECT_BIO);
		assert_string_equal(part(card, "00 21 00 81", 60, 0), "6A80");
		card_free(card);
	}
}

static void test_refused(void **state)
{
	struct card *card = somsri();

	(void)state;
	assert_string_equal(transmit(card, "10 20 00 81"), "6884");
	assert_string_equal(transmit(card, "10 84 00 00 08"), "6884");
	assert_string_equal(transmit(card, "10 82 00 81 01 00"), "6884");
	assert_string_equal(transmit(card, "10 FE 00 00"), "6D00");
	assert_string_equal(transmit(card, "90 21 00 81"), "6E00");
	card_free(card);
}

/* 255 + 255 bytes may be gathered, 512 in all: a third part is too much. */
static void test_too_long(void **state)
{
	static char hex[3 * 255 + 32] = "10 21 00 81 FF ";
	struct card *card = somsri();

	(void)state;
	for (int i = 0; i < 255; i++)
		memcpy(hex + strlen(hex), "00 ", 4);
	assert_string_equal(transmit(card, hex), "9000");
	assert_string_equal(transmit(card, hex), "9000");
	assert_string_equal(transmit(card, hex), "6A84");
	/* nothing of it is left */
	assert_string_equal(transmit(card, hex), "9000");
	assert_string_equal(transmit(card, hex), "9000");
	assert_string_equal(transmit(card, "00 21 00 81 03 00 00 00"), "6A84");
	assert_string_equal(transmit(card, RIGHT_STATE), "63C3");
	card_free(card);
}

/* More than 255 bytes in all, with a length of two bytes: well-formed, and too many. */
static void test_long_length(void **state)
{
	static char hex[3 * 255 + 32] = "10 24 01 81 FF 7F 2E 82 01 2F 81 82 01 2B ";
	struct card_file file;
	struct card *card;

	(void)state;
	read_sample(&file, "no-finger.card");
	file.protocol = T0_DIRECT;
	card = card_new(&file);
	assert_non_null(card);
	transmit(card, SELECT_BIO);
	transmit(card, "00 84 00 00 08");
	memcpy(card->session.challenge, "\1\2\3\4\5\6\7\10", 8);
	assert_string_equal(transmit(card, "00 82 00 81 08 7A CB 0F D1 8E 49 CA 06"), "9000");
	for (int i = 0; i < 255 - 9; i++)
		memcpy(hex + strlen(hex), "40 ", 4);
	assert_string_equal(transmit(card, hex), "9000");
	/* 255 + 53 bytes: 5 of the outer head, 4 of the inner one, 0x12B of minutiae */
	memcpy(hex, "00 24 01 81 35 ", 15);
	hex[15 + 53 * 3] = '\0';
	for (int i = 0; i < 53; i++)
		memcpy(hex + 15 + 3 * i, "40 ", 3);
	assert_string_equal(transmit(card, hex), "6A84");
	assert_string_equal(transmit(card, RIGHT_STATE), "6A88");
	card_free(card);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_dropped),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_too_long),
	    cmocka_unit_test(test_long_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
