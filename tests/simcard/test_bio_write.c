/* Storing and removing fingers, byte for byte: challenge, cryptogram, one write each. */
#include "writing.h"

#include <stdio.h>

#include "simcard/applet.h"
#include "simcard/file.h"

#define SELECT_MOI "00 A4 04 0C 08 A0 00 00 00 54 48 00 01"
#define LEFT_STATE "00 20 00 82"
#define STORE_LEFT "00 24 01 82"

/* The write key of no-finger.card (writing.h). */
static const uint8_t no_finger_key[16] = {
    0xB3, 0x30, 0xEB, 0xFB, 0x91, 0x70, 0xCF, 0x39, 0x3C, 0x11, 0x8B, 0xA5, 0xD1, 0xBA, 0xC9, 0x50};
static const uint8_t known_challenge[8] = {1, 2, 3, 4, 5, 6, 7, 8};
#define AUTHORISE_LEFT "00 82 00 82 08 95 79 3A 0C 36 59 74 67"

static struct card *no_finger_card(void)
{
	const struct card_file file = no_finger();

	return card_of_file(&file);
}

/* Asks for a challenge and makes it the known one. */
static void challenge(struct card *card)
{
	assert_int_equal(strlen(transmit(card, GET_CHALLENGE)), 2 * (8 + 2));
	memcpy(card->session.challenge, known_challenge, sizeof known_challenge);
}

static void authorise(struct card *card, const char *command)
{
	challenge(card);
	assert_string_equal(transmit(card, command), "9000");
}

static void store(struct card *card)
{
	authorise(card, AUTHORISE_RIGHT);
	assert_string_equal(send_finger(card, STORE_RIGHT, FINGER), "9000");
}

static void test_keys(void **state)
{
	struct card_file file = no_finger();
	uint8_t cryptogram[8];

	(void)state;
	assert_int_equal(file.write_key.kind, WRITE_KEY_SET);
	assert_memory_equal(file.write_key.bytes, no_finger_key, 16);
	assert_true(write_cryptogram(cryptogram, no_finger_key, known_challenge, 0x81));
	assert_memory_equal(cryptogram, "\x7A\xCB\x0F\xD1\x8E\x49\xCA\x06", 8);
	assert_true(write_cryptogram(cryptogram, no_finger_key, known_challenge, 0x82));
	assert_memory_equal(cryptogram, "\x95\x79\x3A\x0C\x36\x59\x74\x67", 8);
}

static void test_challenge(void **state)
{
	char first[21];
	struct card *card = no_finger_card();

	(void)state;
	snprintf(first, sizeof first, "%s", transmit(card, GET_CHALLENGE));
	assert_string_equal(first + 16, "9000");
	assert_string_not_equal(first, transmit(card, GET_CHALLENGE));
	assert_string_equal(transmit(card, "00 84 01 00 08"), "6A86");
	assert_string_equal(transmit(card, "00 84 00 81 08"), "6A86");
	assert_string_equal(transmit(card, "00 84 00 00"), "6700");
	assert_string_equal(transmit(card, "00 84 00 00 01 00"), "6700");
	transmit(card, SELECT_MOI);
	assert_string_equal(transmit(card, GET_CHALLENGE), "6D00");
	card_free(card);
}

/* A bare T=0 card hands eight bytes over to whoever asks for eight. */
static void test_challenge_over_contacts(void **state)
{
	static const enum t0_mode modes[] = {T0_GET_RESPONSE, T0_WRONG_LE, T0_DIRECT};
	struct card_file file = no_finger();

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct card *card;

		file.protocol = modes[i];
		card = card_of_file(&file);
		assert_int_equal(strlen(transmit(card, GET_CHALLENGE)), 20);
		if (modes[i] != T0_DIRECT)
			assert_string_equal(transmit(card, "00 84 00 00 00"), "6C08");
		card_free(card);
	}
}

static void test_authenticate(void **state)
{
	struct card *card = no_finger_card();

	(void)state;
	assert_string_equal(transmit(card, AUTHORISE_RIGHT), "6985"); /* no challenge */
	challenge(card);
	assert_string_equal(transmit(card, "00 82 01 81 08 01 02 03 04 05 06 07 08"), "6A86");
	assert_string_equal(transmit(card, "00 82 00 83 08 01 02 03 04 05 06 07 08"), "6A88");
	assert_string_equal(transmit(card, "00 82 00 81 07 01 02 03 04 05 06 07"), "6700");
	assert_string_equal(transmit(card, "00 82 00 81"), "6700");
	/* none of these has spent the challenge; this does */
	assert_string_equal(transmit(card, AUTHORISE_RIGHT), "9000");
	assert_string_equal(transmit(card, AUTHORISE_RIGHT), "6985");
	/* the other reference wants another cryptogram */
	challenge(card);
	assert_string_equal(transmit(card, "00 82 00 82 08 7A CB 0F D1 8E 49 CA 06"), "6300");
	assert_string_equal(transmit(card, AUTHORISE_LEFT), "6985"); /* a wrong one spends it too */
	challenge(card);
	transmit(card, SELECT_BIO); /* and a selection */
	assert_string_equal(transmit(card, AUTHORISE_LEFT), "6985");
	challenge(card);
	card_reset(card);
	transmit(card, SELECT_BIO);
	assert_string_equal(transmit(card, AUTHORISE_LEFT), "6985");
	card_free(card);
}

