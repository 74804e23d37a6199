/*
 * A card from connect to release, on a PC/SC of the test's own with simulated cards behind
 * it: «What a robust reader survives» (card.md), and F3-F5 of hardening.md.
 */
#include <stdio.h>
#include <string.h>

#include "reading.h"

static void test_ordinary(void **state)
{
	struct world w;

	(void)state;
	begin_read(&w, "somsri.card");
	assert_string_equal(w.seen.number, SOMSRI);
	assert_int_equal(w.seen.texts, 1);
	assert_int_equal(w.seen.done, 5669);
	assert_int_equal(w.session.image->photo_len, 5118);
	assert_is_card(&w, "somsri.card");
	assert_true(w.session.moc.fingers.applet);
	assert_true(w.session.moc.fingers.finger[FINGER_RIGHT_INDEX].stored);
	assert_int_equal(w.session.moc.fingers.finger[FINGER_RIGHT_INDEX].tries_left, 3);
	/* the transaction is held, and ends without power */
	assert_true(w.fake.in_transaction);
	assert_int_equal(w.fake.unpowered, 0);
	session_release(&w.session);
	assert_int_equal(w.fake.unpowered, 1);
	assert_false(w.fake.in_transaction);
	/* nothing of the person stays */
	for (size_t i = 0; i < sizeof *w.session.image; i++)
		assert_int_equal(((const uint8_t *)w.session.image)[i], 0);
	end(&w);
}

/* Each sample that an ordinary reading must get through, bytes compared with the file. */
static void test_samples(void **state)
{
	static const char *const names[] = {"boonmee.card", "kanchana.card", "khampan.card",
	    "malee.card", "somchai.card", "somchai-old.card", "expired.card", "old-chip.card",
	    "protocol-6c.card", "protocol-direct.card", "no-bio.card", "no-finger.card",
	    "no-photo.card", "photo-garbage.card", "photo-progressive.card", "one-try.card",
	    "locked.card"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct world w;

		begin(&w, names[i]);
		if (!read_card(&w))
			fail_msg("%s: %s", names[i], w.err.context);
		assert_is_card(&w, names[i]);
		end(&w);
	}
}

struct named {
	const char *card;
	enum problem problem;
};

static void test_cards_that_cannot_be_read(void **state)
{
	static const struct named rows[] = {
	    {"foreign.card", PROBLEM_CARD_FOREIGN},
	    {"unreadable.card", PROBLEM_CARD_UNREADABLE},
	    {"layout-0002.card", PROBLEM_CARD_LAYOUT},
	    {"hostile.card", PROBLEM_CARD_UNREADABLE},
	    {"short.card", PROBLEM_CARD_UNREADABLE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world w;

		begin(&w, rows[i].card);
		assert_false(read_card(&w));
		if (w.err.problem != rows[i].problem)
			fail_msg("%s: %s (%s)", rows[i].card, problem_row(w.err.problem)->id,
			    w.err.context);
		assert_true(w.fake.paused_ms <= OUTCOME_MS);
		assert_false(w.session.open);
		assert_next_card(&w);
		end(&w);
	}
}

/* A reader that hides the exchange (no counter, no error): the number read again tells. */
static void test_number_read_again(void **state)
{
	struct world w;
	uint8_t answer[15];
	struct sim *other = sim_new("somchai.card");

	(void)state;
	begin(&w, "protocol-direct.card");
	memcpy(answer, sim_storage(other, 4), 13);
	memcpy(answer + 13, "\x90\x00", 2);
	/* two SELECTs, three texts, 21 photo chunks, then the number */
	fake_answer(&w.fake, 27, answer, sizeof answer);
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_CARD_CHANGED);
	sim_free(other);
	end(&w);
}

/* Missing last 18 bytes: the photo is shorter, the reading goes on. */
static void test_photo_without_its_end(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "protocol-direct.card");
	fake_answer(&w.fake, 26, "\x6B\x00", 2);
	assert_true(read_card(&w));
	assert_int_equal(w.session.image->photo_len, 5100);
	end(&w);
}

/* ---- readers ---- */

