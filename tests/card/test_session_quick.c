/*
 * The quick hand: a card out and in again, or exchanged, while pcscd looked away. Nobody is sent
 * away for a new card on its account, and never are two people mixed.
 */
#include <string.h>

#include "reading.h"

static void assert_told(struct world *w, bool another)
{
	assert_int_equal(w->err.problem, another ? PROBLEM_CARD_CHANGED : PROBLEM_NONE);
	assert_int_equal(w->session.open, !another);
	session_release(&w->session);
	assert_next_card(w);
}

/* The same card, or another, out and in again between two commands, while pcscd looked away. */
static void quick_hand(struct world *w, const char *card)
{
	if (card != NULL) {
		sim_free(w->fake.slot[0].sim);
		w->fake.slot[0].sim = sim_new(card);
	}
	sim_power(w->fake.slot[0].sim);
}

static enum moc_result compare(struct world *w)
{
	int tries;

	return verify(w, FINGER_RIGHT_INDEX, "somsri-right-live.fmd", true, &tries);
}

/* Nothing is wrong with that chip, or the other; no try is spent. */
static void test_at_a_comparison(void **state)
{
	static const struct {
		const char *card;
		bool missed; /* the exchange falls into the command, which fails */
		enum problem problem;
	} rows[] = {
	    {NULL, false, PROBLEM_CARD_REMOVED},
	    {NULL, true, PROBLEM_CARD_REMOVED},
	    {"somchai.card", false, PROBLEM_CARD_CHANGED},
	    {"somchai.card", true, PROBLEM_CARD_CHANGED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;

		begin(&w, "somsri.card");
		assert_true(read_card(&w));
		quick_hand(&w, rows[i].card);
		w.fake.fault = rows[i].missed ? FAKE_STATUS : FAKE_NONE;
		w.fake.status = PCSC_FAILED;
		w.fake.at = w.fake.transmits + 1;
		assert_int_equal(compare(&w), MOC_FAILED);
		assert_int_equal(w.err.problem, rows[i].problem);
		assert_false(w.session.open);
		assert_int_equal(sim_writes(w.fake.slot[0].sim), 0);
		assert_next_card(&w);
		end(&w);
	}
}

/* Another card is told as that, whatever is asked of it next, and no challenge of it is handed
 * out; the same one is asked again, as after a reset. */
static void test_between_two_commands(void **state)
{
	struct world w;

	(void)state;
	for (int another = 0; another < 2; another++) {
		begin(&w, "somsri.card");
		assert_true(read_card(&w));
		quick_hand(&w, another ? "no-finger.card" : NULL);
		assert_int_equal(session_fingers(&w.session, &w.err), !another);
		assert_told(&w, another);
		end(&w);

		begin(&w, "no-finger.card");
		assert_true(read_card(&w));
		quick_hand(&w, another ? "kanchana.card" : NULL);
		assert_int_equal(
		    session_challenge(&w.session, FINGER_RIGHT_INDEX, FINGER_WRITE_STORE, &w.err),
		    another ? MOC_BROKEN : MOC_DONE);
		assert_told(&w, another);
		end(&w);
	}
}

struct quick_reading {
	struct fake *fake;
	long at;
	const char *card;
};

/* Before the n-th command of a reading. */
static bool quick_while_reading(
    void *arg, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	const struct quick_reading *q = arg;
	struct fake_slot *slot = q->fake->connected;

	(void)command;
	(void)command_len;
	(void)reply;
	(void)len;
	if (q->fake->transmits != q->at)
		return false;
	if (q->card != NULL) {
		sim_free(slot->sim);
		slot->sim = sim_new(q->card);
	}
	sim_power(slot->sim);
	return false;
}

/* In the middle of a reading, at every command until the number was read again. Where it
 * succeeds nevertheless, it is the whole card of whom it tells. */
static void test_quick_hand_while_reading(void **state)
{
	static const char *const cards[] = {NULL, "somchai.card"};
	static const enum problem problems[] = {PROBLEM_CARD_REMOVED, PROBLEM_CARD_CHANGED};
	struct world w;
	long all;
	int seen[2] = {0};

	(void)state;
	begin(&w, "somsri.card");
	assert_true(session_read(&w.session, true, false, &w.sink, &w.err));
	all = w.fake.transmits;
	end(&w);
	for (long at = 1; at <= all; at++) {
		for (size_t i = 0; i < 2; i++) {
			struct quick_reading quick = {&w.fake, at, cards[i]};

			begin(&w, "somsri.card");
			w.fake.script = quick_while_reading;
			w.fake.script_arg = &quick;
			if (read_card(&w)) {
				assert_is_card(&w, strcmp(w.seen.number, SOMCHAI) == 0
						       ? "somchai.card"
						       : "somsri.card");
			} else {
				seen[i]++;
				if (w.err.problem != problems[w.seen.texts > 0 ? i : 0])
					fail_msg("%ld, %zu: %s %s", at, i,
					    problem_row(w.err.problem)->id, w.err.context);
			}
			w.fake.script = NULL;
			session_release(&w.session);
			assert_next_card(&w);
			end(&w);
		}
	}
	assert_true(seen[0] > 20 && seen[1] > 20);
}

/* ---- between the challenge and the write ---- */

struct seen_commands {
	long authentications, writes; /* EXTERNAL AUTHENTICATE, CHANGE REFERENCE DATA */
};

static bool count_commands(
    void *arg, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	struct seen_commands *seen = arg;

	(void)command_len;
	(void)reply;
	(void)len;
	seen->authentications += command[1] == 0x82;
	seen->writes += command[1] == 0x24;
	return false;
}

static void begin_challenged(struct world *w, struct seen_commands *seen, uint8_t cryptogram[8])
{
	begin(w, "no-finger.card");
	assert_true(read_card(w));
	assert_true(authorise(w, FINGER_RIGHT_INDEX, FINGER_WRITE_STORE, cryptogram));
	*seen = (struct seen_commands){0};
	w->fake.script = count_commands;
	w->fake.script_arg = seen;
}

static enum moc_answer store_right(
    struct world *w, const uint8_t cryptogram[8], enum write_outcome *outcome)
{
	return store(w, FINGER_RIGHT_INDEX, "somsri-right.fmd", cryptogram, outcome);
}

/* pcscd has seen it: the cryptogram never leaves. */
static void test_exchanged_before_the_write(void **state)
{
	static const char *const cards[] = {"malee.card", "no-finger.card", NULL};

	(void)state;
	for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
		struct seen_commands seen;
		enum write_outcome outcome;
		uint8_t cryptogram[8];
		struct world w;

		begin_challenged(&w, &seen, cryptogram);
		fake_insert(&w.fake, 0, cards[i]);
		assert_int_equal(store_right(&w, cryptogram, &outcome), MOC_BROKEN);
		assert_int_equal(w.err.problem, PROBLEM_CARD_REMOVED);
		assert_int_equal(seen.authentications, 0);
		assert_false(w.session.open);
		assert_next_card(&w);
		end(&w);
	}
}

