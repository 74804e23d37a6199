/* One exchange: the three ways of answering, and cards that lie (hardening.md, T1, F6). */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "card/apdu.h"
#include "hex.h"

/* A conversation as it should go: hexadecimal, command and answer in turn. */
struct script {
	const char *const *lines;
	size_t at;
	bool forever; /* the last pair again and again */
	unsigned long count;
};

static enum pcsc_status speak(
    void *state, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	struct script *s = state;
	uint8_t wanted[300], answer[600];
	size_t n;

	s->count++;
	assert_non_null(s->lines[s->at]);
	n = unhex(wanted, s->lines[s->at]);
	assert_int_equal(command_len, n);
	assert_memory_equal(command, wanted, n);
	n = unhex(answer, s->lines[s->at + 1]);
	assert_true(n <= *len);
	memcpy(reply, answer, n);
	*len = n;
	if (!s->forever || s->lines[s->at + 2] != NULL)
		s->at += 2;
	return PCSC_OK;
}

static const struct pcsc_ops ops = {.transmit = speak};

#define COMMAND "80 B0 00 00 02 00 04"

struct outcome {
	bool ok;
	uint16_t sw;
	size_t len;
	uint8_t data[64];
	struct error err;
	unsigned long count;
	uint8_t p2;
	enum pcsc_status status;
};

static struct outcome converse_in(size_t room, bool forever, const char *const *lines)
{
	struct script script = {.lines = lines, .forever = forever};
	struct pcsc pcsc = {.ops = &ops, .state = &script};
	struct channel channel = {.pcsc = &pcsc};
	struct outcome o = {0};
	struct apdu_reply reply;
	uint8_t command[300];
	const size_t len = unhex(command, lines[0]);

	o.ok = apdu_exchange(&channel, command, len, o.data, room, &reply, &o.err);
	o.sw = reply.sw;
	o.len = reply.len;
	o.count = script.count;
	o.p2 = channel.get_response_p2;
	o.status = channel.status;
	if (o.ok && !forever)
		assert_null(lines[script.at]);
	return o;
}

#define converse(...)	      converse_in(64, false, (const char *const[]){__VA_ARGS__, NULL})
#define converse_forever(...) converse_in(64, true, (const char *const[]){__VA_ARGS__, NULL})

static void test_direct(void **state)
{
	const struct outcome o = converse(COMMAND, "30 30 30 33 90 00");

	(void)state;
	assert_true(o.ok);
	assert_int_equal(o.sw, 0x9000);
	assert_int_equal(o.len, 4);
	assert_memory_equal(o.data, "0003", 4);
}

static void test_61(void **state)
{
	const struct outcome o = converse(COMMAND, "61 04", "00 C0 00 00 04", "30 30 30 33 90 00");

	(void)state;
	assert_true(o.ok);
	assert_memory_equal(o.data, "0003", 4);
}

static void test_61_in_parts(void **state)
{
	const struct outcome o = converse(
	    COMMAND, "61 02", "00 C0 00 00 02", "30 30 61 02", "00 C0 00 00 02", "30 33 90 00");

	(void)state;
	assert_true(o.ok);
	assert_int_equal(o.len, 4);
	assert_memory_equal(o.data, "0003", 4);
}

/* Data may come along with 61. */
static void test_data_with_61(void **state)
{
	const struct outcome o = converse(COMMAND, "30 30 61 02", "00 C0 00 00 02", "30 33 90 00");

	(void)state;
	assert_true(o.ok);
	assert_memory_equal(o.data, "0003", 4);
}

static void test_6c(void **state)
{
	/* The command has no Le: it is added. */
	const struct outcome o = converse(COMMAND, "6C 04", COMMAND " 04", "30 30 30 33 90 00");

	(void)state;
	assert_true(o.ok);
	assert_memory_equal(o.data, "0003", 4);
}

static void test_6c_replaces_le(void **state)
{
	struct outcome o = converse("00 CA 9F 7F 00", "6C 02", "00 CA 9F 7F 02", "01 02 90 00");

	(void)state;
	assert_true(o.ok);
	assert_int_equal(o.len, 2);
	o = converse("00 CB 3F FF 04 5C 02 7F 61 00", "6C 02", "00 CB 3F FF 04 5C 02 7F 61 02",
	    "01 02 90 00");
	assert_true(o.ok);
}

/* Cards whose ATR begins 3B 67 are said to want P2 01. */
static void test_get_response_p2(void **state)
{
	static const char *const refusals[] = {"6A 86", "6B 00"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct outcome o = converse(COMMAND, "61 04", "00 C0 00 00 04", refusals[i],
		    "00 C0 00 01 04", "30 30 30 33 90 00");

		assert_true(o.ok);
		assert_memory_equal(o.data, "0003", 4);
		assert_int_equal(o.p2, 1);
	}
}