static void test_no_reader_no_card_no_daemon(void **state)
{
	struct world w;

	(void)state;
	begin(&w, NULL);
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_NO_CARD);
	fake_unplug(&w.fake, 0);
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_NO_READER);
	w.fake.daemon = PCSC_NO_SERVICE;
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_NO_PCSCD);
	w.fake.daemon = PCSC_DENIED;
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_PCSCD_DENIED);
	w.fake.daemon = PCSC_PROTOCOL;
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_PCSCD_PROTOCOL);
	fake_plug(&w.fake, 0, "Fake Reader 00 00");
	assert_next_card(&w);
	end(&w);
}

/* Dual-interface readers list the contactless slot first: never index 0. */
static void test_second_slot(void **state)
{
	struct world w;

	(void)state;
	begin(&w, NULL);
	fake_plug(&w.fake, 1, "Fake Reader 00 01");
	fake_insert(&w.fake, 1, "somsri.card");
	assert_true(read_card(&w));
	assert_string_equal(w.session.reader, "Fake Reader 00 01");
	end(&w);
}

static void test_foreign_card_beside(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "foreign.card");
	fake_plug(&w.fake, 1, "Other Reader 00 00");
	fake_insert(&w.fake, 1, "somsri.card");
	assert_true(read_card(&w));
	assert_string_equal(w.session.reader, "Other Reader 00 00");
	session_release(&w.session);
	/* the oldest cards have no Thai ATR: SELECT tells */
	w.fake.slot[1].atr_len = 3;
	assert_true(read_card(&w));
	assert_string_equal(w.session.reader, "Other Reader 00 00");
	assert_int_equal(w.fake.left, 1); /* the foreign one is left as it was */
	end(&w);
}

static void test_reader_by_name(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "somchai.card");
	fake_plug(&w.fake, 1, "Counter Reader 00 00");
	fake_insert(&w.fake, 1, "somsri.card");
	w.session.reader_name = "Counter";
	assert_true(read_card(&w));
	assert_string_equal(w.seen.number, SOMSRI);
	session_release(&w.session);
	fake_unplug(&w.fake, 1);
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_NO_READER);
	assert_string_equal(w.err.context, "Counter");
	end(&w);
}

/* A Thai ATR whose applet does not open is a damaged chip, not a foreign card. */
static void test_thai_atr_without_applet(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "somsri.card");
	fake_answer(&w.fake, 1, "\x6A\x82", 2);
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_CARD_UNREADABLE);
	end(&w);
	begin(&w, "foreign.card");
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_CARD_FOREIGN);
	end(&w);
}

/* Just put in: 0x80100066, 69 and 68 pass. */
static void test_bouncing_contacts(void **state)
{
	static const enum pcsc_status statuses[] = {PCSC_MUTE, PCSC_REMOVED, PCSC_RESET};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct world w;

		begin(&w, "somsri.card");
		w.fake.connect_status = statuses[i];
		w.fake.connect_failures = 3;
		assert_true(read_card(&w));
		assert_int_equal(w.fake.connects, 4);
		assert_true(w.fake.paused_ms >= 200 && w.fake.paused_ms <= 500);
		end(&w);
	}
}

static void test_mute_card(void **state)
{
	struct world w;

	(void)state;
	begin(&w, NULL);
	w.fake.slot[0].mute = true;
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_CARD_MUTE);
	assert_true(w.fake.paused_ms <= OUTCOME_MS);
	w.fake.slot[0].mute = false;
	assert_next_card(&w);
	end(&w);
}

static void test_held_by_another_program(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "somsri.card");
	w.fake.begin_status = PCSC_BUSY;
	w.fake.begin_failures = 5; /* half a second */
	assert_true(read_card(&w));
	session_release(&w.session);
	w.fake.begin_failures = 1000;
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_CARD_BUSY);
	w.fake.begin_failures = 0;
	assert_next_card(&w);
	end(&w);
}

/* ---- while it is held ---- */

static void test_check_while_held(void **state)
{
	struct world w;

	(void)state;
	begin_read(&w, "somsri.card");
	assert_true(session_check(&w.session, &w.err));
	fake_insert(&w.fake, 0, NULL);
	assert_false(session_check(&w.session, &w.err));
	assert_int_equal(w.err.problem, PROBLEM_CARD_REMOVED);
	assert_false(w.session.open);
	end(&w);

	/* out and in again between two looks: the counter tells */
	begin_read(&w, "somsri.card");
	fake_insert(&w.fake, 0, NULL);
	fake_insert(&w.fake, 0, "somsri.card");
	assert_false(session_check(&w.session, &w.err));
	assert_int_equal(w.err.problem, PROBLEM_CARD_REMOVED);
	end(&w);

	begin_read(&w, "somsri.card");
	fake_unplug(&w.fake, 0);
	assert_false(session_check(&w.session, &w.err));
	assert_int_equal(w.err.problem, PROBLEM_NO_READER);
	end(&w);
}

