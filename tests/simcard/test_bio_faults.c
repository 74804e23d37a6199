/* The power fails at each write to the EEPROM; a slow comparison is broken off; the new
 * instructions fail as the card file asks. */
#include "writing.h"

#include "simcard/applet.h"

static struct card *card_with_cut(long at, long ins)
{
	struct card_file file = no_finger();

	file.cut = (struct power_cut){.at = at, .ins = ins, .back = 70};
	return card_of_file(&file);
}

static const char *authorise(struct card *card, const char *command)
{
	transmit(card, GET_CHALLENGE);
	memcpy(card->session.challenge, "\1\2\3\4\5\6\7\10", 8);
	return transmit(card, command);
}

static const char *store(struct card *card)
{
	assert_string_equal(authorise(card, AUTHORISE_RIGHT), "9000");
	return send_finger(card, STORE_RIGHT, FINGER);
}

/* Contact again. The card says once that it was without power, and for how long. */
static void power_up(struct card *card)
{
	long back_ms;

	assert_string_equal(transmit(card, RIGHT_STATE), "ejected"); /* not without power */
	assert_true(card_lost_power(card, &back_ms));
	assert_int_equal(back_ms, 70);
	assert_false(card_lost_power(card, &back_ms));
	card_reset(card);
	assert_string_equal(transmit(card, SELECT_BIO), "9000");
}

/* mark, three blocks, mark, counter */
static void test_cut_in_store(void **state)
{
	static const char *const after[] = {"6A88", "6984", "6984", "6984", "6984", "63C3"};

	(void)state;
	for (long at = 1; at <= 6; at++) {
		struct card *card = card_with_cut(at, 0x24);

		assert_string_equal(store(card), "ejected");
		power_up(card);
		assert_string_equal(transmit(card, RIGHT_STATE), after[at - 1]);
		/* it does not happen again: what is not stored can be */
		if (at < 6)
			assert_string_equal(store(card), "9000");
		assert_string_equal(transmit(card, RIGHT_STATE), "63C3");
		assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "9000");
		card_free(card);
	}
}

static void test_no_seventh_write(void **state)
{
	struct card *card = card_with_cut(7, 0x24);

	(void)state;
	assert_string_equal(store(card), "9000");
	assert_int_equal(card_writes(card), 2 + 6); /* the write key's counter, down and up */
	card_free(card);
}

static void test_cut_in_remove(void **state)
{
	static const char *const after[] = {"63C3", "6984", "6984", "6984", "6984", "6A88"};

	(void)state;
	for (long at = 1; at <= 6; at++) {
		struct card *card = card_with_cut(0, 0x24);
		const struct power_cut cut = {.at = at, .ins = 0x24, .back = 70};

		assert_string_equal(store(card), "9000");
		card_set_cut(card, &cut); /* counts from now */
		assert_string_equal(authorise(card, AUTHORISE_RIGHT), "9000");
		assert_string_equal(transmit(card, REMOVE_RIGHT), "ejected");
		power_up(card);
		assert_string_equal(transmit(card, RIGHT_STATE), after[at - 1]);
		if (at > 1 && at < 6) { /* damaged: can be neither compared nor left so */
			assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "6984");
			assert_string_equal(authorise(card, AUTHORISE_RIGHT), "9000");
			assert_string_equal(transmit(card, REMOVE_RIGHT), "9000");
			assert_string_equal(transmit(card, RIGHT_STATE), "6A88");
		}
		card_free(card);
	}
}

/* The write that gives the tries back after a match fails: the try stays spent. */
static void test_cut_in_verify(void **state)
{
	static const char *const after[] = {"63C3", "63C2"};

	(void)state;
	for (long at = 1; at <= 2; at++) {
		struct card *card = card_with_cut(at, 0x21);

		assert_string_equal(store(card), "9000");
		assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "ejected");
		power_up(card);
		assert_string_equal(transmit(card, RIGHT_STATE), after[at - 1]);
		card_free(card);
	}
}

/* A cut saves no guess at the write key either: the last try is down before it is looked
 * at. */
static void test_cut_in_authenticate(void **state)
{
	struct card_file file = no_finger();
	struct card *card;

	(void)state;
	file.write_key.tries_left = 1;
	file.cut = (struct power_cut){.at = 2, .ins = 0x82, .back = 70};
	card = card_of_file(&file);
	assert_string_equal(authorise(card, AUTHORISE_RIGHT), "ejected");
	power_up(card);
	assert_string_equal(authorise(card, AUTHORISE_RIGHT), "6983");
	assert_string_equal(send_finger(card, STORE_RIGHT, FINGER), "6982");
	card_free(card);
	file.cut.at = 1;
	card = card_of_file(&file);
	assert_string_equal(authorise(card, AUTHORISE_WRONG), "ejected"); /* unseen: not compared */
	power_up(card);
	assert_string_equal(authorise(card, AUTHORISE_RIGHT), "9000");
	card_free(card);
}