static void test_write_key_locks(void **state)
{
	struct card *card = no_finger_card();

	(void)state;
	for (int i = 0; i < 2; i++) {
		challenge(card);
		assert_string_equal(transmit(card, AUTHORISE_WRONG), "6300");
	}
	authorise(card, AUTHORISE_RIGHT); /* gives all tries back */
	for (int i = 0; i < 3; i++) {
		challenge(card);
		assert_string_equal(transmit(card, AUTHORISE_WRONG), "6300");
		card_reset(card); /* helps nobody */
		transmit(card, SELECT_BIO);
	}
	challenge(card);
	assert_string_equal(transmit(card, AUTHORISE_RIGHT), "6983");
	assert_string_equal(transmit(card, AUTHORISE_LEFT), "6983");
	assert_string_equal(transmit(card, RIGHT_STATE), "6A88");
	card_free(card);
}

static void test_without_key(void **state)
{
	struct card_file file = no_finger();
	struct card *card;

	(void)state;
	file.write_key.kind = WRITE_KEY_NONE;
	card = card_of_file(&file);
	challenge(card);
	assert_string_equal(transmit(card, AUTHORISE_RIGHT), "6A88");
	assert_string_equal(send_finger(card, STORE_RIGHT, FINGER), "6982");
	card_free(card);
}

static void test_store(void **state)
{
	struct card *card = no_finger_card();

	(void)state;
	assert_string_equal(transmit(card, RIGHT_STATE), "6A88");
	store(card);
	assert_string_equal(transmit(card, RIGHT_STATE), "63C3");
	assert_string_equal(transmit(card, LEFT_STATE), "6A88");
	assert_string_equal(send_finger(card, VERIFY_RIGHT, STRANGER), "63C2");
	assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "9000");
	assert_string_equal(transmit(card, RIGHT_STATE), "9000");
	card_reset(card); /* it outlives power */
	transmit(card, SELECT_BIO);
	assert_string_equal(transmit(card, RIGHT_STATE), "63C3");
	assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "9000");
	authorise(card, AUTHORISE_LEFT);
	assert_string_equal(send_finger(card, STORE_LEFT, "somsri-left.fmd"), "9000");
	assert_string_equal(transmit(card, LEFT_STATE), "63C3");
	card_free(card);
}

/* What ends an authorisation before it was used. */
static void test_unauthorised(void **state)
{
	struct card *card = no_finger_card();

	(void)state;
	assert_string_equal(send_finger(card, STORE_RIGHT, FINGER), "6982");
	assert_string_equal(transmit(card, REMOVE_RIGHT), "6982");
	authorise(card, AUTHORISE_LEFT); /* of the other slot */
	assert_string_equal(send_finger(card, STORE_RIGHT, FINGER), "6982");
	assert_string_equal(send_finger(card, STORE_LEFT, FINGER), "6982");
	authorise(card, AUTHORISE_RIGHT);
	card_reset(card);
	transmit(card, SELECT_BIO);
	assert_string_equal(send_finger(card, STORE_RIGHT, FINGER), "6982");
	authorise(card, AUTHORISE_RIGHT);
	transmit(card, SELECT_MOI);
	transmit(card, SELECT_BIO);
	assert_string_equal(send_finger(card, STORE_RIGHT, FINGER), "6982");
	authorise(card, AUTHORISE_RIGHT);
	challenge(card);
	transmit(card, AUTHORISE_WRONG);
	assert_string_equal(send_finger(card, STORE_RIGHT, FINGER), "6982");
	store(card);
	assert_string_equal(transmit(card, REMOVE_RIGHT), "6982"); /* one write, no more */
	assert_string_equal(transmit(card, RIGHT_STATE), "63C3");
	card_free(card);
}

/* `count` minutiae on a diagonal: x and y ascend. */
static const char *store_diagonal(struct card *card, size_t count, uint8_t type_and_angle)
{
	uint8_t data[3 * 82];

	for (size_t i = 0; i < count; i++) {
		data[3 * i] = data[3 * i + 1] = (uint8_t)(3 * i);
		data[3 * i + 2] = type_and_angle;
	}
	authorise(card, AUTHORISE_RIGHT);
	return send_template(card, STORE_RIGHT, data, 3 * count);
}

