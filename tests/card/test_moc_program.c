/*
 * Match on card through a vendor's program: the driver, its host and real programs, scripts
 * that a case writes, over the simulated card. What the program does wrong ends in a name, in
 * time, and with no try spent that was not seen.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vendor.h"

/* ---- the sample program ---- */

static void the_sample_stores_verifies_and_removes(void **state)
{
	uint8_t cryptogram[8];
	enum write_outcome outcome;
	int tries;

	(void)state;
	begin_sample("no-finger.card", NULL, NULL);
	assert_true(read_card(&w));
	assert_string_equal(w.session.moc.driver->name, "program");
	assert_true(w.session.moc.fingers.applet);
	assert_false(finger(RIGHT)->stored);
	assert_int_equal(finger(RIGHT)->reference, 0x81);
	assert_int_equal(finger(LEFT)->reference, 0x82);

	assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
	assert_int_equal(w.session.moc.challenge.reference, 0x81);
	/* the serial of its card file */
	assert_memory_equal(w.session.moc.challenge.serial, "\0\0\x99\x99\0\0\0\x07", 8);
	assert_int_equal(store(&w, RIGHT, "somsri-right.fmd", cryptogram, &outcome), MOC_DONE);
	assert_int_equal(outcome, WRITE_GOOD);
	assert_true(finger(RIGHT)->stored);
	assert_int_equal(finger(RIGHT)->tries_left, 3);

	assert_int_equal(verify(&w, RIGHT, "somchai-right-live.fmd", false, &tries), MOC_NO_MATCH);
	assert_int_equal(tries, 2);
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_MATCH);

	assert_true(authorise(&w, RIGHT, FINGER_WRITE_REMOVE, cryptogram));
	assert_int_equal(remove_finger(&w, RIGHT, cryptogram, &outcome), MOC_DONE);
	assert_int_equal(outcome, WRITE_GOOD);
	assert_false(finger(RIGHT)->stored);

	/* a cryptogram that is none is refused by the card, and a second use of a good one */
	assert_true(authorise(&w, RIGHT, FINGER_WRITE_STORE, cryptogram));
	cryptogram[0] ^= 1;
	assert_int_equal(store(&w, RIGHT, "somsri-right.fmd", cryptogram, &outcome), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_WRITE_REFUSED);
	end_with();
}

/* What both drivers tell of a card is the same. */
static void the_sample_tells_what_we_tell(void **state)
{
	static const char *const cards[] = {"somsri.card", "one-try.card", "locked.card",
	    "no-finger.card", "no-bio.card", "malee.card", "kanchana.card"};

	(void)state;
	for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
		struct finger_states ours;

		begin_sample(cards[i], NULL, NULL);
		assert_true(read_card(&w));
		ours = w.session.moc.fingers;
		session_release(&w.session);
		snprintf(options.driver, sizeof options.driver, "iso");
		assert_true(read_card(&w));
		assert_int_equal(ours.applet, w.session.moc.fingers.applet);
		for (enum finger f = 0; f < FINGER_COUNT; f++) {
			assert_int_equal(ours.finger[f].stored, finger(f)->stored);
			assert_int_equal(ours.finger[f].locked, finger(f)->locked);
			assert_int_equal(ours.finger[f].tries_left, finger(f)->tries_left);
			if (!finger(f)->stored)
				continue;
			assert_int_equal(ours.finger[f].reference, finger(f)->reference);
			assert_int_equal(ours.finger[f].min_minutiae, finger(f)->min_minutiae);
			assert_int_equal(ours.finger[f].order, finger(f)->order);
		}
		end_with();
	}
}

static void the_rules_hold_for_it_too(void **state)
{
	int tries;

	(void)state;
	begin_sample("one-try.card", NULL, NULL);
	assert_true(read_card(&w));
	w.fake.transmits = 0;
	/* the last try is kept, and a stored finger not written over: nobody is asked */
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_LAST_TRY_KEPT);
	assert_int_equal(tries, 1);
	assert_int_equal(
	    session_challenge(&w.session, RIGHT, FINGER_WRITE_STORE, &w.err), MOC_REFUSED);
	assert_int_equal(w.err.problem, PROBLEM_FINGER_STORED);
	assert_int_equal(w.fake.transmits, 0);
	/* confirmed, it is spent */
	assert_int_equal(verify(&w, RIGHT, "alien-right-live.fmd", true, &tries), MOC_NO_MATCH);
	assert_int_equal(tries, 0);
	assert_true(finger(RIGHT)->locked);
	end_with();
}