static void test_stopped_by_progress(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "somsri.card");
	w.seen.stop_after = 5;
	assert_false(session_read(&w.session, true, true, &w.sink, &w.err));
	assert_int_equal(w.err.problem, PROBLEM_NONE);
	assert_int_equal(w.seen.progress, 5);
	assert_false(w.session.open);
	assert_next_card(&w);
	end(&w);
}

/* ---- the finger ---- */

/* Another program's reset in the middle of a comparison: before the card heard of it, it is
 * asked again; after that the try is spent and told, and no second one follows. */
static void test_reset_while_comparing(void **state)
{
	static const struct {
		enum fake_fault fault;
		enum moc_result result;
		int tries;
	} cases[] = {
	    {FAKE_STATUS, MOC_NO_MATCH, 2},
	    {FAKE_RESET_LATE, MOC_NO_MATCH, 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world w;
		int tries;

		begin(&w, "somsri.card");
		assert_true(read_card(&w));
		w.fake.fault = cases[i].fault;
		w.fake.status = PCSC_RESET;
		w.fake.at = w.fake.transmits + 1;
		assert_int_equal(
		    verify(&w, FINGER_RIGHT_INDEX, "somchai-right-live.fmd", true, &tries),
		    cases[i].result);
		assert_int_equal(tries, cases[i].tries);
		assert_int_equal(
		    w.session.moc.fingers.finger[FINGER_RIGHT_INDEX].tries_left, cases[i].tries);
		end(&w);
	}
}

static void test_finger(void **state)
{
	struct world w;
	int tries;

	(void)state;
	begin_read(&w, "somsri.card");
	/* another's finger costs a try, told by the chip */
	assert_int_equal(
	    verify(&w, FINGER_RIGHT_INDEX, "somchai-right-live.fmd", true, &tries), MOC_NO_MATCH);
	assert_int_equal(tries, 2);
	assert_int_equal(w.session.moc.fingers.finger[FINGER_RIGHT_INDEX].tries_left, 2);
	assert_int_equal(
	    verify(&w, FINGER_RIGHT_INDEX, "somsri-right-live.fmd", true, &tries), MOC_MATCH);
	assert_int_equal(
	    verify(&w, FINGER_LEFT_INDEX, "somsri-left-live.fmd", true, &tries), MOC_MATCH);
	/* pulled: the session is over */
	fake_insert(&w.fake, 0, NULL);
	assert_int_equal(
	    verify(&w, FINGER_LEFT_INDEX, "somsri-left-live.fmd", true, &tries), MOC_FAILED);
	assert_int_equal(w.err.problem, PROBLEM_CARD_REMOVED);
	assert_false(w.session.open);
	assert_next_card(&w);
	end(&w);
}

static void test_finger_locked_and_absent(void **state)
{
	struct world w;
	int tries;

	(void)state;
	begin_read(&w, "locked.card");
	assert_true(w.session.moc.fingers.finger[FINGER_RIGHT_INDEX].locked);
	w.fake.transmits = 0;
	assert_int_equal(
	    verify(&w, FINGER_RIGHT_INDEX, "somsri-right-live.fmd", true, &tries), MOC_LOCKED);
	assert_int_equal(w.fake.transmits, 0);
	end(&w);

	begin_read(&w, "one-try.card");
	assert_int_equal(w.session.moc.fingers.finger[FINGER_RIGHT_INDEX].tries_left, 1);
	assert_int_equal(
	    verify(&w, FINGER_RIGHT_INDEX, "somchai-right-live.fmd", true, &tries), MOC_NO_MATCH);
	assert_int_equal(tries, 0);
	assert_true(w.session.moc.fingers.finger[FINGER_RIGHT_INDEX].locked);
	end(&w);

	begin_read(&w, "no-finger.card");
	assert_true(w.session.moc.fingers.applet);
	assert_int_equal(
	    verify(&w, FINGER_RIGHT_INDEX, "somsri-right-live.fmd", true, &tries), MOC_NO_FINGER);
	end(&w);

	begin_read(&w, "no-bio.card");
	assert_false(w.session.moc.fingers.applet);
	assert_int_equal(
	    verify(&w, FINGER_RIGHT_INDEX, "somsri-right-live.fmd", true, &tries), MOC_NO_APPLET);
	end(&w);
}

/* A reset by another program: reconnected, selected again, asked again. */
static void test_finger_after_reset(void **state)
{
	struct world w;
	int tries;

	(void)state;
	begin_read(&w, "somsri.card");
	sim_power(w.fake.slot[0].sim);
	w.fake.was_reset = true;
	assert_int_equal(
	    verify(&w, FINGER_RIGHT_INDEX, "somsri-right-live.fmd", true, &tries), MOC_MATCH);
	end(&w);
}

/* ---- lent to a vendor's program ---- */

static void test_lent_and_taken_back(void **state)
{
	struct world w;
	int tries;

	(void)state;
	begin_read(&w, "somsri.card");
	w.session.owner.lend(w.session.owner.arg);
	assert_false(w.fake.in_transaction);
	assert_int_equal(w.fake.left, 1); /* with its power */
	assert_int_equal(w.fake.unpowered, 0);
	assert_true(w.session.owner.take_back(w.session.owner.arg, false, &w.err));
	assert_true(w.fake.in_transaction);
	assert_true(session_read(&w.session, false, true, &w.sink, &w.err));
	assert_int_equal(
	    verify(&w, FINGER_RIGHT_INDEX, "somsri-right-live.fmd", false, &tries), MOC_MATCH);
	end(&w);
}

/* Another card, the same one put in anew, none, or no reader: taken for a pulled one. */
static void test_changed_while_lent(void **state)
{
	static const char *const cards[] = {"somchai.card", "somsri.card", NULL};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct world w;

		begin(&w, "somsri.card");
		assert_true(read_card(&w));
		w.session.owner.lend(w.session.owner.arg);
		if (i < 3)
			fake_insert(&w.fake, 0, cards[i]);
		else
			fake_unplug(&w.fake, 0);
		assert_false(w.session.owner.take_back(w.session.owner.arg, false, &w.err));
		assert_int_equal(w.err.problem, i < 3 ? PROBLEM_CARD_REMOVED : PROBLEM_NO_READER);
		session_release(&w.session);
		end(&w);
	}
}

