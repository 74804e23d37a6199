/* The powered card: applets, reads, faults. Commands and answers in hexadecimal. */
#include "world.h"

#include <stdio.h>

#define SELECT_MOI  "00 A4 04 00 08 A0 00 00 00 54 48 00 01"
#define SELECT_ADM  "00 A4 04 00 08 A0 00 00 00 84 06 00 02"
#define SELECT_BIO  "00 A4 04 00 08 A0 00 00 00 84 06 00 00"
#define SELECT_NHSO "00 A4 04 00 08 A0 00 00 00 54 48 00 83"

static struct card *card_of(const char *name)
{
	struct card_file file;
	struct card *card;

	read_sample(&file, name);
	card = card_new(&file);
	assert_non_null(card);
	return card;
}

static void test_atr(void **state)
{
	struct card *card = card_of("somsri.card");
	const uint8_t *atr;
	size_t len;

	(void)state;
	atr = card_atr(card, &len);
	assert_int_equal(len, 14);
	assert_memory_equal(atr + 5, "TH NID 1", 8);
	card_free(card);
}

static void test_select(void **state)
{
	struct card *card = card_of("somsri.card");

	(void)state;
	assert_string_equal(transmit(card, SELECT_MOI), "610C");
	assert_string_equal(transmit(card, "00 C0 00 00 0C"), "6F0A8408A0000000544800019000");
	assert_string_equal(transmit(card, "00 A4 04 0C 08 A0 00 00 00 54 48 00 01"), "9000");
	assert_string_equal(transmit(card, SELECT_ADM), "610C");
	assert_string_equal(transmit(card, SELECT_BIO), "610C");
	assert_string_equal(transmit(card, SELECT_NHSO), "6A82");
	assert_string_equal(transmit(card, "00 A4 04 00 07 A0 00 00 00 54 48 00"), "6A82");
	assert_string_equal(transmit(card, "00 A4 00 00 02 3F 00"), "6A86");
	card_free(card);
}

static void test_absent_applets(void **state)
{
	struct card *foreign = card_of("foreign.card");
	struct card *no_bio = card_of("no-bio.card");

	(void)state;
	assert_string_equal(transmit(foreign, SELECT_MOI), "6A82");
	assert_string_equal(transmit(foreign, SELECT_ADM), "6A82");
	assert_string_equal(transmit(foreign, SELECT_BIO), "6A82");
	assert_string_equal(transmit(no_bio, SELECT_BIO), "6A82");
	assert_string_equal(transmit(no_bio, SELECT_MOI), "610C");
	card_free(foreign);
	card_free(no_bio);
}

static void test_read(void **state)
{
	struct card *card = card_of("somsri.card");

	(void)state;
	/* nothing is selected at power-on, and a failed SELECT changes nothing */
	assert_string_equal(transmit(card, "80 B0 00 04 02 00 0D"), "6D00");
	transmit(card, SELECT_MOI);
	transmit(card, SELECT_NHSO);
	assert_string_equal(transmit(card, "80 B0 00 04 02 00 0D"), "610D");
	assert_string_equal(transmit(card, "00 C0 00 00 0D"), "313131323033343536333536329000");
	assert_string_equal(transmit(card, "80 B0 00 04 02 00 00"), "6700");
	assert_string_equal(transmit(card, "80 B0 00 04 02 01 00"), "6700");
	assert_string_equal(transmit(card, "80 B0 00 04 0D"), "6700");
	assert_string_equal(transmit(card, "80 B0 17 27 02 00 01"), "6B00");
	assert_string_equal(transmit(card, "80 B0 17 26 02 00 02"), "6101");
	assert_string_equal(transmit(card, "00 C0 00 00 01"), "006282");
	assert_string_equal(transmit(card, "80 B1 00 00 02 00 01"), "6D00");
	assert_string_equal(transmit(card, "90 B0 00 00 02 00 01"), "6E00");
	assert_string_equal(transmit(card, "80 B0 00"), "6700");
	/* power off and on: the applet must be selected again */
	card_reset(card);
	assert_string_equal(transmit(card, "80 B0 00 04 02 00 0D"), "6D00");
	card_free(card);
}