static void test_get_response_6c(void **state)
{
	const struct outcome o = converse(
	    COMMAND, "61 10", "00 C0 00 00 10", "6C 04", "00 C0 00 00 04", "30 30 30 33 90 00");

	(void)state;
	assert_true(o.ok);
	assert_int_equal(o.len, 4);
}

static void test_status_without_data(void **state)
{
	static const uint16_t words[] = {0x6A82, 0x6982, 0x6F00, 0x6283, 0x63C2};

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		char text[16];
		const char *const lines[] = {COMMAND, text, NULL};
		struct outcome o;

		snprintf(text, sizeof text, "%04X", words[i]);
		o = converse_in(64, false, lines);
		assert_true(o.ok);
		assert_int_equal(o.sw, words[i]);
		assert_int_equal(o.len, 0);
	}
}

static void assert_unreadable(struct outcome o)
{
	assert_false(o.ok);
	assert_int_equal(o.err.problem, PROBLEM_CARD_UNREADABLE);
}

static void test_no_status_word(void **state)
{
	(void)state;
	/* no answer at all: whether the card is gone remains to be seen */
	assert_int_equal(converse(COMMAND, "").status, PCSC_FAILED);
	assert_unreadable(converse(COMMAND, ""));
	assert_int_equal(converse(COMMAND, "90").status, PCSC_FAILED);
	assert_unreadable(converse(COMMAND, "90"));
	assert_int_equal(converse(COMMAND, "90 00").status, PCSC_OK);
}

static void test_too_much(void **state)
{
	const char *const lines[] = {COMMAND, "30 30 30 33 34 90 00", NULL};
	const char *const parts[] = {
	    COMMAND, "30 30 61 05", "00 C0 00 00 05", "30 30 30 33 34 90 00", NULL};

	(void)state;
	assert_unreadable(converse_in(4, false, lines));
	assert_unreadable(converse_in(4, false, parts));
}

static void test_6c_loop(void **state)
{
	const struct outcome o = converse_forever(COMMAND, "6C 04", COMMAND " 04", "6C 05");

	(void)state;
	assert_unreadable(o);
	assert_int_equal(o.count, 2);
}

static void test_61_loop_without_data(void **state)
{
	const struct outcome o = converse_forever(COMMAND, "61 04", "00 C0 00 00 04", "61 04");

	(void)state;
	assert_unreadable(o);
	assert_true(o.count <= 4);
}

static void test_61_loop_with_data(void **state)
{
	const struct outcome o = converse_forever(COMMAND, "61 01", "00 C0 00 00 01", "30 61 01");

	(void)state;
	assert_unreadable(o);
	assert_true(o.count <= 66); /* the room of 64 bytes is the cap */
}

static void test_select(void **state)
{
	static const uint8_t aid[8] = {0xA0, 0, 0, 0, 0x54, 0x48, 0, 1};
	static const struct {
		const char *answer;
		uint16_t sw;
	} rows[] = {{"90 00", 0x9000}, {"61 0C", 0x9000}, {"6F 02 84 00 90 00", 0x9000},
	    {"6A 82", 0x6A82}, {"6D 00", 0x6D00}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *const lines[] = {
		    "00 A4 04 00 08 A0 00 00 00 54 48 00 01", rows[i].answer, NULL};
		struct script script = {.lines = lines};
		struct pcsc pcsc = {.ops = &ops, .state = &script};
		struct channel channel = {.pcsc = &pcsc};
		struct error err;
		uint16_t sw = 0;

		assert_true(apdu_select(&channel, aid, &sw, &err));
		assert_int_equal(sw, rows[i].sw);
	}
}

static void test_command_too_long(void **state)
{
	struct channel channel = {0};
	struct apdu_reply reply;
	struct error err;
	uint8_t command[262] = {0}, data[4];

	(void)state;
	assert_false(apdu_exchange(&channel, command, 262, data, 4, &reply, &err));
	assert_int_equal(err.problem, PROBLEM_INTERNAL);
	assert_false(apdu_exchange(&channel, command, 3, data, 4, &reply, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_direct),
	    cmocka_unit_test(test_61),
	    cmocka_unit_test(test_61_in_parts),
	    cmocka_unit_test(test_data_with_61),
	    cmocka_unit_test(test_6c),
	    cmocka_unit_test(test_6c_replaces_le),
	    cmocka_unit_test(test_get_response_p2),
	    cmocka_unit_test(test_get_response_6c),
	    cmocka_unit_test(test_status_without_data),
	    cmocka_unit_test(test_no_status_word),
	    cmocka_unit_test(test_too_much),
	    cmocka_unit_test(test_6c_loop),
	    cmocka_unit_test(test_61_loop_without_data),
	    cmocka_unit_test(test_61_loop_with_data),
	    cmocka_unit_test(test_select),
	    cmocka_unit_test(test_command_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
