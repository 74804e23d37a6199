/*
 * Fingers stored and removed in one session with the simulated card, and what became of a
 * write that broke off: what the session tells is what the chip holds, wherever the card
 * was moved.
 */
#include <string.h>

#include "reading.h"

#define RIGHT	  FINGER_RIGHT_INDEX
#define LEFT	  FINGER_LEFT_INDEX
#define REFERENCE "somsri-right.fmd"
#define LIVE	  "somsri-right-live.fmd"
/* One look for the card that comes back may itself take a while after the time is up. */
#define GIVEN_UP_MS (WRITE_RETURN_MS + 3000)

static struct world w;
static uint8_t cryptogram[8];
static enum write_outcome outcome;
static int tries;

static const struct finger_state *finger(enum finger f)
{
	return &w.session.moc.fingers.finger[f];
}

static struct sim *chip(void)
{
	return w.fake.slot[0].sim != NULL ? w.fake.slot[0].sim : w.fake.slot[0].away;
}

/* Read; commands are counted from now on. */
static void begin_counting(const char *card)
{
	begin_read(&w, card);
	w.fake.transmits = 0;
}

static void begin_authorised(enum finger_write write)
{
	begin_counting("no-finger.card");
	if (write == FINGER_WRITE_REMOVE) {
		assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
		assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_DONE);
	}
	assert_true(authorise(&w, RIGHT, write, cryptogram));
	w.fake.transmits = 0;
	w.fake.paused_ms = 0;
}

static void test_store_verify_remove(void **state)
{
	(void)state;
	begin_counting("no-finger.card");
	assert_true(w.session.moc.fingers.applet);
	assert_false(finger(RIGHT)->stored);
	assert_int_equal(finger(RIGHT)->reference, 0x81);
	assert_int_equal(finger(LEFT)->reference, 0x82);
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_NO_FINGER);

	assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
	assert_int_equal(w.session.moc.challenge.reference, 0x81);
	/* the serial of its card file */
	assert_memory_equal(w.session.moc.challenge.serial, "\0\0\x99\x99\0\0\0\x07", 8);
	assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_DONE);
	assert_int_equal(outcome, WRITE_GOOD);
	assert_int_equal(w.err.problem, PROBLEM_NONE);
	assert_true(finger(RIGHT)->stored);
	assert_int_equal(finger(RIGHT)->tries_left, 3);
	assert_false(finger(LEFT)->stored);
	assert_int_equal(verify(&w, RIGHT, "somchai-right-live.fmd", false, &tries), MOC_NO_MATCH);
	assert_int_equal(tries, 2);
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_MATCH);

	assert_true(authorise(&w, RIGHT, FINGER_WRITE_REMOVE, cryptogram));
	assert_int_equal(remove_finger(&w, RIGHT, cryptogram, &outcome), MOC_DONE);
	assert_int_equal(outcome, WRITE_GOOD);
	assert_false(finger(RIGHT)->stored);
	assert_int_equal(sim_slot(chip(), RIGHT), SIM_EMPTY);
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_NO_FINGER);
	end(&w);
}

/* However the card answers under T=0. */
static void test_t0_modes(void **state)
{
	(void)state;
	for (int mode = 0; mode < SIM_T0_MODES; mode++) {
		begin(&w, "no-finger.card");
		sim_speak(chip(), mode);
		assert_true(read_card(&w));
		assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
		assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_DONE);
		assert_int_equal(outcome, WRITE_GOOD);
		assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_MATCH);
		end(&w);
	}
}

/* What is not allowed is refused before the card hears of it. */
static void test_places(void **state)
{
	(void)state;
	begin_counting("somsri.card");
	assert_int_equal(
	    session_challenge(&w.session, RIGHT, FINGER_WRITE_STORE, &w.err), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_FINGER_STORED);
	assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_FINGER_STORED);
	assert_int_equal(w.fake.transmits, 0);
	assert_true(w.session.open);
	end(&w);

	begin_counting("no-finger.card");
	assert_int_equal(
	    session_challenge(&w.session, LEFT, FINGER_WRITE_REMOVE, &w.err), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_NO_FINGER_ON_CARD);
	assert_int_equal(w.fake.transmits, 0);
	end(&w);

	begin_counting("no-bio.card");
	assert_int_equal(
	    session_challenge(&w.session, LEFT, FINGER_WRITE_STORE, &w.err), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_NO_MOC_APPLET);
	assert_int_equal(w.fake.transmits, 0);
	assert_true(session_fingers(&w.session, &w.err));
	end(&w);
}