/* It has not: a card that knows no challenge shows by its first answer that it was without
 * power. Nothing is written, and no try of its write key spent. */
static void test_quick_hand_before_the_write(void **state)
{
	(void)state;
	for (int another = 0; another < 2; another++) {
		struct seen_commands seen;
		enum write_outcome outcome;
		uint8_t cryptogram[8];
		struct world w;

		begin_challenged(&w, &seen, cryptogram);
		quick_hand(&w, another ? "malee.card" : NULL); /* which can be written to */
		assert_int_equal(
		    store_right(&w, cryptogram, &outcome), another ? MOC_BROKEN : MOC_DONE);
		if (!another)
			assert_int_equal(outcome, WRITE_UNCHANGED);
		assert_int_equal(
		    w.err.problem, another ? PROBLEM_CARD_CHANGED : PROBLEM_WRITE_UNCHANGED);
		assert_int_equal(w.session.open, !another);
		assert_int_equal(seen.authentications, 1);
		assert_int_equal(seen.writes, 0);
		assert_int_equal(sim_writes(w.fake.slot[0].sim), 0);
		session_release(&w.session);
		assert_next_card(&w);
		end(&w);
	}
}

/* Another card that answers as if all were well is found out by its number. */
static bool all_is_well(
    void *arg, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	(void)arg;
	(void)command_len;
	if (command[1] != 0x82 && command[1] != 0x24)
		return false;
	memcpy(reply, "\x90\x00", 2);
	*len = 2;
	return true;
}

static void test_written_by_another_card(void **state)
{
	struct seen_commands seen;
	enum write_outcome outcome;
	uint8_t cryptogram[8];
	struct world w;

	(void)state;
	begin_challenged(&w, &seen, cryptogram);
	quick_hand(&w, "somchai.card");
	w.fake.script = all_is_well;
	assert_int_equal(store_right(&w, cryptogram, &outcome), MOC_DONE);
	assert_int_equal(outcome, WRITE_UNKNOWN);
	assert_int_equal(w.err.problem, PROBLEM_WRITE_UNKNOWN);
	assert_false(w.session.open);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_at_a_comparison),
	    cmocka_unit_test(test_between_two_commands),
	    cmocka_unit_test(test_quick_hand_while_reading),
	    cmocka_unit_test(test_exchanged_before_the_write),
	    cmocka_unit_test(test_quick_hand_before_the_write),
	    cmocka_unit_test(test_written_by_another_card),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