/* As a reader does it: three reads of text, 21 of photo. The whole must be the image. */
static void read_all(struct card *card, uint8_t *out)
{
	static const struct {
		unsigned offset, len;
	} text[] = {{0x0000, 0xFF}, {0x00FF, 0x7A}, {0x1579, 0xAE}};
	unsigned offsets[24], lens[24], n = 0;

	for (unsigned i = 0; i < 3; i++, n++) {
		offsets[n] = text[i].offset;
		lens[n] = text[i].len;
	}
	for (unsigned i = 0; i < 21; i++, n++) {
		offsets[n] = 0x017B + 255 * i;
		lens[n] = i == 20 ? 18 : 255;
	}
	for (unsigned i = 0; i < n; i++) {
		const uint8_t read[] = {0x80, 0xB0, (uint8_t)(offsets[i] >> 8), (uint8_t)offsets[i],
		    0x02, 0x00, (uint8_t)lens[i]};
		const uint8_t get[] = {0x00, 0xC0, 0x00, 0x00, (uint8_t)lens[i]};
		struct card_answer answer;

		assert_int_equal(card_transmit(card, read, sizeof read, &answer), CARD_ANSWERED);
		assert_int_equal(answer.bytes[0], 0x61);
		assert_int_equal(answer.bytes[1], lens[i]);
		assert_int_equal(card_transmit(card, get, sizeof get, &answer), CARD_ANSWERED);
		assert_int_equal(answer.len, lens[i] + 2);
		memcpy(out + offsets[i], answer.bytes, lens[i]);
	}
}

static void test_whole_card(void **state)
{
	struct card *card = card_of("somsri.card");
	uint8_t seen[IMAGE_SIZE] = {0};
	struct card_file file;

	(void)state;
	read_sample(&file, "somsri.card");
	transmit(card, SELECT_MOI);
	read_all(card, seen);
	assert_memory_equal(seen, file.image, 0x0179);
	assert_memory_equal(seen + 0x017B, file.image + 0x017B, 5118);
	assert_memory_equal(seen + 0x1579, file.image + 0x1579, 174);
	card_free(card);
}

static void test_protocols(void **state)
{
	struct card *direct = card_of("protocol-direct.card");
	struct card *wrong_le = card_of("protocol-6c.card");
	struct card *old = card_of("old-chip.card");

	(void)state;
	assert_string_equal(transmit(direct, SELECT_MOI), "6F0A8408A0000000544800019000");
	assert_string_equal(transmit(direct, "80 B0 00 00 02 00 04"), "303030339000");
	assert_string_equal(transmit(wrong_le, SELECT_MOI), "9000");
	assert_string_equal(transmit(wrong_le, "80 B0 00 00 02 00 04"), "6C04");
	assert_string_equal(transmit(wrong_le, "80 B0 00 00 02 00 04 04"), "303030339000");
	transmit(old, SELECT_MOI);
	assert_string_equal(transmit(old, "80 B0 00 00 02 00 04"), "6104");
	assert_string_equal(transmit(old, "00 C0 00 00 04"), "6A86");
	assert_string_equal(transmit(old, "00 C0 00 01 04"), "303030339000");
	card_free(direct);
	card_free(wrong_le);
	card_free(old);
}

static void test_laser(void **state)
{
	struct card *card = card_of("somsri.card");

	(void)state;
	transmit(card, SELECT_ADM);
	/* seven bytes, then JT1999999001 and four spaces */
	assert_string_equal(
	    transmit(card, "80 00 00 00 17"), "000000000000004A5431393939393939303031202020209000");
	card_free(card);
}

static void test_chip_serial(void **state)
{
	struct card *card = card_of("somsri.card");
	const char *answer;

	(void)state;
	transmit(card, SELECT_MOI);
	transmit(card, "00 A4 04 00");
	assert_string_equal(transmit(card, "80 CA 9F 7F 00"), "6C2D");
	answer = transmit(card, "80 CA 9F 7F 2D");
	assert_int_equal(strlen(answer), 2 * (45 + 2));
	assert_memory_equal(answer, "9F7F2A", 6);
	assert_memory_equal(answer + 2 * 13, "0000999900000001", 16);
	assert_string_equal(transmit(card, "80 CA 00 66 00"), "6A88");
	card_free(card);
}

