/*
 * Match on card: the BIT group as ISO/IEC 7816-11 has it and as a hostile card may, the
 * template that a card asks for, the ISO dialect's words.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "card/moc.h"
#include "hex.h"

static struct finger_states states;

static bool parse(const char *text)
{
	uint8_t bytes[1024];

	memset(&states, 0, sizeof states);
	return moc_parse_bit_group(bytes, unhex(bytes, text), &states);
}

/* card.md's example, one finger. */
#define HEADER(subtype)                                                                            \
	"A1 1A 81 01 08 82 01 " subtype " 87 02 01 01 88 02 00 05 "                                \
	"B1 0A 81 02 0C 3C 82 01 05 83 01 00"
#define BIT(ref, subtype) "7F 60 1F 83 01 " ref " " HEADER(subtype)

static void test_both_fingers(void **state)
{
	const struct finger_state *right = &states.finger[FINGER_RIGHT_INDEX];
	const struct finger_state *left = &states.finger[FINGER_LEFT_INDEX];

	(void)state;
	assert_true(parse("7F 61 47 02 01 02 " BIT("81", "09") BIT("82", "0A")));
	assert_true(right->stored);
	assert_int_equal(right->reference, 0x81);
	assert_int_equal(right->min_minutiae, 12);
	assert_int_equal(right->max_minutiae, 60);
	assert_int_equal(right->order, 5);
	assert_true(left->stored);
	assert_int_equal(left->reference, 0x82);
}

static void test_one_or_none(void **state)
{
	(void)state;
	assert_true(parse("7F 61 25 02 01 01 " BIT("82", "0A")));
	assert_false(states.finger[FINGER_RIGHT_INDEX].stored);
	assert_true(states.finger[FINGER_LEFT_INDEX].stored);
	assert_true(parse("7F 61 03 02 01 00"));
	assert_false(states.finger[FINGER_LEFT_INDEX].stored);
	assert_true(parse("7F 61 00"));
}

/* Other fingers, other formats, no reference, a range in which nothing fits: not ours. */
static void test_not_ours(void **state)
{
	static const char *const groups[] = {
	    "7F 61 25 02 01 01 " BIT("81", "01"),
	    "7F 61 25 02 01 01 7F 60 1F 83 01 81 A1 1A 81 01 08 82 01 09 87 02 01 01 88 02 00 04 "
	    "B1 0A 81 02 0C 3C 82 01 05 83 01 00",
	    "7F 61 25 02 01 01 7F 60 1F 83 01 81 A1 1A 81 01 08 82 01 09 87 02 00 1B 88 02 00 05 "
	    "B1 0A 81 02 0C 3C 82 01 05 83 01 00",
	    "7F 61 22 02 01 01 7F 60 1C " HEADER("09"),
	    "7F 61 25 02 01 01 7F 60 1F 83 01 81 A1 1A 81 01 08 82 01 09 87 02 01 01 88 02 00 05 "
	    "B1 0A 81 02 3C 0C 82 01 05 83 01 00",
	};

	(void)state;
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		assert_true(parse(groups[i]));
		assert_false(states.finger[FINGER_RIGHT_INDEX].stored);
	}
}

static void test_long_lengths_and_strangers(void **state)
{
	(void)state;
	/* 81 and 82 forms, objects that we do not know in between */
	assert_true(
	    parse("7F 61 82 00 2C 02 01 01 C0 01 FF 7F 60 81 22 83 01 81 C1 01 00 " HEADER("09")));
	assert_true(states.finger[FINGER_RIGHT_INDEX].stored);
	/* the same finger twice: the first counts */
	assert_true(parse("7F 61 47 02 01 02 " BIT("81", "09") BIT("91", "09")));
	assert_int_equal(states.finger[FINGER_RIGHT_INDEX].reference, 0x81);
}

static void test_hostile(void **state)
{
	static const char *const groups[] = {
	    "",
	    "7F",
	    "7F 61",
	    "7F 61 80",			     /* indefinite */
	    "7F 61 84 FF FF FF FF 00",	     /* length of four bytes */
	    "7F 61 05 02 01 01",	     /* less than it says */
	    "7F 60 00",			     /* another object */
	    "7F 61 04 7F 60 82 FF",	     /* cut inside a length */
	    "7F 61 05 7F 60 02 83 05",	     /* inner longer than outer */
	    "7F 61 07 7F 60 04 A1 02 B1 7F", /* deeper still */
	    "7F 61 03 7F 60 FF",
	};

	(void)state;
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		assert_false(parse(groups[i]));
}

