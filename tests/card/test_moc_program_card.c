/*
 * A vendor's program and the card: pulled, reset or changed under it, written by it, or lent
 * to it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vendor.h"

/* ---- the card under it ---- */

/* At each command that it has transmitted while it verifies. */
static void the_card_is_pulled(void **state)
{
	int tries;

	(void)state;
	for (long at = 1; at <= 2; at++) {
		begin_sample("somsri.card", NULL, NULL);
		assert_true(read_card(&w));
		w.fake.transmits = 0;
		w.fake.fault = FAKE_PULLED;
		w.fake.at = at;
		assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_FAILED);
		assert_int_equal(w.err.problem, PROBLEM_CARD_REMOVED);
		assert_false(w.session.open);
		w.fake.fault = FAKE_NONE;
		assert_next_card(&w);
		end_with();
	}
}

/* Another program's reset: the states are read again, by a new run, then it is asked anew. */
static void the_card_is_reset(void **state)
{
	int tries;

	(void)state;
	begin_sample("somsri.card", NULL, NULL);
	assert_true(read_card(&w));
	w.fake.transmits = 0;
	w.fake.fault = FAKE_STATUS;
	w.fake.status = PCSC_RESET;
	w.fake.at = 2;
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_MATCH);
	assert_true(w.session.open);
	end_with();
}

/* Exchanged before anybody looked: the program selects the applet of whatever card is there, and
 * its holder's finger matches; the number tells. The same card put back may match. */
static void the_card_is_exchanged(void **state)
{
	int tries;

	(void)state;
	for (int another = 0; another < 2; another++) {
		begin_sample("somsri.card", NULL, NULL);
		assert_true(read_card(&w));
		if (another) {
			sim_free(w.fake.slot[0].sim);
			w.fake.slot[0].sim = sim_new("somchai.card");
		}
		sim_power(w.fake.slot[0].sim);
		assert_int_equal(
		    verify(&w, RIGHT, another ? "somchai-right-live.fmd" : LIVE, false, &tries),
		    another ? MOC_FAILED : MOC_MATCH);
		assert_int_equal(w.err.problem, another ? PROBLEM_CARD_CHANGED : PROBLEM_NONE);
		assert_int_equal(w.session.open, !another);
		/* and by another run, the other finger */
		if (!another)
			assert_int_equal(
			    verify(&w, LEFT, "somsri-left-live.fmd", false, &tries), MOC_MATCH);
		end_with();
	}
}

static void the_card_answers_without_end(void **state)
{
	int tries;

	(void)state;
	begin_sample("somsri.card", NULL, NULL);
	assert_true(read_card(&w));
	w.fake.transmits = 0;
	fake_answer(&w.fake, 2, "\x61\x00", 2);
	w.fake.from_then_on = true;
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_FAILED);
	assert_int_equal(w.err.problem, PROBLEM_CARD_UNREADABLE);
	end_with();
}

/* ---- writing ---- */

static int asked;

/* Whether it is wanted: not, when asked while something is being written. */
static bool on_second_thoughts(void *arg)
{
	(void)arg;
	asked += !w.session.moc.fingers.finger[RIGHT].stored;
	return false;
}

/* It dies right after, and right before the write: the chip tells which. */
static void it_dies_while_it_writes(void **state)
{
	static const struct {
		const char *from, *to;
		enum write_outcome outcome;
	} cases[] = {
	    {"9000) say \"OK $finger\"", "9000) exit 1", WRITE_GOOD},
	    {"9000) say \"OK $finger\"", "9000) say FAILED no-idea", WRITE_GOOD},
	    {"9000) say \"OK $finger\"", "9000) say OK left-index", WRITE_GOOD},
	    {"  apdu \"$command\"", "  exit 1", WRITE_UNCHANGED},
	    {"  apdu \"$command\"", "  say OK \"$finger\"; return", WRITE_UNCHANGED}, /* it lies */
	};
	uint8_t cryptogram[8];
	enum write_outcome outcome;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin_sample("no-finger.card", cases[i].from, cases[i].to);
		assert_true(read_card(&w));
		assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
		assert_int_equal(
		    store(&w, RIGHT, "somsri-right.fmd", cryptogram, &outcome), MOC_DONE);
		assert_int_equal(outcome, cases[i].outcome);
		assert_int_equal(finger(RIGHT)->stored, outcome == WRITE_GOOD);
		assert_true(w.session.open);
		end_with();
	}
}