static void test_fault_status(void **state)
{
	struct card *card = card_of("unreadable.card");

	(void)state;
	assert_string_equal(transmit(card, SELECT_MOI), "610C");
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 FF"), "6F00");
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 FF"), "6F00");
	card_free(card);
}

static void test_fault_short(void **state)
{
	struct card *card = card_of("short.card");

	(void)state;
	transmit(card, SELECT_MOI);
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 FF"), "6105");
	assert_string_equal(transmit(card, "00 C0 00 00 05"), "30303033319000");
	card_free(card);
}

static void test_fault_mute(void **state)
{
	struct card *card = card_of("mute.card");

	(void)state;
	transmit(card, SELECT_MOI);
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 04"), "6104");
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 04"), "6104");
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 04"), "mute");
	/* counted from power-on */
	card_reset(card);
	transmit(card, SELECT_MOI);
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 04"), "6104");
	card_free(card);
}

/* Every command at which a card can be pulled: it answers those before, that one never. */
static void test_fault_eject(void **state)
{
	struct card_file file;

	(void)state;
	read_sample(&file, "somsri.card");
	file.fault.kind = FAULT_EJECT;
	for (long at = 1; at <= 20; at++) {
		struct card *card;

		file.fault.from = at;
		card = card_new(&file);
		assert_non_null(card);
		for (long i = 1; i < at; i++)
			assert_string_equal(transmit(card, SELECT_MOI), "610C");
		assert_string_equal(transmit(card, SELECT_MOI), "ejected");
		card_free(card);
	}
}

static void test_fault_for_a_while(void **state)
{
	struct card_file file;
	struct card *card;

	(void)state;
	read_sample(&file, "somsri.card");
	file.fault = (struct fault){
	    .kind = FAULT_STATUS, .status = 0x6581, .ins = 0xB0, .from = 2, .count = 2};
	card = card_new(&file);
	assert_non_null(card);
	transmit(card, SELECT_MOI);
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 04"), "6104");
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 04"), "6581");
	assert_string_equal(transmit(card, SELECT_MOI), "610C");
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 04"), "6581");
	assert_string_equal(transmit(card, "80 B0 00 00 02 00 04"), "6104");
	card_free(card);
}

/* No command of up to 261 bytes may hurt, whatever it says. */
static void test_random_commands(void **state)
{
	static const uint8_t instructions[] = {0x20, 0x21, 0x24, 0x82, 0x84, 0xCB};
	struct card *card = card_of("malee.card");
	struct card_answer answer;
	uint8_t bytes[300];
	uint32_t r = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t len;

		for (size_t j = 0; j < sizeof bytes; j++)
			bytes[j] = (uint8_t)((r = r * 1664525 + 1013904223) >> 24);
		len = (r >> 8) % sizeof bytes;
		bytes[0] &= 0x90;
		if (i % 2 == 0) /* one of the finger's instructions, chained or not */
			bytes[1] = instructions[bytes[1] % sizeof instructions];
		if (i % 3 == 0 && len > 5)
			bytes[4] = (uint8_t)(len - 5);
		if (i % 7 == 0)
			transmit(card, i % 2 ? SELECT_BIO : SELECT_MOI);
		assert_int_equal(card_transmit(card, bytes, len, &answer), CARD_ANSWERED);
		assert_in_range(answer.len, 2, 258);
	}
	card_free(card);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_atr),
	    cmocka_unit_test(test_select),
	    cmocka_unit_test(test_absent_applets),
	    cmocka_unit_test(test_read),
	    cmocka_unit_test(test_whole_card),
	    cmocka_unit_test(test_protocols),
	    cmocka_unit_test(test_laser),
	    cmocka_unit_test(test_chip_serial),
	    cmocka_unit_test(test_fault_status),
	    cmocka_unit_test(test_fault_short),
	    cmocka_unit_test(test_fault_mute),
	    cmocka_unit_test(test_fault_eject),
	    cmocka_unit_test(test_fault_for_a_while),
	    cmocka_unit_test(test_random_commands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
