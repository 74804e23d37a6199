/* Card files: every sample is good, every mistake is named with its line. */
#include "world.h"

#include <glob.h>
#include <stdio.h>

#include "finger/match.h"

#define WHOLE                                                                                      \
	"version = 0003\n"                                                                         \
	"citizen_number = 1234567890121\n"                                                         \
	"thai_name = นาย#ก##ทดสอบ\n"                                             \
	"birth = 25200228\n"                                                                       \
	"sex = 1\n"                                                                                \
	"request_number = 10019900001/01010001\n"                                                  \
	"issued = 25630101\n"                                                                      \
	"expires = 99999999\n"                                                                     \
	"type = 01\n"

static void test_samples(void **state)
{
	glob_t found;

	(void)state;
	assert_int_equal(glob(sample("*.card"), 0, NULL, &found), 0);
	assert_in_range(found.gl_pathc, 20, 100);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct card_file file;
		struct error err;

		if (!card_file_read(&file, found.gl_pathv[i], &err))
			fail_msg("%s", err.context);
	}
	globfree(&found);
}

static void test_presets(void **state)
{
	struct card_file f;
	struct error err;

	(void)state;
	if (!card_file_read(&f, write_card("whole.card", "# a comment\n\n" WHOLE), &err))
		fail_msg("%s", err.context);
	assert_true(f.moi && f.adm && f.bio && f.list_all_fingers);
	assert_int_equal(f.protocol, T0_GET_RESPONSE);
	assert_int_equal(f.get_response_p2, 0);
	assert_int_equal(f.minutiae_order, 0);
	assert_int_equal(f.fault.kind, FAULT_NONE);
	assert_int_equal(f.minutiae_max, 60);
	assert_int_equal(f.match_threshold, MATCH_THRESHOLD);
	assert_int_equal(f.match_ms, 0);
	assert_int_equal(f.write_key.kind, WRITE_KEY_UNSAID);
	assert_int_equal(f.write_key.tries_left, 3);
	assert_int_equal(f.cut.at, 0);
	assert_int_equal(f.cut.ins, -1);
	assert_int_equal(f.cut.back, 1000);
	for (size_t i = 0; i < FINGER_COUNT; i++) {
		assert_int_equal(f.finger[i].state, SLOT_EMPTY);
		assert_int_equal(f.finger[i].tries_left, 3);
	}
}

static void test_entries(void **state)
{
	struct card_file f;
	struct error err;

	(void)state;
	if (!card_file_read(&f,
		write_card("entries.card",
		    WHOLE "atr = 3B 67 00\nprotocol=6c\r\n\tget_response_p2 = 01\n"
			  "chip_serial = 0102030405060708\nlaser = AB1-2\nadm = no\n"
			  "list_fingers = stored\nminutiae_order = 0A\n"
			  "right_index_tries = 15\nright_index_tries_left = 2\n"
			  "left_index_locked = yes\n"
			  "left_index_damaged = yes\n"
			  "minutiae_max = 16\nmatch_threshold = 1000\nmatch_ms = 60000\n"
			  "write_tries = 5\nwrite_tries_left = 4\n"
			  "cut_write = 9\ncut_ins = 24\ncut_back = 0\n"
			  "fault = short\nfault_length = 7\nfault_ins = b0\nfault_from = 3\n"
			  "fault_count = 2\nfault_status = 6581\n"),
		&err))
		fail_msg("%s", err.context);
	assert_int_equal(f.atr_len, 3);
	assert_memory_equal(f.atr, "\x3B\x67\x00", 3);
	assert_int_equal(f.protocol, T0_WRONG_LE);
	assert_int_equal(f.get_response_p2, 1);
	assert_memory_equal(f.chip_serial, "\1\2\3\4\5\6\7\10", 8);
	assert_memory_equal(f.laser, "AB1-2           ", 16);
	assert_false(f.adm);
	assert_false(f.list_all_fingers);
	assert_int_equal(f.minutiae_order, 0x0A);
	assert_int_equal(f.finger[FINGER_RIGHT_INDEX].tries_max, 15);
	assert_int_equal(f.finger[FINGER_RIGHT_INDEX].tries_left, 2);
	assert_int_equal(f.finger[FINGER_LEFT_INDEX].tries_left, 0);
	assert_int_equal(f.finger[FINGER_LEFT_INDEX].tries_max, 3);
	assert_int_equal(f.finger[FINGER_RIGHT_INDEX].state, SLOT_EMPTY);
	assert_int_equal(f.finger[FINGER_LEFT_INDEX].state, SLOT_DAMAGED);
	assert_int_equal(f.minutiae_max, 16);
	assert_int_equal(f.match_threshold, 1000);
	assert_int_equal(f.match_ms, 60000);
	assert_int_equal(f.write_key.kind, WRITE_KEY_UNSAID);
	assert_int_equal(f.write_key.tries_max, 5);
	assert_int_equal(f.write_key.tries_left, 4);
	assert_int_equal(f.cut.at, 9);
	assert_int_equal(f.cut.ins, 0x24);
	assert_int_equal(f.cut.back, 0);
	assert_int_equal(f.fault.kind, FAULT_SHORT);
	assert_int_equal(f.fault.length, 7);
	assert_int_equal(f.fault.ins, 0xB0);
	assert_int_equal(f.fault.from, 3);
	assert_int_equal(f.fault.count, 2);
	assert_int_equal(f.fault.status, 0x6581);
}