static void a_challenge_that_is_none(void **state)
{
	static const char *const lines[] = {
	    "exit 1",
	    "say CHALLENGE $finger challenge=0011 serial=0000999900000007 reference=81",
	    "say CHALLENGE $finger challenge=0011223344556677 reference=81",
	    "say CHALLENGE $finger challenge=0011223344556677 serial=0000999900000007",
	    "say CHALLENGE left-index challenge=0011223344556677 serial=0000999900000007 "
	    "reference=81",
	    /* another card's serial, in our own transaction */
	    "say CHALLENGE $finger challenge=0011223344556677 serial=0000999900000008 "
	    "reference=81",
	    "say OK $finger",
	    "say FAILED",
	};
	int tries;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		begin_sample("no-finger.card",
		    "say \"CHALLENGE $finger challenge=$data serial=$serial reference=$ref\"",
		    lines[i]);
		assert_true(read_card(&w));
		assert_int_equal(
		    session_challenge(&w.session, RIGHT, FINGER_WRITE_STORE, &w.err), MOC_REFUSED);
		if (w.err.problem != PROBLEM_MOC_PROGRAM)
			fail_msg("%s: %d", lines[i], (int)w.err.problem);
		/* nothing was changed, and a new run goes on */
		assert_true(w.session.open);
		assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_NO_FINGER);
		assert_true(session_fingers(&w.session, &w.err));
		end_with();
	}
}

/* The officer may lose interest, the chip is being written all the same. */
static void a_write_is_waited_for(void **state)
{
	uint8_t cryptogram[8];
	enum write_outcome outcome;

	(void)state;
	begin_sample(
	    "no-finger.card", "9000) say \"OK $finger\"", "9000) sleep 0.4; say \"OK $finger\"");
	assert_true(read_card(&w));
	assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
	w.session.wanted = on_second_thoughts;
	assert_int_equal(store(&w, RIGHT, "somsri-right.fmd", cryptogram, &outcome), MOC_DONE);
	assert_int_equal(outcome, WRITE_GOOD);
	assert_int_equal(asked, 0); /* nobody was asked */
	w.session.wanted = NULL;
	end_with();
}

/* ---- card=own ---- */

#define OWN_HEAD                                                                                   \
	"#!/bin/sh\n"                                                                              \
	"read -r n hello; echo \"$n HELLO version=1 card=own\"\n"                                  \
	"while read -r n verb finger rest; do case $verb in\n"                                     \
	"STATES) [ \"$finger $rest\" = 'reader=Fake Reader 00 00' ] || exit 1\n"                   \
	"  echo \"$n FINGER right-index stored tries=3 reference=81\"\n"                           \
	"  echo \"$n FINGER left-index empty reference=82\"\n"                                     \
	"  echo \"$n OK serial=0000999900000001\" ;;\n"                                            \
	"CHALLENGE) echo \"$n CHALLENGE left-index challenge=0011223344556677 reference=82"        \
	" serial=0000999900000001\" ;;\n"                                                          \
	"STORE) case $rest in \"cryptogram=8877665544332211 template=\"*\" reader=Fake Reader "    \
	"\"*)"                                                                                     \
	" echo \"$n REFUSED left-index serial=0000999900000001\" ;; esac ;;\n"

static void begin_own(const char *at_verify)
{
	char text[4096];

	snprintf(text, sizeof text, OWN_HEAD "VERIFY) %s ;;" TAIL, at_verify);
	begin_script(text, 20);
}

static void it_gets_the_card_and_gives_it_back(void **state)
{
	int tries;

	(void)state;
	begin_own("echo \"$n MATCH $finger serial=0000999900000001\"");
	assert_int_equal(w.fake.left, 1); /* for the states: not unpowered */
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_MATCH);
	assert_int_equal(w.fake.left, 2);
	assert_int_equal(w.fake.unpowered, 0);
	assert_true(w.fake.in_transaction);
	assert_true(w.session.open);
	session_release(&w.session);
	assert_int_equal(w.fake.unpowered, 1);
	end_with();
}

/* The card forgets a challenge when it is asked anything else: nothing is asked by us before
 * the write. */