static enum moc_answer store_count(size_t count)
{
	uint8_t m[TEMPLATE_MAX];
	const struct moc_write write = {.finger = RIGHT,
	    .write = FINGER_WRITE_STORE,
	    .minutiae = m,
	    .len = count * 3,
	    .cryptogram = cryptogram};

	for (size_t i = 0; i < count; i++) {
		m[3 * i] = (uint8_t)(3 * i);
		m[3 * i + 1] = (uint8_t)(i * 97);
		m[3 * i + 2] = (uint8_t)(0x40 | (i * 11 & 0x3F));
	}
	return session_write(&w.session, &write, &outcome, &w.err);
}

/* 16 to 60 minutiae (card.md): fewer are refused unsent, more are cut. */
static void test_how_many(void **state)
{
	(void)state;
	begin_authorised(FINGER_WRITE_STORE);
	assert_int_equal(store_count(15), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_TEMPLATE_REFUSED);
	assert_int_equal(w.fake.transmits, 0);
	end(&w);
	for (size_t count = 16; count <= 76; count += 60) {
		begin_authorised(FINGER_WRITE_STORE);
		assert_int_equal(store_count(count), MOC_DONE);
		assert_int_equal(outcome, WRITE_GOOD);
		end(&w);
	}
}

/* One challenge, for one finger and one write, once. */
static void test_challenge_is_for_one_write(void **state)
{
	(void)state;
	begin_counting("no-finger.card");
	assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_WRITE_REFUSED);
	assert_int_equal(w.fake.transmits, 0);
	assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
	w.fake.transmits = 0;
	assert_int_equal(store(&w, LEFT, REFERENCE, cryptogram, &outcome), MOC_REFUSED);
	assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_REFUSED);
	assert_int_equal(w.fake.transmits, 0);
	/* states read in between: the card has been selected anew */
	assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
	assert_true(session_fingers(&w.session, &w.err));
	assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_REFUSED);
	assert_true(w.session.open);
	assert_int_equal(sim_slot(chip(), RIGHT), SIM_EMPTY);
	end(&w);
}

static void test_wrong_cryptogram(void **state)
{
	(void)state;
	begin_authorised(FINGER_WRITE_STORE);
	cryptogram[7] ^= 1;
	assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_WRITE_REFUSED);
	assert_int_equal(w.fake.transmits, 1); /* the template never left */
	assert_true(w.session.open);
	/* and again, rightly */
	assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
	assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_DONE);
	assert_int_equal(outcome, WRITE_GOOD);
	end(&w);
}

/* A card that nobody can write to. */
static void test_no_key(void **state)
{
	(void)state;
	begin_counting("expired.card"); /* one finger, no write key */
	assert_false(finger(LEFT)->stored);
	assert_true(authorise(&w, LEFT, FINGER_WRITE_STORE, cryptogram));
	assert_int_equal(store(&w, LEFT, REFERENCE, cryptogram, &outcome), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_WRITE_REFUSED);
	assert_true(w.session.open);
	end(&w);
}

/* ---- broken off ---- */

static enum write_outcome truth(enum finger_write write)
{
	const enum sim_slot slot = sim_slot(chip(), RIGHT);

	if (slot == SIM_DAMAGED)
		return WRITE_DAMAGED;
	return (slot == SIM_STORED) == (write == FINGER_WRITE_STORE) ? WRITE_GOOD : WRITE_UNCHANGED;
}

static enum moc_answer do_write(enum finger_write write)
{
	return write == FINGER_WRITE_STORE ? store(&w, RIGHT, REFERENCE, cryptogram, &outcome)
					   : remove_finger(&w, RIGHT, cryptogram, &outcome);
}

static void assert_held_and_true(enum finger_write write)
{
	static const enum problem problems[] = {
	    [WRITE_GOOD] = PROBLEM_NONE,
	    [WRITE_UNCHANGED] = PROBLEM_WRITE_UNCHANGED,
	    [WRITE_DAMAGED] = PROBLEM_WRITE_DAMAGED,
	};

	assert_int_equal(outcome, truth(write));
	assert_int_equal(w.err.problem, problems[outcome]);
	assert_true(w.session.open);
	assert_int_equal(w.session.counter, w.fake.slot[0].counter);
	assert_int_equal(finger(RIGHT)->stored, sim_slot(chip(), RIGHT) == SIM_STORED);
	assert_int_equal(finger(RIGHT)->damaged, sim_slot(chip(), RIGHT) == SIM_DAMAGED);
	assert_true(w.fake.in_transaction);
}