/* Without an instruction named, all writes count: two of EXTERNAL AUTHENTICATE first. */
static void test_cut_of_any(void **state)
{
	struct card *card = card_with_cut(3, -1);

	(void)state;
	assert_string_equal(store(card), "ejected");
	power_up(card);
	assert_string_equal(transmit(card, RIGHT_STATE), "6A88");
	card_free(card);
}

static struct card *slow_card(void)
{
	struct card_file file = no_finger();
	struct card *card;

	file.match_ms = 2500;
	card = card_of_file(&file);
	assert_string_equal(store(card), "9000");
	return card;
}

static void test_slow(void **state)
{
	struct card *card = slow_card();

	(void)state;
	assert_string_equal(send_finger(card, VERIFY_RIGHT, STRANGER), "working");
	assert_string_equal(go_on(card), "63C2");
	assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "working");
	assert_string_equal(go_on(card), "9000");
	assert_string_equal(transmit(card, RIGHT_STATE), "9000");
	/* what is refused without a comparison is refused at once */
	assert_string_equal(transmit(card, "00 21 00 81 05 7F 2E 02 81 00"), "6A80");
	assert_string_equal(transmit(card, "00 21 00 82 05 7F 2E 02 81 00"), "6A88");
	card_free(card);
}

/* Pulled while it compares: the try is spent, although the finger was right. */
static void test_slow_broken_off(void **state)
{
	struct card *card = slow_card();

	(void)state;
	for (int left = 2; left >= 0; left--) {
		assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "working");
		card_reset(card);
		assert_string_equal(go_on(card), "ejected");
		transmit(card, SELECT_BIO);
		assert_string_equal(transmit(card, RIGHT_STATE), left == 2   ? "63C2"
								 : left == 1 ? "63C1"
									     : "6983");
	}
	card_free(card);
}

/* Each kind of fault at each instruction that writing needs: nothing is written. */
static void test_faults(void **state)
{
	static const long instructions[] = {0x84, 0x82, 0x24};
	static const struct {
		enum fault_kind kind;
		const char *answer;
	} kinds[] = {{FAULT_STATUS, "6581"}, {FAULT_MUTE, "mute"}, {FAULT_EJECT, "ejected"}};

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		struct card_file file = no_finger();
		const long ins = instructions[i % 3];
		const char *answer;
		struct card *card;

		file.fault = (struct fault){
		    .kind = kinds[i / 3].kind, .status = 0x6581, .ins = ins, .from = 1, .count = 1};
		card = card_of_file(&file);
		if (ins == 0x84)
			answer = transmit(card, GET_CHALLENGE);
		else
			answer = ins == 0x82 ? authorise(card, AUTHORISE_RIGHT) : store(card);
		assert_string_equal(answer, kinds[i / 3].answer);
		card_reset(card);
		transmit(card, SELECT_BIO);
		file.fault.kind = FAULT_NONE;
		card->file.fault = file.fault;
		assert_string_equal(transmit(card, RIGHT_STATE), "6A88");
		assert_string_equal(store(card), "9000");
		card_free(card);
	}
}

/* A challenge cut short. */
static void test_fault_short(void **state)
{
	struct card_file file = no_finger();
	struct card *card;

	(void)state;
	file.fault =
	    (struct fault){.kind = FAULT_SHORT, .length = 4, .ins = 0x84, .from = 1, .count = 1};
	card = card_of_file(&file);
	assert_int_equal(strlen(transmit(card, GET_CHALLENGE)), 2 * (4 + 2));
	card_free(card);
}

static void test_damaged_from_file(void **state)
{
	struct card_file file = no_finger();
	struct card *card;

	(void)state;
	file.finger[FINGER_RIGHT_INDEX].state = SLOT_DAMAGED;
	card = card_of_file(&file);
	assert_string_equal(transmit(card, RIGHT_STATE), "6984");
	assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "6984");
	assert_string_equal(store(card), "9000");
	assert_string_equal(send_finger(card, VERIFY_RIGHT, FINGER_LIVE), "9000");
	card_free(card);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cut_in_store),
	    cmocka_unit_test(test_no_seventh_write),
	    cmocka_unit_test(test_cut_in_remove),
	    cmocka_unit_test(test_cut_in_verify),
	    cmocka_unit_test(test_cut_in_authenticate),
	    cmocka_unit_test(test_cut_of_any),
	    cmocka_unit_test(test_slow),
	    cmocka_unit_test(test_slow_broken_off),
	    cmocka_unit_test(test_faults),
	    cmocka_unit_test(test_fault_short),
	    cmocka_unit_test(test_damaged_from_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