static void on_auto_it_is_asked_after_iso(void **state)
{
	(void)state;
	begin_sample("somsri.card", NULL, NULL);
	snprintf(options.driver, sizeof options.driver, "auto");
	assert_true(read_card(&w));
	assert_string_equal(w.session.moc.driver->name, "iso");
	session_release(&w.session);
	fake_insert(&w.fake, 0, "no-bio.card");
	assert_true(read_card(&w));
	assert_null(w.session.moc.driver); /* it was asked, and knows none either */
	end_with();

	write_program(HEAD TAIL);
	begin_with("no-bio.card", 20);
	snprintf(options.driver, sizeof options.driver, "auto");
	assert_true(read_card(&w));
	assert_string_equal(w.session.moc.driver->name, "program");
	assert_true(finger(RIGHT)->stored);
	end_with();
}

/* ---- gone wrong at the beginning ---- */

static void what_it_must_say_first(void **state)
{
	static const char *const scripts[] = {
	    "exit 0",
	    "exit 1",
	    "kill -9 $$",
	    "read a; echo 1 HELLO",
	    "read a; echo 1 HELLO version=2 card=through",
	    "read a; echo 1 HELLO version=1 card=both",
	    "read a; echo 2 HELLO version=1 card=through; read b",
	    "read a; echo HELLO version=1 card=through; read b",
	    "read a; echo 1 hello version=1 card=through; read b",
	    "read a; echo '1  HELLO version=1 card=through'; read b",
	    "read a; echo '1 HELLO version=1 card=through '; read b",
	    "read a; echo 1 APDU 00A40400; read b",
	    "read a; echo 99999999999999999999 HELLO version=1 card=through; read b",
	    "read a; echo 1 FAILED no-licence; read b",
	    "read a; yes",
	    "read a; printf '%2000d\\n' 1; read b",
	    "read a; printf '\\000\\001\\002\\n'; read b",
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		snprintf(text, sizeof text, "#!/bin/sh\n%s\n", scripts[i]);
		write_program(text);
		begin_with("somsri.card", 20);
		assert_false(read_card(&w));
		if (w.err.problem != PROBLEM_MOC_PROGRAM)
			fail_msg("%s: %d %s", scripts[i], (int)w.err.problem, w.err.context);
		assert_false(w.session.open);
		assert_int_equal(w.fake.unpowered, 1);
		assert_in_range(now() - started, 0, 10000);
		end_with();
	}
}

static void what_it_may_say_of_fingers(void **state)
{
	static const struct {
		const char *lines;
		bool good;
	} cases[] = {
	    {"echo 2 OK", true},
	    {"echo 2 NOAPPLET", true},
	    {"echo 2 FINGER left-index stored tries=15; echo 2 OK", true},
	    {"echo 2 FINGER left-index stored tries=3 colour=blue x=; echo 2 OK", true},
	    {"echo 2 FINGER left-index locked; echo 2 OK", true},
	    {"echo 2 FINGER left-index stored; echo 2 OK", false}, /* how many tries? */
	    {"echo 2 FINGER left-index stored tries=; echo 2 OK", false},
	    {"echo 2 FINGER left-index stored tries=-1; echo 2 OK", false},
	    {"echo 2 FINGER left-index stored tries=16; echo 2 OK", false},
	    {"echo 2 FINGER left-index stored tries=3x; echo 2 OK", false},
	    {"echo 2 FINGER left-thumb stored tries=3; echo 2 OK", false},
	    {"echo 2 FINGER left-index perhaps tries=3; echo 2 OK", false},
	    {"echo 2 FINGER left-index; echo 2 OK", false},
	    {"echo 2 FINGER; echo 2 OK", false},
	    {"echo 2 FINGER left-index stored tries=3 min=30 max=20; echo 2 OK", false},
	    {"echo 2 FINGER left-index stored tries=3 max=256; echo 2 OK", false},
	    {"echo 2 FINGER left-index stored tries=3 max=0 min=0; echo 2 OK", false},
	    {"echo 2 FINGER left-index stored tries=3 reference=8; echo 2 OK", false},
	    {"echo 2 FINGER left-index stored tries=3 reference=8182; echo 2 OK", false},
	    {"echo 2 FINGER left-index stored tries=3 reference=xx; echo 2 OK", false},
	    {"echo 2 FINGER left-index stored tries=3 a b c d e f g h i j k l m n o; echo 2 OK",
		false},
	    {"echo 2 FINGER left-index stored tries=3; echo 2 FINGER left-index empty; echo 2 OK",
		false},
	    {"echo 2 MATCH left-index", false},
	    {"echo 3 OK", false},
	    {"echo 1 OK", false},
	    {"echo OK", false},
	    {"echo", false},
	    {"echo 2 FAILED", false},
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text,
		    "#!/bin/sh\nread a; echo 1 HELLO version=1 card=through\n"
		    "read a; %s; read b\n",
		    cases[i].lines);
		write_program(text);
		begin_with("somsri.card", 20);
		if (read_card(&w) != cases[i].good)
			fail_msg("%s: %d %s", cases[i].lines, (int)w.err.problem, w.err.context);
		if (!cases[i].good)
			assert_int_equal(w.err.problem, PROBLEM_MOC_PROGRAM);
		end_with();
	}
}