/* Damaged or unchanged: stored in the second attempt. */
static void assert_can_be_stored(void)
{
	if (finger(RIGHT)->stored)
		return;
	assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
	assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_DONE);
	assert_int_equal(outcome, WRITE_GOOD);
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_MATCH);
}

/* The EEPROM writes of one such command. */
static long writes_of(enum finger_write write)
{
	long before, all;

	begin_authorised(write);
	before = sim_writes(chip());
	assert_int_equal(do_write(write), MOC_DONE);
	assert_int_equal(outcome, WRITE_GOOD);
	all = sim_writes(chip()) - before;
	end(&w);
	return all;
}

/* Power fails at each write into the EEPROM; the card has contact again after 300 ms. */
static void cut_everywhere(enum finger_write write)
{
	const long all = writes_of(write);
	int seen[4] = {0};

	assert_true(all > 4);
	for (long at = 1; at <= all; at++) {
		begin_authorised(write);
		w.fake.away_ms = 300;
		sim_cut(chip(), at);
		assert_int_equal(do_write(write), MOC_DONE);
		assert_held_and_true(write);
		assert_true(w.fake.paused_ms <= 2000);
		seen[outcome]++;
		assert_can_be_stored();
		end(&w);
	}
	assert_true(seen[WRITE_UNCHANGED] > 0);
	assert_true(seen[WRITE_DAMAGED] > 0);
	assert_true(seen[WRITE_GOOD] > 0);
}

static void test_store_cut_everywhere(void **state)
{
	(void)state;
	cut_everywhere(FINGER_WRITE_STORE);
}

static void test_remove_cut_everywhere(void **state)
{
	(void)state;
	cut_everywhere(FINGER_WRITE_REMOVE);
}

struct mishap {
	enum fake_fault fault;
	enum pcsc_status status;
	const char *answer;
};

static const struct mishap mishaps[] = {
    {.fault = FAKE_MOVED},
    {.fault = FAKE_MOVED_LATE},
    {.fault = FAKE_STATUS, .status = PCSC_RESET},
    {.fault = FAKE_STATUS, .status = PCSC_FAILED},
    {.fault = FAKE_STATUS, .status = PCSC_STOPPED},
    {.fault = FAKE_ANSWER, .answer = "\x6F"},
};

static void mishap_at(enum finger_write write, const struct mishap *m, long at)
{
	begin_authorised(write);
	w.fake.away_ms = 700;
	w.fake.fault = m->fault;
	w.fake.status = m->status;
	w.fake.at = at;
	if (m->answer != NULL)
		fake_answer(&w.fake, at, m->answer, 1);
	assert_int_equal(do_write(write), MOC_DONE);
	assert_held_and_true(write);
	assert_true(w.fake.paused_ms <= 3000);
	assert_can_be_stored();
	end(&w);
}

/* Every command of a write, the reading of the states after it too, goes wrong in each way. */
static void mishaps_everywhere(enum finger_write write)
{
	long all;

	begin_authorised(write);
	assert_int_equal(do_write(write), MOC_DONE);
	all = w.fake.transmits;
	end(&w);
	assert_true(all > 4);
	for (long at = 1; at <= all; at++)
		for (size_t i = 0; i < sizeof mishaps / sizeof *mishaps; i++)
			mishap_at(write, &mishaps[i], at);
}

static void test_mishaps_everywhere(void **state)
{
	(void)state;
	mishaps_everywhere(FINGER_WRITE_STORE);
	mishaps_everywhere(FINGER_WRITE_REMOVE);
}

/* The card never comes back: unknown, after the time that is given, and released. */
static void test_never_back(void **state)
{
	(void)state;
	begin_authorised(FINGER_WRITE_STORE);
	w.fake.away_ms = -1;
	sim_cut(chip(), 3);
	assert_int_equal(do_write(FINGER_WRITE_STORE), MOC_DONE);
	assert_int_equal(outcome, WRITE_UNKNOWN);
	assert_int_equal(w.err.problem, PROBLEM_WRITE_UNKNOWN);
	assert_in_range(w.fake.paused_ms, WRITE_RETURN_MS - 1000, GIVEN_UP_MS);
	assert_false(w.session.open);
	assert_false(w.session.moc.fingers.applet);
	/* later it says itself how it is: read as any card */
	fake_insert(&w.fake, 0, "no-finger.card");
	assert_true(read_card(&w));
	end(&w);
}

