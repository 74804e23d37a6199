/* Match on card, byte for byte: BIT group, tries, verification, locking. */
#include "world.h"

#define SELECT_BIO    "00 A4 04 0C 08 A0 00 00 00 84 06 00 00"
#define SELECT_MOI    "00 A4 04 0C 08 A0 00 00 00 54 48 00 01"
#define GET_BIT_GROUP "00 CB 3F FF 04 5C 02 7F 61 00"
#define RIGHT_TRIES   "00 20 00 81"
#define LEFT_TRIES    "00 20 00 82"
#define RIGHT	      0x81
#define LEFT	      0x82

static struct card *card_of(const char *name)
{
	struct card_file file;
	struct card *card;

	read_sample(&file, name);
	card = card_new(&file);
	assert_non_null(card);
	assert_string_equal(transmit(card, SELECT_BIO), "9000");
	return card;
}

static const char *verify_bytes(struct card *card, uint8_t ref, const uint8_t *data, size_t len)
{
	return send_template(card, ref == RIGHT ? "00 21 00 81" : "00 21 00 82", data, len);
}

static const char *verify(struct card *card, uint8_t ref, const char *name)
{
	return send_finger(card, ref == RIGHT ? "00 21 00 81" : "00 21 00 82", name);
}

static void test_bit_group(void **state)
{
	struct card *card = card_of("somsri.card");
	const char *answer;

	(void)state;
	assert_string_equal(transmit(card, GET_BIT_GROUP), "614A");
	answer = transmit(card, "00 C0 00 00 4A");
	assert_string_equal(answer, "7F6147"
				    "020102"
				    "7F601F"
				    "830181"
				    "A11A"
				    "810108"
				    "820109"
				    "87020101"
				    "88020005"
				    "B10A"
				    "81020C3C"
				    "820100"
				    "830100"
				    "7F601F"
				    "830182"
				    "A11A"
				    "810108"
				    "82010A"
				    "87020101"
				    "88020005"
				    "B10A"
				    "81020C3C"
				    "820100"
				    "830100"
				    "9000");
	card_free(card);
}

static void test_bit_group_of_stored(void **state)
{
	struct card_file file;
	struct card *card;

	(void)state;
	read_sample(&file, "malee.card");
	file.list_all_fingers = false;
	file.minutiae_order = 0x05;
	file.protocol = T0_DIRECT;
	card = card_new(&file);
	assert_non_null(card);
	transmit(card, SELECT_BIO);
	assert_string_equal(transmit(card, GET_BIT_GROUP), "7F6125"
							   "020101"
							   "7F601F"
							   "830182"
							   "A11A"
							   "810108"
							   "82010A"
							   "87020101"
							   "88020005"
							   "B10A"
							   "81020C3C"
							   "820105"
							   "830100"
							   "9000");
	card_free(card);
	file.finger[FINGER_LEFT_INDEX].state = SLOT_EMPTY;
	card = card_new(&file);
	assert_non_null(card);
	transmit(card, SELECT_BIO);
	assert_string_equal(transmit(card, GET_BIT_GROUP), "7F6103"
							   "020100"
							   "9000");
	card_free(card);
}

static void test_get_data_of_others(void **state)
{
	struct card *card = card_of("somsri.card");

	(void)state;
	assert_string_equal(transmit(card, "00 CB 3F FF 04 5C 02 7F 62 00"), "6A88");
	assert_string_equal(transmit(card, "00 CB 3F 00 04 5C 02 7F 61 00"), "6A86");
	transmit(card, SELECT_MOI);
	assert_string_equal(transmit(card, GET_BIT_GROUP), "6D00");
	assert_string_equal(transmit(card, RIGHT_TRIES), "6D00");
	card_free(card);
}

/* Asking how many tries are left spends none. */
static void test_tries_left(void **state)
{
	struct card *card = card_of("somsri.card");
	struct card *one = card_of("one-try.card");
	struct card *locked = card_of("locked.card");
	struct card *malee = card_of("malee.card");
	struct card *none = card_of("no-finger.card");

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_string_equal(transmit(card, RIGHT_TRIES), "63C3");
	assert_string_equal(transmit(one, RIGHT_TRIES), "63C1");
	assert_string_equal(transmit(locked, RIGHT_TRIES), "6983");
	assert_string_equal(transmit(locked, LEFT_TRIES), "6983");
	assert_string_equal(transmit(malee, RIGHT_TRIES), "6A88");
	assert_string_equal(transmit(malee, LEFT_TRIES), "63C3");
	assert_string_equal(transmit(none, RIGHT_TRIES), "6A88");
	assert_string_equal(transmit(none, LEFT_TRIES), "6A88");
	assert_string_equal(transmit(card, "00 20 00 83"), "6A88");
	assert_string_equal(transmit(card, "00 20 01 81"), "6A86");
	assert_string_equal(transmit(card, "00 20 00 81 02 31 32"), "6700");
	card_free(card);
	card_free(one);
	card_free(locked);
	card_free(malee);
	card_free(none);
}

static void test_right_finger(void **state)
{
	struct card *card = card_of("somsri.card");

	(void)state;
	assert_string_equal(verify(card, RIGHT, "somsri-right-live.fmd"), "9000");
	assert_string_equal(verify(card, LEFT, "somsri-left-live.fmd"), "9000");
	card_free(card);
}