static void it_cannot_be_started(void **state)
{
	(void)state;
	unlink(program);
	begin_with("somsri.card", 20);
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_MOC_PROGRAM);
	assert_non_null(strstr(w.err.context, "cannot be started"));
	end_with();
	/* no host either: the parent could start none */
	begin_with("somsri.card", 20);
	close(options.host_fd);
	options.host_fd = -1;
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_MOC_PROGRAM);
	end(&w);
	assert_int_equal(waitpid(host, NULL, 0), host);
}

static void it_hangs_at_the_beginning(void **state)
{
	(void)state;
	write_program("#!/bin/sh\nread a; sleep 1000\n");
	begin_with("somsri.card", 1);
	assert_false(read_card(&w));
	assert_int_equal(w.err.problem, PROBLEM_MOC_PROGRAM);
	assert_string_equal(w.err.context, "no answer, seconds: 1");
	assert_in_range(now() - started, 1000, 4000);
	end_with();
}

/* ---- verdicts ---- */

static void every_verdict_is_understood(void **state)
{
	static const struct {
		const char *line;
		enum moc_result result;
		int tries;
	} cases[] = {
	    {"echo \"$n MATCH $finger\"", MOC_MATCH, 3},
	    {"echo \"$n MATCH $finger tries=2\"", MOC_MATCH, 2},
	    {"echo \"$n NOMATCH $finger tries=2\"", MOC_NO_MATCH, 2},
	    {"echo \"$n NOMATCH $finger tries=0\"", MOC_NO_MATCH, 0},
	    {"echo \"$n LOCKED $finger\"", MOC_LOCKED, 0},
	    {"echo \"$n NOFINGER $finger\"", MOC_NO_FINGER, 3},
	    {"echo \"$n BADTEMPLATE $finger\"", MOC_TEMPLATE, 3},
	};
	int tries;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin_verify(cases[i].line, 20);
		assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), cases[i].result);
		assert_int_equal(tries, cases[i].tries);
		assert_true(w.session.open);
		end_with();
	}
}

/* It failed, and may have spent a try before: what the chip says then is told. */
static void no_try_is_spent_unseen(void **state)
{
	static const char *const scripts[] = {
	    "spent 2; exit 0",
	    "spent 2; kill -9 $$",
	    "spent 2; echo \"$n FAILED sensor-away\"",
	    "spent 2; echo \"$n MATCH left-index\"",	  /* another finger */
	    "spent 2; echo \"$((n - 1)) MATCH $finger\"", /* another question */
	    "spent 2; echo \"$((n + 1)) MATCH $finger\"",
	    "spent 2; echo \"$n MATCHED $finger\"",
	    "spent 2; echo \"$n match $finger\"",
	    "spent 2; echo \"$n MATCH\"",
	    "spent 2; echo \"MATCH $finger\"",
	    "spent 2; echo \"$n NOMATCH $finger\"", /* how many are left? */
	    "spent 2; echo \"$n NOMATCH $finger tries=99\"",
	    "spent 2; printf '%s' \"$n MATCH $finger\"; exit 0", /* no line */
	    "spent 2; printf '%s\\r\\n' \"$n MATCH $finger\"",
	    "spent 2; while :; do echo \"$n MORE\"; done",
	    "spent 2; yes",
	    "spent 2; echo \"$n APDU\"",
	    "spent 2; echo \"$n APDU 00\"",
	    "spent 2; echo \"$n APDU 00A4040\"",
	    "spent 2; echo \"$n APDU 00A40400zz\"",
	    "spent 2; echo \"$n APDU 00A40400 00\"",
	    "spent 2; echo \"$n APDU $(printf '%0524d' 0)\"", /* 262 bytes */
	    "spent 2; while :; do echo \"$n APDU 00200081\"; read a; done",
	};
	int tries;

	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		enum moc_result result;

		begin_verify(scripts[i], 20);
		result = verify(&w, RIGHT, LIVE, false, &tries);
		if (result != MOC_PROGRAM_FAILED || tries != 2)
			fail_msg(
			    "%s: %d, tries %d, %s", scripts[i], (int)result, tries, w.err.context);
		assert_int_equal(w.err.problem, PROBLEM_MOC_PROGRAM);
		assert_int_equal(finger(RIGHT)->tries_left, 2);
		assert_true(w.session.open);
		assert_in_range(now() - started, 0, 15000);
		end_with();
	}
}