/* What follows a whole card, and the words that the error must contain. */
static const struct {
	const char *lines, *says;
} mistakes[] = {
    {"bogus = 1\n", ":10: unknown key bogus"},
    {"sex = 2\n", ":10: sex is there twice"},
    {"nonsense\n", ":10: "},
    {"= 3\n", ":10: "},
    {"\n\nphoto = nobody.jpg\n", ":12: photo: "},
    {"photo = /dev/zero\n", ":10: photo: "},
    {"right_index = nobody.fmd\n", ":10: right_index: "},
    {"right_index_tries = 0\n", ":10: right_index_tries: "},
    {"right_index_tries = 16\n", ":10: right_index_tries: "},
    {"right_index_tries = 3x\n", ":10: right_index_tries: "},
    {"right_index_tries = -3\n", ":10: right_index_tries: "},
    {"right_index_tries = +3\n", ":10: right_index_tries: "},
    {"right_index_tries =\n", ":10: right_index_tries: "},
    {"right_index_tries = 99999999999999999999\n", ":10: right_index_tries: "},
    {"right_index_tries = 2\nright_index_tries_left = 3\n", "more tries left"},
    {"right_index_locked = 1\n", ":10: right_index_locked: must be yes or no"},
    {"adm = maybe\n", ":10: adm: must be yes or no"},
    {"protocol = t1\n", ":10: protocol: must be one of: get-response, 6c, direct"},
    {"list_fingers = some\n", ":10: list_fingers: "},
    {"get_response_p2 = 02\n", ":10: get_response_p2: "},
    {"right_index_damaged = 1\n", ":10: right_index_damaged: must be yes or no"},
    {"minutiae_max = 15\n", ":10: minutiae_max: "},
    {"minutiae_max = 61\n", ":10: minutiae_max: "},
    {"match_threshold = 0\n", ":10: match_threshold: "},
    {"match_threshold = 1001\n", ":10: match_threshold: "},
    {"match_ms = 60001\n", ":10: match_ms: "},
    {"write_tries = 0\n", ":10: write_tries: "},
    {"write_tries = 1\nwrite_tries_left = 2\n", "more tries left for the write key"},
    {"write_master = nobody.key\n", ":10: write_master: "},
    {"write_master = short.key\n", ":10: write_master: "},
    {"write_master = long.key\n", ":10: write_master: "},
    {"write_master = nohex.key\n", ":10: write_master: "},
    {"cut_write = -1\n", ":10: cut_write: "},
    {"cut_ins = 100\n", ":10: cut_ins: "},
    {"cut_back = 600001\n", ":10: cut_back: "},
    {"minutiae_order = 04\n", ":10: minutiae_order: "},
    {"atr = 3B\n", ":10: atr: "},
    {"atr = 3B 6\n", ":10: atr: "},
    {"atr = 3B XY\n", ":10: atr: "},
    {"chip_serial = 01 02\n", ":10: chip_serial: "},
    {"laser = jt0\n", ":10: laser: "},
    {"laser = ABCDEFGHIJKLMNOPQ\n", ":10: laser: "},
    {"fault = sometimes\n", ":10: fault: "},
    {"fault_status = 5FFF\n", ":10: fault_status: "},
    {"fault_status = 0x6F00\n", ":10: fault_status: "},
    {"fault_from = 0\n", ":10: fault_from: "},
    {"like = whole.card\n", ":10: like: must be the first entry"},
    {"address = 1#2\n", ":10: address: must be house#moo#"},
    {"issuing_office = \xE2\x82\xAC\n", ":10: issuing_office: "},
    {"issuing_office = \xFF\n", "no UTF-8"},
};

static void test_mistakes(void **state)
{
	char text[2048];

	(void)state;
	write_card("short.key", "000102030405060708090a0b0c0d0e0\n");
	write_card("long.key", "000102030405060708090a0b0c0d0e0f0\n");
	write_card("nohex.key", "000102030405060708090a0b0c0d0e0g\n");
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		struct card_file f;
		struct error err;

		snprintf(text, sizeof text, "%s%s", WHOLE, mistakes[i].lines);
		if (card_file_read(&f, write_card("wrong.card", text), &err))
			fail_msg("taken: %s", mistakes[i].lines);
		if (strstr(err.context, mistakes[i].says) == NULL ||
		    strstr(err.context, "wrong.card") == NULL)
			fail_msg("«%s» says «%s»", mistakes[i].lines, err.context);
	}
}

