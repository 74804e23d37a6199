/* Commands to the card helper: what comes through, and what no face of ours writes. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "card/protocol.h"

static struct buf body = BUF_INIT_SECRET;

static void test_commands(void **state)
{
	struct card_command command = {.type = CARD_CMD_VERIFY,
				.seq = 9,
				.finger = FINGER_LEFT_INDEX,
				.len = 36},
			    copy;
	uint16_t type = card_command_encode(&body, &command);

	(void)state;
	assert_true(card_command_decode(&copy, type, &body));
	assert_int_equal(copy.finger, FINGER_LEFT_INDEX);
	assert_int_equal(copy.len, 36);
	assert_int_equal(copy.seq, 9);
	for (size_t len = body.len; len-- > 0;) {
		body.len = len;
		assert_false(card_command_decode(&copy, type, &body));
	}
	command.len = 35;
	type = card_command_encode(&body, &command);
	assert_false(card_command_decode(&copy, type, &body));
	command.len = 0;
	type = card_command_encode(&body, &command);
	assert_false(card_command_decode(&copy, type, &body));
	command = (struct card_command){.type = CARD_CMD_READ, .seq = 2, .keep = true};
	type = card_command_encode(&body, &command);
	assert_true(card_command_decode(&copy, type, &body));
	assert_true(copy.keep);
	assert_false(copy.with_photo);
	body.data[4] = 2; /* neither true nor false */
	assert_false(card_command_decode(&copy, type, &body));
}

/* Commands about writing: everything comes through, and nothing cut or in excess does. */
static void test_write_commands(void **state)
{
	static const enum card_command_type types[] = {
	    CARD_CMD_CHALLENGE, CARD_CMD_STORE, CARD_CMD_REMOVE, CARD_CMD_FINGERS};

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct card_command command = {.type = types[i],
					.seq = 3,
					.finger = FINGER_LEFT_INDEX,
					.write = FINGER_WRITE_REMOVE,
					.template_ = {1, 2, 3},
					.len = 3,
					.cryptogram = {8, 7, 6, 5, 4, 3, 2, 1}},
				    copy;
		const uint16_t type = card_command_encode(&body, &command);
		const size_t len = body.len;

		assert_true(card_command_decode(&copy, type, &body));
		assert_int_equal(copy.type, types[i]);
		if (types[i] != CARD_CMD_FINGERS)
			assert_int_equal(copy.finger, FINGER_LEFT_INDEX);
		if (types[i] == CARD_CMD_CHALLENGE)
			assert_int_equal(copy.write, FINGER_WRITE_REMOVE);
		if (types[i] == CARD_CMD_STORE)
			assert_memory_equal(copy.template_, command.template_, TEMPLATE_MAX);
		if (types[i] == CARD_CMD_STORE || types[i] == CARD_CMD_REMOVE)
			assert_memory_equal(copy.cryptogram, command.cryptogram, 8);
		for (body.len = 0; body.len < len; body.len++)
			assert_false(card_command_decode(&copy, type, &body));
		buf_u8(&body, 0);
		assert_false(card_command_decode(&copy, type, &body));
	}
}

static void test_templates(void **state)
{
	uint8_t m[TEMPLATE_MAX + 3] = {0};

	(void)state;
	assert_false(template_valid(m, 0));
	assert_false(template_valid(m, 4));
	assert_true(template_valid(m, 3));
	assert_true(template_valid(m, TEMPLATE_MAX));
	assert_false(template_valid(m, TEMPLATE_MAX + 3));
	m[2] = 0xC0; /* type 11 is reserved */
	assert_false(template_valid(m, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_commands),
	    cmocka_unit_test(test_write_commands),
	    cmocka_unit_test(test_templates),
	};
	const int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_free(&body);
	return failed;
}