/* More BITs than any card has hands for. */
static void test_endless(void **state)
{
	char sixteen[4096] = "7F 61 82 02 20 ", seventeen[4096] = "7F 61 82 02 42 ";

	(void)state;
	for (int i = 0; i < 16; i++)
		strcat(sixteen, BIT("81", "01") " ");
	assert_true(parse(sixteen));
	for (int i = 0; i < 17; i++)
		strcat(seventeen, BIT("81", "01") " ");
	assert_false(parse(seventeen));
}

static void test_noise(void **state)
{
	uint8_t bytes[300];
	unsigned seed = 5;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		const size_t len =
		    unhex(bytes, "7F 61 47 02 01 02 " BIT("81", "09") BIT("82", "0A"));

		bytes[(size_t)rand_r(&seed) % len] = (uint8_t)rand_r(&seed);
		bytes[(size_t)rand_r(&seed) % len] = (uint8_t)rand_r(&seed);
		memset(&states, 0, sizeof states);
		(void)moc_parse_bit_group(bytes, len, &states);
		for (int f = 0; f < FINGER_COUNT; f++)
			assert_true(states.finger[f].min_minutiae <= states.finger[f].max_minutiae);
	}
}

/* Bytes of any kind: refused, or something that a card could mean. */
static void test_random(void **state)
{
	static const uint8_t tags[] = {0x7F, 0x61, 0x60, 0x83, 0xA1, 0xB1, 0x81, 0x82, 0x87, 0x88};
	unsigned seed = 24787;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		const size_t len = (size_t)rand_r(&seed) % 120;
		uint8_t *bytes = malloc(len + 1); /* its own block, so that ASan sees the end */

		assert_non_null(bytes);
		for (size_t n = 0; n < len; n++) {
			bytes[n] = (uint8_t)(rand_r(&seed) % (i % 2 == 0 ? 256 : 32));
			if (rand_r(&seed) % 2 == 0)
				bytes[n] = tags[(size_t)rand_r(&seed) % sizeof tags];
		}
		if (i % 3 != 0 && len > 2)
			memcpy(bytes, "\x7F\x61", 2);
		memset(&states, 0, sizeof states);
		(void)moc_parse_bit_group(bytes, len, &states);
		for (int f = 0; f < FINGER_COUNT; f++) {
			assert_true(states.finger[f].min_minutiae <= states.finger[f].max_minutiae);
			assert_true(!states.finger[f].stored || states.finger[f].reference != 0);
		}
		free(bytes);
	}
}

/* ---- what the card asks for ---- */

static void put(uint8_t *m, size_t i, uint8_t x, uint8_t y, uint8_t angle)
{
	m[3 * i] = x;
	m[3 * i + 1] = y;
	m[3 * i + 2] = angle;
}

static void test_order(void **state)
{
	static const struct {
		uint8_t order;
		uint8_t xs[4];
	} rows[] = {
	    {0x00, {30, 10, 20, 10}}, /* as they came */
	    {0x05, {10, 10, 20, 30}}, /* x-y ascending */
	    {0x06, {30, 20, 10, 10}}, /* x-y descending */
	    {0x09, {20, 10, 30, 10}}, /* y-x ascending: y 1, 2, 3, 4 */
	    {0x0D, {10, 30, 20, 10}}, /* angle ascending */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct finger_state f = {
		    .min_minutiae = 1, .max_minutiae = 60, .order = rows[i].order};
		uint8_t m[12];
		size_t len = 12;

		put(m, 0, 30, 3, 2);
		put(m, 1, 10, 4, 40);
		put(m, 2, 20, 1, 3);
		put(m, 3, 10, 2, 1);
		assert_true(moc_prepare(m, &len, &f));
		assert_int_equal(len, 12);
		for (size_t n = 0; n < 4; n++)
			assert_int_equal(m[3 * n], rows[i].xs[n]);
	}
}

/* Stable: equal keys stay as they came; the type's bits are no part of the angle. */
static void test_order_is_stable(void **state)
{
	const struct finger_state f = {.min_minutiae = 1, .max_minutiae = 60, .order = 0x0D};
	uint8_t m[9];
	size_t len = 9;

	(void)state;
	put(m, 0, 1, 0, 0x40 | 7);
	put(m, 1, 2, 0, 0x80 | 7);
	put(m, 2, 3, 0, 7);
	assert_true(moc_prepare(m, &len, &f));
	assert_int_equal(m[0], 1);
	assert_int_equal(m[3], 2);
	assert_int_equal(m[6], 3);
}