/* Back just in time, and just too late. */
static void test_time_is_up(void **state)
{
	(void)state;
	for (int late = 0; late < 2; late++) {
		begin_authorised(FINGER_WRITE_STORE);
		w.fake.away_ms = late ? GIVEN_UP_MS + 1000 : WRITE_RETURN_MS - 2000;
		sim_cut(chip(), 3);
		assert_int_equal(do_write(FINGER_WRITE_STORE), MOC_DONE);
		assert_int_equal(outcome, late ? WRITE_UNKNOWN : truth(FINGER_WRITE_STORE));
		end(&w);
	}
}

/* Somebody else's card is put in instead: unknown at once, and it is a new card. */
static void test_another_card_instead(void **state)
{
	(void)state;
	begin_authorised(FINGER_WRITE_STORE);
	w.fake.away_ms = 500;
	w.fake.instead = "somchai.card";
	sim_cut(chip(), 3);
	assert_int_equal(do_write(FINGER_WRITE_STORE), MOC_DONE);
	assert_int_equal(outcome, WRITE_UNKNOWN);
	assert_true(w.fake.paused_ms <= 2000);
	assert_false(w.session.open);
	assert_null(w.fake.connected);
	assert_true(read_card(&w));
	assert_string_equal(w.seen.number, SOMCHAI);
	end(&w);
}

/* It comes back in another reader. */
static void test_back_in_another_reader(void **state)
{
	(void)state;
	begin_authorised(FINGER_WRITE_STORE);
	fake_plug(&w.fake, 1, "Fake Reader 01 00");
	w.fake.away_ms = -1;
	sim_cut(chip(), 1);
	/* this one never got as far as the first write */
	fake_insert(&w.fake, 1, "no-finger.card");
	assert_int_equal(do_write(FINGER_WRITE_STORE), MOC_DONE);
	assert_int_equal(outcome, WRITE_UNCHANGED);
	assert_string_equal(w.session.reader, "Fake Reader 01 00");
	end(&w);
}

static int asked;

static bool unwanted(void *arg)
{
	(void)arg;
	return ++asked < 5;
}

/* A command comes while it is waited for: the wait ends, and nothing is told. */
static void test_wait_is_given_up(void **state)
{
	(void)state;
	begin_authorised(FINGER_WRITE_STORE);
	w.fake.away_ms = -1;
	w.session.wanted = unwanted;
	asked = 0;
	sim_cut(chip(), 3);
	assert_int_equal(do_write(FINGER_WRITE_STORE), MOC_BROKEN);
	assert_int_equal(w.err.problem, PROBLEM_NONE);
	assert_true(w.fake.paused_ms < 1000);
	assert_false(w.session.open);
	end(&w);
}

/* A card that moved before the challenge came is a card that is gone; a reset is survived. */
static void test_challenge_broken_off(void **state)
{
	(void)state;
	begin_counting("no-finger.card");
	w.fake.fault = FAKE_PULLED;
	w.fake.at = 2;
	assert_int_equal(
	    session_challenge(&w.session, RIGHT, FINGER_WRITE_STORE, &w.err), MOC_BROKEN);
	assert_int_equal(w.err.problem, PROBLEM_CARD_REMOVED);
	assert_false(w.session.open);
	end(&w);

	for (long at = 1; at <= 4; at++) {
		begin_counting("no-finger.card");
		w.fake.fault = FAKE_STATUS;
		w.fake.status = PCSC_RESET;
		w.fake.at = at;
		assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
		assert_int_equal(store(&w, RIGHT, REFERENCE, cryptogram, &outcome), MOC_DONE);
		assert_int_equal(outcome, WRITE_GOOD);
		end(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_store_verify_remove),
	    cmocka_unit_test(test_t0_modes),
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_how_many),
	    cmocka_unit_test(test_challenge_is_for_one_write),
	    cmocka_unit_test(test_wrong_cryptogram),
	    cmocka_unit_test(test_no_key),
	    cmocka_unit_test(test_store_cut_everywhere),
	    cmocka_unit_test(test_remove_cut_everywhere),
	    cmocka_unit_test(test_mishaps_everywhere),
	    cmocka_unit_test(test_never_back),
	    cmocka_unit_test(test_time_is_up),
	    cmocka_unit_test(test_another_card_instead),
	    cmocka_unit_test(test_back_in_another_reader),
	    cmocka_unit_test(test_wait_is_given_up),
	    cmocka_unit_test(test_challenge_broken_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