static void test_other_fingers(void **state)
{
	struct card *card = card_of("somsri.card");

	(void)state;
	assert_string_equal(verify(card, RIGHT, "somchai-right-live.fmd"), "63C2");
	assert_string_equal(transmit(card, RIGHT_TRIES), "63C2");
	assert_string_equal(transmit(card, LEFT_TRIES), "63C3"); /* counted apart */
	assert_string_equal(verify(card, RIGHT, "somsri-left-live.fmd"), "63C1");
	/* the right one gives all tries back */
	assert_string_equal(verify(card, RIGHT, "somsri-right-live.fmd"), "9000");
	card_reset(card);
	transmit(card, SELECT_BIO);
	assert_string_equal(transmit(card, RIGHT_TRIES), "63C3");
	card_free(card);
}

static void test_locking(void **state)
{
	struct card *card = card_of("one-try.card");

	(void)state;
	assert_string_equal(verify(card, RIGHT, "khampan-right-live.fmd"), "63C0");
	assert_string_equal(transmit(card, RIGHT_TRIES), "6983");
	assert_string_equal(verify(card, RIGHT, "somsri-right-live.fmd"), "6983");
	assert_string_equal(transmit(card, LEFT_TRIES), "63C1");
	/* and stays so without power */
	card_reset(card);
	transmit(card, SELECT_BIO);
	assert_string_equal(transmit(card, RIGHT_TRIES), "6983");
	card_free(card);
}

/* «Verified» is asked for as ISO/IEC 7816-4 §11.5.6 says: 9000 to a VERIFY without
 * body. It ends with power, and with the next failure. */
static void test_verified_state(void **state)
{
	struct card *card = card_of("somsri.card");

	(void)state;
	verify(card, RIGHT, "somsri-right-live.fmd");
	assert_string_equal(transmit(card, RIGHT_TRIES), "9000");
	assert_string_equal(transmit(card, LEFT_TRIES), "63C3");
	assert_string_equal(verify(card, RIGHT, "somchai-right-live.fmd"), "63C2");
	assert_string_equal(transmit(card, RIGHT_TRIES), "63C2");
	verify(card, RIGHT, "somsri-right-live.fmd");
	card_reset(card);
	transmit(card, SELECT_BIO);
	assert_string_equal(transmit(card, RIGHT_TRIES), "63C3");
	card_free(card);
}

/* What is no template costs no try. */
static void test_malformed(void **state)
{
	static const char *const bodies[] = {
	    "00 21 00 81", "00 21 00 81 05 7F 2E 02 81 00", /* no minutiae */
	    "00 21 00 81 08 7F 2E 05 81 03 01 02 43",	    /* one */
	    "00 21 00 81 05 7F 2E 03 81 00",		    /* length beyond the end */
	    "00 21 00 81 05 7F 2F 02 81 00",		    /* another tag */
	    "00 21 00 81 05 7F 2E 02 82 00",
	    "00 21 00 81 06 7F 2E 81 02 81 00", /* a length that is not the shortest */
	    "00 21 00 81 05 7F 2E 84 00 00", "00 21 00 81 03 7F 2E 00",
	    "00 21 00 81 06 7F 2E 02 81 00 00", /* something after it */
	};
	struct card *card = card_of("one-try.card");

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
		assert_string_equal(transmit(card, bodies[i]), "6A80");
	assert_string_equal(transmit(card, RIGHT_TRIES), "63C1");
	assert_string_equal(transmit(card, "00 21 01 81 05 7F 2E 02 81 00"), "6A86");
	assert_string_equal(transmit(card, "00 21 00 83 05 7F 2E 02 81 00"), "6A88");
	card_free(card);
}

static void test_counts(void **state)
{
	static const struct {
		size_t minutiae;
		const char *answer;
	} rows[] = {{11, "6A80"}, {12, "63C2"}, {60, "63C1"}, {61, "6A80"}};
	uint8_t data[61 * 3];
	struct card *card = card_of("somsri.card");

	(void)state;
	for (size_t i = 0; i < 61; i++) { /* all on one spot: like no finger */
		data[3 * i] = data[3 * i + 1] = 100;
		data[3 * i + 2] = 0x40;
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(
		    verify_bytes(card, RIGHT, data, 3 * rows[i].minutiae), rows[i].answer);
	card_free(card);
}

static void test_order(void **state)
{
	struct card_file file;
	struct card *card;

	(void)state;
	read_sample(&file, "somsri.card");
	file.minutiae_order = ORDER_YX | ORDER_ASCENDING;
	card = card_new(&file);
	assert_non_null(card);
	transmit(card, SELECT_BIO);
	/* the samples lie in x-y order */
	assert_string_equal(verify(card, RIGHT, "somsri-right-live.fmd"), "6A80");
	assert_string_equal(transmit(card, RIGHT_TRIES), "63C3");
	card_free(card);
	file.minutiae_order = ORDER_XY | ORDER_ASCENDING;
	card = card_new(&file);
	assert_non_null(card);
	transmit(card, SELECT_BIO);
	assert_string_equal(verify(card, RIGHT, "somsri-right-live.fmd"), "9000");
	card_free(card);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bit_group),
	    cmocka_unit_test(test_bit_group_of_stored),
	    cmocka_unit_test(test_get_data_of_others),
	    cmocka_unit_test(test_tries_left),
	    cmocka_unit_test(test_right_finger),
	    cmocka_unit_test(test_other_fingers),
	    cmocka_unit_test(test_locking),
	    cmocka_unit_test(test_verified_state),
	    cmocka_unit_test(test_malformed),
	    cmocka_unit_test(test_counts),
	    cmocka_unit_test(test_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