/* Which dialects are asked is said by the configuration. */
static void test_driver_by_name(void **state)
{
	static const struct {
		const char *name;
		bool applet;
	} rows[] = {{"auto", true}, {"", true}, {"iso", true}, {"other", false}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct moc_options options = {.host_fd = -1};
		struct world w;

		strcpy(options.driver, rows[i].name);
		begin(&w, "somsri.card");
		w.session.moc.options = &options;
		assert_true(read_card(&w));
		assert_int_equal(w.session.moc.fingers.applet, rows[i].applet);
		end(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ordinary),
	    cmocka_unit_test(test_samples),
	    cmocka_unit_test(test_cards_that_cannot_be_read),
	    cmocka_unit_test(test_number_read_again),
	    cmocka_unit_test(test_photo_without_its_end),
	    cmocka_unit_test(test_no_reader_no_card_no_daemon),
	    cmocka_unit_test(test_second_slot),
	    cmocka_unit_test(test_foreign_card_beside),
	    cmocka_unit_test(test_reader_by_name),
	    cmocka_unit_test(test_thai_atr_without_applet),
	    cmocka_unit_test(test_bouncing_contacts),
	    cmocka_unit_test(test_mute_card),
	    cmocka_unit_test(test_held_by_another_program),
	    cmocka_unit_test(test_check_while_held),
	    cmocka_unit_test(test_stopped_by_progress),
	    cmocka_unit_test(test_reset_while_comparing),
	    cmocka_unit_test(test_finger),
	    cmocka_unit_test(test_finger_locked_and_absent),
	    cmocka_unit_test(test_finger_after_reset),
	    cmocka_unit_test(test_lent_and_taken_back),
	    cmocka_unit_test(test_changed_while_lent),
	    cmocka_unit_test(test_driver_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