static void test_missing(void **state)
{
	struct card_file f;
	struct error err;

	(void)state;
	assert_false(card_file_read(&f, write_card("some.card", "version = 0003\n"), &err));
	assert_non_null(strstr(err.context, "citizen_number is missing"));
	assert_true(card_file_read(&f, write_card("some.card", "moi = no\n"), &err));
	assert_true(card_file_read(&f, write_card("some.card", "unchecked = yes\n"), &err));
	assert_false(card_file_read(&f, "/nowhere/at.all", &err));
	assert_int_equal(err.problem, PROBLEM_IO);
}

static void test_like(void **state)
{
	char text[4200];
	struct card_file f, whole;
	struct error err;

	(void)state;
	assert_true(card_file_read(&whole, write_card("whole.card", WHOLE), &err));
	if (!card_file_read(&f, write_card("more.card", "like = whole.card\nsex = 2\n"), &err))
		fail_msg("%s", err.context);
	assert_int_equal(f.image[0x00E1], '2');
	f.image[0x00E1] = '1';
	assert_memory_equal(f.image, whole.image, IMAGE_SIZE);
	/* an absolute path, and «unchecked» goes along */
	snprintf(text, sizeof text, "like = %s\nbirth = 25201345\n", sample("hostile.card"));
	assert_true(card_file_read(&f, write_card("absolute.card", text), &err));
	/* errors below name the file below */
	write_card("broken.card", WHOLE "bogus = 1\n");
	assert_false(card_file_read(&f, write_card("above.card", "like = broken.card\n"), &err));
	assert_non_null(strstr(err.context, "broken.card:10: unknown key"));
	assert_null(strstr(err.context, "above.card"));
	/* a circle ends */
	assert_false(card_file_read(&f, write_card("circle.card", "like = circle.card\n"), &err));
	assert_non_null(strstr(err.context, "circle.card:1: like: more than"));
}

/* Of `openssl mac -cipher AES-128-CBC -macopt hexkey:000102030405060708090a0b0c0d0e0f CMAC`
 * over the serial numbers 0102030405060708 and zero. */
static const uint8_t own_key[16] = {
    0x4C, 0xDF, 0x0A, 0xBE, 0x65, 0xB1, 0xD0, 0x47, 0xD6, 0x32, 0xE7, 0xA0, 0x25, 0x6B, 0xD3, 0xA4};
static const uint8_t blank_key[16] = {
    0x04, 0x5D, 0x40, 0xCA, 0x5A, 0x89, 0xD7, 0x57, 0x66, 0x8B, 0xEC, 0xDE, 0x75, 0xEB, 0x9B, 0x82};

/* A master key makes another key of each serial number. */
static void test_write_master(void **state)
{
	struct card_file f;
	struct error err;
	uint8_t master[16];

	(void)state;
	assert_true(write_master_read(
	    master, write_card("m.key", "000102030405060708090A0b0c0d0e0f\n"), &err));
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(master[i], i);
	assert_true(write_master_read(
	    master, write_card("m.key", "000102030405060708090a0b0c0d0e0f"), &err));
	assert_true(card_file_read(&f,
	    write_card("key.card", WHOLE "write_master = m.key\nchip_serial = 0102030405060708\n"),
	    &err));
	assert_int_equal(f.write_key.kind, WRITE_KEY_SET);
	assert_memory_equal(f.write_key.bytes, own_key, 16);
	/* the file's own one stands */
	memset(master, 0xFF, 16);
	assert_true(card_file_personalise(&f, master, &err));
	assert_memory_equal(f.write_key.bytes, own_key, 16);
	assert_true(card_file_read(&f, write_card("key.card", WHOLE), &err));
	assert_true(write_master_read(
	    master, write_card("m.key", "000102030405060708090a0b0c0d0e0f"), &err));
	assert_true(card_file_personalise(&f, master, &err));
	assert_memory_equal(f.write_key.bytes, blank_key, 16);
	/* and «none» is a word, too */
	assert_true(
	    card_file_read(&f, write_card("key.card", WHOLE "write_master = none\n"), &err));
	assert_true(card_file_personalise(&f, master, &err));
	assert_int_equal(f.write_key.kind, WRITE_KEY_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_samples),
	    cmocka_unit_test(test_presets),
	    cmocka_unit_test(test_entries),
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_missing),
	    cmocka_unit_test(test_like),
	    cmocka_unit_test(test_write_master),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