/* A key or a direction that we do not know: no guess. */
static void test_unknown_order(void **state)
{
	static const uint8_t orders[] = {0x01, 0x03, 0x04, 0x07, 0x11, 0x21, 0xFF};

	(void)state;
	for (size_t i = 0; i < sizeof orders; i++) {
		const struct finger_state f = {
		    .min_minutiae = 1, .max_minutiae = 60, .order = orders[i]};
		uint8_t m[12] = {0};
		size_t len = 12;

		assert_false(moc_prepare(m, &len, &f));
	}
}

/* Too many: they come best first, so the tail goes; the rest stays in its order. */
static void test_too_many(void **state)
{
	const struct finger_state f = {.min_minutiae = 2, .max_minutiae = 3};
	uint8_t m[15];
	size_t len = 15;

	(void)state;
	put(m, 0, 0, 0, 1);
	put(m, 1, 100, 100, 2);
	put(m, 2, 255, 255, 3);
	put(m, 3, 110, 90, 4);
	put(m, 4, 90, 110, 5);
	assert_true(moc_prepare(m, &len, &f));
	assert_int_equal(len, 9);
	assert_int_equal(m[2], 1);
	assert_int_equal(m[5], 2);
	assert_int_equal(m[8], 3);
}

/* What is cut is cut before it is put in order. */
static void test_cut_then_ordered(void **state)
{
	const struct finger_state f = {.min_minutiae = 2, .max_minutiae = 2, .order = 0x05};
	uint8_t m[9];
	size_t len = 9;

	(void)state;
	put(m, 0, 50, 0, 1);
	put(m, 1, 40, 0, 2);
	put(m, 2, 10, 0, 3);
	assert_true(moc_prepare(m, &len, &f));
	assert_int_equal(len, 6);
	assert_int_equal(m[0], 40);
	assert_int_equal(m[3], 50);
}

static void test_too_few(void **state)
{
	const struct finger_state f = {.min_minutiae = 12, .max_minutiae = 60};
	uint8_t m[36];
	size_t len = 33;

	(void)state;
	for (size_t i = 0; i < 12; i++)
		put(m, i, (uint8_t)i, 0, 1);
	assert_false(moc_prepare(m, &len, &f));
	len = 36;
	assert_true(moc_prepare(m, &len, &f));
	len = 0;
	assert_false(moc_prepare(m, &len, &f));
	/* twelve, two of them at one point; all of them */
	len = 36;
	put(m, 11, 10, 0, 2);
	assert_false(moc_prepare(m, &len, &f));
	memset(m, 0, sizeof m);
	assert_false(moc_prepare(m, &len, &f));
}

/* ---- the dialect ---- */

static uint8_t sent[300], sent_before[300]; /* the last command, and the one before */
static size_t sent_len, sent_before_len;
static const char *next_answer;

static enum pcsc_status speak(
    void *state, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	(void)state;
	memcpy(sent_before, sent, sent_len);
	sent_before_len = sent_len;
	memcpy(sent, command, command_len);
	sent_len = command_len;
	*len = unhex(reply, next_answer);
	return PCSC_OK;
}

static const struct pcsc_ops ops = {.transmit = speak};

static const struct moc_options iso_options = {.driver = "iso", .host_fd = -1};

static enum moc_result verify_as(
    const struct finger_state *f, const char *answer, size_t count, int *tries)
{
	struct pcsc pcsc = {.ops = &ops};
	struct channel channel = {.pcsc = &pcsc};
	struct moc moc = {.channel = &channel, .options = &iso_options, .driver = &moc_iso};
	uint8_t m[TEMPLATE_MAX] = {0};
	const struct moc_probe probe = {
	    .finger = FINGER_RIGHT_INDEX, .minutiae = m, .len = count * 3};
	struct error err;

	for (size_t i = 0; i < sizeof m / 3; i++)
		put(m, i, (uint8_t)i, 0, 0);
	sent_len = 0;
	next_answer = answer;
	moc.fingers.finger[FINGER_RIGHT_INDEX] = *f;
	return moc_verify(&moc, &probe, tries, &err);
}