/* The run that has failed may remember what was true before it spent the try, and may need a
 * while to start: a new one is asked, and waited for although the limit is used up. */
static void a_new_run_tells_what_is_left(void **state)
{
	static const struct {
		const char *at_verify, *start_s;
	} cases[] = {
	    {"echo \"$n FAILED sensor-away\"", "0"},
	    {"echo \"$n FAILED sensor-away\"; exit 0", "0"},
	    {"exit 1", "0"},
	    {"sleep 1000", "1.5"},
	};
	char text[2048];
	int tries;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text,
		    "#!/bin/sh\n"
		    "t=$(cat \"$0.tries\" 2>/dev/null && sleep %s || echo 3)\n"
		    "while read -r n verb rest; do case $verb in\n"
		    "HELLO) echo \"$n HELLO version=1 card=through\" ;;\n"
		    "STATES) echo \"$n FINGER right-index stored tries=$t\"; echo \"$n OK\" ;;\n"
		    "VERIFY) echo 2 >\"$0.tries\"; %s ;;\nesac; done\n",
		    cases[i].start_s, cases[i].at_verify);
		begin_script(text, 2);
		assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_PROGRAM_FAILED);
		assert_int_equal(w.err.problem, PROBLEM_MOC_PROGRAM);
		assert_int_equal(tries, 2);
		assert_int_equal(finger(RIGHT)->tries_left, 2);
		assert_in_range(now() - started, 0, 6000);
		end_with();
	}
}

/* One is left now: it is kept, whatever was known before. */
static void the_last_try_is_kept_after_a_failure(void **state)
{
	int tries;

	(void)state;
	begin_verify("spent 1; exit 1", 20);
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_PROGRAM_FAILED);
	assert_int_equal(tries, 1);
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_LAST_TRY_KEPT);
	end_with();
}

static void where_tries_cannot_be_told_the_card_is_given_up(void **state)
{
	char text[4096];
	int tries;

	(void)state;
	snprintf(text, sizeof text, "%s", HEAD "VERIFY) rm \"$0\"; exit 1 ;;" TAIL);
	begin_script(text, 20);
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_FAILED);
	assert_int_equal(w.err.problem, PROBLEM_MOC_PROGRAM);
	assert_false(w.session.open);
	assert_int_equal(w.fake.unpowered, 1);
	end_with();
}

static void it_hangs_at_verify(void **state)
{
	int tries;

	(void)state;
	begin_verify("spent 2; sleep 1000", 1);
	started = now();
	/* one that can be asked again at once is; the time is over all the same */
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_PROGRAM_FAILED);
	assert_int_equal(tries, 2);
	assert_in_range(now() - started, 1000, 4000);
	end_with();
}

/* An answer that comes too late is not taken for the next one's. */
static void it_is_late(void **state)
{
	int tries;

	(void)state;
	begin_verify("sleep 2; echo \"$n MATCH $finger\"", 1);
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_PROGRAM_FAILED);
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_PROGRAM_FAILED);
	end_with();
}

static bool nobody_wants(void *arg)
{
	(void)arg;
	return false;
}

static void nobody_waits_for_it(void **state)
{
	int tries;

	(void)state;
	begin_verify("sleep 1000", 60);
	w.session.wanted = nobody_wants;
	started = now();
	assert_int_equal(verify(&w, RIGHT, LIVE, false, &tries), MOC_FAILED);
	assert_int_equal(w.err.problem, PROBLEM_NONE);
	assert_false(w.session.open);
	assert_in_range(now() - started, 0, 3000);
	end_with();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_sample_stores_verifies_and_removes),
	    cmocka_unit_test(the_sample_tells_what_we_tell),
	    cmocka_unit_test(the_rules_hold_for_it_too),
	    cmocka_unit_test(on_auto_it_is_asked_after_iso),
	    cmocka_unit_test(what_it_must_say_first),
	    cmocka_unit_test(what_it_may_say_of_fingers),
	    cmocka_unit_test(it_cannot_be_started),
	    cmocka_unit_test(it_hangs_at_the_beginning),
	    cmocka_unit_test(every_verdict_is_understood),
	    cmocka_unit_test(no_try_is_spent_unseen),
	    cmocka_unit_test(a_new_run_tells_what_is_left),
	    cmocka_unit_test(the_last_try_is_kept_after_a_failure),
	    cmocka_unit_test(where_tries_cannot_be_told_the_card_is_given_up),
	    cmocka_unit_test(it_hangs_at_verify),
	    cmocka_unit_test(it_is_late),
	    cmocka_unit_test(nobody_waits_for_it),
	};

	return cmocka_run_group_tests(tests, vendor_set_up, vendor_tear_down);
}