static void a_challenge_outlives_the_loan(void **state)
{
	static const uint8_t cryptogram[8] = {0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11};
	enum write_outcome outcome;
	long before;

	(void)state;
	begin_own("");
	before = w.fake.transmits;
	assert_int_equal(session_challenge(&w.session, LEFT, FINGER_WRITE_STORE, &w.err), MOC_DONE);
	assert_int_equal(w.session.moc.challenge.reference, 0x82);
	assert_int_equal(w.fake.transmits, before);
	assert_true(w.fake.in_transaction);
	assert_int_equal(store(&w, LEFT, "somsri-left.fmd", cryptogram, &outcome), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_WRITE_REFUSED); /* as the program says */
	assert_true(w.fake.transmits > before); /* whose card it is was asked then */
	assert_true(w.session.open);
	end_with();
}

static void it_answers_for_another_card(void **state)
{
	int tries;

	(void)state;
	begin_own("echo \"$n MATCH $finger serial=0000999900000002\"");
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_FAILED);
	assert_int_equal(w.err.problem, PROBLEM_CARD_CHANGED);
	assert_false(w.session.open);
	assert_int_equal(w.fake.unpowered, 1);
	end_with();
}

static void it_does_not_say_for_which_card(void **state)
{
	static const char *const lines[] = {
	    "echo \"$n MATCH $finger\"", "echo \"$n MATCH $finger serial=\"",
	    "echo \"$n MATCH $finger serial=00009999000000010\"",
	    "echo \"$n MATCH $finger serial=000099990000000100\"",
	    "echo \"$n APDU 00A40400\"", /* it said that it needs us not */
	};
	int tries;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		begin_own(lines[i]);
		assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_PROGRAM_FAILED);
		assert_int_equal(w.err.problem, PROBLEM_MOC_PROGRAM);
		assert_int_equal(tries, 3);
		assert_true(w.session.open);
		end_with();
	}
}

/* While the program has the card: asked whether its answer is still wanted, another card is
 * put in, and the program goes on only then. */
static const char *put_in;

static bool swap_once(void *arg)
{
	(void)arg;
	if (access(side, F_OK) != 0) {
		FILE *f;

		fake_insert(&w.fake, 0, NULL);
		if (put_in != NULL)
			fake_insert(&w.fake, 0, put_in);
		f = fopen(side, "w");
		assert_non_null(f);
		fclose(f);
	}
	return true;
}

/* It waits for something, and the card is taken out meanwhile: that is noticed. */
static void the_card_is_pulled_while_it_thinks(void **state)
{
	int tries;

	(void)state;
	begin_verify("sleep 1000", 60);
	put_in = NULL;
	w.session.wanted = swap_once;
	started = now();
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_FAILED);
	assert_int_equal(w.err.problem, PROBLEM_CARD_REMOVED);
	assert_in_range(now() - started, 0, 5000);
	w.session.wanted = NULL;
	end_with();
}

static void the_card_is_changed_under_it(void **state)
{
	/* the same card put in again is a pulled one, too */
	static const char *const cards[] = {NULL, "somchai.card", "somsri.card"};
	int tries;

	(void)state;
	for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
		begin_own("until [ -e \"$0.tries\" ]; do sleep 0.02; done; "
			  "echo \"$n MATCH $finger serial=0000999900000001\"");
		put_in = cards[i];
		w.session.wanted = swap_once;
		assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_FAILED);
		assert_int_equal(w.err.problem, PROBLEM_CARD_REMOVED);
		assert_false(w.session.open);
		w.session.wanted = NULL;
		end_with();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_card_is_pulled),
	    cmocka_unit_test(the_card_is_reset),
	    cmocka_unit_test(the_card_is_exchanged),
	    cmocka_unit_test(the_card_answers_without_end),
	    cmocka_unit_test(it_dies_while_it_writes),
	    cmocka_unit_test(a_challenge_that_is_none),
	    cmocka_unit_test(a_write_is_waited_for),
	    cmocka_unit_test(it_gets_the_card_and_gives_it_back),
	    cmocka_unit_test(a_challenge_outlives_the_loan),
	    cmocka_unit_test(it_answers_for_another_card),
	    cmocka_unit_test(it_does_not_say_for_which_card),
	    cmocka_unit_test(the_card_is_pulled_while_it_thinks),
	    cmocka_unit_test(the_card_is_changed_under_it),
	};

	return cmocka_run_group_tests(tests, vendor_set_up, vendor_tear_down);
}