static const struct finger_state stored = {
    .stored = true, .tries_left = 3, .reference = 0x81, .min_minutiae = 12, .max_minutiae = 60};

static void test_verify_answers(void **state)
{
	static const struct {
		const char *answer;
		enum moc_result result;
		int tries;
	} rows[] = {{"90 00", MOC_MATCH, 3}, {"63 C2", MOC_NO_MATCH, 2}, {"63 C0", MOC_NO_MATCH, 0},
	    {"69 83", MOC_LOCKED, 0}, {"6A 88", MOC_NO_FINGER, 0}, {"69 84", MOC_NO_FINGER, 0},
	    {"6F 00", MOC_FAILED, 0}};
	int tries;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(verify_as(&stored, rows[i].answer, 20, &tries), rows[i].result);
		assert_int_equal(tries, rows[i].tries);
	}
}

/* `00 21 00 ref Lc 7F2E L 81 L2 minutiae`, short and long lengths. */
static void test_verify_command(void **state)
{
	uint8_t head[16];
	size_t n;
	int tries;

	(void)state;
	verify_as(&stored, "90 00", 12, &tries);
	n = unhex(head, "00 21 00 81 29 7F 2E 26 81 24");
	assert_memory_equal(sent, head, n);
	assert_int_equal(sent_len, n + 36);
	verify_as(&stored, "90 00", 60, &tries);
	n = unhex(head, "00 21 00 81 BB 7F 2E 81 B7 81 81 B4");
	assert_memory_equal(sent, head, n);
	assert_int_equal(sent_len, n + 180);
}

/* Over 255 bytes: in pieces, all but the last with CLA 10 (ISO/IEC 7816-4, 5.3.3). A hundred
 * minutiae are 7F2E 82 0130 81 82 012C and 300 bytes, 309 in all: 255 and 54. */
static void test_verify_chained(void **state)
{
	struct finger_state f = stored;
	uint8_t head[16];
	size_t n;
	int tries;

	(void)state;
	f.max_minutiae = 100;
	assert_int_equal(verify_as(&f, "90 00", 120, &tries), MOC_MATCH);
	n = unhex(head, "10 21 00 81 FF 7F 2E 82 01 30 81 82 01 2C");
	assert_int_equal(sent_before_len, 5 + 255);
	assert_memory_equal(sent_before, head, n);
	n = unhex(head, "00 21 00 81 36");
	assert_int_equal(sent_len, 5 + 54);
	assert_memory_equal(sent, head, n);
}

/* What the card would not take is not sent: no try is spent. */
static void test_verify_spares_tries(void **state)
{
	struct finger_state f = stored;
	int tries;

	(void)state;
	assert_int_equal(verify_as(&f, "90 00", 11, &tries), MOC_TEMPLATE);
	assert_int_equal(sent_len, 0);
	assert_int_equal(tries, 3);
	f.locked = true;
	f.tries_left = 0;
	assert_int_equal(verify_as(&f, "90 00", 20, &tries), MOC_LOCKED);
	assert_int_equal(sent_len, 0);
	f.stored = false;
	assert_int_equal(verify_as(&f, "90 00", 20, &tries), MOC_NO_FINGER);
	assert_int_equal(sent_len, 0);
	/* a card that asks for more than a short command holds */
	f = stored;
	f.max_minutiae = 255;
	assert_int_equal(verify_as(&f, "90 00", 255, &tries), MOC_MATCH);
	assert_true(sent_len <= 260);
	/* the last try, unconfirmed */
	f = stored;
	f.tries_left = 1;
	assert_int_equal(verify_as(&f, "90 00", 20, &tries), MOC_LAST_TRY_KEPT);
	assert_int_equal(sent_len, 0);
	assert_int_equal(tries, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_both_fingers),
	    cmocka_unit_test(test_one_or_none),
	    cmocka_unit_test(test_not_ours),
	    cmocka_unit_test(test_long_lengths_and_strangers),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_endless),
	    cmocka_unit_test(test_noise),
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_order_is_stable),
	    cmocka_unit_test(test_unknown_order),
	    cmocka_unit_test(test_too_many),
	    cmocka_unit_test(test_cut_then_ordered),
	    cmocka_unit_test(test_too_few),
	    cmocka_unit_test(test_verify_answers),
	    cmocka_unit_test(test_verify_command),
	    cmocka_unit_test(test_verify_chained),
	    cmocka_unit_test(test_verify_spares_tries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