static void test_templates(void **state)
{
	static const struct {
		size_t count;
		uint8_t type_and_angle;
		const char *answer;
	} rows[] = {{15, 0x40, "6A80"}, {61, 0x40, "6A84"}, {16, 0xC0, "6A80"}, {0, 0x40, "6A80"},
	    {60, 0x80, "9000"}};
	struct card *card = no_finger_card();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_string_equal(transmit(card, RIGHT_STATE), "6A88");
		assert_string_equal(
		    store_diagonal(card, rows[i].count, rows[i].type_and_angle), rows[i].answer);
		/* a template that was refused has used the authorisation up */
		assert_string_equal(send_finger(card, STORE_RIGHT, FINGER), "6982");
	}
	assert_string_equal(transmit(card, RIGHT_STATE), "63C3");
	card_free(card);
}

static void test_least_and_bit(void **state)
{
	struct card_file file = no_finger();
	struct card *card;

	(void)state;
	card = card_of_file(&file);
	assert_string_equal(store_diagonal(card, 16, 0), "9000");
	card_free(card);
	file.minutiae_max = 40;
	file.minutiae_order = ORDER_XY | ORDER_DESCENDING;
	card = card_of_file(&file);
	/* the BIT says so: 12 to 40 of them, x-y descending */
	assert_non_null(
	    strstr(transmit(card, "00 CB 3F FF 04 5C 02 7F 61 00"), "B10A81020C28820106830100"));
	assert_string_equal(store_diagonal(card, 41, 0x40), "6A84");
	assert_string_equal(store_diagonal(card, 40, 0x40), "6A80"); /* ascending */
	assert_string_equal(transmit(card, RIGHT_STATE), "6A88");
	card_free(card);
}

static void test_malformed(void **state)
{
	static const struct {
		const char *command, *answer;
	} rows[] = {
	    {STORE_RIGHT, "6700"},
	    {STORE_RIGHT " 05 7F 2E 02 81 00", "6A80"},
	    {STORE_RIGHT " 05 7F 2E 03 81 00", "6A80"},
	    {STORE_RIGHT " 05 7F 2F 02 81 00", "6A80"},
	    {STORE_RIGHT " 05 7F 2E 82 00 00", "6A80"},
	    {REMOVE_RIGHT " 01 00", "6700"},
	    {REMOVE_RIGHT, "6A88"}, /* nothing there */
	    {"00 24 00 81", "6A86"},
	    {"00 24 03 81", "6A86"},
	    {"00 24 01 83", "6A88"},
	};
	struct card *card = no_finger_card();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		authorise(card, AUTHORISE_RIGHT);
		assert_string_equal(transmit(card, rows[i].command), rows[i].answer);
	}
	assert_string_equal(transmit(card, RIGHT_STATE), "6A88");
	card_free(card);
}

static void test_store_over(void **state)
{
	struct card *card = no_finger_card();

	(void)state;
	store(card);
	authorise(card, AUTHORISE_RIGHT);
	assert_string_equal(send_finger(card, STORE_RIGHT, STRANGER), "6985");
	assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "9000");
	card_free(card);
}

static void test_remove(void **state)
{
	struct card *card = no_finger_card();

	(void)state;
	store(card);
	for (int i = 0; i < 3; i++)
		send_finger(card, VERIFY_RIGHT, STRANGER);
	assert_string_equal(transmit(card, RIGHT_STATE), "6983");
	authorise(card, AUTHORISE_RIGHT); /* a locked one, too */
	assert_string_equal(transmit(card, REMOVE_RIGHT), "9000");
	assert_string_equal(transmit(card, RIGHT_STATE), "6A88");
	assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "6A88");
	store(card);
	assert_string_equal(transmit(card, RIGHT_STATE), "63C3");
	card_free(card);
}

/* A match does not carry over to what is stored next. */
static void test_verified_ends(void **state)
{
	struct card *card = no_finger_card();

	(void)state;
	store(card);
	assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "9000");
	assert_string_equal(transmit(card, RIGHT_STATE), "9000");
	authorise(card, AUTHORISE_RIGHT);
	transmit(card, REMOVE_RIGHT);
	authorise(card, AUTHORISE_RIGHT);
	assert_string_equal(send_finger(card, STORE_RIGHT, STRANGER), "9000");
	assert_string_equal(transmit(card, RIGHT_STATE), "63C3");
	card_free(card);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_keys),
	    cmocka_unit_test(test_challenge),
	    cmocka_unit_test(test_challenge_over_contacts),
	    cmocka_unit_test(test_authenticate),
	    cmocka_unit_test(test_write_key_locks),
	    cmocka_unit_test(test_without_key),
	    cmocka_unit_test(test_store),
	    cmocka_unit_test(test_unauthorised),
	    cmocka_unit_test(test_templates),
	    cmocka_unit_test(test_least_and_bit),
	    cmocka_unit_test(test_malformed),
	    cmocka_unit_test(test_store_over),
	    cmocka_unit_test(test_remove),
	    cmocka_unit_test(test_verified_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
